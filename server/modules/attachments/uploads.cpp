// The way of a file from somebody's machine into the conversation.
#include "server/modules/attachments/attachments.h"
#include "server/modules/attachments/service.h"
#include "server/platform/journal/journal.h"
#include "server/platform/mail/file_name.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::attachments {

namespace {
constexpr size_t longest_given_name = 8 * 1024;
constexpr int most_files_at_once = 20;
}  // namespace

Result<v1::Attachment> Service::create_attachment(Call& call, const v1::CreateAttachmentRequest& request) {
    STEWARD_TRY(const auto ticket, writable_ticket(call, request.ticket_id()));
    if (request.name().empty()) return bad_field("/name", "The file needs a name.");
    if (request.name().size() > longest_given_name) return bad_field("/name", "This name is too long.");
    if (request.size_bytes() < 0) return bad_field("/size_bytes", "A file cannot have fewer than no bytes.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(storage::serialize_writers(*transaction, "attachments.room"));
    STEWARD_TRY(const auto room, room_of(*transaction, ticket));
    STEWARD_CHECK(fits(request.size_bytes(), room));
    STEWARD_TRY(const int drafts, count_drafts(*transaction, call.caller().account));
    if (drafts >= most_drafts_of_person)
        return fail(ErrorKind::Conflict, "attachments.too_many_drafts",
                    "You have many uploads that stand in no conversation. Send or give up some first.");
    FileRow file;
    file.id = AttachmentId::make(call.now(), rng_);
    file.client = call.client();
    file.ticket = ticket;
    file.internal = true;  // until it stands in the conversation
    file.name = mail::harmless_name(request.name());
    file.type = declared_type(request.type());
    file.size = request.size_bytes();
    file.state = "uploading";
    file.scan = "waiting";
    file.source = "upload";
    file.by = call.caller().account;
    file.by_name = call.caller().name;
    file.by_client = call.caller().client_side;
    file.at = call.now();
    STEWARD_CHECK(insert_file(*transaction, file));
    call.set_audit_subject(file.id.text());
    call.add_audit_detail("ticket", ticket.text());
    call.add_audit_detail("name", file.name);
    v1::Attachment answer;
    fill(answer, file, call.caller());
    return answer;
}

Result<v1::Attachment> Service::put_attachment_part(Call& call, const v1::PutAttachmentPartRequest& request) {
    STEWARD_TRY(auto file, own_draft(call, request.attachment_id()));
    v1::Attachment answer;
    const auto length = static_cast<int64_t>(request.content().size());
    if (request.offset() < 0 || request.offset() > file.size || length > file.size - request.offset())
        return bad_field("/offset", "The file has " + std::to_string(file.size) + " bytes; this part lies beyond its end.");
    // The same part again, because its answer was lost on the way.
    if (file.state == "draft" || (length > 0 && request.offset() + length <= file.received)) {
        fill(answer, file, call.caller());
        return answer;
    }
    if (request.offset() != file.received)
        return fail(ErrorKind::Conflict, "attachments.out_of_order",
                    "The next part of this upload begins at byte " + std::to_string(file.received) + ".");
    if (length == 0 && file.size > 0) return bad_field("/content", "This part is empty.");
    STEWARD_CHECK(shelf_.put(file.id, request.offset(), as_bytes(request.content())));
    file.received += length;
    STEWARD_TRY(auto* transaction, call.transaction());
    if (file.received == file.size) {
        STEWARD_TRY(const auto settings, load_settings(*transaction));
        STEWARD_TRY(file.digest, shelf_.finish(file.id, file.size));
        file.state = "draft";
        file.scan = settings.scanner.empty() ? "not_scanned" : "waiting";
        file.next_scan_at = call.now();
    }
    STEWARD_CHECK(save_file(*transaction, file));
    fill(answer, file, call.caller());
    return answer;
}

Result<v1::AttachFilesResponse> Service::attach_files(Call& call, const v1::AttachFilesRequest& request) {
    STEWARD_TRY(const auto ticket, writable_ticket(call, request.ticket_id()));
    const bool client_side = call.caller().client_side;
    if (request.attachment_ids().empty()) return bad_field("/attachment_ids", "Which files?");
    if (request.attachment_ids_size() > most_files_at_once)
        return bad_field("/attachment_ids", "At most " + std::to_string(most_files_at_once) + " files at once.");
    if (client_side && request.internal()) return bad_field("/internal", "What you attach is seen by everybody in the ticket.");
    STEWARD_TRY(auto* transaction, call.transaction());
    MessageId message;
    bool internal = request.internal();
    if (!request.message_id().empty()) {
        const auto id = MessageId::parse(request.message_id());
        if (!id) return bad_field("/message_id", id.error().message);
        STEWARD_TRY(const auto face, find_message(*transaction, ticket, *id));
        // Nobody hangs a file on the other side's words, and a client does not learn of internal ones.
        if (!face || face->by_client != client_side || (client_side && face->internal))
            return bad_field("/message_id", "This ticket has no such message of yours.");
        message = *id;
        internal = face->internal;
    }
    v1::AttachFilesResponse answer;
    for (const auto& id : request.attachment_ids()) {
        STEWARD_TRY(auto file, own_draft(call, id));
        if (file.ticket != ticket) return bad_field("/attachment_ids", "A file was uploaded to another ticket.");
        if (file.state != "draft") return fail(ErrorKind::Conflict, "attachments.uploading", "A file is still being uploaded.");
        file.state = "kept";
        file.message = message;
        file.internal = internal;
        file.at = call.now();
        STEWARD_CHECK(save_file(*transaction, file));
        fill(*answer.add_attachments(), file, call.caller());
    }
    call.set_audit_subject(ticket.text());
    call.add_audit_detail("files", std::to_string(request.attachment_ids_size()));
    facts::v1::FilesAttached fact;
    fact.set_client_id(call.client().text());
    fact.set_ticket_id(ticket.text());
    fact.set_message_id(request.message_id());
    fact.set_files(request.attachment_ids_size());
    STEWARD_CHECK(journal::append(*transaction, call.now(), call.client(), ticket.text(), fact));
    tell(*transaction, call.client(), ticket);
    return answer;
}

}  // namespace steward::attachments
