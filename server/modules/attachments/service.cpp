// The files that are there: the list, one of them, its end.
#include "server/modules/attachments/service.h"

#include "server/modules/attachments/attachments.h"
#include "server/platform/access/step_up.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::attachments {

namespace {
using filter::Kind;
constexpr size_t part_bytes = 256 * 1024, shortest_reason = 5, longest_reason = 500;

constexpr filter::Field fields[] = {{"name", "f.name"},
                                    {"type", "f.type"},
                                    {"size", "f.size_bytes", Kind::Number},
                                    {"state", "f.state"},
                                    {"scan", "f.scan"},
                                    {"source", "f.source"},
                                    {"by", "f.by_name"},
                                    {"message_id", "coalesce(f.message_id, '')"},
                                    {"at", "f.at", Kind::Time}};
constexpr std::string_view text_columns[] = {"f.name", "f.by_name"};

std::unexpected<Error> no_such_file() { return fail(ErrorKind::NotFound, "attachments.not_found", "There is no such file."); }

bool is_own(const FileRow& file, const Caller& caller) {
    return file.by == caller.account && file.by_client == caller.client_side && (!file.by.is_nil() || file.by_name == caller.name);
}
bool is_draft(const FileRow& file) { return file.state == "uploading" || file.state == "draft"; }
}  // namespace

void fill(v1::Attachment& message, const FileRow& file, const Caller& caller) {
    message.set_attachment_id(file.id.text());
    message.set_ticket_id(file.ticket.text());
    if (!file.message.is_nil()) message.set_message_id(file.message.text());
    message.set_name(file.name);
    message.set_type(file.type);
    message.set_size_bytes(file.size);
    message.set_received_bytes(file.received);
    message.set_state(file.state);
    message.set_scan(file.scan);
    // Why we deleted it and how the scanner fails is between ourselves.
    if (!caller.client_side || file.scan == "infected") message.set_note(file.note);
    message.set_scanned_at_unix_ms(file.scanned_at.unix_ms);
    message.set_internal(file.internal);
    message.set_source(file.source);
    message.set_by(file.by_name);
    message.set_at_unix_ms(file.at.unix_ms);
    if (!why_not_given_out(file.state, file.scan, caller.client_side)) message.add_allowed_actions("download");
    const bool deletable = file.state == "kept" && !caller.client_side;
    if (caller.may("ticket.write") && (deletable || is_draft(file))) message.add_allowed_actions("delete");
}

Result<TicketId> Service::visible_ticket(Call& call, std::string_view id) const {
    const auto ticket = TicketId::parse(id);
    if (!ticket) return bad_field("/ticket_id", ticket.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto paper, work_.read(*transaction, *ticket));
    bool sees = paper && paper->client == call.client();
    if (sees) {
        STEWARD_TRY(sees, work_.may_see(*transaction, *ticket, call.caller()));
    }
    if (!sees) return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
    return *ticket;
}

Result<TicketId> Service::writable_ticket(Call& call, std::string_view id) const {
    STEWARD_TRY(const auto ticket, visible_ticket(call, id));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const bool writes, work_.may_write(*transaction, ticket, call.caller()));
    if (writes) return ticket;
    return fail(ErrorKind::Forbidden, "attachments.only_read",
                "You read this ticket; whoever asked for it or follows it puts files into it.");
}

Result<FileRow> Service::visible_file(Call& call, std::string_view id) const {
    const auto file_id = AttachmentId::parse(id);
    if (!file_id) return bad_field("/attachment_id", file_id.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto file, find_file(*transaction, *file_id));
    if (!file || file->client != call.client()) return no_such_file();
    if (is_draft(*file) && !is_own(*file, call.caller())) return no_such_file();
    if (file->internal && !is_draft(*file) && call.caller().client_side) return no_such_file();
    STEWARD_TRY(const auto homes, homes_of(*transaction, *file));
    for (const auto& ticket : homes) {
        STEWARD_TRY(const bool sees, work_.may_see(*transaction, ticket, call.caller()));
        if (sees) return std::move(*file);
    }
    return no_such_file();
}

