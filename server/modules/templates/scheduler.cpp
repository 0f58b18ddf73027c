#include "server/modules/templates/scheduler.h"

namespace steward::templates {

namespace {
constexpr int schedules_at_once = 20;

const helpdesk::Doer& calendar_program() {
    static const helpdesk::Doer doer{.kind = "system", .account = {}, .name = "Steward", .role = "SYS.SCH"};
    return doer;
}
}  // namespace

Result<Timing> timing_of(const ScheduleRow& schedule) {
    Timing timing;
    STEWARD_TRY(timing.rule, parse_recurrence(schedule.rule));
    STEWARD_TRY(timing.starts_on, parse_day("/starts_on", schedule.starts_on));
    STEWARD_TRY(timing.second_of_day, parse_time_of_day("/at", schedule.at));
    if (!schedule.ends_on.empty()) {
        STEWARD_TRY(timing.ends_on, parse_day("/ends_on", schedule.ends_on));
        if (*timing.ends_on < timing.starts_on) return bad_field("/ends_on", "The last day must not lie before the first.");
    }
    return timing;
}

Result<Instant> next_date_of(const ScheduleRow& schedule, Instant after) {
    if (schedule.paused) return Instant{};
    STEWARD_TRY(const auto timing, timing_of(schedule));
    STEWARD_TRY(const auto zone, zones::Zone::open(schedule.zone));
    return next_moment(timing, zone, after).value_or(Instant{});
}

Status Scheduler::run(Instant now) {
    Status said;
    for (bool more = true; more;) {
        std::vector<ScheduleRow> due;
        STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(due, due_schedules(transaction, now, schedules_at_once));
            return {};
        }));
        more = !due.empty();
        // One that cannot be opened must not hold up the others: it is said at the end, and tried again at the next run.
        for (const auto& schedule : due) {
            auto opened = database_.write([&](Transaction& transaction) { return open_one(transaction, schedule, now); });
            if (opened) continue;
            more = false;
            if (said) said = std::unexpected(std::move(opened.error()));
        }
    }
    return said;
}

Status Scheduler::open_one(Transaction& transaction, const ScheduleRow& schedule, Instant now) {
    STEWARD_TRY(const auto next, next_date_of(schedule, schedule.next_at));
    STEWARD_TRY(const bool is_mine, advance_schedule(transaction, schedule.id, schedule.next_at, next));
    if (!is_mine) return {};
    STEWARD_TRY(const auto occurrence, open_ticket(transaction, schedule, now));
    return insert_occurrence(transaction, occurrence, to_text(make_raw_id(now, rng_)));
}

// A device that moved away, or a person who left, does not keep the ticket from opening: it opens without them, and the
// date's line says so.
Result<OccurrenceRow> Scheduler::open_ticket(Transaction& transaction, const ScheduleRow& schedule, Instant now) {
    OccurrenceRow occurrence{.schedule = schedule.id,
                             .client = schedule.client,
                             .due_at = schedule.next_at,
                             .opened_at = now,
                             .ticket = {},
                             .reference = {},
                             .problem = {}};
    STEWARD_TRY(const auto source, find_template(transaction, schedule.source));
    if (!source) return fail(ErrorKind::Internal, "templates.no_template", "The template of a schedule is missing.", schedule.id.text());
    Subject subject{.client = schedule.client, .requester = schedule.requester, .device = schedule.device, .writer = {}};
    if (!subject.device.is_nil() && schedule.device_name.empty()) {
        subject.device = {};
        occurrence.problem = "Its device is no longer this client's.";
    }
    if (!subject.requester.is_nil() && schedule.requester_name.empty()) {
        subject.requester = {};
        occurrence.problem = "Its requester is no longer this client's.";
    }
    STEWARD_TRY(auto filled, fill_ticket(transaction, directory_, *source, subject, "scheduled", now));
    STEWARD_TRY(const bool has_category, fill_category(transaction, work_, *source, filled.order));
    if (!has_category) occurrence.problem = "Its category is not in use any more.";
    STEWARD_TRY(const auto ticket, work_.open(transaction, filled.order, calendar_program(), now));
    STEWARD_CHECK(checklists_.add(transaction, ticket.client, ticket.id, source->checklist, now));
    occurrence.ticket = ticket.id;
    occurrence.reference = ticket.reference;
    return occurrence;
}

}  // namespace steward::templates
