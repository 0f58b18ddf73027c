#include "server/platform/access/jwt.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <array>
#include <boost/json.hpp>

namespace steward::access {

namespace {
namespace json = boost::json;

constexpr size_t longest_token = 16 * 1024, longest_jwks = 64 * 1024, most_keys = 64;
constexpr int smallest_rsa = 2048, largest_rsa = 8192;

std::unexpected<Error> bad_token(std::string cause) {
    return fail(ErrorKind::Unauthenticated, "access.id_token",
                "What the provider sent does not hold. Try again; if it stays, ask whoever runs it.", std::move(cause));
}

Result<json::object> read_object(std::string_view text) {
    json::parse_options strict;
    strict.max_depth = 16;
    boost::system::error_code error;
    json::value value = json::parse(text, error, {}, strict);
    if (error || !value.is_object()) return bad_token("no JSON object");
    return std::move(value.get_object());
}

std::string text_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

using Key = std::shared_ptr<EVP_PKEY>;
using Params = std::unique_ptr<OSSL_PARAM, void (*)(OSSL_PARAM*)>;
using Number = std::unique_ptr<BIGNUM, void (*)(BIGNUM*)>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, void (*)(OSSL_PARAM_BLD*)>;

Key key_from(const char* kind, OSSL_PARAM_BLD* builder) {
    const Params params(OSSL_PARAM_BLD_to_param(builder), OSSL_PARAM_free);
    const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr),
                                                                         EVP_PKEY_CTX_free);
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return nullptr;
    return Key(key, EVP_PKEY_free);
}

Key rsa_key(const json::object& jwk) {
    const auto modulus = from_base64url(text_in(jwk, "n")), exponent = from_base64url(text_in(jwk, "e"));
    if (!modulus || !exponent || modulus->size() > largest_rsa / 8 + 1 || exponent->empty() || exponent->size() > 8) return nullptr;
    const Number n(BN_bin2bn(modulus->data(), static_cast<int>(modulus->size()), nullptr), BN_free);
    const Number e(BN_bin2bn(exponent->data(), static_cast<int>(exponent->size()), nullptr), BN_free);
    if (!n || !e || BN_num_bits(n.get()) < smallest_rsa || BN_num_bits(n.get()) > largest_rsa || !BN_is_odd(e.get()) || BN_is_one(e.get()))
        return nullptr;
    const Builder builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    return key_from("RSA", builder.get());
}

Key p256_key(const json::object& jwk) {
    const auto x = from_base64url(text_in(jwk, "x")), y = from_base64url(text_in(jwk, "y"));
    if (text_in(jwk, "crv") != "P-256" || !x || !y || x->size() != 32 || y->size() != 32) return nullptr;
    Bytes point{0x04};
    point.insert(point.end(), x->begin(), x->end());
    point.insert(point.end(), y->begin(), y->end());
    const Builder builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return key_from("EC", builder.get());  // refuses a point that is not on the curve
}

// JWS has r and s side by side; OpenSSL wants them as DER.
std::optional<Bytes> der_of(ByteView signature) {
    if (signature.size() != 64) return std::nullopt;
    const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> pair(ECDSA_SIG_new(), ECDSA_SIG_free);
    BIGNUM* r = BN_bin2bn(signature.data(), 32, nullptr);
    BIGNUM* s = BN_bin2bn(signature.data() + 32, 32, nullptr);
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return std::nullopt;
    }
    Bytes der(static_cast<size_t>(std::max(i2d_ECDSA_SIG(pair.get(), nullptr), 0)));
    uint8_t* at = der.data();
    if (der.empty() || i2d_ECDSA_SIG(pair.get(), &at) <= 0) return std::nullopt;
    return der;
}

std::optional<std::array<std::string_view, 3>> parts_of(std::string_view token) {
    if (token.size() > longest_token) return std::nullopt;
    const size_t first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const size_t second = token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
    return std::array{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1)};
}
}  // namespace

Result<std::vector<SigningKey>> read_signing_keys(std::string_view jwks) {
    const auto unreadable = [] {
        return fail(ErrorKind::Unavailable, "access.provider_keys", "The provider's keys cannot be read. Test its settings.");
    };
    if (jwks.size() > longest_jwks) return unreadable();
    const auto document = read_object(jwks);
    if (!document) return unreadable();
    const auto* list = document->if_contains("keys");
    if (!list || !list->is_array() || list->get_array().size() > most_keys) return unreadable();
    std::vector<SigningKey> keys;
    for (const auto& one : list->get_array()) {
        if (!one.is_object()) continue;
        const auto& jwk = one.get_object();
        const std::string use = text_in(jwk, "use"), kind = text_in(jwk, "kty"), algorithm = text_in(jwk, "alg");
        if (!use.empty() && use != "sig") continue;
        const std::string ours = kind == "RSA" ? "RS256" : kind == "EC" ? "ES256" : "";
        if (ours.empty() || (!algorithm.empty() && algorithm != ours)) continue;
        const Key key = kind == "RSA" ? rsa_key(jwk) : p256_key(jwk);
        if (key) keys.push_back({text_in(jwk, "kid"), ours, key});
    }
    return keys;
}

Result<TokenHead> read_token_head(std::string_view token) {
    const auto parts = parts_of(token);
    if (!parts) return bad_token("not three parts");
    const auto bytes = from_base64url((*parts)[0]);
    if (!bytes) return bad_token("the head is not base64url");
    STEWARD_TRY(const json::object head, read_object(as_text(*bytes)));
    if (head.contains("crit")) return bad_token("extensions that must be understood");
    const TokenHead read{.algorithm = text_in(head, "alg"), .key_id = text_in(head, "kid")};
    if (read.algorithm != "RS256" && read.algorithm != "ES256") return bad_token("the algorithm is not RS256 or ES256");
    return read;
}

const SigningKey* key_for(const TokenHead& head, const std::vector<SigningKey>& keys) {
    const SigningKey* found = nullptr;
    for (const auto& key : keys) {
        if (key.algorithm != head.algorithm || (!head.key_id.empty() && key.id != head.key_id)) continue;
        if (found) return nullptr;  // two of one name, or no name and more than one: nothing to choose by
        found = &key;
    }
    return found;
}

Result<json::object> verified_claims(std::string_view token, const SigningKey& key) {
    STEWARD_TRY(const TokenHead head, read_token_head(token));
    if (head.algorithm != key.algorithm) return bad_token("the key is of another kind");
    const auto parts = parts_of(token);
    const auto payload = from_base64url((*parts)[1]);
    auto signature = from_base64url((*parts)[2]);
    if (!payload || !signature) return bad_token("a part is not base64url");
    if (key.algorithm == "ES256") {
        const auto der = der_of(*signature);
        if (!der) return bad_token("the signature has another length");
        *signature = *der;
    }
    const std::string_view said = token.substr(0, token.rfind('.'));
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!context || EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.key.get()) != 1 ||
        EVP_DigestVerify(context.get(), signature->data(), signature->size(), as_bytes(said).data(), said.size()) != 1)
        return bad_token("the signature does not hold");
    return read_object(as_text(*payload));
}

}  // namespace steward::access
