#include "trust/voices.h"

#include <algorithm>

namespace steward::trust {

namespace {
bool is_of_browser(const Signature& signature) {
    return signature.algorithm == static_cast<uint8_t>(Algorithm::BrowserEs256) ||
           signature.algorithm == static_cast<uint8_t>(Algorithm::BrowserEd25519);
}

bool decides_for_long(MessageType type) {
    return type == MessageType::Genesis || type == MessageType::Roster || type == MessageType::Policy || type == MessageType::Recovery ||
           type == MessageType::Resolve || type == MessageType::Veto;
}
}  // namespace

std::string native_party(const Digest& authority) { return "msp-job:" + to_hex(ByteView(authority).first(8)); }

std::expected<Voices, VoiceFault> named_voices(const Frame& frame, std::span<const KeyRecord> keys) {
    const auto signatures = frame.signed_by();
    for (size_t i = 0; i < signatures.size(); ++i) {
        for (size_t k = 0; k < i; ++k) {
            if (std::ranges::equal(signatures[i].key_id, signatures[k].key_id)) return std::unexpected(VoiceFault::SameKeyTwice);
        }
    }
    Voices voices;
    for (const auto& signature : signatures) {
        const auto found = std::ranges::find_if(keys, [&](const auto& record) { return std::ranges::equal(record.id, signature.key_id); });
        if (found == keys.end()) return std::unexpected(VoiceFault::UnknownKey);
        voices.push_back(&*found);
    }
    return voices;
}

std::expected<Voices, VoiceFault> voices_of(const Frame& frame, std::span<const KeyRecord> keys, const Digest& authority) {
    auto voices = named_voices(frame, keys);
    if (!voices) return voices;
    const auto signatures = frame.signed_by();
    const Bytes covered = signed_bytes(frame.type, frame.payload);
    const RelyingParty native{.id = native_party(authority), .origins = {}};
    for (size_t i = 0; i < signatures.size(); ++i) {
        const bool by_browser = is_of_browser(signatures[i]);
        const bool is_copied = decides_for_long(frame.type) && may_be_synced(signatures[i]);
        const bool counts = (!by_browser || frame.type == MessageType::RunTicket) && !is_copied;
        if (!counts || !verifies((*voices)[i]->key, by_browser ? (*voices)[i]->party : native, covered, signatures[i]))
            return std::unexpected(VoiceFault::BadSignature);
    }
    return voices;
}

std::set<std::string_view> holders_with(Role role, const Voices& voices, Instant at) {
    std::set<std::string_view> holders;
    for (const KeyRecord* key : voices) {
        if (key->has(role) && key->is_valid_at(at)) holders.insert(key->holder);
    }
    return holders;
}

size_t count_holders(Role role, std::span<const KeyRecord> keys) {
    std::set<std::string_view> holders;
    for (const auto& key : keys) {
        if (key.has(role)) holders.insert(key.holder);
    }
    return holders.size();
}

}  // namespace steward::trust
