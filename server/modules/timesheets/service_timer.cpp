// The running timer: one a person, kept on the server, so that a page that is loaded again finds it.
#include "server/modules/timesheets/activities.h"
#include "server/modules/timesheets/service.h"

namespace steward::timesheets {

namespace {
constexpr size_t longest_timer_note = 4000;

std::unexpected<Error> no_timer() { return fail(ErrorKind::Conflict, "timesheets.no_timer", "No timer of yours is running."); }
Duration hours(int64_t count) { return std::chrono::hours(count); }
}  // namespace

Result<v1::Timer> Service::answer(Call& call, const std::optional<Timer>& timer) const {
    v1::Timer message;
    if (!timer) return message;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(const auto ticket, find_ticket_face(*transaction, timer->ticket));
    fill(message, *timer, ticket, directory_, call.now(), settings.forgotten_after_h);
    return message;
}

Result<Timer> Service::load_timer(Call& call) const {
    STEWARD_TRY(const auto account, own_account(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto timer, find_timer(*transaction, account));
    if (!timer) return no_timer();
    return std::move(*timer);
}

Result<v1::Timer> Service::get_timer(Call& call, const v1::GetTimerRequest&) {
    std::optional<Timer> timer;
    if (call.caller().account.is_nil()) return answer(call, timer);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(timer, find_timer(*transaction, call.caller().account));
    return answer(call, timer);
}

Result<EntryRow> Service::book_timer(Call& call, const Timer& timer, Instant ended_at, const v1::StopTimerRequest& said) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto pieces, stopped(timer, ended_at, call.now()));
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    const std::string activity = said.activity().empty() ? timer.activity : said.activity();
    STEWARD_TRY(const auto kind, settle_kind({activity, said.coverage(), said.coverage_reason()}, activity, true));
    EntryRow entry;
    entry.account = timer.account;
    entry.client = timer.client;
    entry.ticket = timer.ticket;
    STEWARD_TRY(const auto ticket, find_ticket_face(*transaction, timer.ticket));
    if (const auto card = ticket ? directory_.device(ticket->device) : std::nullopt; card && card->client == entry.client)
        entry.device = ticket->device;
    entry.activity = kind.activity;
    entry.coverage = kind.coverage;
    entry.coverage_reason = kind.reason;
    entry.note = said.note().empty() ? timer.note : said.note();
    if (entry.note.size() > longest_timer_note) return bad_field("/note", "At most 4,000 characters.");
    entry.source = "timer";
    STEWARD_CHECK(remove_timer(*transaction, timer.account));
    return booking_.book(*transaction, std::move(entry), worked_of(zone, std::move(pieces)), settings, call.now());
}

Result<v1::Timer> Service::start_timer(Call& call, const v1::StartTimerRequest& request) {
    STEWARD_TRY(const auto account, own_account(call));
    STEWARD_TRY(const auto id, TicketId::parse(request.ticket_id()));
    if (!request.activity().empty() && !find_activity(request.activity())) return bad_field("/activity", "There is no such activity.");
    if (request.note().size() > longest_timer_note) return bad_field("/note", "At most 4,000 characters.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto ticket, find_ticket_face(*transaction, id));
    if (!ticket || ticket->client != call.client())
        return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(auto before, find_timer(*transaction, account));
    if (before && before->ticket == id) {
        const Timer goes_on = resumed(std::move(*before), call.now(), hours(settings.forgotten_after_h));
        STEWARD_CHECK(save_timer(*transaction, goes_on));
        return answer(call, goes_on);
    }
    v1::TimeEntry booked;
    if (before) {
        // One that runs for too long is a question to its person, who alone knows when it ended.
        if (is_forgotten(*before, call.now()))
            return fail(ErrorKind::Conflict, "timesheets.forgotten_timer",
                        "Your timer on another ticket has run for very long. Say first when that work ended.");
        if (before->collected_at(call.now()) >= std::chrono::seconds(1)) {
            STEWARD_TRY(const auto entry, book_timer(call, *before, call.now(), {}));
            STEWARD_TRY(booked, answer(call, entry.id));
        }
    }
    const std::string activity =
        request.activity().empty() ? std::string(usual_activity(ticket->kind, ticket->source)) : request.activity();
    const Timer timer{.account = account,
                      .client = ticket->client,
                      .ticket = id,
                      .started_at = call.now(),
                      .running_since = call.now(),
                      .sure_until = call.now() + hours(settings.forgotten_after_h),
                      .activity = activity,
                      .note = request.note(),
                      .pieces = {}};
    STEWARD_CHECK(save_timer(*transaction, timer));
    STEWARD_CHECK(work_began(call, id));
    STEWARD_TRY(auto message, answer(call, timer));
    if (!booked.entry_id().empty()) *message.mutable_booked() = std::move(booked);
    return message;
}

Result<v1::Timer> Service::pause_timer(Call& call, const v1::PauseTimerRequest&) {
    STEWARD_TRY(auto timer, load_timer(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    timer = paused(std::move(timer), call.now());
    STEWARD_CHECK(save_timer(*transaction, timer));
    return answer(call, timer);
}

Result<v1::Timer> Service::resume_timer(Call& call, const v1::ResumeTimerRequest&) {
    STEWARD_TRY(auto timer, load_timer(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    timer = resumed(std::move(timer), call.now(), hours(settings.forgotten_after_h));
    STEWARD_CHECK(save_timer(*transaction, timer));
    return answer(call, timer);
}

Result<v1::Timer> Service::keep_timer(Call& call, const v1::KeepTimerRequest&) {
    STEWARD_TRY(auto timer, load_timer(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    timer.sure_until = call.now() + hours(settings.forgotten_after_h);
    STEWARD_CHECK(save_timer(*transaction, timer));
    return answer(call, timer);
}

Result<v1::TimeEntry> Service::stop_timer(Call& call, const v1::StopTimerRequest& request) {
    STEWARD_TRY(const auto timer, load_timer(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    call.add_audit_detail("ticket", timer.ticket.text());
    if (request.discard()) {
        call.add_audit_detail("discarded", "yes");
        STEWARD_CHECK(remove_timer(*transaction, timer.account));
        return v1::TimeEntry{};
    }
    const Instant ended_at = request.ended_at_unix_ms() == 0 ? call.now() : Instant{request.ended_at_unix_ms()};
    STEWARD_TRY(const auto entry, book_timer(call, timer, ended_at, request));
    return answer(call, entry.id);
}

}  // namespace steward::timesheets
