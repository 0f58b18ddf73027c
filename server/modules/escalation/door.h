// Acknowledging from outside the console: the key of the tokens, links, answers by mail, calendars.
#pragma once

#include "server/modules/escalation/ack_token.h"
#include "server/modules/escalation/escalator.h"
#include "server/platform/access/sealing.h"

namespace steward::escalation {

class Door final : public Escalation {
public:
    Door(storage::Database& database, Escalator& escalator, const access::Sealing& sealing, Rng& rng)
        : database_(database), escalator_(escalator), sealing_(sealing), rng_(rng) {}

    /// Makes the key at the first start, and opens it at every other.
    Status start();

    void set_public_address(std::string address) override { public_address_ = std::move(address); }
    std::string page_token(PageId page) const override;
    std::string acknowledge_address(PageId page) const override;
    Result<std::string> why_not_sent(Transaction& transaction, PageId page, Instant now) override;
    Result<bool> acknowledge_by_reply(Transaction& transaction, std::string_view text, std::string_view from_address, Instant now) override;
    Result<std::string> tell_named_person(storage::Transaction& transaction, const ClientNews& news, Instant now) override;
    Result<bool> told_since(storage::Transaction& transaction, std::string_view ticket_id, Instant since) override;
    Result<std::optional<std::string>> calendar_of(std::string_view secret, Instant now) override;

    /// The page and its run. Failure: NotFound "escalation.bad_link", the same for every reason.
    Result<std::pair<PageRow, RunRow>> open_page(Transaction& transaction, std::string_view token, Instant now) const;
    std::string calendar_address(std::string_view secret) const { return public_address_ + "/calendars/" + std::string(secret) + ".ics"; }

private:
    storage::Database& database_;
    Escalator& escalator_;
    const access::Sealing& sealing_;
    Rng& rng_;
    Bytes key_;
    std::string public_address_;
};

}  // namespace steward::escalation
