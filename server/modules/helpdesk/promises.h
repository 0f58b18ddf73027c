// What happens to a ticket, told to the service levels in their words (domain/model.md 5.11). The room of the
// service levels knows no tickets; this file knows both.
#pragma once

#include "server/modules/helpdesk/store.h"
#include "server/modules/service_levels/service_levels.h"

namespace steward::helpdesk {

/// When it was brought in from elsewhere; unset: it was opened here.
Result<Instant> brought_in_at(Transaction& transaction, const TicketRow& ticket);
/// From when on we answer for it: its receipt, but nothing before it was brought in.
Result<Instant> ours_since(Transaction& transaction, const TicketRow& ticket);

class Promises {
public:
    /// `levels` may be missing: then nothing is promised.
    explicit Promises(service_levels::ServiceLevels* levels) : levels_(levels) {}

    /// Clocks start at receipt. What an alert opened waits for somebody to take it; what a person asked, for an answer
    /// and for news. Internal tickets promise nothing to anybody.
    Status opened(Transaction& transaction, const TicketRow& ticket, Instant received_at);
    /// `by_person`: what a program or the clock resolves keeps no promise (domain/model.md 5.11); what was missed stays missed.
    Status changed(Transaction& transaction, const TicketRow& before, const TicketRow& after, bool by_person, Instant now);
    /// `from` goes into `into`: what was promised about either counts on there, from the earliest receipt.
    Status merged(Transaction& transaction, const TicketRow& from, const TicketRow& into, Instant now);
    /// `from` is on its own again; `still_in` are the duplicates that went into `into` after it and stay there, in order.
    Status unmerged(Transaction& transaction, const TicketRow& from, const TicketRow& into, std::span<const TicketRow> still_in,
                    Instant now);
    /// The ticket goes as if it had never been there.
    Status taken_back(Transaction& transaction, TicketId ticket, Instant now);
    /// Somebody of ours has the alert that the ticket is about: that is what was promised first.
    Status alert_taken(Transaction& transaction, const TicketRow& ticket, Instant at);
    /// A first answer that stands in the ticket already, from before it was one.
    Status was_answered(Transaction& transaction, const TicketRow& ticket, Instant at);
    /// `days` business days of this client's after `at`; where nothing is promised, Monday to Friday.
    Result<Instant> business_days_after(Transaction& transaction, ClientId client, Instant at, int days);

    /// A person of ours said something to the client: the first answer, or the next news.
    Status told_client(Transaction& transaction, const TicketRow& ticket, Instant now);

    /// The clocks of these tickets, by ticket and in the order in which people read them.
    Result<std::vector<service_levels::ClockFace>> clocks(Transaction& transaction, std::span<const std::string> tickets, bool with_steps,
                                                          Instant now);

    /// The kinds of its promises that were missed by `now`, each once, in the order in which people read them.
    Result<std::vector<std::string>> missed(Transaction& transaction, TicketId ticket, Instant now);

    /// Whether anything was ever promised about it.
    Result<bool> has_any(Transaction& transaction, TicketId ticket, Instant now);

private:
    Status moved(Transaction& transaction, const TicketRow& before, const TicketRow& after, bool by_person, Instant now);
    Status resolved(Transaction& transaction, const TicketRow& ticket, bool by_person, Instant now);
    Status reopened(Transaction& transaction, const TicketRow& ticket, Instant now);

    service_levels::ServiceLevels* levels_;
};

}  // namespace steward::helpdesk