Result<FileRow> Service::own_draft(Call& call, std::string_view id) const {
    STEWARD_TRY(auto file, visible_file(call, id));
    if (!is_draft(file)) return fail(ErrorKind::Conflict, "attachments.in_conversation", "This file stands in the conversation already.");
    return file;
}

void Service::tell(Transaction& transaction, ClientId client, TicketId ticket) const {
    transaction.after_commit([&hub = hub_, client, id = ticket.text()] {
        hub.publish({.client = client, .topic = "ticket", .id = id, .json = R"({"attachments":true})"});
    });
}

Result<v1::ListAttachmentsResponse> Service::list_attachments(Call& call, const v1::ListAttachmentsRequest& request) {
    STEWARD_TRY(const auto ticket, visible_ticket(call, request.ticket_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    // (The client without its index: one of the engines would read all of the client's files.)
    std::string from =
        " from attachments_files f where (f.client_id || '') = $1 and (f.state not in ('uploading', 'draft') or f.by_id = $3)" +
        std::string(in_conversation);
    if (call.caller().client_side) from += " and (f.internal = false or f.state in ('uploading', 'draft'))";
    STEWARD_TRY(const auto page, filter::read_list(*transaction,
                                                   {.columns = std::string(file_columns),
                                                    .from = from,
                                                    .fields = fields,
                                                    .text = text_columns,
                                                    .id_column = "f.id",
                                                    .default_order = "at"},
                                                   filter::question_of(request), call.now(),
                                                   {call.client().text(), ticket.text(), call.caller().account.text()}));
    v1::ListAttachmentsResponse answer;
    for (const auto& row : page.rows) fill(*answer.add_attachments(), read_file_row(row), call.caller());
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::AttachmentPart> Service::download_attachment(Call& call, const v1::DownloadAttachmentRequest& request) {
    STEWARD_TRY(const auto file, visible_file(call, request.attachment_id()));
    if (auto refusal = why_not_given_out(file.state, file.scan, call.caller().client_side)) return std::unexpected(std::move(*refusal));
    if (request.offset() < 0 || request.offset() > file.size) return bad_field("/offset", "The file does not reach so far.");
    STEWARD_TRY(auto bytes, shelf_.read(file.digest, request.offset(), part_bytes));
    v1::AttachmentPart part;
    part.set_content(std::move(bytes));
    part.set_name(file.name);
    part.set_size_bytes(file.size);
    return part;
}

Result<v1::DeleteAttachmentResponse> Service::delete_attachment(Call& call, const v1::DeleteAttachmentRequest& request) {
    STEWARD_TRY(auto file, visible_file(call, request.attachment_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    call.set_audit_subject(file.id.text());
    call.add_audit_detail("name", file.name);
    if (is_draft(file)) {
        shelf_.give_up(file.id);
        STEWARD_CHECK(delete_file_row(*transaction, file.id));
        return v1::DeleteAttachmentResponse{};
    }
    if (file.state == "deleted") return v1::DeleteAttachmentResponse{};
    if (call.caller().client_side)
        return fail(ErrorKind::Forbidden, "attachments.staff_only",
                    "What stands in the conversation is deleted by your provider. Ask them in the ticket.");
    STEWARD_TRY(const auto reason, access::typed_line("/reason", request.reason(), longest_reason));
    if (reason.size() < shortest_reason) return bad_field("/reason", "Say in a few words why: it stays in the ticket in the file's place.");
    // What was never sent is given up as one likes; what people have seen goes for good.
    STEWARD_CHECK(require_step_up(call.caller(), call.now()));
    call.add_audit_detail("digest", file.digest);
    call.add_audit_detail("reason", reason);
    file.state = "deleted";
    file.note = "Deleted by " + call.caller().name + ": " + reason;
    file.digest.clear();  // the sweeper takes the bytes when nobody else has the same
    STEWARD_CHECK(save_file(*transaction, file));
    tell(*transaction, file.client, file.ticket);
    return v1::DeleteAttachmentResponse{};
}

}  // namespace steward::attachments
