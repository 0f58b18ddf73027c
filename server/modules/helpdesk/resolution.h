// What whoever asked is told when a person of ours resolves their ticket.
#pragma once

#include "server/modules/helpdesk/desk.h"

namespace steward::helpdesk {

/// Whether somebody of the client waits for an answer: whoever is named, or whoever called, wrote or came by, whom we may not know by
/// name. Never of an internal ticket.
bool somebody_asked(const TicketRow& ticket);

/// The resolution's words as a public word of `actor`, before the ticket moves: the first response, where there was none. Nothing where
/// nobody asked, or where the last public word, since it was resolved the last time, was the same.
Status say_resolution(Transaction& transaction, Desk& desk, TicketRow& ticket, const Actor& actor, const std::string& words, Instant now);

/// Whether the words of a ticket that is being resolved are already the last, or the end of the last, that we said in it: the history does
/// not say them a second time then.
Result<bool> was_said(Transaction& transaction, const TicketRow& resolved);

}  // namespace steward::helpdesk
