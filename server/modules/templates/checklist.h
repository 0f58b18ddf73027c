// The checklist of a ticket, and what it means for the ticket: while a required line is not done, it cannot be resolved.
#pragma once

#include <span>

#include "base/random.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/templates/store.h"
#include "server/platform/live/hub.h"

namespace steward::templates {

inline constexpr size_t most_items = 100, longest_item = 300;

/// Trimmed, at most `most_items`. Failure: Invalid with `pointer`.
Result<v1::ChecklistDraft> checked_draft(std::string_view pointer, std::span<const v1::ChecklistDraftItem* const> items);

class Checklists {
public:
    Checklists(helpdesk::TicketVoice& voice, live::Hub& hub, Rng& rng) : voice_(voice), hub_(hub), rng_(rng) {}

    /// Behind what is there already. Failure: Conflict "templates.checklist_full".
    Status add(Transaction& transaction, ClientId client, TicketId ticket, const v1::ChecklistDraft& draft, Instant now);
    /// The lines of a duplicate stand behind those of the ticket that it was merged into, and hold that one.
    Status merged(Transaction& transaction, ClientId client, TicketId from, TicketId into, Instant now);
    Status unmerged(Transaction& transaction, ClientId client, TicketId ticket, TicketId out_of, Instant now);
    /// Asks or settles the question that holds the ticket, and tells the screens. After every change of a list.
    Status settle(Transaction& transaction, ClientId client, TicketId ticket, Instant now);

private:
    helpdesk::TicketVoice& voice_;
    live::Hub& hub_;
    Rng& rng_;
};

/// "2 required lines of the checklist are not done: …"; empty when none is open. Pure.
std::string open_lines_sentence(const std::vector<ItemRow>& items);

}  // namespace steward::templates
