// The keys of this machine: one signs what it reports, one opens what is sealed to it. They never leave the gate.
#pragma once

#include <string>

#include "base/random.h"
#include "trust/frame.h"
#include "trust/place.h"

namespace steward::gate {

class DeviceKey {
public:
    static constexpr size_t kept_size = 64;  // the seeds of both

    static DeviceKey make(Rng& rng);
    /// As it was kept: `kept_size` bytes (asserted).
    explicit DeviceKey(Bytes kept);

    const Bytes& kept() const { return kept_; }  // secret: for its file alone
    const Bytes& public_key() const { return public_key_; }
    const trust::Digest& seal_key() const { return seal_key_; }
    trust::ShortId device() const { return trust::device_id(public_key_); }
    /// Always the same for a purpose; nobody else can tell it.
    trust::Digest secret_for(const std::string& purpose) const { return trust::sha256(as_bytes(to_hex(kept_) + purpose)); }
    /// A frame with this machine's signature.
    Bytes sign(trust::MessageType type, ByteView payload) const;
    /// The line by which this machine says that it has seen a head, under the name "device/" and its id.
    std::string cosign(std::string_view checkpoint_text, uint64_t seconds) const;

private:
    Bytes kept_, public_key_, secret_;
    trust::Digest seal_key_{};
};

}  // namespace steward::gate
