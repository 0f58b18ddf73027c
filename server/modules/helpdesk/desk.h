// What every change of a ticket does, whoever makes it: rows, history, facts, screens, counts.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/helpdesk/live_row.h"
#include "server/modules/helpdesk/promises.h"
#include "server/modules/helpdesk/store.h"
#include "server/platform/live/hub.h"

namespace steward::helpdesk {

/// `ticket`, not yet opened, is about the same thing as one that has ended.
void follow(TicketRow& ticket, const TicketRow& ended, Instant now);
/// What was resolved is work again. Whether that may be is the caller's decision (`in_time_to_reopen`).
TicketRow reopened(TicketRow ended);

class Desk {
public:
    Desk(directory::Directory& directory, live::Hub& hub, Rng& rng, service_levels::ServiceLevels* levels = nullptr)
        : directory_(directory), hub_(hub), rng_(rng), promises_(levels) {}

    /// Numbers and stores a new ticket (id, reference, revision are set here) and says TicketCreated. What it is about was
    /// first received at `received_at`, where that is set and earlier: clocks run from then.
    /// `promised_from`: when not the receipt begins them; an unset moment: nothing is promised.
    Status open(Transaction& transaction, TicketRow& ticket, const Actor& actor, bool notify, Instant now, Instant received_at = {},
                std::optional<Instant> promised_from = std::nullopt);

    /// Stores `after` over `before`, one event and one TicketChanged for every field that differs.
    /// Without a difference nothing is written.
    Status change(Transaction& transaction, const TicketRow& before, TicketRow& after, const Actor& actor, std::string_view reason,
                  Instant now);

    /// Adds a line to the conversation and says TicketMessageAdded. The first public word of a person
    /// of ours (not a program, not a receipt) is the first response (domain/model.md, invariant 20).
    Result<MessageRow> say(Transaction& transaction, TicketRow& ticket, const Actor& author, bool by_human, bool internal, std::string text,
                           Instant now);

    /// Adds one line of history that is not a field's change.
    Status remark(Transaction& transaction, TicketRow& ticket, EventRow event);

    /// When the clock looks at a ticket again that is in its state since `state_since`; unset: never.
    Result<Instant> next_look(Transaction& transaction, const TicketRow& ticket);

    Promises& promises() { return promises_; }
    /// Who keeps the time on tickets; null: nobody, and none is asked for.
    TicketTime* time() const { return time_; }
    void keep_time_by(TicketTime& time) { time_ = &time; }
    /// Who knows whether words reach the client; null: nobody, and all are taken to.
    ClientReach* reach() const { return reach_; }
    void reach_by(ClientReach& reach) { reach_ = &reach; }
    void decisions_by(ClientDecisions& decisions) { decisions_ = &decisions; }
    /// Who has to decide what this ticket waits for; empty: it does not wait for the client, or only for an answer.
    Result<std::string> decision_awaited_of(Transaction& transaction, const TicketRow& ticket) const;
    /// The same of many, by their ids, as far as one is awaited. All must wait for the client.
    Result<std::unordered_map<std::string, std::string>> decisions_awaited(Transaction& transaction,
                                                                           const std::vector<TicketId>& tickets) const;
    /// "Tue 24 Nov 2026 16:10 CET": on the clock of the client, as it is said to people.
    std::string moment_text(ClientId client, Instant at) const;
    Rng& rng() { return rng_; }

    /// Restates the numbers of open tickets to the directory.
    Status recount(Transaction& transaction);

private:
    /// What entering a state sets: since when, and what the clock does next.
    Status enter(Transaction& transaction, const TicketRow& before, TicketRow& after, Instant now);
    Status touch(Transaction& transaction, const TicketRow& ticket, LiveChange change);

    directory::Directory& directory_;
    live::Hub& hub_;
    Rng& rng_;
    Promises promises_;
    TicketTime* time_ = nullptr;
    ClientReach* reach_ = nullptr;
    ClientDecisions* decisions_ = nullptr;
};

}  // namespace steward::helpdesk
