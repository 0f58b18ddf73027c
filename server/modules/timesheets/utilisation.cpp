#include "server/modules/timesheets/utilisation.h"

#include <algorithm>

namespace steward::timesheets {

const std::string_view utilisation_definition =
    "Seconds worked (unrounded) on days of the period with a client and an activity other than internal, divided by the contract's "
    "hours, Monday to Friday, less recorded absences. Drafts count; how much of it is approved stands beside it.";

namespace {
constexpr int working_days = 5, second_share = 60;
}

Available available(const Contract& contract, Date from, Date until) {
    Available sum;
    for (Date day = from; day < until; day += std::chrono::days(1)) {
        if (std::chrono::weekday(day).iso_encoding() > working_days) continue;
        const int64_t asked = contract.weekly_minutes * second_share / working_days;
        sum.contract_s += asked;
        if (const auto away = contract.absent.find(day); away != contract.absent.end())
            sum.absent_s += std::min(away->second * second_share, asked);
    }
    return sum;
}

std::optional<double> utilisation_percent(int64_t client_s, int64_t available_s) {
    if (available_s <= 0) return std::nullopt;
    return 100.0 * static_cast<double>(client_s) / static_cast<double>(available_s);
}

bool is_overload(std::optional<double> week, std::optional<double> week_before) {
    return week && week_before && *week > overload_percent && *week_before > overload_percent;
}

}  // namespace steward::timesheets
