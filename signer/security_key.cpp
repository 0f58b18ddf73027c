#include "signer/security_key.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>

#include <algorithm>

#include "base/random.h"

namespace steward::signer {

namespace {
using trust::Algorithm;

std::unexpected<Error> failed(int code) {
    switch (code) {
        case FIDO_ERR_PIN_INVALID:
            return fail(ErrorKind::Forbidden, "security_key.refused", "The PIN is wrong; after a few tries the security key locks itself.");
        case FIDO_ERR_PIN_REQUIRED:
        case FIDO_ERR_PIN_NOT_SET:
            return fail(ErrorKind::Forbidden, "security_key.refused",
                        "This security key wants a PIN; set one with its maker's program first.");
        case FIDO_ERR_PIN_BLOCKED:
        case FIDO_ERR_PIN_AUTH_BLOCKED:
            return fail(ErrorKind::Forbidden, "security_key.refused",
                        "The security key has locked itself; unplug it, or reset it if that does not help.");
        case FIDO_ERR_NO_CREDENTIALS:
        case FIDO_ERR_INVALID_CREDENTIAL:
            return fail(ErrorKind::NotFound, "security_key.another", "This is another security key; plug in the one that holds this key.");
        case FIDO_ERR_ACTION_TIMEOUT:
        case FIDO_ERR_OPERATION_DENIED:
        case FIDO_ERR_KEEPALIVE_CANCEL:
            return fail(ErrorKind::Forbidden, "security_key.refused", "Nobody touched the security key; nothing was signed.");
        default:
            return fail(ErrorKind::Unavailable, "security_key.failed",
                        std::string("The security key did not do it (") + fido_strerr(code) + "); unplug it and try again.");
    }
}

template <class T, void (*release)(T**)>
struct Release {
    void operator()(T* one) const { release(&one); }
};
using Credential = std::unique_ptr<fido_cred_t, Release<fido_cred_t, fido_cred_free>>;
using Assertion = std::unique_ptr<fido_assert_t, Release<fido_assert_t, fido_assert_free>>;

Bytes copied(const unsigned char* bytes, size_t size) { return bytes == nullptr ? Bytes() : Bytes(bytes, bytes + size); }

// The lower of s and n - s: the form that is taken (trust/elliptic.h). DER comes in, r and s of 32 bytes go out; empty: no signature.
Bytes raw_signature(ByteView der) {
    const unsigned char* at = der.data();
    const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())),
                                                                  ECDSA_SIG_free);
    const std::unique_ptr<EC_GROUP, void (*)(EC_GROUP*)> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), EC_GROUP_free);
    const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> s(BN_new(), BN_free), doubled(BN_new(), BN_free);
    if (!parsed || !group || !s || !doubled) return {};
    const BIGNUM* order = EC_GROUP_get0_order(group.get());
    BN_copy(s.get(), ECDSA_SIG_get0_s(parsed.get()));
    BN_lshift1(doubled.get(), s.get());
    if (BN_cmp(doubled.get(), order) > 0) BN_sub(s.get(), order, s.get());
    Bytes raw(trust::signature_size);
    const bool fits =
        BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), raw.data(), 32) == 32 && BN_bn2binpad(s.get(), raw.data() + 32, 32) == 32;
    return fits ? raw : Bytes();
}

const char* given(const std::string& pin) { return pin.empty() ? nullptr : pin.c_str(); }
}  // namespace

void CloseDevice::operator()(fido_dev_t* device) const {
    fido_dev_close(device);
    fido_dev_free(&device);
}

Result<Device> PluggedIn::open() {
    constexpr size_t most = 16;
    fido_dev_info_t* found = fido_dev_info_new(most);
    size_t count = 0;
    if (found == nullptr || fido_dev_info_manifest(found, most, &count) != FIDO_OK) count = 0;
    const std::string path = count == 1 ? fido_dev_info_path(fido_dev_info_ptr(found, 0)) : "";
    fido_dev_info_free(&found, most);
    if (count == 0)
        return fail(ErrorKind::NotFound, "security_key.none", "No security key is plugged in, or you may not use it; plug it in.");
    if (count > 1)
        return fail(ErrorKind::Conflict, "security_key.several", "Several security keys are plugged in; leave the one that shall sign.");
    Device device(fido_dev_new());
    if (const int code = fido_dev_open(device.get(), path.c_str()); code != FIDO_OK) return failed(code);
    return device;
}

