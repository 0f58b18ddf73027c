#include "server/platform/live/presence.h"

#include <algorithm>

namespace steward::live {

// One line a part; the name, which people choose, stands last and has no lines of its own.
std::string words_of(const Told& told) {
    std::string name = told.name;
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return c < ' '; }, ' ');
    const std::string_view doing = told.gone ? "gone" : told.doing == Doing::Writing ? "writing" : "looking";
    return std::string(doing) + '\n' + told.subject + '\n' + told.account.text() + '\n' + told.screen + '\n' + name;
}

std::optional<Told> told_of(std::string_view words) {
    std::vector<std::string> lines(1);
    for (const char c : words) {
        if (c == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += c;
        }
    }
    if (lines.size() != 5) return std::nullopt;
    const auto account = AccountId::parse(lines[2]);
    const bool known = lines[0] == "gone" || lines[0] == "writing" || lines[0] == "looking";
    if (!account || !known) return std::nullopt;
    return Told{.subject = lines[1],
                .account = *account,
                .name = lines[4],
                .screen = lines[3],
                .doing = lines[0] == "writing" ? Doing::Writing : Doing::Looking,
                .gone = lines[0] == "gone"};
}

std::vector<Present> PresenceBoard::people_at(const Screens& screens) {
    std::vector<Present> people;
    for (const auto& one : screens) {
        const auto at = std::find_if(people.begin(), people.end(), [&](const Present& known) { return known.account == one.account; });
        if (at == people.end()) {
            people.push_back({.account = one.account, .name = one.name, .doing = one.doing, .since = one.since});
        } else if (one.doing == Doing::Writing) {
            at->doing = Doing::Writing;
        }
    }
    return people;
}

size_t PresenceBoard::drop_old(Screens& screens, Instant now) {
    const size_t dropped = std::erase_if(screens, [&](const Screen& one) { return now - one.told_at >= forgotten_after; });
    count_ -= dropped;
    return dropped;
}

bool PresenceBoard::tell(std::string_view subject, AccountId account, std::string_view name, std::string_view screen, Doing doing,
                         Instant now) {
    const std::lock_guard guard(mutex_);
    if (screen.size() > longest_screen) return false;
    sweep(now);
    auto at = subjects_.find(subject);
    if (at == subjects_.end()) at = subjects_.emplace(std::string(subject), Screens{}).first;
    Screens& screens = at->second;
    const auto before = people_at(screens);
    drop_old(screens, now);
    const auto known =
        std::find_if(screens.begin(), screens.end(), [&](const Screen& one) { return one.account == account && one.screen == screen; });
    if (known != screens.end()) {
        known->doing = doing;
        known->told_at = now;
    } else {
        const auto windows = std::count_if(screens.begin(), screens.end(), [&](const Screen& one) { return one.account == account; });
        if (count_ < most_screens && windows < static_cast<std::ptrdiff_t>(most_screens_of_one)) {
            screens.push_back({account, std::string(name), std::string(screen), doing, now, now});
            ++count_;
        }
    }
    const bool changed = people_at(screens) != before;
    if (screens.empty()) subjects_.erase(at);
    return changed;
}

bool PresenceBoard::leave(std::string_view subject, AccountId account, std::string_view screen, Instant now) {
    const std::lock_guard guard(mutex_);
    const auto at = subjects_.find(subject);
    if (at == subjects_.end()) return false;
    const auto before = people_at(at->second);
    drop_old(at->second, now);
    count_ -= std::erase_if(at->second, [&](const Screen& one) { return one.account == account && one.screen == screen; });
    const bool changed = people_at(at->second) != before;
    if (at->second.empty()) subjects_.erase(at);
    return changed;
}

std::vector<Present> PresenceBoard::present(std::string_view subject, Instant now) {
    const std::lock_guard guard(mutex_);
    const auto at = subjects_.find(subject);
    if (at == subjects_.end()) return {};
    drop_old(at->second, now);
    return people_at(at->second);
}

void PresenceBoard::sweep(Instant now) {
    if (now - swept_at_ < forgotten_after) return;
    swept_at_ = now;
    for (auto at = subjects_.begin(); at != subjects_.end();) {
        drop_old(at->second, now);
        at = at->second.empty() ? subjects_.erase(at) : std::next(at);
    }
}

size_t PresenceBoard::screens() const {
    const std::lock_guard guard(mutex_);
    return count_;
}

}  // namespace steward::live
