#include "agent/gate/store/device_key.h"

#include <sodium.h>

#include <cassert>

#include "trust/checkpoint.h"
#include "trust/signature.h"

namespace steward::gate {

DeviceKey::DeviceKey(Bytes kept) : kept_(std::move(kept)), public_key_(crypto_sign_PUBLICKEYBYTES), secret_(crypto_sign_SECRETKEYBYTES) {
    assert(kept_.size() == kept_size);
    crypto_sign_seed_keypair(public_key_.data(), secret_.data(), kept_.data());
    crypto_scalarmult_base(seal_key_.data(), kept_.data() + crypto_sign_SEEDBYTES);
}

DeviceKey DeviceKey::make(Rng& rng) {
    Bytes kept(kept_size);
    rng.fill(kept);
    return DeviceKey(std::move(kept));
}

Bytes DeviceKey::sign(trust::MessageType type, ByteView payload) const {
    const Bytes message = trust::signed_bytes(type, payload);
    std::array<uint8_t, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.data());
    const trust::KeyId id = trust::key_id({trust::Algorithm::Ed25519, public_key_});
    const trust::Signature made{.key_id = id, .algorithm = 1, .bytes = signature, .carried = {}};
    return trust::write_frame(type, payload, std::span(&made, 1));
}

std::string DeviceKey::cosign(std::string_view checkpoint_text, uint64_t seconds) const {
    trust::NoteKey name{.kind = trust::NoteKind::Cosignature, .name = "device/" + to_hex(device())};
    std::copy(public_key_.begin(), public_key_.end(), name.key.begin());
    return trust::cosignature_line(checkpoint_text, name, secret_, seconds);
}

}  // namespace steward::gate
