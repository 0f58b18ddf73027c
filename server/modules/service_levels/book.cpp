#include "server/modules/service_levels/book.h"

#include <algorithm>

#include "server/modules/service_levels/rules.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::service_levels {

namespace {
std::string words_of(std::string_view code) {
    std::string words(code);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

// The next mark that has not been said yet.
Instant next_mark(const ClockRow& row, const BusinessTime& time) {
    if (!row.is_open() || row.clock.breach_at || row.clock.target >= no_promise) return {};
    for (const int percent : {50, 75}) {
        if (row.announced >= percent) continue;
        return reaches(row.clock, percent, time).value_or(Instant{});
    }
    return row.clock.due_at ? *row.clock.due_at + Duration(std::chrono::seconds(1)) : Instant{};
}
}  // namespace

std::string Book::zone_version() {
    const std::lock_guard lock(zone_mutex_);
    return zone_version_;
}

void Book::look_at_zones() {
    auto newest = zone_database_version();
    const std::lock_guard lock(zone_mutex_);
    if (newest == zone_version_) return;
    calendars_.forget();
    zone_version_ = std::move(newest);
}

Result<std::vector<ClockRow>> Book::load(Transaction& transaction, std::string_view subject) {
    const std::string subjects[] = {std::string(subject)};
    return clocks_of(transaction, subjects);
}

Result<std::shared_ptr<const NamedTime>> Book::time_of(Transaction& transaction, const ClockRow& row, Instant now) {
    return calendars_.get(transaction, row.calendar, row.calendar_version, row.zone, now);
}

Result<std::optional<ClockRow>> Book::make(Transaction& transaction, const PolicyRow& policy, const Subject& subject,
                                           const std::string& kind, Instant at) {
    const v1::SlaPromise* promise = promise_for(policy.rules, subject.priority);
    if (!promise) return std::optional<ClockRow>{};
    ClockRow row;
    row.client = subject.client;
    row.subject = subject.id;
    row.kind = kind;
    row.priority = subject.priority;
    row.policy = policy.id;
    row.policy_version = policy.version;
    row.zone = directory_.client_zone(subject.client);
    row.zone_version = zone_version();
    if (const auto id = CalendarId::parse(promise->calendar_id())) {
        STEWARD_TRY(const auto calendar, find_calendar(transaction, *id));
        if (calendar) {
            row.calendar = *id;
            row.calendar_version = calendar->version;
            if (!calendar->rules.zone().empty()) row.zone = calendar->rules.zone();
        }
    }
    STEWARD_TRY(const auto time, time_of(transaction, row, at));
    const auto target = target_of(*promise, kind, time->time.calendar());
    if (!target) return std::optional<ClockRow>{};
    row.clock.target = *target;
    return std::optional(std::move(row));
}

Status Book::insert(Transaction& transaction, ClockRow row, Instant at) {
    STEWARD_TRY(const auto time, time_of(transaction, row, at));
    const ClockEvent event{ClockEventKind::Started, at, row.clock.target, ""};
    row.id = ClockId::make(at, rng_);
    row.clock = start(event, time->time);
    row.next_at = next_mark(row, time->time);
    row.event_count = 1;
    STEWARD_CHECK(insert_clock(transaction, row));
    row.event_count = 0;
    return add_event(transaction, row, event);
}

Status Book::begin(Transaction& transaction, const Subject& subject, Instant received_at) {
    STEWARD_TRY(const auto there, load(transaction, subject.id));
    if (!there.empty()) return {};
    STEWARD_TRY(const auto policy, policy_for(transaction, subject.client, received_at));
    if (!policy) return {};
    for (const auto& kind : subject.kinds) {
        STEWARD_TRY(auto row, make(transaction, *policy, subject, kind, received_at));
        if (row) STEWARD_CHECK(insert(transaction, std::move(*row), received_at));
    }
    return {};
}

Status Book::say_breach(Transaction& transaction, ClockRow& row, Instant now) {
    row.announced = 100;
    facts::v1::ClockBreached fact;
    fact.set_client_id(row.client.text());
    fact.set_subject_id(row.subject);
    fact.set_clock_id(row.id.text());
    fact.set_kind(row.kind);
    fact.set_priority(row.priority);
    fact.set_due_at_unix_ms(row.clock.due_at.value_or(Instant{}).unix_ms);
    fact.set_breach_at_unix_ms(row.clock.breach_at->unix_ms);
    fact.set_reason(row.clock.breach_reason);
    fact.set_zone_version(row.zone_version);
    return journal::append(transaction, now, row.client, row.subject, fact);
}

Status Book::save(Transaction& transaction, ClockRow& row, const BusinessTime& time, Instant now) {
    if (row.clock.breach_at && row.announced < 100) STEWARD_CHECK(say_breach(transaction, row, now));
    row.next_at = next_mark(row, time);
    return save_clock(transaction, row);
}

Status Book::happen(Transaction& transaction, ClockRow row, const ClockEvent& event) {
    STEWARD_TRY(const auto time, time_of(transaction, row, event.at));
    row.clock = apply(std::move(row.clock), event, time->time);
    STEWARD_CHECK(add_event(transaction, row, event));
    return save(transaction, row, time->time, event.at);
}

Status Book::enter_state(Transaction& transaction, std::string_view subject, std::string_view state, Instant at) {
    STEWARD_TRY(auto rows, load(transaction, subject));
    std::optional<PolicyRow> policy;
    for (auto& row : rows) {
        if (!row.is_open()) continue;
        if (!policy || policy->id != row.policy || policy->version != row.policy_version) {
            STEWARD_TRY(policy, find_policy_version(transaction, row.policy, row.policy_version));
            if (!policy) continue;
        }
        const bool pause = pauses(policy->rules, state, row.kind);
        if (pause == !row.clock.counting) continue;
        STEWARD_CHECK(happen(transaction, std::move(row),
                             {pause ? ClockEventKind::Paused : ClockEventKind::Resumed, at, Seconds(0), pause ? words_of(state) : ""}));
    }
    return {};
}

// The count begins anew on the new calendar, as if the subject had always had this priority; what was missed
// before stays missed.
Status Book::move_to(Transaction& transaction, ClockRow row, const PolicyRow& policy, std::string_view priority, const std::string& reason,
                     Instant at) {
    const Subject subject{row.client, row.subject, std::string(priority), {}};
    STEWARD_TRY(const auto made, make(transaction, policy, subject, row.kind, at));
    // What this priority does not promise goes on counting unseen: it may come back.
    row.priority = std::string(priority);
    // It goes by this version also where that promises nothing: otherwise it is found, and counted anew, for ever. Its calendar and zone
    // stay as they were counted; a newer version of them is a recount of its own.
    row.policy_version = policy.version;
    if (!made && row.kind == "mitigate")
        return happen(transaction, std::move(row), {ClockEventKind::TargetChanged, at, no_promise, reason});
    if (!made) return happen(transaction, std::move(row), {ClockEventKind::Cancelled, at, Seconds(0), reason});
    STEWARD_TRY(const auto before, time_of(transaction, row, at));
    row.clock = as_of(std::move(row.clock), at, before->time);
    row.zone_version = made->zone_version;
    const bool same_calendar = row.calendar == made->calendar && row.calendar_version == made->calendar_version && row.zone == made->zone;
    row.calendar = made->calendar;
    row.calendar_version = made->calendar_version;
    row.zone = made->zone;
    STEWARD_TRY(const auto time, time_of(transaction, row, at));
    if (!same_calendar) {
        STEWARD_TRY(const auto events, events_of(transaction, row.id));
        row.clock.target = made->clock.target;
        row.clock = recount(std::move(row.clock), events, time->time, at, reason);
    }
    if (!row.clock.breach_at) row.announced = 0;  // its marks are others now
    return happen(transaction, std::move(row), {ClockEventKind::TargetChanged, at, made->clock.target, reason});
}

Status Book::change_priority(Transaction& transaction, std::string_view subject, std::string_view priority, std::string_view reason,
                             Instant at) {
    STEWARD_TRY(auto rows, load(transaction, subject));
    std::optional<ClockRow> work;
    bool has_mitigate = false;
    for (auto& row : rows) {
        has_mitigate = has_mitigate || row.kind == "mitigate";
        STEWARD_TRY(const auto policy, find_policy_version(transaction, row.policy, row.policy_version));
        if (!policy || row.priority == priority) continue;
        if (row.kind == "resolve" && row.is_open()) work = row;
        STEWARD_CHECK(move_to(transaction, std::move(row), *policy, priority, std::string(reason), at));
    }
    return work && !has_mitigate ? begin_late(transaction, *work, "mitigate", priority, reason, at) : Status{};
}

// What only the new priority promises counts since receipt as well, with the pauses of the work, and is
// judged from now on.
Status Book::begin_late(Transaction& transaction, const ClockRow& work, const std::string& kind, std::string_view priority,
                        std::string_view reason, Instant at) {
    STEWARD_TRY(const auto policy, find_policy_version(transaction, work.policy, work.policy_version));
    if (!policy) return {};
    const Subject subject{work.client, work.subject, std::string(priority), {}};
    STEWARD_TRY(auto late, make(transaction, *policy, subject, kind, at));
    if (!late) return {};
    const Seconds target = late->clock.target;
    late->clock.target = no_promise;
    STEWARD_CHECK(insert(transaction, std::move(*late), work.clock.started_at));
    STEWARD_TRY(const auto events, events_of(transaction, work.id));
    for (const auto& event : events) {
        const bool moves = event.kind != ClockEventKind::Started && event.kind != ClockEventKind::TargetChanged;
        if (moves) STEWARD_CHECK(happen_to(transaction, work.subject, kind, event));
    }
    return happen_to(transaction, work.subject, kind, {ClockEventKind::TargetChanged, at, target, std::string(reason)});
}

Status Book::happen_to(Transaction& transaction, std::string_view subject, std::string_view kind, const ClockEvent& event) {
    STEWARD_TRY(auto rows, load(transaction, subject));
    for (auto& row : rows) {
        if (row.kind == kind) return happen(transaction, std::move(row), event);
    }
    return {};
}

Status Book::meet(Transaction& transaction, std::string_view subject, std::string_view kind, Instant at) {
    STEWARD_TRY(auto rows, load(transaction, subject));
    for (auto& row : rows) {
        if (row.is_open() && row.kind == kind)
            STEWARD_CHECK(happen(transaction, std::move(row), {ClockEventKind::Met, at, Seconds(0), ""}));
    }
    return {};
}

Status Book::renew(Transaction& transaction, std::string_view subject, std::string_view kind, Instant at) {
    STEWARD_TRY(const auto rows, load(transaction, subject));
    for (const auto& row : rows) {
        if (row.kind != kind) continue;
        if (row.is_open()) STEWARD_CHECK(happen(transaction, row, {ClockEventKind::Met, at, Seconds(0), ""}));
        STEWARD_TRY(const auto policy, policy_for(transaction, row.client, row.clock.started_at));
        if (!policy) return {};
        STEWARD_TRY(auto next, make(transaction, *policy, {row.client, row.subject, row.priority, {}}, row.kind, at));
        if (!next) return {};
        next->round = row.round + 1;
        return insert(transaction, std::move(*next), at);
    }
    return {};
}

Status Book::cancel(Transaction& transaction, std::string_view subject, std::string_view kind, std::string_view reason, Instant at) {
    STEWARD_TRY(auto rows, load(transaction, subject));
    for (auto& row : rows) {
        if (row.is_open() && (kind.empty() || row.kind == kind))
            STEWARD_CHECK(happen(transaction, std::move(row), {ClockEventKind::Cancelled, at, Seconds(0), std::string(reason)}));
    }
    return {};
}

Status Book::reopen(Transaction& transaction, std::string_view subject, std::string_view kind, Instant at) {
    STEWARD_TRY(auto rows, load(transaction, subject));
    for (auto& row : rows) {
        if (!row.is_open() && row.kind == kind)
            STEWARD_CHECK(happen(transaction, std::move(row), {ClockEventKind::Reopened, at, Seconds(0), "reopened"}));
    }
    return {};
}

Result<std::string> Book::calendar_name(Transaction& transaction, const ClockRow& row, Instant now) {
    STEWARD_TRY(const auto time, time_of(transaction, row, now));
    return time->name;
}

Result<ClockFace> Book::face_of(Transaction& transaction, const ClockRow& row, bool with_steps, Instant now) {
    STEWARD_TRY(const auto time, time_of(transaction, row, now));
    const Clock shown = as_of(row.clock, now, time->time);
    ClockFace face{.id = row.id,
                   .subject = row.subject,
                   .kind = row.kind,
                   .state = std::string(name_of(shown.state)),
                   .counting = shown.counting,
                   .target = shown.target,
                   .consumed = shown.consumed,
                   .paused = shown.paused,
                   .due_at = shown.due_at.value_or(Instant{}),
                   .breach_at = shown.breach_at.value_or(Instant{}),
                   .stopped_at = shown.stopped_at.value_or(Instant{}),
                   .explanation = {},
                   .steps = {}};
    if (!with_steps) return face;
    STEWARD_TRY(const auto events, events_of(transaction, row.id));
    auto explained = explain(events, row.clock, time->time, time->name, now);
    face.explanation = std::move(explained.sentence);
    for (auto& step : explained.steps)
        face.steps.push_back(
            {std::string(name_of(step.kind)), step.from, step.until, step.business, std::move(step.reason), std::move(step.text)});
    return face;
}

Result<std::vector<ClockFace>> Book::clocks(Transaction& transaction, std::span<const std::string> subjects, bool with_steps, Instant now) {
    STEWARD_TRY(const auto rows, clocks_of(transaction, subjects));
    std::vector<ClockFace> faces;
    faces.reserve(rows.size());
    for (const auto& row : rows) {
        if (row.clock.target >= no_promise) continue;
        STEWARD_TRY(auto face, face_of(transaction, row, with_steps, now));
        faces.push_back(std::move(face));
    }
    return faces;
}

}  // namespace steward::service_levels
