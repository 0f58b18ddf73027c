#include "server/modules/helpdesk/voice.h"

#include "server/modules/helpdesk/states.h"

namespace steward::helpdesk {

namespace {
const Actor& voice_of_program() {
    static const Actor actor{.kind = "system", .account = {}, .name = "Steward", .role = "SYS.COR"};
    return actor;
}

std::unexpected<Error> no_such_ticket() { return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket."); }
}  // namespace

Status Voice::tell(storage::Transaction& transaction, TicketId id, std::string text, Instant now) {
    STEWARD_TRY(auto ticket, find_surviving(transaction, id));
    if (!ticket) return no_such_ticket();
    if (!is_open(ticket->state)) return {};
    STEWARD_CHECK(desk_.say(transaction, *ticket, voice_of_program(), false, false, std::move(text), now));
    return {};
}

Status Voice::ask(storage::Transaction& transaction, TicketId id, std::string_view question_id, std::string sentence, Instant now) {
    STEWARD_TRY(const auto ticket, find_surviving(transaction, id));
    if (!ticket) return no_such_ticket();
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_questions (ticket_id, question_id, client_id, sentence, asked_at) values ($1, $2, $3, $4, $5) "
        "on conflict (ticket_id, question_id) do update set sentence = $4",
        ticket->id, question_id, ticket->client, sentence, now));
    return {};
}

Status Voice::settle(storage::Transaction& transaction, TicketId id, std::string_view question_id) {
    STEWARD_TRY(const auto ticket, find_surviving(transaction, id));
    if (!ticket) return {};
    STEWARD_CHECK(transaction.execute("delete from helpdesk_questions where ticket_id = $1 and question_id = $2", ticket->id, question_id));
    return {};
}

Result<std::string> open_question(storage::Transaction& transaction, TicketId id) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select sentence from helpdesk_questions where ticket_id = $1 order by asked_at, question_id limit 1", id));
    return row ? row->text(0) : std::string();
}

}  // namespace steward::helpdesk
