// Tickets that not everybody who sees their client may read: joiners and leavers (domain/model.md 4.3), and what somebody wants kept
// quiet. They are read by whoever asked, the client's people contact (CHR), whoever of ours works on them, watches or opened them, and by
// those who direct the desk, keep the accounts safe or audit. To everybody else they are not there.
#pragma once

#include "server/modules/helpdesk/store.h"
#include "server/platform/access/call.h"

namespace steward::helpdesk {

/// What is said of one where those hear who may not read it; as the views of this room say it.
inline constexpr std::string_view masked_title = "Confidential request";
/// What facts call it: they go to channels, pages and programs.
std::string spoken_title(const TicketRow& ticket);

/// Unless somebody says otherwise: lifecycle tickets, and the categories of people who come and go.
bool is_confidential_by_itself(std::string_view kind, CategoryId category);
/// Those of ours who read all of them, of the clients that they see.
inline constexpr std::string_view roles_that_read_confidential[] = {"OWN", "SVM", "DSP", "SEC", "AUD"};
bool reads_confidential(const Caller& caller);
/// Whether this caller may open one to everybody who sees the client.
bool may_open_up(const Caller& caller);

/// Whether somebody who sees the ticket's client may read it: also what `visible_tickets` leaves out.
Result<bool> may_read(Transaction& transaction, const TicketRow& ticket, const Caller& caller);
Status write_confidential(Transaction& transaction, const TicketRow& ticket, Instant now);

}  // namespace steward::helpdesk
