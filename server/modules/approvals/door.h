// Deciding from outside the console: the key of the links, and whether a link is still good.
#pragma once

#include "server/modules/approvals/store.h"
#include "server/platform/access/sealing.h"

namespace steward::approvals {

class Door final : public Approvals {
public:
    Door(storage::Database& database, const access::Sealing& sealing, Rng& rng) : database_(database), sealing_(sealing), rng_(rng) {}

    /// Makes the key at the first start, and opens it at every other.
    Status start();

    void set_public_address(std::string address) override { public_address_ = std::move(address); }
    Result<std::string> decision_address(Transaction& transaction, ApproverId approver) override;

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
    Rng& rng_;
    Bytes key_;
    std::string public_address_;
};

}  // namespace steward::approvals
