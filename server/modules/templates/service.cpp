// Ticket templates and canned replies.
#include "server/modules/templates/service.h"

#include <algorithm>

#include "server/modules/templates/messages.h"
#include "server/platform/access/typed_text.h"

namespace steward::templates {

namespace {
constexpr size_t longest_template_name = 100, longest_title_template = 400, longest_shortcut = 30, longest_category = 500;
constexpr std::string_view kinds[] = {"incident", "request", "internal"};
constexpr std::string_view impacts[] = {"extensive", "significant", "limited"};
constexpr std::string_view urgencies[] = {"high", "medium", "low"};
constexpr std::string_view sources[] = {"phone", "email", "portal", "walk_up"};

Result<std::string> text_with_fields(std::string_view pointer, std::string_view value, size_t most, bool one_line, Place place) {
    auto text = one_line ? access::typed_line(pointer, value, most) : access::typed_text(pointer, value, most, false);
    if (text) STEWARD_CHECK(check_fields(pointer, *text, place));
    return text;
}

// A word that can be typed after "/" without doubt.
Result<std::string> shortcut_in(std::string_view value) {
    STEWARD_TRY(auto word, access::typed_line("/shortcut", value, longest_shortcut));
    const bool good =
        std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
    if (!good) return bad_field("/shortcut", "Small letters, digits and - only: it is typed after a /.");
    return word;
}

Result<v1::ChecklistDraft> draft_of(const google::protobuf::RepeatedPtrField<v1::ChecklistDraftItem>& items) {
    const std::vector<const v1::ChecklistDraftItem*> all(items.pointer_begin(), items.pointer_end());
    return checked_draft("/checklist", all);
}

// Every field of the request that is there, into the row; a new template has them all.
template <typename Request>
Status read_words(const Request& request, TemplateRow& row) {
    STEWARD_TRY(row.name, access::typed_line("/name", request.name(), longest_template_name));
    STEWARD_TRY(row.title, text_with_fields("/title", request.title(), longest_title_template, true, Place::NewTicket));
    STEWARD_TRY(row.description, text_with_fields("/description", request.description(), longest_template, false, Place::NewTicket));
    STEWARD_TRY(row.kind, access::typed_choice("/kind", request.kind(), kinds, "incident"));
    STEWARD_TRY(row.category, access::typed_line("/category", request.category(), longest_category, false));
    STEWARD_TRY(row.impact, access::typed_choice("/impact", request.impact(), impacts, "limited"));
    STEWARD_TRY(row.urgency, access::typed_choice("/urgency", request.urgency(), urgencies, "medium"));
    STEWARD_TRY(row.queue, access::typed_line("/queue", request.queue(), longest_template_name, false));
    return {};
}
}  // namespace

Status etag_holds(const Call& call, int64_t revision) {
    if (call.is_as_seen(revision)) return {};
    return fail(ErrorKind::StaleEtag, "templates.changed_meanwhile",
                "Somebody else changed this meanwhile. Load it again and repeat your change.");
}

Result<TemplateRow> Service::load_template(Call& call, std::string_view id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto row, find_template(*transaction, TemplateId::parse(id).value_or(TemplateId{})));
    if (!row) return fail(ErrorKind::NotFound, "templates.template_not_found", "There is no such template.");
    return std::move(*row);
}

Result<ReplyRow> Service::load_reply(Call& call, std::string_view id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto row, find_reply(*transaction, ReplyId::parse(id).value_or(ReplyId{})));
    if (!row) return fail(ErrorKind::NotFound, "templates.reply_not_found", "There is no such reply.");
    return std::move(*row);
}

Result<helpdesk::TicketPaper> Service::load_ticket(Call& call, std::string_view id, bool alive) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, work_.read(*transaction, TicketId::parse(id).value_or(TicketId{})));
    if (!ticket || ticket->client != call.client())
        return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket, or it is not one of your clients'.");
    if (alive && !ticket->is_alive)
        return fail(ErrorKind::Conflict, "templates.ticket_ended", "This ticket is " + ticket->state + ": its checklist stays as it is.");
    return std::move(*ticket);
}

