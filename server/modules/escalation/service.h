// The room's API: load, decide, one transaction. Schedules in service.cpp, policies and people in service_policies.cpp,
// runs and pages in service_runs.cpp, levels and hand-overs in service_duty.cpp, swaps in service_swaps.cpp, the lists in lists.cpp.
#pragma once

#include "server/modules/escalation/door.h"
#include "server/modules/escalation/handing.h"
#include "server/modules/escalation/messages.h"
#include "server/platform/access/call.h"
#include "steward/escalation/v1/escalation.service.h"

namespace steward::escalation {

class Service final : public v1::EscalationService {
public:
    Service(directory::Directory& directory, Escalator& escalator, Handing& handing, Door& door, live::Hub& hub, Rng& rng)
        : directory_(directory), escalator_(escalator), handing_(handing), door_(door), hub_(hub), rng_(rng) {}

    Result<v1::OnCall> get_on_call(Call& call, const v1::GetOnCallRequest& request) override;
    Result<v1::ListSchedulesResponse> list_schedules(Call& call, const v1::ListSchedulesRequest& request) override;
    Result<v1::Schedule> get_schedule(Call& call, const v1::GetScheduleRequest& request) override;
    Result<v1::Roster> get_roster(Call& call, const v1::GetRosterRequest& request) override;
    Result<v1::Schedule> create_schedule(Call& call, const v1::CreateScheduleRequest& request) override;
    Result<v1::Schedule> update_schedule(Call& call, const v1::UpdateScheduleRequest& request) override;
    Result<v1::DeleteScheduleResponse> delete_schedule(Call& call, const v1::DeleteScheduleRequest& request) override;
    Result<v1::Override> add_override(Call& call, const v1::AddOverrideRequest& request) override;
    Result<v1::RemoveOverrideResponse> remove_override(Call& call, const v1::RemoveOverrideRequest& request) override;
    Result<v1::Feed> issue_feed(Call& call, const v1::IssueFeedRequest& request) override;
    Result<v1::RevokeFeedResponse> revoke_feed(Call& call, const v1::RevokeFeedRequest& request) override;
    Result<v1::Run> start_paging_test(Call& call, const v1::StartPagingTestRequest& request) override;
    Result<v1::ListPagingTestsResponse> list_paging_tests(Call& call, const v1::ListPagingTestsRequest& request) override;
    Result<v1::ListEscalationPoliciesResponse> list_escalation_policies(Call& call,
                                                                        const v1::ListEscalationPoliciesRequest& request) override;
    Result<v1::EscalationPolicy> get_escalation_policy(Call& call, const v1::GetEscalationPolicyRequest& request) override;
    Result<v1::EscalationPolicy> create_escalation_policy(Call& call, const v1::CreateEscalationPolicyRequest& request) override;
    Result<v1::EscalationPolicy> update_escalation_policy(Call& call, const v1::UpdateEscalationPolicyRequest& request) override;
    Result<v1::DeleteEscalationPolicyResponse> delete_escalation_policy(Call& call,
                                                                        const v1::DeleteEscalationPolicyRequest& request) override;
    Result<v1::ListRunsResponse> list_runs(Call& call, const v1::ListRunsRequest& request) override;
    Result<v1::Run> get_run(Call& call, const v1::GetRunRequest& request) override;
    Result<v1::Run> acknowledge_run(Call& call, const v1::AcknowledgeRunRequest& request) override;
    Result<v1::PageFace> look_at_page(Call& call, const v1::LookAtPageRequest& request) override;
    Result<v1::PageFace> acknowledge_page(Call& call, const v1::AcknowledgePageRequest& request) override;
    Result<v1::NamedContact> get_named_contact(Call& call, const v1::GetNamedContactRequest& request) override;
    Result<v1::NamedContact> set_named_contact(Call& call, const v1::SetNamedContactRequest& request) override;
    Result<v1::ListClientNotesResponse> list_client_notes(Call& call, const v1::ListClientNotesRequest& request) override;
    Result<v1::TicketEscalation> get_ticket_escalation(Call& call, const v1::GetTicketEscalationRequest& request) override;
    Result<v1::TicketEscalation> escalate_ticket(Call& call, const v1::EscalateTicketRequest& request) override;
    Result<v1::ListHandOversResponse> list_hand_overs(Call& call, const v1::ListHandOversRequest& request) override;
    Result<v1::HandOver> get_hand_over(Call& call, const v1::GetHandOverRequest& request) override;
    Result<v1::ListShiftSwapsResponse> list_shift_swaps(Call& call, const v1::ListShiftSwapsRequest& request) override;
    Result<v1::ShiftSwap> offer_shift(Call& call, const v1::OfferShiftRequest& request) override;
    Result<v1::ShiftSwap> answer_shift_swap(Call& call, const v1::AnswerShiftSwapRequest& request) override;
    Result<v1::ShiftSwap> undo_shift_swap(Call& call, const v1::UndoShiftSwapRequest& request) override;
    Result<v1::HandOver> write_hand_over(Call& call, const v1::WriteHandOverRequest& request) override;
    Result<v1::HandOver> confirm_hand_over(Call& call, const v1::ConfirmHandOverRequest& request) override;

private:
    Result<HandOverRow> load_hand_over(Call& call, const std::string& id) const;
    Result<v1::HandOver> answer(Call& call, const HandOverRow& row) const;
    Result<TicketPlace> load_place(Call& call, const std::string& ticket_id) const;
    Result<v1::TicketEscalation> answer(Call& call, const TicketPlace& ticket) const;
    Result<ScheduleRow> load_schedule(Call& call, const std::string& id) const;
    Result<PolicyRow> load_policy(Call& call, const std::string& id, bool for_change) const;
    Result<RunRow> load_run(Call& call, const std::string& id) const;
    Result<v1::Schedule> answer(Call& call, const ScheduleRow& schedule) const;
    Result<v1::Run> answer(Call& call, const RunRow& run) const;
    v1::PageFace face(const PageRow& page, const RunRow& run) const;

    directory::Directory& directory_;
    Escalator& escalator_;
    Handing& handing_;
    Door& door_;
    live::Hub& hub_;
    Rng& rng_;
};

}  // namespace steward::escalation
