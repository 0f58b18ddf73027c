// A client of raw OpenSSL: says what it is told to, good or bad. Blocking, with a limit.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sodium.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

#include "base/agent_protocol.h"
#include "base/signing.h"
#include "server/platform/link/frames.h"
#include "server/platform/link/proofs.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::link {

struct RawKey {
    std::array<uint8_t, crypto_sign_PUBLICKEYBYTES> public_key{};
    std::array<uint8_t, crypto_sign_SECRETKEYBYTES> secret_key{};
    RawKey() { crypto_sign_keypair(public_key.data(), secret_key.data()); }
    std::string sign(std::string_view type, const Bytes& payload) const {
        const Bytes message = pae(type, payload);
        std::string signature(crypto_sign_BYTES, '\0');
        crypto_sign_detached(reinterpret_cast<uint8_t*>(signature.data()), nullptr, message.data(), message.size(), secret_key.data());
        return signature;
    }
    Bytes public_bytes() const { return Bytes(public_key.begin(), public_key.end()); }
};

class RawClient {
public:
    struct Manners {
        std::string protocol = "steward-agent/1";
        int newest_tls = TLS1_3_VERSION, oldest_tls = TLS1_3_VERSION;
    };

    explicit RawClient(uint16_t port) : RawClient(port, Manners{}) {}
    RawClient(uint16_t port, const Manners& manners) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        std::signal(SIGPIPE, SIG_IGN);  // it talks to doors that close
        const timeval limit{30, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        tcp_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        context_ = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_min_proto_version(context_, manners.oldest_tls);
        SSL_CTX_set_max_proto_version(context_, manners.newest_tls);
        ssl_ = SSL_new(context_);
        SSL_set_fd(ssl_, socket_);
        if (manners.protocol.empty()) return;
        const std::string offer = static_cast<char>(manners.protocol.size()) + manners.protocol;
        SSL_set_alpn_protos(ssl_, reinterpret_cast<const uint8_t*>(offer.data()), static_cast<unsigned>(offer.size()));
    }
    ~RawClient() {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
        close(socket_);
    }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool shake_hands() { return tcp_ && SSL_connect(ssl_) == 1; }

    Exporter exporter() const {
        constexpr std::string_view label = "EXPORTER-steward-agent";
        Exporter out{};
        SSL_export_keying_material(ssl_, out.data(), out.size(), label.data(), label.size(), nullptr, 0, 0);
        return out;
    }

    void say(ByteView bytes) {
        if (!bytes.empty()) SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    }
    void say(const agent::v1::AgentMessage& message) {
        Bytes out;
        append_frame(out, message.SerializeAsString());
        say(out);
    }
    void say_plain(std::string_view text) { [[maybe_unused]] const auto sent = send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }

    agent::v1::AgentMessage hello(DeviceId device, const RawKey& key, const Exporter& over, uint64_t epoch = 1,
                                  uint32_t protocol = spoken_protocol) const {
        agent::v1::AgentMessage message;
        auto& hello = *message.mutable_hello();
        hello.set_protocol(protocol);
        hello.set_device_id(device.raw().bytes.data(), device.raw().bytes.size());
        hello.set_epoch(epoch);
        hello.set_signature(key.sign("hello", hello_payload(over, device, epoch)));
        return message;
    }

    /// The next message; nothing when the connection ended (or nothing came within the limit).
    std::optional<agent::v1::ServerMessage> hear() {
        while (true) {
            if (const auto frame = next_frame(in_); frame && *frame) {
                agent::v1::ServerMessage message;
                message.ParseFromArray((*frame)->body.data(), static_cast<int>((*frame)->body.size()));
                in_.erase(in_.begin(), in_.begin() + static_cast<ptrdiff_t>((*frame)->size));
                return message;
            }
            uint8_t piece[4096];
            const int size = SSL_read(ssl_, piece, sizeof piece);
            if (size <= 0) return std::nullopt;
            in_.insert(in_.end(), piece, piece + size);
        }
    }
    /// The refusal that comes next; "closed" when the connection ends without one.
    std::string refusal() {
        const auto message = hear();
        if (!message) return "closed";
        return message->has_refusal() ? message->refusal().code() : "something else";
    }
    bool is_closed() { return !hear(); }

private:
    int socket_;
    bool tcp_ = false;
    SSL_CTX* context_ = nullptr;
    SSL* ssl_ = nullptr;
    Bytes in_;
};

}  // namespace steward::link
