#include "server/modules/helpdesk/waiting.h"

#include <algorithm>

#include "server/modules/helpdesk/voice.h"

namespace steward::helpdesk {

namespace {
constexpr int looks_at_once = 100;
constexpr auto all_reminders = static_cast<int>(std::size(reminder_days));

const Actor& clock_actor() {
    static const Actor actor{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    return actor;
}

std::string reminder_text(const TicketRow& ticket) {
    const bool last = ticket.reminders + 1 >= all_reminders;
    return "We are still waiting for your answer about “" + ticket.title + "”. " +
           (last ? "Without one we take it that nothing more is needed and close this on the next working day."
                 : "Please answer when you can, so that we can go on.");
}
}  // namespace

bool waits(std::string_view state) {
    return state == "waiting_client" || state == "waiting_vendor" || state == "waiting_parts" || state == "scheduled";
}

int days_to_next_step(std::string_view state, int reminders) {
    if (state == "resolved") return close_days;
    if (state != "waiting_client") return 0;
    return reminders < all_reminders ? reminder_days[std::max(0, reminders)] : no_reply_days;
}

WaitingStep judge_waiting(const TicketRow& ticket, Instant now) {
    if (!ticket.next_at.is_set() || ticket.next_at > now) return WaitingStep::Nothing;
    if (waits(ticket.state) && ticket.until.is_set() && ticket.until <= now) return WaitingStep::GoOn;
    if (ticket.state == "resolved") return WaitingStep::Close;
    if (ticket.state != "waiting_client") return WaitingStep::Nothing;
    return ticket.reminders < all_reminders ? WaitingStep::Remind : WaitingStep::ResolveWithoutReply;
}

Status Waiting::run(Instant now) {
    for (;;) {
        std::vector<TicketId> due;
        STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto rows, transaction.query("select id from helpdesk_tickets where next_at <= $1 order by next_at limit $2",
                                                           now, looks_at_once));
            due.clear();
            for (const auto& row : rows) due.push_back(row.id<TicketId>(0));
            return {};
        }));
        for (const TicketId id : due) STEWARD_CHECK(database_.write([&](Transaction& transaction) { return look(transaction, id, now); }));
        if (due.size() < static_cast<size_t>(looks_at_once)) return {};
    }
}

Status Waiting::look(Transaction& transaction, TicketId id, Instant now) {
    STEWARD_TRY(auto ticket, find_ticket(transaction, id));
    if (!ticket || !ticket->next_at.is_set() || ticket->next_at > now) return {};
    // The calendar may have changed since the moment was set.
    STEWARD_TRY(const bool on_its_way, recount(transaction, *ticket));
    STEWARD_TRY(const Instant next, desk_.next_look(transaction, *ticket));
    if (next != ticket->next_at) STEWARD_CHECK(set_next_look(transaction, ticket->id, next));
    ticket->next_at = next;
    TicketRow after = *ticket;
    const WaitingStep step = judge_waiting(*ticket, now);
    if (on_its_way && (step == WaitingStep::Remind || step == WaitingStep::ResolveWithoutReply))
        return look_again(transaction, *ticket, now);
    switch (step) {
        case WaitingStep::Nothing:
            return next.is_set() && next <= now ? set_next_look(transaction, ticket->id, {}) : Status{};
        case WaitingStep::Remind:
            return remind(transaction, *ticket, now);
        case WaitingStep::GoOn:
            after.state = "in_progress";
            return desk_.change(transaction, *ticket, after, clock_actor(), "The date has come.", now);
        case WaitingStep::ResolveWithoutReply:
            return resolve_without_reply(transaction, *ticket, now);
        case WaitingStep::Close:
            after.state = "closed";
            after.closed_at = now;
            return desk_.change(transaction, *ticket, after, clock_actor(), "Nobody said within three business days that it is not solved.",
                                now);
    }
    return {};
}

