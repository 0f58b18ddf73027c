#include "server/modules/backups/copies_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace steward::backups {

namespace {
struct Counted {
    int shown = 0;     // evidence says yes
    int possible = 0;  // and what nobody has shown or denied
};

// Both must be so; one that is not so is enough to know that they are not.
Truth both(Truth a, Truth b) { return a == Truth::no || b == Truth::no ? Truth::no : std::min(a, b); }
Truth either(Truth a, Truth b) { return a == Truth::yes || b == Truth::yes ? Truth::yes : std::min(a, b); }

template <typename Property>
Counted count(const std::vector<Copy>& copies, Instant now, Property property) {
    Counted counted;
    for (const auto& copy : copies) {
        const auto truth = both(truth_at(copy.exists, now), property(copy));
        counted.shown += truth == Truth::yes;
        counted.possible += truth != Truth::no;
    }
    return counted;
}

Counted count_media(const std::vector<Copy>& copies, Instant now) {
    std::set<std::string> shown, possible;
    int unnamed = 0;
    for (const auto& copy : copies) {
        const auto exists = truth_at(copy.exists, now);
        if (exists == Truth::no) continue;
        if (copy.medium.empty()) {
            ++unnamed;
            continue;
        }
        possible.insert(copy.medium);
        if (exists == Truth::yes) shown.insert(copy.medium);
    }
    return {static_cast<int>(shown.size()), static_cast<int>(possible.size()) + unnamed};
}

DigitVerdict judged(Digit digit, Counted counted, int needed, const char* what) {
    if (counted.shown >= needed) return {digit, DigitState::met, fmt::format("{}: {} shown, {} needed.", what, counted.shown, needed)};
    if (counted.possible < needed)
        return {digit, DigitState::missing, fmt::format("{}: {} at most, {} needed.", what, counted.possible, needed)};
    return {digit, DigitState::unknown,
            fmt::format("{}: {} shown, {} needed; of {} more nobody has shown it, or it was too long ago.", what, counted.shown, needed,
                        counted.possible - counted.shown)};
}

DigitVerdict judged_errors(std::optional<int> errors) {
    if (!errors) return {Digit::errors, DigitState::unknown, "Unresolved errors: no restore test has shown that there are none."};
    if (*errors != 0) return {Digit::errors, DigitState::missing, fmt::format("Unresolved errors: {}, none allowed.", *errors)};
    return {Digit::errors, DigitState::met, "Unresolved errors: none."};
}
}  // namespace

Truth truth_at(const Evidence& evidence, Instant now) {
    if (!evidence.at.is_set() || now < evidence.at) return Truth::unknown;
    if (evidence.until.is_set() && evidence.until <= now) return Truth::unknown;
    return evidence.says;
}

RuleVerdict judge_copies(const std::vector<Copy>& copies, std::optional<int> unresolved_errors, Instant now) {
    const auto any = [](const Copy&) { return Truth::yes; };
    const auto off_site = [now](const Copy& copy) { return copy.is_source ? Truth::no : truth_at(copy.off_site, now); };
    const auto locked = [now](const Copy& copy) {
        return copy.is_source ? Truth::no : either(truth_at(copy.immutable, now), truth_at(copy.offline, now));
    };
    RuleVerdict verdict{
        {judged(Digit::copies, count(copies, now, any), 3, "Copies, with the data in use"),
         judged(Digit::media, count_media(copies, now), 2, "Kinds of media"),
         judged(Digit::off_site, count(copies, now, off_site), 1, "Copies off site"),
         judged(Digit::locked, count(copies, now, locked), 1, "Copies immutable or offline"), judged_errors(unresolved_errors)},
        DigitState::met};
    for (const auto& digit : verdict.digits) verdict.state = std::max(verdict.state, digit.state);
    return verdict;
}

}  // namespace steward::backups
