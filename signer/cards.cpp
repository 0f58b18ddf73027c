#include "signer/cards.h"

#include <algorithm>

#include "base/plain.h"
#include "trust/signature.h"

namespace steward::signer {

namespace {
constexpr size_t most_cards = 100'000, most_card_file = 64 * 1024;
}  // namespace

std::optional<trust::DeviceCard> read_card(ByteView bytes) {
    const auto frame = trust::read_frame(bytes);
    if (!frame || frame->type != trust::MessageType::DeviceCard || frame->signature_count != 1) return std::nullopt;
    auto card = trust::read_message<trust::DeviceCard>(frame->payload);
    if (!card) return std::nullopt;
    const auto& signature = frame->signatures[0];
    const trust::PublicKey key{.algorithm = static_cast<trust::Algorithm>(signature.algorithm), .bytes = card->device_key};
    if ((key.algorithm != trust::Algorithm::Ed25519 && key.algorithm != trust::Algorithm::Es256) || !trust::has_right_size(key))
        return std::nullopt;
    const trust::KeyId id = trust::key_id(key);
    if (!std::ranges::equal(signature.key_id, id)) return std::nullopt;
    if (!trust::verifies(key, {}, trust::signed_bytes(frame->type, frame->payload), signature)) return std::nullopt;
    return card;
}

Cards Cards::open(const fs::path& authority) {
    Cards cards(authority / "cards");
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(cards.place_, error)) {
        if (cards.cards_.size() >= most_cards) break;
        const auto bytes = read_file(entry.path());
        if (!bytes) continue;
        const bool is_before = entry.path().extension() == ".before";
        if (!is_before && entry.path().extension() != ".msj") continue;
        if (const auto card = read_card(*bytes); card && is_before) cards.names_before_[card->device] = card->host_name;
        else if (card) cards.cards_[card->device] = *card;
    }
    return cards;
}

void Cards::take(ByteView frame) {
    const auto card = read_card(frame);
    if (!card || cards_.size() >= most_cards) return;
    const fs::path path = place_ / (to_hex(card->device) + ".msj");
    const auto known = cards_.find(card->device);
    if (known == cards_.end()) {
        new_.insert(card->device);
    } else {
        if (card->created <= known->second.created) return;
        if (known->second.host_name != card->host_name) {
            // The card with the other name stays beside, so that the change is seen by whoever signs next.
            if (auto before = read_file(path)) unkept_[place_ / (to_hex(card->device) + ".before")] = std::move(*before);
            names_before_[card->device] = known->second.host_name;
        }
    }
    unkept_[path] = Bytes(frame.begin(), frame.end());
    cards_[card->device] = *card;
}

void Cards::take_all(const fs::path& folder) {
    std::error_code error;
    size_t looked_at = 0;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (const auto bytes = read_strange_file(entry.path(), most_card_file); bytes && ++looked_at <= most_cards) take(*bytes);
}

Status Cards::keep() {
    for (const auto& [path, content] : unkept_) STEWARD_CHECK(write_file(path, content));
    unkept_.clear();
    return {};
}

Status Cards::keep(const std::set<trust::ShortId>& machines) {
    std::erase_if(unkept_, [&](const auto& one) {
        const std::string name = one.first.stem().string();
        return std::ranges::none_of(machines, [&](const trust::ShortId& machine) { return to_hex(machine) == name; });
    });
    return keep();
}

Status Cards::forget(const trust::ShortId& device) {
    for (const char* ending : {".msj", ".before"}) {
        std::error_code error;
        fs::remove(place_ / (to_hex(device) + ending), error);
        if (error) return fail(ErrorKind::Internal, "file.unwritable", "The card cannot be removed: " + error.message() + ".");
    }
    cards_.erase(device);
    names_before_.erase(device);
    return {};
}

const trust::DeviceCard* Cards::find(const trust::ShortId& device) const {
    const auto found = cards_.find(device);
    return found == cards_.end() ? nullptr : &found->second;
}

Result<trust::DeviceCard> Cards::find(const std::string& words) const {
    std::vector<const trust::DeviceCard*> found;
    for (const auto& [device, card] : cards_)
        if (card.host_name == words || (words.size() >= 4 && to_hex(device).starts_with(words))) found.push_back(&card);
    if (found.size() == 1) return *found.front();
    return fail(ErrorKind::NotFound, "card.unknown",
                found.empty() ? "No machine named " + words + " is known here; its card comes with drafts, or by `steward-sign card list FILE`."
                              : "Several machines are meant by " + words + "; give the beginning of one's id.");
}

namespace {
// As a person would take it for: without spaces and what is not seen, in small letters.
std::string as_seen(std::string_view name) {
    std::string seen = plain(name);
    for (size_t at = seen.find("\\u{"); at != std::string::npos; at = seen.find("\\u{")) seen.erase(at, seen.find('}', at) - at + 1);
    std::erase(seen, ' ');
    std::ranges::transform(seen, seen.begin(), [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return seen;
}
}  // namespace

std::vector<std::string> Cards::doubts(const trust::ShortId& device) const {
    std::vector<std::string> doubts;
    const trust::DeviceCard* card = find(device);
    if (!card) return doubts;
    if (const auto before = names_before_.find(device); before != names_before_.end() && before->second != card->host_name)
        doubts.push_back(card->host_name + " had the name " + before->second + " before");
    for (const auto& [other, one] : cards_)
        if (other != device && as_seen(one.host_name) == as_seen(card->host_name))
            doubts.push_back("the card of " + card->host_name + " is another than before: another machine has its name");
    return doubts;
}

}  // namespace steward::signer