Result<bool> Waiting::recount(Transaction& transaction, TicketRow& ticket) {
    if (ticket.state != "waiting_client" || !desk_.reach()) return false;
    STEWARD_TRY(const auto words, reminders_since(transaction, ticket.id, ticket.state_since));
    int64_t arrived = 0;
    Reached newest = Reached::Yes;
    for (const MessageId word : words) {
        STEWARD_TRY(newest, desk_.reach()->reached(transaction, ticket.id, word));
        if (newest == Reached::Yes) ++arrived;
    }
    // One that is on its way stays counted: it is decided when it has arrived or not.
    const bool on_its_way = newest == Reached::NotYet;
    const int64_t counted = arrived + (on_its_way ? 1 : 0);
    if (counted != ticket.reminders) STEWARD_CHECK(set_reminders(transaction, ticket.id, counted, ticket.next_at));
    ticket.reminders = counted;
    return on_its_way;
}

Status Waiting::remind(Transaction& transaction, TicketRow& ticket, Instant now) {
    // Whoever has to decide is reminded of that by whoever asked them; no answer is missing, and nothing is closed for the want of one.
    STEWARD_TRY(const std::string decision, desk_.decision_awaited_of(transaction, ticket));
    if (!decision.empty()) return look_again(transaction, ticket, now);
    if (desk_.reach()) {
        STEWARD_TRY(const std::string why, desk_.reach()->why_unreachable(transaction, ticket.id));
        if (!why.empty()) return leave_to_people(transaction, ticket, why, now);
    }
    STEWARD_TRY(const auto said, desk_.say(transaction, ticket, clock_actor(), false, false, reminder_text(ticket), now));
    STEWARD_CHECK(insert_reminder(transaction, ticket, said.id, now));
    ++ticket.reminders;
    STEWARD_TRY(const Instant next, desk_.next_look(transaction, ticket));
    // After one that did not count the days are past already: nobody is reminded twice on one day.
    STEWARD_TRY(const Instant soonest, desk_.promises().business_days_after(transaction, ticket.client, now, 1));
    const Instant later = std::max(next, soonest);
    return set_reminders(transaction, ticket.id, ticket.reminders, ticket.until.is_set() ? std::min(later, ticket.until) : later);
}

Status Waiting::leave_to_people(Transaction& transaction, TicketRow& ticket, const std::string& why, Instant now) {
    STEWARD_TRY(const bool is_new, insert_unreached(transaction, ticket, now));
    if (is_new)
        STEWARD_CHECK(desk_.remark(transaction, ticket,
                                   {.at = now,
                                    .actor = clock_actor(),
                                    .field = "reminder",
                                    .from = "",
                                    .to = "",
                                    .reason = "",
                                    .text = "Nobody could be reminded: " + why + " It is not resolved by itself. Call them, or resolve it.",
                                    .internal = true}));
    return look_again(transaction, ticket, now);
}

Status Waiting::look_again(Transaction& transaction, const TicketRow& ticket, Instant now) {
    STEWARD_TRY(const Instant later, desk_.promises().business_days_after(transaction, ticket.client, now, 1));
    return set_next_look(transaction, ticket.id, ticket.until.is_set() ? std::min(later, ticket.until) : later);
}

Status Waiting::resolve_without_reply(Transaction& transaction, const TicketRow& ticket, Instant now) {
    STEWARD_TRY(const std::string question, open_question(transaction, ticket.id));
    if (!question.empty() || ticket.open_children > 0) return look_again(transaction, ticket, now);
    TicketRow after = ticket;
    after.state = "resolved";
    after.resolved_at = now;
    after.resolution_code = std::string(no_reply_code);
    after.resolution_text = "We asked, reminded three times over more than five business days, and got no answer.";
    after.root_cause = ticket.kind == "incident" ? "unknown" : "";
    return desk_.change(transaction, ticket, after, clock_actor(), "No answer after three reminders.", now);
}

}  // namespace steward::helpdesk
