// From facts to tickets: one ticket for an alert or incident that wants a person, and what becomes
// of the alert as lines in the ticket. A ticket never closes because its condition cleared.
//
// Safe to repeat: an alert is in one ticket by its primary key, and the cursor moves in the
// transaction that acted on the facts.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/desk.h"
#include "server/platform/journal/journal.h"

namespace steward::facts::v1 {
class AlertChanged;
class TicketWanted;
}  // namespace steward::facts::v1

namespace steward::helpdesk {

class TicketOpener {
public:
    TicketOpener(storage::Database& database, directory::Directory& directory, Desk& desk)
        : database_(database), directory_(directory), desk_(desk) {}

    /// Handles all facts that are there. A fact that cannot be understood is left behind, as is
    /// one that the database refuses for good; see journal::consume.
    Status run(Instant now);

    // One fact each, in the caller's transaction; `at` is when it was written.
    Status wanted(Transaction& transaction, const facts::v1::TicketWanted& fact, Instant at);
    Status alert_changed(Transaction& transaction, const facts::v1::AlertChanged& fact, Instant at);

private:
    Status handle(Transaction& transaction, const journal::Fact& fact);
    /// The alert becomes part of an open ticket, which says so and takes the more urgent priority.
    Status join(Transaction& transaction, const TicketRow& ticket, const facts::v1::TicketWanted& fact, bool came_back, Instant at);
    /// The ticket about this had ended: it is work again, or a new one follows it (domain/model.md 5.11).
    Status come_back(Transaction& transaction, const TicketRow& ended, const facts::v1::TicketWanted& fact, Instant at);
    Status open_new(Transaction& transaction, const facts::v1::TicketWanted& fact, const TicketRow* follows, Instant at);
    Status raise_priority(storage::Transaction& transaction, const TicketRow& ticket, const std::string& priority, const std::string& why,
                          Instant at);

    storage::Database& database_;
    directory::Directory& directory_;
    Desk& desk_;
};

}  // namespace steward::helpdesk
