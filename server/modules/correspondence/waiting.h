// Mail that waits for a person: which does, and who of ours is told, without a flood.
//
// A sender is told of once an hour; senders of whom we know nothing ten times an hour altogether. What comes beyond that stands in
// the list and is counted. Only mail that proves its sender at least as well counts against another (verified, nobody said, failed): a
// forged one never hides a real one, and costs one notice more. Nobody is told of what a program wrote, nor of a stranger whose mail
// says to be of somebody else.
#pragma once

#include "server/modules/correspondence/store.h"

namespace steward::correspondence {

inline constexpr int most_told_of_strangers_an_hour = 10;

/// Held; or refused, though we know who wrote it: otherwise nobody would ever learn of it. Pure.
bool waits_for_somebody(const Decision& decision, const Sight& sight);
/// Of what waits: whether its people hear of it, unless they have heard enough. Pure.
bool is_worth_telling(const Sight& sight);

/// Says `MailWaits` of a mail that was saved as waiting, and notes it; nothing when enough was said within the hour. `about`: the
/// ticket that it is about, if any. Of a confidential one neither sender nor subject is said, and only who may read it is named.
Status tell_of_waiting(Transaction& transaction, const MailRow& mail, const std::optional<helpdesk::TicketFace>& about, Instant now);

}  // namespace steward::correspondence
