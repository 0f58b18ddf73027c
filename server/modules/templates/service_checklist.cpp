// Checklists of tickets: who did what when.
#include "server/modules/templates/messages.h"
#include "server/modules/templates/service.h"
#include "server/platform/access/typed_text.h"

namespace steward::templates {

Result<ItemRow> Service::load_item(Call& call, TicketId ticket, std::string_view id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto items, items_of(*transaction, ticket));
    const auto wanted = ItemId::parse(id);
    for (auto& item : items) {
        if (wanted && item.id == *wanted) return std::move(item);
    }
    return fail(ErrorKind::NotFound, "templates.item_not_found", "This checklist has no such line.");
}

Result<v1::ChecklistItem> Service::add_checklist_item(Call& call, const v1::AddChecklistItemRequest& request) {
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id(), true));
    STEWARD_TRY(auto title, access::typed_line("/title", request.title(), longest_item));
    v1::ChecklistDraft draft;
    draft.add_items()->set_title(std::move(title));
    draft.mutable_items(0)->set_required(request.required());
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(checklists_.add(*transaction, ticket.client, ticket.id, draft, call.now()));
    STEWARD_TRY(const auto items, items_of(*transaction, ticket.id));
    call.set_audit_subject(ticket.id.text());
    v1::ChecklistItem answer;
    fill(answer, items.back());
    return answer;
}

Result<v1::ListChecklistResponse> Service::add_checklist(Call& call, const v1::AddChecklistRequest& request) {
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id(), true));
    STEWARD_TRY(const auto source, load_template(call, request.template_id()));
    if (source.checklist.items().empty()) return bad_field("/template_id", "This template has no checklist.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(checklists_.add(*transaction, ticket.client, ticket.id, source.checklist, call.now()));
    call.set_audit_subject(ticket.id.text());
    call.add_audit_detail("template", source.name);
    STEWARD_TRY(const auto items, items_of(*transaction, ticket.id));
    v1::ListChecklistResponse answer;
    for (const auto& item : items) fill(*answer.add_items(), item);
    answer.set_total(static_cast<int32_t>(items.size()));
    return answer;
}

// Who ticked it first stays: ticking again what is done changes nothing.
Result<v1::ChecklistItem> Service::update_checklist_item(Call& call, const v1::UpdateChecklistItemRequest& request) {
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id(), true));
    STEWARD_TRY(auto item, load_item(call, ticket.id, request.item_id()));
    if (request.has_title()) {
        STEWARD_TRY(item.title, access::typed_line("/title", request.title(), longest_item));
    }
    if (request.has_required()) item.required = request.required();
    if (request.has_done() && request.done() != item.done_at.is_set()) {
        item.done_at = request.done() ? call.now() : Instant{};
        item.done_by_id = request.done() ? call.caller().account : AccountId{};
        item.done_by = request.done() ? call.caller().name : std::string();
        call.add_audit_detail(request.done() ? "done" : "not done", item.title);
    }
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_item(*transaction, item));
    STEWARD_CHECK(checklists_.settle(*transaction, ticket.client, ticket.id, call.now()));
    call.set_audit_subject(ticket.id.text());
    v1::ChecklistItem answer;
    fill(answer, item);
    return answer;
}

Result<v1::RemoveChecklistItemResponse> Service::remove_checklist_item(Call& call, const v1::RemoveChecklistItemRequest& request) {
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id(), true));
    STEWARD_TRY(const auto item, load_item(call, ticket.id, request.item_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(delete_item(*transaction, item.id));
    STEWARD_CHECK(checklists_.settle(*transaction, ticket.client, ticket.id, call.now()));
    call.set_audit_subject(ticket.id.text());
    call.add_audit_detail("line", item.title + (item.required ? " (required)" : ""));
    return v1::RemoveChecklistItemResponse{};
}

}  // namespace steward::templates