Result<v1::ListTemplateFieldsResponse> Service::list_template_fields(Call&, const v1::ListTemplateFieldsRequest&) {
    v1::ListTemplateFieldsResponse answer;
    for (const auto& known : known_fields()) {
        auto& field = *answer.add_fields();
        field.set_name(std::string(known.name));
        field.set_meaning(std::string(known.meaning));
        field.set_before_ticket(known.before_ticket);
    }
    return answer;
}

Status Service::settle_category(Transaction& transaction, TemplateRow& row) const {
    if (row.category.empty()) return {};
    STEWARD_TRY(const auto category, work_.find_category(transaction, row.category));
    if (!category) return bad_field("/category", "There is no category in use that is called so.");
    row.category = category->path;
    return {};
}

Result<v1::TicketTemplate> Service::create_ticket_template(Call& call, const v1::CreateTicketTemplateRequest& request) {
    TemplateRow row{.id = TemplateId::make(call.now(), rng_), .changed_at = call.now(), .changed_by = call.caller().name};
    STEWARD_CHECK(read_words(request, row));
    STEWARD_TRY(row.checklist, draft_of(request.checklist()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(settle_category(*transaction, row));
    STEWARD_CHECK(insert_template(*transaction, row));
    call.set_audit_subject(row.id.text());
    call.add_audit_detail("name", row.name);
    v1::TicketTemplate answer;
    fill(answer, row, call.caller());
    return answer;
}

Result<v1::TicketTemplate> Service::update_ticket_template(Call& call, const v1::UpdateTicketTemplateRequest& request) {
    STEWARD_TRY(auto row, load_template(call, request.template_id()));
    STEWARD_CHECK(etag_holds(call, row.revision));
    // One that was archived since does not keep the rest from being changed.
    const bool other_category = request.has_category() && request.category() != row.category;
    v1::CreateTicketTemplateRequest whole;
    whole.set_name(request.has_name() ? request.name() : row.name);
    whole.set_title(request.has_title() ? request.title() : row.title);
    whole.set_description(request.has_description() ? request.description() : row.description);
    whole.set_kind(request.has_kind() ? request.kind() : row.kind);
    whole.set_category(request.has_category() ? request.category() : row.category);
    whole.set_impact(request.has_impact() ? request.impact() : row.impact);
    whole.set_urgency(request.has_urgency() ? request.urgency() : row.urgency);
    whole.set_queue(request.has_queue() ? request.queue() : row.queue);
    STEWARD_CHECK(read_words(whole, row));
    if (request.has_checklist()) {
        STEWARD_TRY(row.checklist, draft_of(request.checklist().items()));
    }
    row.changed_at = call.now();
    row.changed_by = call.caller().name;
    STEWARD_TRY(auto* transaction, call.transaction());
    if (other_category) STEWARD_CHECK(settle_category(*transaction, row));
    STEWARD_CHECK(save_template(*transaction, row));
    call.set_audit_subject(row.id.text());
    v1::TicketTemplate answer;
    fill(answer, row, call.caller());
    return answer;
}

Result<v1::DeleteTicketTemplateResponse> Service::delete_ticket_template(Call& call, const v1::DeleteTicketTemplateRequest& request) {
    STEWARD_TRY(const auto row, load_template(call, request.template_id()));
    STEWARD_CHECK(etag_holds(call, row.revision));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(delete_template(*transaction, row.id));
    call.set_audit_subject(row.id.text());
    call.add_audit_detail("name", row.name);
    return v1::DeleteTicketTemplateResponse{};
}

Result<v1::OpenedTicket> Service::open_from_template(Call& call, const v1::OpenFromTemplateRequest& request) {
    STEWARD_TRY(const auto source, load_template(call, request.template_id()));
    STEWARD_TRY(auto way_in, access::typed_choice("/source", request.source(), sources, "phone"));
    const Subject subject{.client = call.client(),
                          .requester = PersonId::parse(request.requester_person_id()).value_or(PersonId{}),
                          .device = DeviceId::parse(request.device_id()).value_or(DeviceId{}),
                          .writer = call.caller().name};
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto filled, fill_ticket(*transaction, directory_, source, subject, std::move(way_in), call.now()));
    STEWARD_TRY(const bool has_category, fill_category(*transaction, work_, source, filled.order));
    if (!has_category) filled.gaps.emplace_back("category");
    const helpdesk::Doer doer{.kind = "staff", .account = call.caller().account, .name = call.caller().name, .role = ""};
    STEWARD_TRY(const auto ticket, work_.open(*transaction, filled.order, doer, call.now()));
    STEWARD_CHECK(checklists_.add(*transaction, ticket.client, ticket.id, source.checklist, call.now()));
    call.set_audit_subject(ticket.id.text());
    call.add_audit_detail("template", source.name);
    v1::OpenedTicket answer;
    answer.set_ticket_id(ticket.id.text());
    answer.set_reference(ticket.reference);
    for (auto& gap : filled.gaps) answer.add_gaps(std::move(gap));
    return answer;
}

Result<v1::CannedReply> Service::create_canned_reply(Call& call, const v1::CreateCannedReplyRequest& request) {
    ReplyRow row{.id = ReplyId::make(call.now(), rng_), .changed_at = call.now(), .changed_by = call.caller().name};
    STEWARD_TRY(row.name, access::typed_line("/name", request.name(), longest_template_name));
    STEWARD_TRY(row.shortcut, shortcut_in(request.shortcut()));
    STEWARD_TRY(row.text, access::typed_text("/text", request.text(), longest_template));
    STEWARD_CHECK(check_fields("/text", row.text, Place::Reply));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_reply(*transaction, row));
    call.set_audit_subject(row.id.text());
    call.add_audit_detail("name", row.name);
    v1::CannedReply answer;
    fill(answer, row, call.caller());
    return answer;
}

