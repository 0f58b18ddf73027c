// Deciding from outside the console: the key of the links, and whether a link is still good.
#pragma once

#include "server/modules/approvals/acts.h"
#include "server/platform/access/sealing.h"

namespace steward::approvals {

class Door final : public Approvals {
public:
    Door(storage::Database& database, const access::Sealing& sealing, Acts& acts, Rng& rng)
        : database_(database), sealing_(sealing), acts_(acts), rng_(rng) {}

    /// Makes the key at the first start, and opens it at every other.
    Status start();

    void set_public_address(std::string address) override { public_address_ = std::move(address); }
    Result<std::string> decision_address(Transaction& transaction, ApproverId approver) override;
    Result<bool> answered_by_mail(Transaction& transaction, const MailAnswer& answer, Instant now) override;
    Result<bool> is_asked(Transaction& transaction, TicketId ticket, const std::string& address) override;

    /// The approver, what they are asked, and who they are now. Failure: NotFound "approvals.bad_link", the same for every
    /// reason: also that they may not decide any more.
    struct Opened {
        RequestRow request;
        ApproverRow approver;
    };
    Result<Opened> open(Transaction& transaction, std::string_view token, Instant now) const;
    std::string token_of(const RequestRow& request, ApproverId approver) const;

private:
    storage::Database& database_;
    const access::Sealing& sealing_;
    Acts& acts_;
    Rng& rng_;
    Bytes key_;
    std::string public_address_;
};

/// Whether whoever was asked may decide this now: who lost the role, or whose limit is lower than the cost, may not.
bool may_still_decide(const RequestRow& request, const std::optional<Party>& party);

}  // namespace steward::approvals