Result<HeldKey> make_held_key(fido_dev_t& device, const std::string& person, const std::string& party, const std::string& pin, Rng& rng) {
    const Credential credential(fido_cred_new());
    Bytes user(16), challenge(32);
    rng.fill(user);
    rng.fill(challenge);
    // ES256 is what every key can; it is the default of the standard.
    int code = fido_cred_set_type(credential.get(), COSE_ES256);
    if (code == FIDO_OK) code = fido_cred_set_clientdata_hash(credential.get(), challenge.data(), challenge.size());
    if (code == FIDO_OK) code = fido_cred_set_rp(credential.get(), party.c_str(), "Steward");
    if (code == FIDO_OK) code = fido_cred_set_user(credential.get(), user.data(), user.size(), person.c_str(), person.c_str(), nullptr);
    if (code == FIDO_OK && pin.empty()) code = fido_cred_set_uv(credential.get(), FIDO_OPT_TRUE);
    if (code == FIDO_OK) code = fido_dev_make_cred(&device, credential.get(), given(pin));
    if (code != FIDO_OK) return failed(code);
    HeldKey key{.person = person,
                .party = party,
                .key = {Algorithm::FidoEs256, {0x04}},
                .credential = copied(fido_cred_id_ptr(credential.get()), fido_cred_id_len(credential.get()))};
    const Bytes point = copied(fido_cred_pubkey_ptr(credential.get()), fido_cred_pubkey_len(credential.get()));
    key.key.bytes.insert(key.key.bytes.end(), point.begin(), point.end());
    if (!trust::has_right_size(key.key) || key.credential.empty()) return failed(FIDO_ERR_INVALID_ARGUMENT);
    return key;
}

Result<OwnSignature> sign_with(fido_dev_t& device, const HeldKey& key, ByteView covered, const std::string& pin) {
    const Assertion assertion(fido_assert_new());
    const trust::Digest digest = trust::sha256(covered);
    int code = fido_assert_set_rp(assertion.get(), key.party.c_str());
    if (code == FIDO_OK) code = fido_assert_set_clientdata_hash(assertion.get(), digest.data(), digest.size());
    if (code == FIDO_OK) code = fido_assert_allow_cred(assertion.get(), key.credential.data(), key.credential.size());
    if (code == FIDO_OK) code = fido_assert_set_up(assertion.get(), FIDO_OPT_TRUE);
    if (code == FIDO_OK && pin.empty()) code = fido_assert_set_uv(assertion.get(), FIDO_OPT_TRUE);
    if (code == FIDO_OK) code = fido_dev_get_assert(&device, assertion.get(), given(pin));
    if (code != FIDO_OK) return failed(code);
    if (fido_assert_count(assertion.get()) != 1) return failed(FIDO_ERR_RX_INVALID_CBOR);
    OwnSignature signature{.key_id = trust::key_id(key.key), .algorithm = static_cast<uint8_t>(key.key.algorithm)};
    const Bytes made = copied(fido_assert_sig_ptr(assertion.get(), 0), fido_assert_sig_len(assertion.get(), 0));
    signature.bytes = key.key.algorithm == Algorithm::FidoEs256 ? raw_signature(made) : made;
    // libfido2 1.12 hands the authenticator's data out as one item of CBOR.
    const Bytes item = copied(fido_assert_authdata_ptr(assertion.get(), 0), fido_assert_authdata_len(assertion.get(), 0));
    const ByteView data = trust::CborReader(item).bytes();
    signature.carried.assign(data.begin(), data.end());
    // Read back: what a machine would refuse is not handed out.
    const trust::Signature view{
        .key_id = signature.key_id, .algorithm = signature.algorithm, .bytes = signature.bytes, .carried = signature.carried};
    if (signature.bytes.size() != trust::signature_size || !trust::verifies(key.key, {.id = key.party, .origins = {}}, covered, view))
        return fail(ErrorKind::Unavailable, "security_key.failed",
                    "The security key's signature does not hold: it did not verify who touched it. Set a PIN for it and try again.");
    return signature;
}

}  // namespace steward::signer
