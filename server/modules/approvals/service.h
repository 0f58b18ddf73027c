// The room's API: load, decide, one transaction through the acts. Lists in lists.cpp.
#pragma once

#include "server/modules/approvals/acts.h"
#include "server/modules/approvals/door.h"
#include "server/platform/access/call.h"
#include "steward/approvals/v1/approvals.service.h"

namespace steward::approvals {

/// Whoever is asked knows of it; of what is asked in a confidential ticket nobody else does who may not read that.
Result<bool> may_know_of(Transaction& transaction, const Caller& caller, std::string_view approval_id);

class Service final : public v1::ApprovalsService {
public:
    Service(helpdesk::TicketWork& work, Acts& acts, Door& door, Rng& rng) : work_(work), acts_(acts), door_(door), rng_(rng) {}

    Result<v1::ListApprovalsResponse> list_approvals(Call& call, const v1::ListApprovalsRequest& request) override;
    Result<v1::ListMyApprovalsResponse> list_my_approvals(Call& call, const v1::ListMyApprovalsRequest& request) override;
    Result<v1::ListPossibleApproversResponse> list_possible_approvers(Call& call, const v1::ListPossibleApproversRequest& request) override;
    Result<v1::Approval> ask_approval(Call& call, const v1::AskApprovalRequest& request) override;
    Result<v1::Approval> get_approval(Call& call, const v1::GetApprovalRequest& request) override;
    Result<v1::Approval> decide_approval(Call& call, const v1::DecideApprovalRequest& request) override;
    Result<v1::Approval> remind_approval(Call& call, const v1::RemindApprovalRequest& request) override;
    Result<v1::Approval> withdraw_approval(Call& call, const v1::WithdrawApprovalRequest& request) override;
    Result<v1::ApprovalFace> look_at_approval(Call& call, const v1::LookAtApprovalRequest& request) override;
    Result<v1::ApprovalFace> decide_by_link(Call& call, const v1::DecideByLinkRequest& request) override;

private:
    Result<helpdesk::TicketPaper> load_ticket(Call& call, std::string_view id) const;
    /// Visible to the caller: what our people were asked is not shown to a client's.
    Result<RequestRow> load_request(Call& call, std::string_view id) const;
    Result<v1::Approval> answer(Call& call, const RequestRow& request) const;
    Status fill(Call& call, v1::Approval& message, const RequestRow& request) const;
    v1::ApprovalFace face(const Door::Opened& opened, Instant now) const;

    helpdesk::TicketWork& work_;
    Acts& acts_;
    Door& door_;
    Rng& rng_;
};

}  // namespace steward::approvals
