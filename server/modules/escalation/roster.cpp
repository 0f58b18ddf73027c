#include "server/modules/escalation/roster.h"

#include <algorithm>

#include "server/modules/escalation/store_duty.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::escalation {

namespace {
constexpr Duration looked_back = std::chrono::days(60);
constexpr int test_from_second = 10 * 3600, test_until_second = 16 * 3600;

Instant looked_from(const ScheduleRow& schedule, Instant now) { return std::max(schedule.created_at, now - looked_back); }

// A gap that reaches back as far as one looks begins at another moment at every look: it is named by how the schedule stands.
std::string gap_key(const ScheduleRow& schedule, const Shift& gap, Instant now) {
    const bool is_long = gap.from == looked_from(schedule, now);
    return "gap/" + schedule.id.text() + "/" + std::to_string(gap.layer) + "/" +
           (is_long ? "long/" + std::to_string(schedule.revision) : std::to_string(gap.from.unix_ms));
}

std::string layer_name(const ScheduleRow& schedule, int layer) {
    return layer < schedule.rules.layers_size() ? schedule.rules.layers(layer).name() : "the schedule";
}

Status say_gaps(Transaction& transaction, const ScheduleRow& schedule, const zones::Zone& zone, Instant now) {
    for (const Shift& gap : gaps_ahead(schedule, zone, now)) {
        STEWARD_TRY(const bool is_new, say_once(transaction, gap_key(schedule, gap, now), now));
        if (!is_new) continue;
        facts::v1::RosterGapFound fact;
        fact.set_schedule_id(schedule.id.text());
        fact.set_schedule(schedule.name);
        fact.set_layer(layer_name(schedule, gap.layer));
        fact.set_from_unix_ms(gap.from.unix_ms);
        fact.set_until_unix_ms(gap.until.unix_ms);
        fact.set_text(gap_words(schedule, zone, gap));
        STEWARD_CHECK(journal::append(transaction, now, {}, schedule.id.text(), fact));
    }
    return {};
}

// Once a month, as long as it lasts: a path that nobody tests is a path that nobody knows to work.
Status say_untested(Transaction& transaction, const ScheduleRow& schedule, Instant now) {
    STEWARD_TRY(const auto since, untested_since(transaction, schedule, now));
    if (!since) return {};
    STEWARD_TRY(const bool is_new, say_once(transaction, "untested/" + schedule.id.text() + "/" + to_rfc3339(now).substr(0, 7), now));
    if (!is_new) return {};
    facts::v1::PagingTestMissed fact;
    fact.set_schedule_id(schedule.id.text());
    fact.set_schedule(schedule.name);
    fact.set_text("No test of the paging path of " + schedule.name + " was answered since " + to_rfc3339(*since).substr(0, 10) +
                  ". Test it now: until then, count on nobody being woken.");
    return journal::append(transaction, now, {}, schedule.id.text(), fact);
}
}  // namespace

Result<std::optional<Instant>> untested_since(Transaction& transaction, const ScheduleRow& schedule, Instant now) {
    STEWARD_TRY(const Instant last, last_good_test(transaction, schedule.id));
    const Instant since = std::max(last, schedule.created_at);
    return now - since > longest_without_test ? std::optional(since) : std::nullopt;
}

std::vector<Shift> gaps_ahead(const ScheduleRow& schedule, const zones::Zone& zone, Instant now) {
    auto found = gaps(schedule.schedule(), zone, looked_from(schedule, now), now + looked_back);
    std::erase_if(found, [&](const Shift& gap) { return gap.until <= now || gap.from >= now + gap_alarm; });
    for (Shift& gap : found) {
        if (gap.until == now + looked_back) gap.until = {};
    }
    return found;
}

std::string gap_words(const ScheduleRow& schedule, const zones::Zone& zone, const Shift& gap) {
    const std::string until = gap.until.is_set() ? " until " + zone.text(zones::whole_seconds(gap.until)) : " on";
    return schedule.name + ": nobody is on call as " + layer_name(schedule, gap.layer) + " from " +
           zone.text(zones::whole_seconds(gap.from)) + until + ".";
}

std::string rest_words(const Colleagues& colleagues, const zones::Zone& zone, const RestProblem& problem) {
    const std::string name = name_of(colleagues, problem.person);
    const std::string until = zone.text(zones::whole_seconds(problem.until));
    if (problem.kind == RestProblem::Kind::NoRest)
        return name + " worked more than two hours at night and is on duty again before " + until + " (11 hours of rest).";
    return name + " has " + std::to_string(problem.nights) + " nights in a row until " + until + "; seven are allowed.";
}

std::optional<std::string> month_to_test(const zones::Zone& zone, Instant made_at, Instant now) {
    using namespace std::chrono;
    const zones::Date today = zone.date_at(zones::whole_seconds(now));
    const year_month_day date(today);
    const zones::Date first_wednesday(local_days(date.year() / date.month() / Wednesday[1]));
    const weekday of_week(today);
    const auto at = [&](zones::Date day, int second) { return zones::instant_of(zone.first_moment(day, second)); };
    const bool is_time = now >= at(today, test_from_second) && now < at(today, test_until_second);
    if (today < first_wednesday || of_week == Saturday || of_week == Sunday || !is_time || made_at > at(first_wednesday, test_from_second))
        return std::nullopt;
    const auto month = std::to_string(static_cast<unsigned>(date.month()));
    return std::to_string(static_cast<int>(date.year())) + "-" + (month.size() < 2 ? "0" : "") + month;
}

Status look_ahead(Transaction& transaction, Escalator& escalator, Instant now) {
    STEWARD_TRY(const auto schedules, all_schedules(transaction, now - looked_back));
    for (const ScheduleRow& schedule : schedules) {
        STEWARD_TRY(const auto zone, zones::Zone::open(schedule.rules.zone()));
        STEWARD_CHECK(say_gaps(transaction, schedule, zone, now));
        STEWARD_CHECK(say_untested(transaction, schedule, now));
        const auto month = month_to_test(zone, schedule.created_at, now);
        if (!month) continue;
        STEWARD_TRY(const bool is_new, say_once(transaction, "test/" + schedule.id.text() + "/" + *month, now));
        if (is_new) {
            STEWARD_TRY(const auto run, escalator.start_test(transaction, schedule, now));
            static_cast<void>(run);
        }
    }
    return {};
}

}  // namespace steward::escalation
