#include "server/modules/helpdesk/resolution.h"

#include <algorithm>

namespace steward::helpdesk {

namespace {
constexpr std::string_view sources_of_people[] = {"phone", "email", "portal", "chat", "walk_up"};

// The last word of the conversation with whoever reads the ticket, if it is ours and was not said about an earlier resolution.
Result<std::string> last_word_of_ours(Transaction& transaction, const TicketRow& ticket) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select m.body, m.author_kind, exists (select 1 from helpdesk_events e where e.ticket_id = m.ticket_id "
                                    "and e.field = 'state' and e.to_value = 'resolved' and e.position > m.position) from "
                                    "helpdesk_messages m where m.ticket_id = $1 and m.internal = $2 order by m.position desc limit 1",
                                    ticket.id, ticket.kind == "internal"));
    return row && row->text(1) == "staff" && !row->boolean(2) ? row->text(0) : std::string();
}
}  // namespace

bool somebody_asked(const TicketRow& ticket) {
    if (ticket.kind == "internal") return false;
    return !ticket.requester.is_nil() ||
           std::find(std::begin(sources_of_people), std::end(sources_of_people), ticket.source) != std::end(sources_of_people);
}

Status say_resolution(Transaction& transaction, Desk& desk, TicketRow& ticket, const Actor& actor, const std::string& words, Instant now) {
    if (!somebody_asked(ticket)) return {};
    STEWARD_TRY(const std::string last, last_word_of_ours(transaction, ticket));
    if (last != words) STEWARD_CHECK(desk.say(transaction, ticket, actor, true, false, words, now));
    return {};
}

Result<bool> was_said(Transaction& transaction, const TicketRow& resolved) {
    STEWARD_TRY(const std::string last, last_word_of_ours(transaction, resolved));
    return !resolved.resolution_text.empty() && last.ends_with(resolved.resolution_text);
}

}  // namespace steward::helpdesk
