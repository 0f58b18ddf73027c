#include "server/platform/link/proofs.h"

#include <sodium.h>

#include "base/signing.h"

namespace steward::link {

namespace {
constexpr size_t token_id_size = 16;

bool signature_holds(std::string_view type, const Bytes& payload, ByteView public_key, ByteView signature) {
    if (public_key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES) return false;
    const Bytes message = pae(type, payload);
    return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), public_key.data()) == 0;
}
}  // namespace

Bytes hello_payload(const Exporter& exporter, DeviceId device, uint64_t epoch) {
    Bytes payload(exporter.begin(), exporter.end());
    payload.insert(payload.end(), device.raw().bytes.begin(), device.raw().bytes.end());
    for (int shift = 56; shift >= 0; shift -= 8) payload.push_back(static_cast<uint8_t>(epoch >> shift));
    return payload;
}

Bytes enrol_payload(const Exporter& exporter, ByteView token_id, ByteView public_key) {
    Bytes payload(exporter.begin(), exporter.end());
    payload.insert(payload.end(), token_id.begin(), token_id.end());
    payload.insert(payload.end(), public_key.begin(), public_key.end());
    return payload;
}

bool hello_holds(const Exporter& exporter, DeviceId device, uint64_t epoch, ByteView public_key, ByteView signature) {
    return signature_holds("hello", hello_payload(exporter, device, epoch), public_key, signature);
}

bool enrol_signature_holds(const Exporter& exporter, ByteView token_id, ByteView public_key, ByteView signature) {
    return token_id.size() == token_id_size &&
           signature_holds("enrol", enrol_payload(exporter, token_id, public_key), public_key, signature);
}

bool enrol_proof_holds(const Exporter& exporter, ByteView token_id, ByteView public_key, ByteView token_hash, ByteView proof) {
    if (token_hash.size() != crypto_auth_hmacsha256_KEYBYTES || proof.size() != crypto_auth_hmacsha256_BYTES) return false;
    const Bytes payload = enrol_payload(exporter, token_id, public_key);
    return crypto_auth_hmacsha256_verify(proof.data(), payload.data(), payload.size(), token_hash.data()) == 0;
}

}  // namespace steward::link
