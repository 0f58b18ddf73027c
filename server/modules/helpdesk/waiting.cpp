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
    STEWARD_TRY(const Instant next, desk_.next_look(transaction, *ticket));
    if (next != ticket->next_at) STEWARD_CHECK(set_next_look(transaction, ticket->id, next));
    ticket->next_at = next;
    TicketRow after = *ticket;
    switch (judge_waiting(*ticket, now)) {
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

Status Waiting::remind(Transaction& transaction, TicketRow& ticket, Instant now) {
    STEWARD_CHECK(desk_.say(transaction, ticket, clock_actor(), false, false, reminder_text(ticket), now));
    ++ticket.reminders;
    STEWARD_TRY(const Instant next, desk_.next_look(transaction, ticket));
    return set_reminders(transaction, ticket.id, ticket.reminders, next);
}

Status Waiting::resolve_without_reply(Transaction& transaction, const TicketRow& ticket, Instant now) {
    STEWARD_TRY(const std::string question, open_question(transaction, ticket.id));
    if (!question.empty() || ticket.open_children > 0) {
        STEWARD_TRY(const Instant later, desk_.promises().business_days_after(transaction, ticket.client, now, 1));
        return set_next_look(transaction, ticket.id, later);
    }
    TicketRow after = ticket;
    after.state = "resolved";
    after.resolved_at = now;
    after.resolution_code = std::string(no_reply_code);
    after.resolution_text = "We asked, reminded three times over more than five business days, and got no answer.";
    after.root_cause = ticket.kind == "incident" ? "unknown" : "";
    return desk_.change(transaction, ticket, after, clock_actor(), "No answer after three reminders.", now);
}

}  // namespace steward::helpdesk
