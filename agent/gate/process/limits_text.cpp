#include "agent/gate/process/limits_text.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "trust/class_name.h"

namespace steward::gate {

using trust::JobClass;

namespace {
std::optional<uint64_t> whole_number(std::string_view text) {
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// The part up to a mark, which is taken off.
std::string_view cut(std::string_view& rest, char mark) {
    const std::string_view part = rest.substr(0, rest.find(mark));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
}

bool take_classes(std::string_view list, trust::ClassSet& classes) {
    classes = {};
    while (list != "none" && !list.empty()) {
        const auto one = trust::class_named(cut(list, ','));
        if (!one) return false;
        classes.bits |= 1U << static_cast<unsigned>(*one);
    }
    return true;
}

bool take_budget(std::string_view text, trust::LocalLimits& limits) {
    const auto one = trust::class_named(cut(text, '='));
    const auto number = whole_number(text);
    if (!one || !number) return false;
    std::erase_if(limits.runs_a_day, [&](const trust::ClassNumber& budget) { return budget.job_class == *one; });
    limits.runs_a_day.push_back({*one, *number});
    return true;
}

bool take_curfew(std::string_view text, trust::LocalLimits& limits) {
    limits.curfew.reset();
    if (text == "none") return true;
    const std::string zone(cut(text, ','));
    const auto hour = whole_number(cut(text, ':')), minute = whole_number(cut(text, ',')), length = whole_number(text);
    if (zone.empty() || !hour || !minute || !length || *hour > 23 || *minute > 59 || *length > 1440) return false;
    limits.curfew = trust::Curfew{.zone = zone, .start_minute = *hour * 60 + *minute, .length_minutes = *length};
    return true;
}

std::string names_of(const trust::ClassSet& classes) {
    std::string names;
    for (size_t number = 1; number <= trust::last_job_class; ++number) {
        const auto job_class = static_cast<JobClass>(number);
        if (classes.has(job_class)) names += (names.empty() ? "" : ",") + std::string(trust::class_name(job_class));
    }
    return names.empty() ? "none" : names;
}
}  // namespace

bool take_limit(std::string_view option, std::string_view value, trust::LocalLimits& limits) {
    if (option == "--allow") return take_classes(value, limits.allowed);
    if (option == "--consent") return take_classes(value, limits.needs_consent);
    if (option == "--runs-a-day") return take_budget(value, limits);
    return option == "--curfew" && take_curfew(value, limits);
}

std::string in_words(const trust::LocalLimits& limits) {
    std::string text = "allowed: " + names_of(limits.allowed) + "\nonly with the client's consent: " + names_of(limits.needs_consent) +
                       "\ndevices of a job: " + std::to_string(limits.few) + " with one person's signature, " +
                       std::to_string(limits.many) + " with two\n";
    for (const trust::ClassNumber& budget : limits.runs_a_day) {
        trust::ClassSet one{1U << static_cast<unsigned>(budget.job_class)};
        text += "runs a day: " + names_of(one) + " " + std::to_string(budget.number) + "\n";
    }
    if (limits.curfew)
        text += "nothing runs: " + std::to_string(limits.curfew->length_minutes) + " minutes from minute " +
                std::to_string(limits.curfew->start_minute) + " of the day, " + limits.curfew->zone + "\n";
    if (limits.least_log_level > 0)
        text += "only what stands in the accountability log, level " + std::to_string(limits.least_log_level) + "\n";
    return text;
}

}  // namespace steward::gate
