#include "server/platform/http/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <string_view>

namespace steward::http {

namespace {
std::unexpected<Error> unusable(std::string sentence) {
    char reason[256];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    ERR_clear_error();
    return fail(ErrorKind::Invalid, "http.certificate", std::move(sentence), reason);
}

// A client that offers protocols gets http/1.1 when it is among them. One that offers only others is
// served all the same: what it then sends decides.
int choose_http(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered, unsigned int offered_size, void*) {
    for (unsigned int at = 0; at < offered_size; at += 1U + offered[at]) {
        const std::string_view name(reinterpret_cast<const char*>(offered + at + 1), std::min<size_t>(offered[at], offered_size - at - 1));
        if (name != "http/1.1") continue;
        *chosen = offered + at + 1;
        *size = offered[at];
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_NOACK;
}
}  // namespace

Result<std::shared_ptr<ssl_ctx_st>> load_tls_context(const std::string& certificate_file, const std::string& key_file) {
    ERR_clear_error();
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    const bool prepared = context && SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1 &&
                          SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
                          SSL_CTX_set1_groups_list(context.get(), "X25519:P-256") == 1;
    if (!prepared) return unusable("OpenSSL cannot be set up for TLS.");
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);  // tickets resume, and keep nothing here
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_alpn_select_cb(context.get(), choose_http, nullptr);
    SSL_CTX_set_max_early_data(context.get(), 0);
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1) {
        return unusable("The certificate " + certificate_file +
                        " cannot be used: it must be PEM, the server's own certificate first, then the chain.");
    }
    if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1) {
        return unusable("The key " + key_file + " cannot be used: it must be PEM, without a password, and belong to the certificate.");
    }
    return context;
}

}  // namespace steward::http
