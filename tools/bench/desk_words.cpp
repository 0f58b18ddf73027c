#include "tools/bench/desk_words.h"

namespace steward::bench {

namespace {
constexpr std::string_view everywhere[] = {"the", "is", "not", "to", "and", "it", "on", "my", "since"};
constexpr std::string_view words[] = {
    "printer",   "paper",   "jam",     "outlook",  "mailbox",  "password", "reset",   "screen",  "monitor", "keyboard", "mouse",
    "network",   "cable",   "switch",  "router",   "wireless", "slow",     "login",   "account", "locked",  "backup",   "restore",
    "server",    "disk",    "full",    "update",   "driver",   "scanner",  "invoice", "licence", "install", "software", "browser",
    "website",   "error",   "message", "calendar", "meeting",  "camera",   "phone",   "call",    "headset", "docking",  "station",
    "laptop",    "battery", "charger", "noise",    "fan",      "broken",   "please",  "again",   "morning", "today",    "today",
    "yesterday", "office",  "floor",   "room",     "user",     "works",    "nothing", "happens", "after",   "restart"};
}  // namespace

std::string text_of(Rng& rng, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        if (i > 0) text += ' ';
        const uint64_t die = rng.below(100);
        if (die < 25) text += everywhere[rng.below(std::size(everywhere))];
        else if (die < 80) text += words[rng.below(std::size(words)) * rng.below(std::size(words)) / std::size(words)];
        else if (die < 98)
            text += std::string(words[rng.below(std::size(words))]) + static_cast<char>('a' + rng.below(26)) +
                    static_cast<char>('a' + rng.below(26));
        else text += "n" + std::to_string(rng.below(1'000'000));
    }
    return text;
}

Status Inserter::flush() {
    if (values_.empty()) return {};
    std::string sql = head_ + " values ";
    for (size_t i = 0; i < values_.size(); ++i) {
        sql += i % columns_ == 0 ? (i == 0 ? "($" : "), ($") : ", $";
        sql += std::to_string(i + 1);
    }
    STEWARD_TRY(const auto changed, transaction_.change(sql + ")", values_));
    static_cast<void>(changed);
    values_.clear();
    return {};
}

}  // namespace steward::bench
