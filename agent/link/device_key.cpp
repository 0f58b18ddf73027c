#include "agent/link/device_key.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cassert>

#include "base/signing.h"

namespace steward::agent {

namespace {
struct KeyFree {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;

Key key_of(const DeviceKey::Seed& seed) {
    Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    assert(key);
    return key;
}
}  // namespace

DeviceKey DeviceKey::make(Rng& rng) {
    Seed seed;
    rng.fill(seed);
    return from_seed(seed);
}

DeviceKey DeviceKey::from_seed(const Seed& seed) {
    std::array<uint8_t, 32> public_key{};
    size_t size = public_key.size();
    EVP_PKEY_get_raw_public_key(key_of(seed).get(), public_key.data(), &size);
    return {seed, public_key};
}

std::array<uint8_t, 64> DeviceKey::sign(std::string_view type, ByteView payload) const {
    const Bytes message = pae(type, payload);
    std::array<uint8_t, 64> signature{};
    size_t size = signature.size();
    const Key key = key_of(seed_);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const bool signed_well = EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                             EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1;
    assert(signed_well && size == signature.size());
    static_cast<void>(signed_well);
    return signature;
}

std::array<uint8_t, 32> sha256(ByteView bytes) {
    std::array<uint8_t, 32> digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    return digest;
}

std::array<uint8_t, 32> token_proof(ByteView secret, ByteView payload) {
    const auto key = sha256(secret);
    std::array<uint8_t, 32> proof{};
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), payload.data(), payload.size(), proof.data(), nullptr);
    return proof;
}

}  // namespace steward::agent
