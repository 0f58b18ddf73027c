// The network as the link needs it: one connection to one server whose key is pinned.
//
// A seam: the real one is net_tls.cpp (OpenSSL on a socket that never blocks); a simulation has its
// own.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace steward::agent {

struct ServerAddress {
    std::string host;
    int port = 0;
    std::vector<Bytes> pins;  // SHA-256 of the keys' SubjectPublicKeyInfo, 32 bytes each
};

using Exporter = std::array<uint8_t, 32>;

enum class Moved { Done, Waits, Closed };

class Stream {
public:
    virtual ~Stream() = default;
    /// Connecting, the handshake and the judgement of the server's key. Failures: Unavailable
    /// "link.unreachable"; Forbidden "link.server_key" (another key than the pinned ones: nothing was
    /// sent); Unavailable "link.tls" (no TLS 1.3, or not a server of agents).
    virtual Result<Moved> connect() = 0;
    virtual Moved read(std::span<uint8_t> into, size_t& size) = 0;
    virtual Moved write(ByteView bytes, size_t& size) = 0;
    virtual Exporter exporter() const = 0;  // after `connect` was done
    virtual bool has_pending() const = 0;   // bytes that no poll will announce
    virtual bool waits_for_write() const = 0;
    virtual int descriptor() const = 0;  // for poll; -1: none
    virtual void close_notify() = 0;
};

class Net {
public:
    virtual ~Net() = default;
    /// Looks the name up and begins to connect to its address number `turn` (modulo their number).
    /// Failure: Unavailable "link.unreachable".
    virtual Result<std::unique_ptr<Stream>> open(const ServerAddress& server, unsigned turn) = 0;
};

/// Failure: Internal "link.tls" when OpenSSL cannot be set up.
Result<std::unique_ptr<Net>> make_tls_net();

}  // namespace steward::agent
