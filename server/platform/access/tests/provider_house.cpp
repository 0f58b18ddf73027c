#include "server/platform/access/tests/provider_house.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "server/platform/access/provider_client.h"
#include "server/platform/access/secrets.h"

namespace steward::access {

namespace {
namespace json = boost::json;

std::string encoded(std::string_view text) { return to_base64url(as_bytes(text)); }

Bytes key_number(EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, name, &number);
    Bytes bytes(static_cast<size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, bytes.data());
    BN_free(number);
    return bytes;
}

std::string jwk_of(EVP_PKEY* key, const std::string& algorithm, const std::string& id) {
    json::object jwk{{"kid", id}, {"use", "sig"}, {"alg", algorithm}};
    if (algorithm == "RS256") {
        jwk["kty"] = "RSA";
        jwk["n"] = to_base64url(key_number(key, OSSL_PKEY_PARAM_RSA_N));
        jwk["e"] = to_base64url(key_number(key, OSSL_PKEY_PARAM_RSA_E));
    } else {
        Bytes point(65);
        size_t size = 0;
        EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point.data(), point.size(), &size);
        jwk["kty"] = "EC";
        jwk["crv"] = "P-256";
        jwk["x"] = to_base64url(ByteView(point).subspan(1, 32));
        jwk["y"] = to_base64url(ByteView(point).subspan(33, 32));
    }
    return json::serialize(jwk);
}

Bytes signed_by(EVP_PKEY* key, std::string_view text, bool is_ec) {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    size_t size = 0;
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key);
    EVP_DigestSign(context.get(), nullptr, &size, as_bytes(text).data(), text.size());
    Bytes signature(size);
    EVP_DigestSign(context.get(), signature.data(), &size, as_bytes(text).data(), text.size());
    signature.resize(size);
    if (!is_ec) return signature;
    const uint8_t* at = signature.data();
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature.size()));
    Bytes flat(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), flat.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), flat.data() + 32, 32);
    ECDSA_SIG_free(pair);
    return flat;
}

std::map<std::string, std::string> fields_of(std::string_view form) {
    std::map<std::string, std::string> fields;
    while (!form.empty()) {
        const std::string_view one = form.substr(0, form.find('&'));
        form.remove_prefix(std::min(one.size() + 1, form.size()));
        std::string value;
        const std::string_view raw = one.substr(std::min(one.find('=') + 1, one.size()));
        for (size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] == '%' && i + 2 < raw.size()) {
                value += static_cast<char>(
                    from_hex(std::string(1, static_cast<char>(raw[i + 1] | 0x20)) + static_cast<char>(raw[i + 2] | 0x20)).value()[0]);
                i += 2;
            } else {
                value += raw[i];
            }
        }
        fields[std::string(one.substr(0, one.find('=')))] = value;
    }
    return fields;
}
}  // namespace

ProviderHouse::ProviderHouse() : foreign_(next_rsa_key()) { change_keys(); }

// Finding primes takes a tenth of a second: the houses of a program have the same keys, each house's own are all different.
std::shared_ptr<EVP_PKEY> ProviderHouse::next_rsa_key() {
    static std::vector<std::shared_ptr<EVP_PKEY>> made;
    if (rsa_keys_had_ == made.size()) made.emplace_back(EVP_RSA_gen(2048), EVP_PKEY_free);
    return made[rsa_keys_had_++];
}

void ProviderHouse::change_keys(std::string the_algorithm) {
    algorithm = std::move(the_algorithm);
    key_ = algorithm == "RS256" ? next_rsa_key() : std::shared_ptr<EVP_PKEY>(EVP_EC_gen("P-256"), EVP_PKEY_free);
    key_id_ += "x";
}

std::string ProviderHouse::token(Instant now) const {
    json::object claims{{"iss", issuer},
                        {"aud", application},
                        {"sub", subject},
                        {"nonce", nonce_},
                        {"iat", now.unix_ms / 1000},
                        {"exp", now.unix_ms / 1000 + 300},
                        {"email", email},
                        {"email_verified", email_verified}};
    for (const auto& [name, value] : more_claims) claims[name] = value;
    const json::object head{{"alg", head_algorithm.empty() ? algorithm : head_algorithm}, {"kid", key_id_}};
    const std::string said = encoded(json::serialize(head)) + "." + encoded(json::serialize(claims));
    if (head_algorithm == "none") return said + ".";
    return said + "." + to_base64url(signed_by(foreign_signature ? foreign_.get() : key_.get(), said, algorithm == "ES256"));
}

std::map<std::string, std::string> ProviderHouse::visit(const std::string& address) {
    auto asked = fields_of(address.substr(address.find('?') + 1));
    nonce_ = asked["nonce"];
    challenge_ = asked["code_challenge"];
    redirect_ = asked["redirect_uri"];
    code_ = "code-for-" + asked["state"].substr(0, 8);
    return {{"state", asked["state"]}, {"code", code_}};
}

outbound::HttpAnswer ProviderHouse::answer(const outbound::HttpRequest& request, Instant now) {
    if (request.url == issuer + "/.well-known/openid-configuration") {
        return {200,
                json::serialize(json::object{{"issuer", issuer},
                                             {"authorization_endpoint", issuer + "/authorize"},
                                             {"token_endpoint", issuer + "/token"},
                                             {"jwks_uri", issuer + "/keys"},
                                             {"end_session_endpoint", issuer + "/logout?ui=plain"}}),
                {}};
    }
    if (request.url == issuer + "/keys") {
        ++keys_asked;
        return {200, "{\"keys\":[" + jwk_of(key_.get(), algorithm, key_id_) + "]}", {}};
    }
    if (request.url != issuer + "/token") return {404, "", {}};
    auto form = fields_of(request.body);
    const std::string basic = "Authorization: Basic " + to_base64(as_bytes(form_encoded(application) + ":" + form_encoded(secret)));
    bool known = false;
    for (const auto& header : request.headers) known = known || header == basic;
    if (!known) return {401, R"({"error":"invalid_client"})", {}};
    const bool good = !code_.empty() && form["code"] == code_ && form["redirect_uri"] == redirect_ &&
                      to_base64url(sha256(form["code_verifier"])) == challenge_ && form["grant_type"] == "authorization_code";
    if (!good) return {400, R"({"error":"invalid_grant"})", {}};
    code_.clear();
    return {200, json::serialize(json::object{{"id_token", token(now)}, {"token_type", "Bearer"}, {"access_token", "unused"}}), {}};
}

}  // namespace steward::access
