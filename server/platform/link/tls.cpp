#include "server/platform/link/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cerrno>

namespace steward::link {

namespace {
std::string openssl_reason() {
    char text[256];
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    ERR_clear_error();
    return text;
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered, unsigned int offered_size,
                    void*) {
    for (unsigned int at = 0; at < offered_size; at += 1U + offered[at]) {
        const std::string_view name(reinterpret_cast<const char*>(offered + at + 1), std::min<size_t>(offered[at], offered_size - at - 1));
        if (name != agent_protocol) continue;
        *chosen = offered + at + 1;
        *size = offered[at];
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool use_identity(SSL_CTX* context, const ServerIdentity& identity) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> certificate_text(
        BIO_new_mem_buf(identity.certificate_pem.data(), static_cast<int>(identity.certificate_pem.size())), BIO_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> key_text(
        BIO_new_mem_buf(identity.private_key_pem.data(), static_cast<int>(identity.private_key_pem.size())), BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr),
                                                                  X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr),
                                                                  EVP_PKEY_free);
    return certificate && key && SSL_CTX_use_certificate(context, certificate.get()) == 1 &&
           SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

Progressed outcome(SSL* ssl, int result) {
    const int reason = SSL_get_error(ssl, result);
    ERR_clear_error();
    if (reason == SSL_ERROR_WANT_READ) return Progressed::WantsRead;
    if (reason == SSL_ERROR_WANT_WRITE) return Progressed::WantsWrite;
    return reason == SSL_ERROR_ZERO_RETURN ? Progressed::Closed : Progressed::Failed;
}
}  // namespace

Result<TlsContext> TlsContext::make(const ServerIdentity& identity) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    TlsContext made(context);
    const bool usable =
        SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 && SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
        SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384") == 1 &&
        SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1 && SSL_CTX_set_num_tickets(context, 0) == 1 &&
        use_identity(context, identity);
    if (!usable)
        return fail(ErrorKind::Internal, "link.tls",
                    "The agents' link cannot use its key and certificate. Restore them from a backup of the state folder.",
                    openssl_reason());
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1);  // one system call a message instead of two
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    SSL_CTX_set_max_early_data(context, 0);
    return made;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

TlsSession::TlsSession(ssl_ctx_st* context, int descriptor) : ssl_(SSL_new(context)) {
    SSL_set_fd(ssl_, descriptor);
    SSL_set_accept_state(ssl_);
}

TlsSession::~TlsSession() { SSL_free(ssl_); }

Progressed TlsSession::handshake() {
    const int result = SSL_do_handshake(ssl_);
    if (result != 1) return outcome(ssl_, result);
    // A client that offers no protocol at all never meets choose_protocol.
    const unsigned char* chosen = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl_, &chosen, &size);
    return size == agent_protocol.size() ? Progressed::Done : Progressed::Failed;
}

Progressed TlsSession::read(std::span<uint8_t> into, size_t& size) {
    errno = 0;
    const int result = SSL_read_ex(ssl_, into.data(), into.size(), &size);
    return result == 1 ? Progressed::Done : outcome(ssl_, result);
}

Progressed TlsSession::write(ByteView bytes, size_t& written) {
    errno = 0;
    const int result = SSL_write_ex(ssl_, bytes.data(), bytes.size(), &written);
    return result == 1 ? Progressed::Done : outcome(ssl_, result);
}

bool TlsSession::has_pending() const { return SSL_has_pending(ssl_) == 1; }

void TlsSession::close_notify() {
    SSL_shutdown(ssl_);
    ERR_clear_error();
}

Exporter TlsSession::exporter() const {
    constexpr std::string_view label = "EXPORTER-steward-agent";
    Exporter out{};
    SSL_export_keying_material(ssl_, out.data(), out.size(), label.data(), label.size(), nullptr, 0, 0);
    return out;
}

}  // namespace steward::link
