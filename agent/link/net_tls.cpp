#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "agent/link/net.h"
#include "base/spoken.h"

namespace steward::agent {

namespace {
constexpr std::string_view protocol_name = "steward-agent/1";

std::string place(const ServerAddress& server) { return server.host + " port " + std::to_string(server.port); }

std::unexpected<Error> unreachable(const ServerAddress& server, std::string why) {
    return fail(ErrorKind::Unavailable, "link.unreachable", "The server at " + place(server) + " cannot be reached: " + why + ".");
}

struct ContextFree {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct SessionFree {
    void operator()(SSL* session) const { SSL_free(session); }
};
using Context = std::unique_ptr<SSL_CTX, ContextFree>;

void set_option(int socket, int level, int option, int value) { setsockopt(socket, level, option, &value, sizeof value); }

// A cut network is noticed within a minute of the next report, an idle one within ten.
void make_ready(int socket) {
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, 300);
    set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, 60);
    set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, 4);
    set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, 60'000);
}

class TlsStream final : public Stream {
public:
    TlsStream(SSL_CTX* context, int socket, const ServerAddress& server) : socket_(socket), session_(SSL_new(context)), server_(server) {
        SSL_set_fd(session_.get(), socket_);
        SSL_set_connect_state(session_.get());
        // Some proxies need a name to choose a way by; it is not what the server is judged by.
        if (server.host.find_first_not_of("0123456789.:abcdefABCDEF") != std::string::npos)
            SSL_set_tlsext_host_name(session_.get(), server.host.c_str());
    }
    ~TlsStream() override {
        session_.reset();
        close(socket_);
    }
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    Result<Moved> connect() override;
    Moved read(std::span<uint8_t> into, size_t& size) override {
        const int result = SSL_read_ex(session_.get(), into.data(), into.size(), &size);
        return result == 1 ? Moved::Done : moved(result);
    }
    Moved write(ByteView bytes, size_t& size) override {
        const int result = SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &size);
        return result == 1 ? Moved::Done : moved(result);
    }
    Exporter exporter() const override {
        constexpr std::string_view label = "EXPORTER-steward-agent";
        Exporter out{};
        SSL_export_keying_material(session_.get(), out.data(), out.size(), label.data(), label.size(), nullptr, 0, 0);
        return out;
    }
    bool has_pending() const override { return SSL_has_pending(session_.get()) == 1; }
    bool waits_for_write() const override { return waits_for_write_ || !connected_; }
    int descriptor() const override { return socket_; }
    void close_notify() override {
        SSL_shutdown(session_.get());
        ERR_clear_error();
    }

private:
    Moved moved(int result) {
        const int reason = SSL_get_error(session_.get(), result);
        ERR_clear_error();
        waits_for_write_ = reason == SSL_ERROR_WANT_WRITE;
        return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE ? Moved::Waits : Moved::Closed;
    }
    Result<Moved> finish_tcp();
    Status judge_server() const;
    std::unexpected<Error> handshake_failed() const;

    int socket_;
    std::unique_ptr<SSL, SessionFree> session_;
    const ServerAddress& server_;
    bool connected_ = false;  // TCP
    bool waits_for_write_ = false;
};

Result<Moved> TlsStream::finish_tcp() {
    pollfd now{socket_, POLLOUT, 0};
    if (poll(&now, 1, 0) == 0) return Moved::Waits;
    int problem = 0;
    socklen_t size = sizeof problem;
    getsockopt(socket_, SOL_SOCKET, SO_ERROR, &problem, &size);
    if (problem != 0) return unreachable(server_, std::strerror(problem));
    connected_ = true;
    make_ready(socket_);
    return Moved::Done;
}

Result<Moved> TlsStream::connect() {
    if (!connected_) {
        STEWARD_TRY(const Moved tcp, finish_tcp());
        if (tcp != Moved::Done) return tcp;
    }
    ERR_clear_error();
    errno = 0;
    const int result = SSL_do_handshake(session_.get());
    if (result != 1) {
        const int reason = SSL_get_error(session_.get(), result);
        waits_for_write_ = reason == SSL_ERROR_WANT_WRITE;
        if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return Moved::Waits;
        return handshake_failed();
    }
    waits_for_write_ = false;
    STEWARD_CHECK(judge_server());
    return Moved::Done;
}

// Its texts are 1,800 entries of a table that each process would hold from the start: those of TLS alone, once one is wanted.
const char* words_of(unsigned long code) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    ERR_load_SSL_strings();  // OpenSSL 3 has no other way to load them later
#pragma GCC diagnostic pop
    return ERR_reason_error_string(code);
}

