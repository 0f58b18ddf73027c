#include "server/platform/access/tests/authenticator_app.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "server/platform/access/secrets.h"

namespace steward::access {

namespace {
void put_head(Bytes& out, uint8_t kind, size_t value) {
    if (value < 24) out.push_back(static_cast<uint8_t>(kind << 5 | value));
    else if (value < 256) out.insert(out.end(), {static_cast<uint8_t>(kind << 5 | 24), static_cast<uint8_t>(value)});
    else out.insert(out.end(), {static_cast<uint8_t>(kind << 5 | 25), static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value)});
}
void put_number(Bytes& out, int value) {
    if (value >= 0) put_head(out, 0, static_cast<size_t>(value));
    else put_head(out, 1, static_cast<size_t>(-1 - value));
}
void put_bytes(Bytes& out, ByteView bytes) {
    put_head(out, 2, bytes.size());
    out.insert(out.end(), bytes.begin(), bytes.end());
}
void put_text(Bytes& out, std::string_view text) {
    put_head(out, 3, text.size());
    out.insert(out.end(), text.begin(), text.end());
}

Bytes number_of(EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, name, &number);
    Bytes bytes(static_cast<size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, bytes.data());
    BN_free(number);
    return bytes;
}

EVP_PKEY* make_key(int algorithm) {
    if (algorithm == -257) return EVP_RSA_gen(2048);
    if (algorithm == -8) return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    return EVP_EC_gen("P-256");
}
}  // namespace

AuthenticatorApp::AuthenticatorApp(int algorithm, std::string the_origin, std::string the_rp_id)
    : origin(std::move(the_origin)), rp_id(std::move(the_rp_id)), algorithm_(algorithm), key_(make_key(algorithm), EVP_PKEY_free) {}

Bytes AuthenticatorApp::cose_key() const {
    Bytes out;
    if (algorithm_ == -257) {
        put_head(out, 5, 4);
        put_number(out, 1), put_number(out, 3), put_number(out, 3), put_number(out, -257);
        put_number(out, -1), put_bytes(out, number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N));
        put_number(out, -2), put_bytes(out, number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E));
        return out;
    }
    if (algorithm_ == -8) {
        Bytes raw(32);
        size_t size = raw.size();
        EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &size);
        put_head(out, 5, 4);
        put_number(out, 1), put_number(out, 1), put_number(out, 3), put_number(out, -8), put_number(out, -1), put_number(out, 6);
        put_number(out, -2), put_bytes(out, raw);
        return out;
    }
    Bytes point(65);
    size_t size = 0;
    EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point.data(), point.size(), &size);
    put_head(out, 5, 5);
    put_number(out, 1), put_number(out, 2), put_number(out, 3), put_number(out, -7), put_number(out, -1), put_number(out, 1);
    put_number(out, -2), put_bytes(out, ByteView(point).subspan(1, 32));
    put_number(out, -3), put_bytes(out, ByteView(point).subspan(33, 32));
    return out;
}

std::string AuthenticatorApp::client_data(std::string_view type, std::string_view challenge) const {
    return "{\"type\":\"" + std::string(type) + "\",\"challenge\":\"" + std::string(challenge) + "\",\"origin\":\"" + origin +
           "\",\"crossOrigin\":false" + more_client_data + "}";
}

Bytes AuthenticatorApp::head(uint8_t more_flags) const {
    Bytes out = sha256(rp_id);
    out.push_back(flags | more_flags);
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(sign_count >> shift));
    return out;
}

Bytes AuthenticatorApp::attestation_object() const {
    Bytes data = head(0x40);
    data.insert(data.end(), 16, 0);  // no maker
    data.push_back(static_cast<uint8_t>(credential_id.size() >> 8));
    data.push_back(static_cast<uint8_t>(credential_id.size()));
    data.insert(data.end(), credential_id.begin(), credential_id.end());
    const Bytes key = cose_key();
    data.insert(data.end(), key.begin(), key.end());
    Bytes out;
    put_head(out, 5, 3);
    put_text(out, "fmt"), put_text(out, "none");
    put_text(out, "attStmt"), put_head(out, 5, 0);
    put_text(out, "authData"), put_bytes(out, data);
    return out;
}

v1::AddPasskeyRequest AuthenticatorApp::make(const v1::PasskeyCreation& wanted, std::string name) {
    user_handle = wanted.user_handle();
    v1::AddPasskeyRequest request;
    request.set_name(std::move(name));
    request.set_client_data(to_base64url(as_bytes(client_data("webauthn.create", wanted.challenge()))));
    request.set_attestation_object(to_base64url(attestation_object()));
    return request;
}

v1::PasskeyAssertion AuthenticatorApp::sign(const v1::PasskeyRequest& wanted) {
    const std::string data = client_data("webauthn.get", wanted.challenge());
    Bytes signed_bytes = head(0);
    v1::PasskeyAssertion assertion;
    assertion.set_authenticator_data(to_base64url(signed_bytes));
    const Bytes hash = sha256(data);
    signed_bytes.insert(signed_bytes.end(), hash.begin(), hash.end());
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, algorithm_ == -8 ? nullptr : EVP_sha256(), nullptr, key_.get());
    size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, signed_bytes.data(), signed_bytes.size());
    Bytes signature(size);
    EVP_DigestSign(context.get(), signature.data(), &size, signed_bytes.data(), signed_bytes.size());
    signature.resize(size);
    assertion.set_signature(to_base64url(signature));
    assertion.set_client_data(to_base64url(as_bytes(data)));
    assertion.set_credential_id(to_base64url(credential_id));
    assertion.set_user_handle(user_handle);
    return assertion;
}

}  // namespace steward::access
