#include "server/modules/helpdesk/by_mail.h"

#include "server/modules/helpdesk/changes.h"
#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/queues.h"
#include "server/modules/helpdesk/states.h"

namespace steward::helpdesk {

namespace {
const Actor& mail_program() {
    static const Actor actor{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    return actor;
}

Actor actor_behind(const MailWriter& writer) {
    const bool ours = !writer.account.is_nil();
    return {.kind = ours ? "staff" : "person", .account = writer.account, .name = writer.name, .role = ours ? "" : "CUS"};
}

TicketFace face_of(const TicketRow& ticket) {
    return {.id = ticket.id,
            .client = ticket.client,
            .reference = ticket.reference,
            .state = ticket.state,
            .requester = ticket.requester,
            .resolved_at = ticket.resolved_at,
            .is_internal = ticket.kind == "internal",
            .is_confidential = ticket.confidential};
}

std::unexpected<Error> no_ticket() { return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket."); }
}  // namespace

bool may_reopen(const TicketFace& ticket, Instant now) { return in_time_to_reopen(ticket.state, ticket.resolved_at, now); }

Result<std::optional<TicketFace>> ByMail::find(storage::Transaction& transaction, TicketId id) {
    STEWARD_TRY(const auto ticket, find_surviving(transaction, id));
    return ticket ? std::optional(face_of(*ticket)) : std::nullopt;
}

Result<std::optional<TicketFace>> ByMail::find(storage::Transaction& transaction, std::string_view reference) {
    STEWARD_TRY(const auto row, transaction.query_one("select id from helpdesk_tickets where reference = $1", reference));
    if (!row) return std::optional<TicketFace>{};
    return find(transaction, row->id<TicketId>(0));
}

Result<TicketFace> ByMail::open(storage::Transaction& transaction, const TicketByMail& wanted, Instant now) {
    STEWARD_TRY(const bool exists, client_exists(transaction, wanted.client));
    if (!exists) return fail(ErrorKind::NotFound, "directory.client_not_found", "There is no such client, or it is not one of yours.");
    TicketRow ticket;
    ticket.client = wanted.client;
    ticket.kind = "incident";
    ticket.source = "email";
    ticket.title = wanted.title;
    ticket.description = wanted.text;
    ticket.impact = "limited";
    ticket.urgency = "medium";
    ticket.state = "new";
    ticket.queue = queue_service_desk;
    bool vip = false;
    if (!wanted.requester.is_nil()) {
        STEWARD_TRY(const auto requester, find_requester(transaction, wanted.client, wanted.requester));
        if (requester) {
            ticket.requester = wanted.requester;
            ticket.requester_name = requester->name;
            vip = requester->vip;
        }
    }
    auto verdict = judge_priority(ticket.impact, ticket.urgency, vip);
    ticket.priority = std::move(verdict.priority);
    ticket.priority_reason = std::move(verdict.reason);
    if (!wanted.follows.is_nil()) {
        STEWARD_TRY(const auto ended, find_ticket(transaction, wanted.follows));
        if (ended && ended->client == wanted.client) {
            follow(ticket, *ended, now);
            ticket.confidential = ticket.confidential || ended->confidential;  // it goes on with the same words
        }
    }
    STEWARD_CHECK(desk_.open(transaction, ticket, actor_behind(wanted.writer), true, now));
    return face_of(ticket);
}

Result<MessageId> ByMail::reply(storage::Transaction& transaction, TicketId id, const MailWriter& writer, bool internal, bool reopen,
                                std::string text, Instant now) {
    STEWARD_TRY(auto ticket, find_surviving(transaction, id));
    if (!ticket) return no_ticket();
    // What comes by mail is somebody of ours only when it is internal: it never counts as the first response.
    STEWARD_TRY(const auto message, desk_.say(transaction, *ticket, actor_behind(writer), false, internal, std::move(text), now));
    if (internal) return message.id;
    TicketRow after = *ticket;
    STEWARD_TRY(const std::string decision, desk_.decision_awaited_of(transaction, *ticket));
    if (!decision.empty()) return message.id;  // a word is no decision: what is asked stays asked
    if (ticket->state == "waiting_client") {
        after.state = "in_progress";
        STEWARD_CHECK(desk_.change(transaction, *ticket, after, mail_program(), "The client answered.", now));
    } else if (reopen && !is_open(ticket->state)) {
        after = reopened(*ticket);
        STEWARD_CHECK(desk_.change(transaction, *ticket, after, mail_program(), "The client wrote again.", now));
    }
    return message.id;
}

Result<std::optional<WordToClient>> ByMail::word_to_client(storage::Transaction& transaction, MessageId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select body, author_kind from helpdesk_messages where id = $1 and author_kind in ('staff', "
                                      "'system') and internal = $2",
                                      id, false));
    if (!row) return std::optional<WordToClient>{};
    return WordToClient{.text = row->text(0), .by_program = row->text(1) == "system"};
}

Status ByMail::remark(storage::Transaction& transaction, TicketId id, std::string text, Instant now) {
    STEWARD_TRY(auto ticket, find_surviving(transaction, id));
    if (!ticket) return no_ticket();
    return desk_.remark(transaction, *ticket,
                        {.at = now,
                         .actor = mail_program(),
                         .field = "mail",
                         .from = "",
                         .to = "",
                         .reason = "",
                         .text = std::move(text),
                         .internal = true});
}

}  // namespace steward::helpdesk
