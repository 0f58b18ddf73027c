#include "server/modules/service_levels/compiled.h"

#include "server/modules/service_levels/rules.h"

namespace steward::service_levels {

namespace {
constexpr size_t most_kept = 1000;  // about 80 KB each at most; more clients than that compile again
// What is asked of other years is compiled for that question alone: a ticket that is open for years would pay that with everything that
// happens to it.
constexpr Duration look_back = std::chrono::days(3 * 366), look_ahead = std::chrono::days(2 * 366);
}  // namespace

Result<std::shared_ptr<const NamedTime>> CompiledCalendars::get(Transaction& transaction, CalendarId id, int64_t version,
                                                                const std::string& zone, Instant now) {
    static const auto around_the_clock = std::make_shared<const NamedTime>(NamedTime{"around the clock", BusinessTime::always()});
    if (id.is_nil()) return around_the_clock;
    const std::string key = id.text() + "/" + std::to_string(version) + "/" + zone;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
    }
    STEWARD_TRY(const auto row, find_calendar_version(transaction, id, version));
    if (!row) return fail(ErrorKind::NotFound, "service_levels.calendar_not_found", "There is no such calendar.");
    std::string name = row->name;
    auto calendar = calendar_of(row->rules, zone);
    if (!calendar) {
        // Rules were checked when they were stored: only the zone can have gone from the machine since. A clock
        // that goes on in UTC and says so is better than a ticket that cannot be opened.
        v1::CalendarRules in_utc = row->rules;
        in_utc.set_zone("UTC");
        name += ", in UTC because this machine no longer knows " + (row->rules.zone().empty() ? zone : row->rules.zone());
        STEWARD_TRY(calendar, calendar_of(in_utc, "UTC"));
    }
    STEWARD_TRY(auto time, BusinessTime::compile(*calendar, now - look_back, now + look_ahead));
    auto compiled = std::make_shared<const NamedTime>(NamedTime{std::move(name), std::move(time)});
    const std::lock_guard lock(mutex_);
    if (kept_.size() >= most_kept) kept_.clear();
    kept_[key] = compiled;
    return compiled;
}

void CompiledCalendars::forget() {
    forget_zones();
    const std::lock_guard lock(mutex_);
    kept_.clear();
}

}  // namespace steward::service_levels
