// What the passing of time and changes of calendars do to clocks that are open.
#include <algorithm>
#include <map>

#include "server/modules/service_levels/book.h"
#include "server/modules/service_levels/rules.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::service_levels {

namespace {
facts::v1::ClockAtRisk at_risk(const ClockRow& row, int percent) {
    facts::v1::ClockAtRisk fact;
    fact.set_client_id(row.client.text());
    fact.set_subject_id(row.subject);
    fact.set_clock_id(row.id.text());
    fact.set_kind(row.kind);
    fact.set_priority(row.priority);
    fact.set_percent(percent);
    fact.set_due_at_unix_ms(row.clock.due_at.value_or(Instant{}).unix_ms);
    return fact;
}

// In the zone in which the promise is counted, as the explanation tells it.
std::string moved(const std::optional<Instant>& before, const std::optional<Instant>& after, const std::string& zone_name) {
    if (before == after) return "due as before";
    const auto zone = Zone::open(zone_name.empty() ? "UTC" : zone_name);
    const auto text = [&](const std::optional<Instant>& at) {
        if (!at) return std::string("no due time");
        return zone ? zone->text(whole_seconds(*at)) : to_rfc3339(*at);
    };
    return "due moved from " + text(before) + " to " + text(after);
}
}  // namespace

// After a long stop of the server several marks of one clock may have passed: the highest is said.
Result<int> Book::mark_due(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(auto rows, clocks_to_mark(transaction, now, limit));
    for (auto& row : rows) {
        STEWARD_TRY(const auto time, time_of(transaction, row, now));
        row.clock = as_of(std::move(row.clock), now, time->time);
        if (!row.clock.breach_at) {
            int passed = 0;
            for (const int percent : {50, 75}) {
                if (row.clock.consumed >= row.clock.target * percent / 100) passed = percent;
            }
            if (passed > row.announced) {
                row.announced = passed;
                STEWARD_CHECK(journal::append(transaction, now, row.client, row.subject, at_risk(row, passed)));
            }
        }
        STEWARD_CHECK(save(transaction, row, time->time, now));
    }
    return static_cast<int>(rows.size());
}

// Many clocks go by few policies and calendars: each is read once for a batch.
class Book::RulesNow {
public:
    Result<const PolicyRow*> policy(Transaction& transaction, PolicyId id) {
        return kept(policies_, id, [&] { return find_policy(transaction, id); });
    }
    Result<const CalendarRow*> calendar(Transaction& transaction, CalendarId id) {
        return kept(calendars_, id, [&] { return find_calendar(transaction, id); });
    }

private:
    template <typename Key, typename Row, typename Find>
    static Result<const Row*> kept(std::map<Key, std::optional<Row>>& rows, const Key& id, const Find& find) {
        auto at = rows.find(id);
        if (at == rows.end()) {
            STEWARD_TRY(auto found, find());
            at = rows.emplace(id, std::move(found)).first;
        }
        return at->second ? &*at->second : nullptr;
    }

    std::map<PolicyId, std::optional<PolicyRow>> policies_;
    std::map<CalendarId, std::optional<CalendarRow>> calendars_;
};

Status Book::recount_one(Transaction& transaction, ClockRow row, RulesNow& rules, Instant now) {
    STEWARD_TRY(const auto* policy, rules.policy(transaction, row.policy));
    if (policy && policy->version > row.policy_version && row.clock.started_at >= policy->effective_from) {
        const std::string priority = row.priority;  // the row moves
        return move_to(transaction, std::move(row), *policy, priority, "the policy changed", now);
    }
    STEWARD_TRY(const auto* calendar, rules.calendar(transaction, row.calendar));
    std::string why;
    if (calendar && calendar->version > row.calendar_version) {
        why = "the calendar changed from version " + std::to_string(row.calendar_version) + " to " + std::to_string(calendar->version);
        row.calendar_version = calendar->version;
        row.zone = calendar->rules.zone().empty() ? directory_.client_zone(row.client) : calendar->rules.zone();
    }
    if (const auto version = zone_version(); row.zone_version != version) {
        why += (why.empty() ? "" : ", ") + std::string("the zone database changed from ") + row.zone_version + " to " + version;
        row.zone_version = version;
    }
    STEWARD_TRY(const auto time, time_of(transaction, row, now));
    std::vector<ClockEvent> events{{ClockEventKind::Started, row.clock.started_at, row.clock.target, ""}};
    if (row.event_count > 1) {
        STEWARD_TRY(events, events_of(transaction, row.id));
    }
    const auto due_before = row.clock.due_at;
    row.clock = recount(std::move(row.clock), events, time->time, now, why);
    if (row.announced < 100) row.announced = 0;
    STEWARD_CHECK(add_event(transaction, row,
                            {ClockEventKind::Recounted, now, Seconds(0), why + ": " + moved(due_before, row.clock.due_at, row.zone)}));
    return save(transaction, row, time->time, now);
}

Result<int> Book::recount_changed(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(auto rows, clocks_to_recount(transaction, zone_version(), limit));
    const auto count = static_cast<int>(rows.size());
    RulesNow rules;
    for (auto& row : rows) STEWARD_CHECK(recount_one(transaction, std::move(row), rules, now));
    return count;
}

}  // namespace steward::service_levels
