#include "trust/elliptic.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <memory>

namespace steward::trust {

namespace {
template <auto release>
struct Release {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using Pair = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>>;

// Half of the group's order (SEC 2, secp256r1), rounded down.
constexpr std::array<uint8_t, 32> half_order = {0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff,
                                                0xff, 0xff, 0xff, 0xff, 0xff, 0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b,
                                                0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8};

Key key_of(ByteView point) {
    char group[] = "P-256";
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                               OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, const_cast<uint8_t*>(point.data()), point.size()),
                               OSSL_PARAM_construct_end()};
    const Context context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* key = nullptr;
    EVP_PKEY_fromdata_init(context.get());  // a context that is missing or was not begun is refused by the next call
    if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) return nullptr;
    return Key(key);
}

// OpenSSL wants the pair as DER.
Bytes der_of(ByteView signature) {
    const Pair pair(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(signature.data(), 32, nullptr);
    BIGNUM* s = BN_bin2bn(signature.data() + 32, 32, nullptr);
    if (!pair || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    uint8_t* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    const std::unique_ptr<uint8_t, Release<[](uint8_t* bytes) { OPENSSL_free(bytes); }>> owned(der);
    return size > 0 ? Bytes(der, der + size) : Bytes{};
}
}  // namespace

bool p256_verifies(ByteView point, const Digest& digest, ByteView signature) {
    if (point.size() != 65 || point[0] != 4 || signature.size() != 64) return false;
    if (std::ranges::lexicographical_compare(half_order, signature.subspan(32))) return false;
    const Key key = key_of(point);
    const Bytes der = der_of(signature);
    const Context context(key ? EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr) : nullptr);
    if (der.empty()) return false;
    EVP_PKEY_verify_init(context.get());  // as above
    return EVP_PKEY_verify(context.get(), der.data(), der.size(), digest.data(), digest.size()) == 1;
}

}  // namespace steward::trust
