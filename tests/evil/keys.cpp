// Signatures as others make them: by security keys, browsers and chips, over whatever is wanted.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "tests/evil/world.h"

namespace steward::evil {

namespace {
Bytes together(ByteView a, ByteView b) {
    Bytes both(a.begin(), a.end());
    both.insert(both.end(), b.begin(), b.end());
    return both;
}

Bytes data_of(std::string_view party, uint8_t flags) {
    Bytes data(authenticator_data_size);
    const Digest digest = sha256(as_bytes(party));
    std::ranges::copy(digest, data.begin());
    data[32] = flags;
    return data;
}

EVP_PKEY* pair() {
    static EVP_PKEY* const one = EVP_EC_gen("P-256");
    return one;
}

KeyId id_as(const World& world, const std::string& name, Algorithm algorithm) {
    return key_id({algorithm, world.office.record(name).key.bytes});
}
}  // namespace

Bytes edwards_signature(const std::string& name, ByteView covered) {
    Bytes key(32), secret(64), signature(64);
    const Digest seed = sha256(as_bytes(name));
    crypto_sign_seed_keypair(key.data(), secret.data(), seed.data());
    crypto_sign_detached(signature.data(), nullptr, covered.data(), covered.size(), secret.data());
    return signature;
}

Made made_by(const World& world, const std::string& name, ByteView covered) {
    return {.id = world.office.record(name).id, .algorithm = 1, .bytes = edwards_signature(name, covered), .carried = {}};
}

Made by_security_key(const World& world, ByteView covered, std::string_view party, uint8_t flags) {
    const Bytes data = data_of(party, flags);
    return {.id = id_as(world, "fido", Algorithm::FidoEd25519),
            .algorithm = static_cast<uint8_t>(Algorithm::FidoEd25519),
            .bytes = edwards_signature("fido", together(data, sha256(covered))),
            .carried = data};
}

Made by_browser(const World& world, ByteView covered, std::string_view origin, std::string_view end) {
    const std::string words = R"({"type":"webauthn.get","challenge":")" + to_base64url(sha256(covered)) + R"(","origin":")" +
                              std::string(origin) + R"(","crossOrigin":)" + std::string(end);
    Bytes data = data_of("desk.example.org", 0x05);
    Made made{.id = id_as(world, "web", Algorithm::BrowserEd25519),
              .algorithm = static_cast<uint8_t>(Algorithm::BrowserEd25519),
              .bytes = edwards_signature("web", together(data, sha256(as_bytes(words)))),
              .carried = data};
    made.carried.push_back(static_cast<uint8_t>(words.size() >> 8));
    made.carried.push_back(static_cast<uint8_t>(words.size()));
    made.carried.insert(made.carried.end(), words.begin(), words.end());
    return made;
}

Bytes frame_of(MessageType type, const Bytes& payload, const std::vector<Made>& made) {
    std::vector<Signature> signatures;
    for (const Made& one : made) signatures.push_back(one.view());
    return write_frame(type, payload, signatures);
}

Bytes chip_key() {
    Bytes key(65);
    size_t size = 0;
    EVP_PKEY_get_octet_string_param(pair(), OSSL_PKEY_PARAM_PUB_KEY, key.data(), key.size(), &size);
    return key;
}

Bytes chip_signature(ByteView covered, bool high) {
    Bytes signature(64), der(80);
    size_t size = der.size();
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, pair());
    EVP_DigestSign(context, der.data(), &size, covered.data(), covered.size());
    EVP_MD_CTX_free(context);
    const uint8_t* at = der.data();
    ECDSA_SIG* parsed = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
    BIGNUM* order = nullptr;
    BN_hex2bn(&order, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    BIGNUM* other = BN_new();
    BN_sub(other, order, ECDSA_SIG_get0_s(parsed));
    const bool is_high = BN_cmp(ECDSA_SIG_get0_s(parsed), other) > 0;
    BN_bn2binpad(ECDSA_SIG_get0_r(parsed), signature.data(), 32);
    BN_bn2binpad(is_high == high ? ECDSA_SIG_get0_s(parsed) : other, signature.data() + 32, 32);
    BN_free(order);
    BN_free(other);
    ECDSA_SIG_free(parsed);
    return signature;
}

}  // namespace steward::evil
