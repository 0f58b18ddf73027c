// Tickets that were worked on elsewhere, brought in as they were: rows and one line of history, no clock, no message.
#pragma once

#include "server/modules/helpdesk/desk.h"
#include "server/modules/helpdesk/helpdesk.h"

namespace steward::helpdesk {

class History final : public TicketHistory {
public:
    History(Desk& desk, directory::Directory& directory, Rng& rng) : desk_(desk), directory_(directory), rng_(rng) {}

    Result<std::optional<PastTicket>> find(Transaction& transaction, TicketId id) override;
    Result<std::optional<TicketId>> called(Transaction& transaction, std::string_view reference) override;
    Result<std::optional<PastMessage>> find(Transaction& transaction, MessageId id) override;

    Result<std::string_view> consider(Transaction& transaction, PastTicket& ticket, Instant now) override;
    Result<std::string_view> put(Transaction& transaction, PastTicket& ticket, const std::string& came_from, Instant now) override;
    Status promise(Transaction& transaction, TicketId id, Instant now) override;
    Status consider(PastMessage& message, Instant now) override;
    Status put(Transaction& transaction, PastMessage& message, Instant now) override;

    Result<std::unordered_map<std::string, std::string>> held(Transaction& transaction, const std::vector<std::string>& tickets) override;
    Result<std::string> remove(Transaction& transaction, TicketId id, int64_t revision, Instant now) override;
    Result<std::string> remove(Transaction& transaction, MessageId id) override;
    Status recount(Transaction& transaction, const std::vector<ClientId>& clients) override;

    Result<std::vector<PastTicket>> after(Transaction& transaction, TicketId id, int limit) override;
    Result<std::vector<PastMessage>> after(Transaction& transaction, MessageId id, int limit) override;
    Result<std::vector<std::string>> words(Transaction& transaction, std::string_view list) override;

private:
    Status insert(Transaction& transaction, PastTicket& ticket, const std::string& came_from, Instant now);
    Status amend(Transaction& transaction, PastTicket& ticket);
    void name_device(PastTicket& ticket) const;

    Desk& desk_;
    directory::Directory& directory_;
    Rng& rng_;
};

/// Tidies the words of a ticket, completes what follows from others, and puts its times in order. Pure but for `now`. Failure:
/// Invalid with the fields.
Status settle_past(PastTicket& ticket, Instant now);

}  // namespace steward::helpdesk