std::unexpected<Error> TlsStream::handshake_failed() const {
    const unsigned long code = ERR_get_error();
    char reason[160] = "the connection was closed";
    if (code != 0 && words_of(code)) std::strncpy(reason, words_of(code), sizeof reason - 1);
    else if (code != 0) ERR_error_string_n(code, reason, sizeof reason);
    else if (errno != 0) std::strncpy(reason, std::strerror(errno), sizeof reason - 1);
    ERR_clear_error();
    return fail(ErrorKind::Unavailable, "link.tls",
                "What answers at " + place(server_) +
                    " does not speak to agents over TLS 1.3. Check the address and port; a proxy that inspects TLS must let this "
                    "connection pass unopened.",
                reason);
}

// By the pinned key alone: no name, no authority, no date. OpenSSL has checked that the server holds it.
Status TlsStream::judge_server() const {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(session_.get()), X509_free);
    std::array<uint8_t, 32> pin{};
    if (certificate) {
        uint8_t* encoded = nullptr;
        const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &encoded);
        if (size > 0) EVP_Digest(encoded, static_cast<size_t>(size), pin.data(), nullptr, EVP_sha256(), nullptr);
        OPENSSL_free(encoded);
    }
    const bool pinned =
        std::any_of(server_.pins.begin(), server_.pins.end(), [&](const Bytes& one) { return equal_in_constant_time(one, pin); });
    if (!pinned) {
        return fail(ErrorKind::Forbidden, "link.server_key",
                    "What answers at " + place(server_) + " shows a key (" + spoken(ByteView(pin).first(8)) +
                        "...) that is not the server's. Nothing was sent. If a proxy inspects TLS on the way, exempt this address from it; "
                        "if the server was "
                        "installed anew without its keys, restore them or enrol again.");
    }
    const unsigned char* chosen = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(session_.get(), &chosen, &size);
    if (std::string_view(reinterpret_cast<const char*>(chosen), size) != protocol_name) return handshake_failed();
    return {};
}

Result<int> begin_tcp(const ServerAddress& server, unsigned turn) {
    addrinfo wanted{}, *found = nullptr;
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;  // first without the resolver's libraries
    const std::string port = std::to_string(server.port);
    int lookup = getaddrinfo(server.host.c_str(), port.c_str(), &wanted, &found);
    if (lookup != 0) {
        wanted.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
        lookup = getaddrinfo(server.host.c_str(), port.c_str(), &wanted, &found);
    }
    if (lookup != 0) return unreachable(server, gai_strerror(lookup));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> held(found, freeaddrinfo);
    unsigned count = 0;
    for (const addrinfo* one = found; one; one = one->ai_next) ++count;
    const addrinfo* chosen = found;
    for (unsigned i = turn % count; i > 0; --i) chosen = chosen->ai_next;
    const int made = socket(chosen->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0) return unreachable(server, std::strerror(errno));
    if (connect(made, chosen->ai_addr, chosen->ai_addrlen) == 0 || errno == EINPROGRESS) return made;
    const std::string why = std::strerror(errno);
    close(made);
    return unreachable(server, why);
}

class TlsNet final : public Net {
public:
    explicit TlsNet(Context context) : context_(std::move(context)) {}
    Result<std::unique_ptr<Stream>> open(const ServerAddress& server, unsigned turn) override {
        STEWARD_TRY(const int socket, begin_tcp(server, turn));
        return std::make_unique<TlsStream>(context_.get(), socket, server);
    }

private:
    Context context_;
};
}  // namespace

Result<std::unique_ptr<Net>> make_tls_net() {
    std::signal(SIGPIPE, SIG_IGN);  // a server that hung up is an answer, not the end of the program
    // Neither the machine's OpenSSL configuration nor the texts of its errors are needed before one happens.
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_SSL_STRINGS | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, nullptr);
    Context context(SSL_CTX_new(TLS_client_method()));
    static constexpr unsigned char protocols[] = "\x0fsteward-agent/1";
    const bool usable =
        context && SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION) == 1 &&
        SSL_CTX_set_max_proto_version(context.get(), TLS1_3_VERSION) == 1 &&
        SSL_CTX_set_ciphersuites(context.get(), "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384") == 1 &&
        SSL_CTX_set1_groups_list(context.get(), "X25519:P-256") == 1 &&
        SSL_CTX_set_alpn_protos(context.get(), protocols, sizeof protocols - 1) == 0;
    if (!usable) return fail(ErrorKind::Internal, "link.tls", "This machine's OpenSSL cannot speak TLS 1.3.");
    SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    return std::make_unique<TlsNet>(std::move(context));
}

}  // namespace steward::agent
