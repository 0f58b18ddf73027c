// The room's API: load, decide, one transaction. Templates and replies in service.cpp, checklists in service_checklist.cpp,
// schedules in service_schedules.cpp, the lists in lists.cpp.
#pragma once

#include "server/modules/templates/checklist.h"
#include "server/modules/templates/filling.h"
#include "server/platform/access/call.h"
#include "steward/templates/v1/templates.service.h"

namespace steward::templates {

class Service final : public v1::TemplatesService {
public:
    Service(directory::Directory& directory, helpdesk::TicketWork& work, Checklists& checklists, Rng& rng)
        : directory_(directory), work_(work), checklists_(checklists), rng_(rng) {}

    Result<v1::ListTemplateFieldsResponse> list_template_fields(Call& call, const v1::ListTemplateFieldsRequest& request) override;
    Result<v1::ListTicketTemplatesResponse> list_ticket_templates(Call& call, const v1::ListTicketTemplatesRequest& request) override;
    Result<v1::TicketTemplate> create_ticket_template(Call& call, const v1::CreateTicketTemplateRequest& request) override;
    Result<v1::TicketTemplate> update_ticket_template(Call& call, const v1::UpdateTicketTemplateRequest& request) override;
    Result<v1::DeleteTicketTemplateResponse> delete_ticket_template(Call& call, const v1::DeleteTicketTemplateRequest& request) override;
    Result<v1::OpenedTicket> open_from_template(Call& call, const v1::OpenFromTemplateRequest& request) override;

    Result<v1::ListCannedRepliesResponse> list_canned_replies(Call& call, const v1::ListCannedRepliesRequest& request) override;
    Result<v1::CannedReply> create_canned_reply(Call& call, const v1::CreateCannedReplyRequest& request) override;
    Result<v1::CannedReply> update_canned_reply(Call& call, const v1::UpdateCannedReplyRequest& request) override;
    Result<v1::DeleteCannedReplyResponse> delete_canned_reply(Call& call, const v1::DeleteCannedReplyRequest& request) override;
    Result<v1::RenderedText> render_canned_reply(Call& call, const v1::RenderCannedReplyRequest& request) override;

    Result<v1::ListChecklistResponse> list_checklist(Call& call, const v1::ListChecklistRequest& request) override;
    Result<v1::ChecklistItem> add_checklist_item(Call& call, const v1::AddChecklistItemRequest& request) override;
    Result<v1::ListChecklistResponse> add_checklist(Call& call, const v1::AddChecklistRequest& request) override;
    Result<v1::ChecklistItem> update_checklist_item(Call& call, const v1::UpdateChecklistItemRequest& request) override;
    Result<v1::RemoveChecklistItemResponse> remove_checklist_item(Call& call, const v1::RemoveChecklistItemRequest& request) override;

    Result<v1::ListTicketSchedulesResponse> list_ticket_schedules(Call& call, const v1::ListTicketSchedulesRequest& request) override;
    Result<v1::TicketSchedule> get_ticket_schedule(Call& call, const v1::GetTicketScheduleRequest& request) override;
    Result<v1::TicketSchedule> create_ticket_schedule(Call& call, const v1::CreateTicketScheduleRequest& request) override;
    Result<v1::TicketSchedule> update_ticket_schedule(Call& call, const v1::UpdateTicketScheduleRequest& request) override;
    Result<v1::DeleteTicketScheduleResponse> delete_ticket_schedule(Call& call, const v1::DeleteTicketScheduleRequest& request) override;
    Result<v1::ListOccurrencesResponse> list_occurrences(Call& call, const v1::ListOccurrencesRequest& request) override;
    Result<v1::RecurrencePreview> preview_recurrence(Call& call, const v1::PreviewRecurrenceRequest& request) override;

private:
    Result<TemplateRow> load_template(Call& call, std::string_view id) const;
    /// By its whole path from then on. Failure: Invalid with /category when there is none that is called so.
    Status settle_category(Transaction& transaction, TemplateRow& row) const;
    Result<ReplyRow> load_reply(Call& call, std::string_view id) const;
    Result<ScheduleRow> load_schedule(Call& call, std::string_view id) const;
    /// The ticket of the call; `alive`: in which people still work.
    Result<helpdesk::TicketPaper> load_ticket(Call& call, std::string_view id, bool alive) const;
    Result<ItemRow> load_item(Call& call, TicketId ticket, std::string_view id) const;
    Result<v1::TicketSchedule> answer(Call& call, ScheduleId id) const;

    directory::Directory& directory_;
    helpdesk::TicketWork& work_;
    Checklists& checklists_;
    Rng& rng_;
};

/// Failure: StaleEtag when the row is another one than the caller saw.
Status etag_holds(const Call& call, int64_t revision);

}  // namespace steward::templates
