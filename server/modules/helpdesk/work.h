// What rooms below read of a ticket and do in it for a person, over the same desk as everything else.
#pragma once

#include "server/modules/helpdesk/desk.h"
#include "server/modules/helpdesk/helpdesk.h"

namespace steward::helpdesk {

class Work final : public TicketWork {
public:
    explicit Work(Desk& desk, directory::Directory& directory) : desk_(desk), directory_(directory) {}

    void keep_time_by(TicketTime& time) override { desk_.keep_time_by(time); }
    Result<std::optional<CategoryFace>> find_category(storage::Transaction& transaction, std::string_view name) override;
    Result<std::optional<TicketPaper>> read(storage::Transaction& transaction, TicketId id) override;
    Result<bool> may_see(storage::Transaction& transaction, TicketId id, const Caller& caller) override;
    Result<bool> may_write(storage::Transaction& transaction, TicketId id, const Caller& caller) override;
    Result<std::string> priority_of(storage::Transaction& transaction, const Caller& caller, ClientId client,
                                    std::string_view requester_person_id, std::string_view impact, std::string_view urgency) override;
    Result<TicketPaper> open(storage::Transaction& transaction, const TicketOrder& order, const Doer& doer, Instant now) override;
    Status say(storage::Transaction& transaction, TicketId id, const Doer& doer, bool internal, std::string text, Instant now) override;
    Status ask_client(storage::Transaction& transaction, TicketId id, const Doer& doer, std::string text, Instant now) override;
    Status work_began(storage::Transaction& transaction, TicketId id, const Doer& doer, Instant now) override;
    Status give(storage::Transaction& transaction, TicketId id, AccountId account, const std::string& account_name, const Doer& doer,
                Instant now) override;
    Status client_answered(storage::Transaction& transaction, TicketId id, std::string reason, Instant now) override;

private:
    Desk& desk_;
    directory::Directory& directory_;
};

}  // namespace steward::helpdesk
