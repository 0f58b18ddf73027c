// The room's API: load, decide, one transaction through the acts. Changes in service.cpp, their moves and decisions in service_moves.cpp,
// the calendar, freezes and templates in service_calendar.cpp.
#pragma once

#include "server/modules/changes/acts.h"
#include "server/modules/directory/directory.h"
#include "server/platform/access/call.h"
#include "steward/changes/v1/changes.service.h"

namespace steward::changes {

class Service final : public v1::ChangesService {
public:
    Service(directory::Directory& directory, helpdesk::TicketWork& work, Acts& acts, Rng& rng)
        : directory_(directory), work_(work), acts_(acts), rng_(rng) {}

    Result<v1::ListChangesResponse> list_changes(Call& call, const v1::ListChangesRequest& request) override;
    Result<v1::Change> get_change(Call& call, const v1::GetChangeRequest& request) override;
    Result<v1::Change> create_change(Call& call, const v1::CreateChangeRequest& request) override;
    Result<v1::Change> update_change(Call& call, const v1::UpdateChangeRequest& request) override;
    Result<v1::Change> move_change(Call& call, const v1::MoveChangeRequest& request) override;
    Result<v1::Change> decide_change(Call& call, const v1::DecideChangeRequest& request) override;
    Result<v1::Change> ask_change_approval(Call& call, const v1::AskChangeApprovalRequest& request) override;
    Result<v1::Change> confirm_change(Call& call, const v1::ConfirmChangeRequest& request) override;
    Result<v1::Change> judge_change_cause(Call& call, const v1::JudgeChangeCauseRequest& request) override;
    Result<v1::ListTicketChangesResponse> list_ticket_changes(Call& call, const v1::ListTicketChangesRequest& request) override;
    Result<v1::ListAlertChangesResponse> list_alert_changes(Call& call, const v1::ListAlertChangesRequest& request) override;

    Result<v1::ChangeCalendar> get_change_calendar(Call& call, const v1::GetChangeCalendarRequest& request) override;
    Result<v1::ListFreezesResponse> list_freezes(Call& call, const v1::ListFreezesRequest& request) override;
    Result<v1::Freeze> create_freeze(Call& call, const v1::CreateFreezeRequest& request) override;
    Result<v1::Freeze> end_freeze(Call& call, const v1::EndFreezeRequest& request) override;
    Result<v1::ListChangeTemplatesResponse> list_change_templates(Call& call, const v1::ListChangeTemplatesRequest& request) override;
    Result<v1::ChangeTemplate> create_change_template(Call& call, const v1::CreateChangeTemplateRequest& request) override;
    Result<v1::ChangeTemplate> update_change_template(Call& call, const v1::UpdateChangeTemplateRequest& request) override;
    Result<v1::ChangeTemplate> approve_change_template(Call& call, const v1::ApproveChangeTemplateRequest& request) override;
    Result<v1::ChangeTemplate> retire_change_template(Call& call, const v1::RetireChangeTemplateRequest& request) override;

private:
    /// Whether the caller may not approve it because they wrote it and somebody else could.
    Result<bool> is_barred(Transaction& transaction, const ChangeRow& change, const Caller& caller) const;
    /// Failures: NotFound "changes.not_found"; with an If-Match of another revision StaleEtag "changes.changed_meanwhile".
    Result<ChangeRow> load(Call& call, const std::string& id) const;
    Result<TicketId> ticket_of_call(Call& call, const std::string& id) const;
    Result<v1::Change> answer(Call& call, ChangeId id) const;
    Result<std::vector<DeviceId>> devices_in(Call& call, const google::protobuf::RepeatedPtrField<std::string>& ids) const;
    Status add_causes(Call& call, const std::vector<CauseRow>& causes, google::protobuf::RepeatedPtrField<v1::TicketCause>& into) const;
    Result<TemplateRow> load_template(Call& call, const std::string& id) const;

    directory::Directory& directory_;
    helpdesk::TicketWork& work_;
    Acts& acts_;
    Rng& rng_;
};

/// Failure: StaleEtag when the row is another one than the caller saw.
Status etag_holds(std::string_view seen, int64_t revision);
helpdesk::Doer doer_of(const Caller& caller);

inline constexpr size_t longest_line = 200, longest_words = 20'000, longest_reason = 4000;

}  // namespace steward::changes
