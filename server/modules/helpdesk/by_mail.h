// Tickets by mail, over the same desk as everything else.
#pragma once

#include "server/modules/helpdesk/desk.h"
#include "server/modules/helpdesk/helpdesk.h"

namespace steward::helpdesk {

class ByMail final : public TicketsByMail {
public:
    explicit ByMail(Desk& desk) : desk_(desk) {}

    void reach_by(ClientReach& reach) override { desk_.reach_by(reach); }
    Result<std::optional<TicketFace>> find(storage::Transaction& transaction, TicketId id) override;
    Result<std::optional<TicketFace>> find(storage::Transaction& transaction, std::string_view reference) override;
    Result<TicketFace> open(storage::Transaction& transaction, const TicketByMail& wanted, Instant now) override;
    Result<MessageId> reply(storage::Transaction& transaction, TicketId id, const MailWriter& writer, bool internal, bool reopen,
                            std::string text, Instant now) override;
    Result<std::optional<WordToClient>> word_to_client(storage::Transaction& transaction, MessageId id) override;
    Status remark(storage::Transaction& transaction, TicketId id, std::string text, Instant now) override;

private:
    Desk& desk_;
};

}  // namespace steward::helpdesk
