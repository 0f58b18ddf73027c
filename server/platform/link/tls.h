// TLS 1.3 for the agents' link: OpenSSL on a non-blocking descriptor, without a layer between.
//
// Not the stream of platform/http: this is product core, made for many connections that are quiet
// for a minute and then say a hundred bytes. No tickets, no sessions, no certificate of the client,
// ALPN "steward-agent/1" and nothing else. Buffers are given back between two messages.
#pragma once

#include <memory>
#include <span>

#include "base/bytes.h"
#include "server/platform/link/identity.h"
#include "server/platform/link/proofs.h"

struct ssl_ctx_st;
struct ssl_st;

namespace steward::link {

constexpr std::string_view agent_protocol = "steward-agent/1";

enum class Progressed { Done, WantsRead, WantsWrite, Closed, Failed };

/// One connection's TLS. Owned by its connection; used on the link's thread.
class TlsSession {
public:
    TlsSession(ssl_ctx_st* context, int descriptor);
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    Progressed handshake();  // Failed too when the peer speaks another protocol
    Progressed read(std::span<uint8_t> into, size_t& size);
    Progressed write(ByteView bytes, size_t& written);
    bool has_pending() const;  // bytes that no epoll will announce
    void close_notify();
    Exporter exporter() const;  // after the handshake

private:
    ssl_st* ssl_;
};

class TlsContext {
public:
    /// Failure: Internal "link.tls" when OpenSSL refuses the identity.
    static Result<TlsContext> make(const ServerIdentity& identity);
    TlsContext(TlsContext&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}
    TlsContext& operator=(TlsContext&&) = delete;
    ~TlsContext();
    ssl_ctx_st* get() const { return context_; }

private:
    explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
    ssl_ctx_st* context_;
};

}  // namespace steward::link
