#include "server/modules/jobs/machine_limits.h"

#include <algorithm>
#include <optional>

#include "server/modules/authority/authority.h"

namespace steward::jobs {

namespace {
constexpr uint64_t usual_window_s = uint64_t{24} * 3600;

std::optional<uint64_t> number_of(const std::vector<trust::ClassNumber>& numbers, trust::JobClass job_class) {
    const auto found = std::ranges::find(numbers, job_class, &trust::ClassNumber::job_class);
    return found == numbers.end() ? std::nullopt : std::optional(found->number);
}

std::string clock_text(uint64_t minute) {
    char text[16];
    std::snprintf(text, sizeof text, "%02u:%02u", static_cast<unsigned>(minute / 60 % 24), static_cast<unsigned>(minute % 60));
    return text;
}
}  // namespace

std::string refusal_by(const trust::LocalLimits& limits, const Intended& job) {
    const std::string kind = authority::class_word(job.job_class);
    if (!limits.allowed.has(job.job_class)) return "Its own limits do not allow work of the kind " + kind + ".";
    if (job.devices > limits.many)
        return "By its own limits it takes no job for more than " + std::to_string(limits.many) + " machines. Make several.";
    const uint64_t longest = number_of(limits.most_window_s, job.job_class).value_or(usual_window_s);
    if (job.window > std::chrono::seconds(std::min<uint64_t>(longest, uint64_t{1} << 40)))
        return "By its own limits a window has at most " + std::to_string(longest / 3600) + " hours. Draft it with a shorter one.";
    if (number_of(limits.runs_a_day, job.job_class) == 0) return "By its own limits nothing of the kind " + kind + " runs on any day.";
    return {};
}

std::vector<std::string> demands_of(const trust::LocalLimits& limits, const Intended& job) {
    std::vector<std::string> demands;
    uint64_t persons = number_of(limits.signatures, job.job_class).value_or(1);
    if (job.devices > limits.few) persons = std::max<uint64_t>(persons, 2);
    if (persons > 1) demands.push_back(std::to_string(persons) + " persons have to sign it");
    if (limits.needs_consent.has(job.job_class)) demands.emplace_back("the client has to sign it too");
    if (number_of(limits.least_assurance, job.job_class).value_or(0) >= static_cast<uint64_t>(trust::Assurance::Hardware))
        demands.emplace_back("only signatures of security keys count");
    if (const auto runs = number_of(limits.runs_a_day, job.job_class))
        demands.push_back("at most " + std::to_string(*runs) + " of the kind " + authority::class_word(job.job_class) + " a day");
    if (limits.curfew)
        demands.push_back("nothing begins for " + std::to_string(limits.curfew->length_minutes) + " minutes from " +
                          clock_text(limits.curfew->start_minute) + " (" + limits.curfew->zone + ")");
    if (limits.least_log_level > 1) demands.emplace_back("witnesses must have seen it in the log");
    return demands;
}

}  // namespace steward::jobs