Result<v1::CannedReply> Service::update_canned_reply(Call& call, const v1::UpdateCannedReplyRequest& request) {
    STEWARD_TRY(auto row, load_reply(call, request.reply_id()));
    STEWARD_CHECK(etag_holds(call, row.revision));
    if (request.has_name()) {
        STEWARD_TRY(row.name, access::typed_line("/name", request.name(), longest_template_name));
    }
    if (request.has_shortcut()) {
        STEWARD_TRY(row.shortcut, shortcut_in(request.shortcut()));
    }
    if (request.has_text()) {
        STEWARD_TRY(row.text, access::typed_text("/text", request.text(), longest_template));
    }
    STEWARD_CHECK(check_fields("/text", row.text, Place::Reply));
    row.changed_at = call.now();
    row.changed_by = call.caller().name;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_reply(*transaction, row));
    call.set_audit_subject(row.id.text());
    v1::CannedReply answer;
    fill(answer, row, call.caller());
    return answer;
}

Result<v1::DeleteCannedReplyResponse> Service::delete_canned_reply(Call& call, const v1::DeleteCannedReplyRequest& request) {
    STEWARD_TRY(const auto row, load_reply(call, request.reply_id()));
    STEWARD_CHECK(etag_holds(call, row.revision));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(delete_reply(*transaction, row.id));
    call.set_audit_subject(row.id.text());
    call.add_audit_detail("name", row.name);
    return v1::DeleteCannedReplyResponse{};
}

Result<v1::RenderedText> Service::render_canned_reply(Call& call, const v1::RenderCannedReplyRequest& request) {
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id(), false));
    STEWARD_TRY(const auto reply, load_reply(call, request.reply_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto values, values_of(*transaction, directory_, ticket, call.caller().name, call.now()));
    Rendered rendered = render(reply.text, values);
    v1::RenderedText answer;
    answer.set_text(std::move(rendered.text));
    for (auto& gap : rendered.gaps) answer.add_gaps(std::move(gap));
    return answer;
}

}  // namespace steward::templates
