#include "signer/places.h"

#include <algorithm>

namespace steward::signer {

namespace {
using namespace trust;
}  // namespace

template <class Message>
std::optional<std::pair<Message, Digest>> Places::kept(const ShortId& name) const {
    const auto bytes = read_file(place_ / (to_hex(name) + ".msj"));
    if (!bytes) return std::nullopt;
    const auto frame = read_frame(*bytes);
    auto message = frame ? read_message<Message>(frame->payload) : std::nullopt;
    if (!message) return std::nullopt;
    return std::pair(std::move(*message), message_id(frame->type, frame->payload));
}

std::optional<Digest> Places::parent_of_first(const ShortId& device) const {
    const DeviceCard* card = cards_.find(device);
    if (!card || card->grant == ShortId{}) return std::nullopt;
    Digest parent{};
    std::ranges::copy(card->grant, parent.begin());
    return parent;
}

std::optional<KnownPlace> Places::of(const ShortId& device) const {
    if (const auto binding = kept<Binding>(device); binding && binding->first.device == device)
        return KnownPlace{.client = binding->first.client, .tags = binding->first.tags, .seq = binding->first.seq, .last = binding->second};
    const auto grant = grant_of(device);
    const auto parent = parent_of_first(device);
    if (!grant || !parent) return std::nullopt;
    return KnownPlace{.client = grant->client, .tags = grant->tags, .seq = 0, .last = *parent};
}

std::optional<Grant> Places::grant_of(const ShortId& device) const {
    const DeviceCard* card = cards_.find(device);
    auto grant = card ? kept<Grant>(card->grant) : std::nullopt;
    if (!grant || grant->first.id != card->grant) return std::nullopt;
    return std::move(grant->first);
}

std::optional<LocalLimits> Places::limits_of(const ShortId& device) const {
    auto grant = grant_of(device);
    return grant ? std::optional(std::move(grant->limits)) : std::nullopt;
}

Status Places::keep(const Draft& complete) const {
    ShortId name{};
    if (complete.type == MessageType::Grant) {
        const auto grant = read_message<Grant>(complete.payload);
        if (!grant) return {};
        name = grant->id;
    } else if (complete.type == MessageType::Binding) {
        const auto binding = read_message<Binding>(complete.payload);
        const auto before = binding ? kept<Binding>(binding->device) : std::nullopt;
        if (!binding || (before && before->first.seq >= binding->seq)) return {};
        name = binding->device;
    } else {
        return {};
    }
    return write_file(place_ / (to_hex(name) + ".msj"), write_draft(complete));
}

}  // namespace steward::signer
