// The file behind a link in a mail, for whoever it was sent to.
#include "server/modules/attachments/service.h"
#include "server/platform/journal/journal.h"
#include "server/platform/mail/head.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::attachments {

namespace {
constexpr size_t link_part_bytes = 256 * 1024, longest_address = 254;

// A client's person stands on the other side: the rules of a client hold.
std::optional<Error> refusal_by_link(const FileRow& file) { return why_not_given_out(file.state, file.scan, true); }
}  // namespace

Result<v1::LinkedFile> Service::look_at_file_link(Call& call, const v1::LookAtFileLinkRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto found, links_.look(*transaction, request.token(), call.now()));
    STEWARD_TRY(const auto paper, work_.read(*transaction, found.file.ticket));
    v1::LinkedFile answer;
    answer.set_name(found.file.name);
    answer.set_size_bytes(found.file.size);
    if (paper) answer.set_reference(paper->reference);
    answer.set_sent_to(hidden_address(found.link.recipient));
    answer.set_expires_at_unix_ms(found.link.expires_at.unix_ms);
    if (const auto refusal = refusal_by_link(found.file)) answer.set_refusal(refusal->message);
    return answer;
}

Result<v1::FilePass> Service::open_file_link(Call& call, const v1::OpenFileLinkRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto found, links_.look(*transaction, request.token(), call.now()));
    if (request.address().size() > longest_address) return bad_field("/address", "This is not the address that the link was sent to.");
    call.set_audit_subject(found.file.id.text());
    call.add_audit_detail("sent_to", found.link.recipient);
    if (!request.code().empty()) return open_by_code(call, *transaction, found, request.code());
    v1::FilePass answer;
    // A wrong one is counted, so the call must not fail: what fails leaves no trace.
    if (mail::lower_case(mail::trimmed(request.address())) != found.link.recipient) {
        STEWARD_CHECK(links_.note_wrong_address(*transaction, found.link));
        call.add_audit_detail("outcome", "wrong address");
        return answer;
    }
    if (auto refusal = refusal_by_link(found.file)) return std::unexpected(std::move(*refusal));
    STEWARD_CHECK(links_.begin_code(*transaction, found.link, call.now()));
    STEWARD_CHECK(mail_code(*transaction, found, call.now()));
    call.add_audit_detail("outcome", "code sent");
    answer.set_code_sent(true);
    answer.set_name(found.file.name);
    return answer;
}

Result<v1::FilePass> Service::open_by_code(Call& call, Transaction& transaction, const Links::Found& found, const std::string& code) {
    STEWARD_TRY(const bool right, links_.take_code(transaction, found.link, code, call.now()));
    v1::FilePass answer;
    call.add_audit_detail("outcome", right ? "opened" : "wrong code");
    if (!right) return answer;
    if (auto refusal = refusal_by_link(found.file)) return std::unexpected(std::move(*refusal));
    STEWARD_CHECK(links_.note_opened(transaction, found.link, call.now()));
    answer.set_pass(links_.pass_of(found.link, call.now()));
    answer.set_name(found.file.name);
    return answer;
}

// The code itself is added when the mail is sent: it stands in no fact and no table.
Status Service::mail_code(Transaction& transaction, const Links::Found& found, Instant now) {
    STEWARD_TRY(const auto paper, work_.read(transaction, found.file.ticket));
    facts::v1::MailWanted fact;
    fact.set_client_id(found.link.client.text());
    fact.set_ticket_id(found.file.ticket.text());
    if (paper) fact.set_reference(paper->reference);
    fact.set_to(found.link.recipient);
    fact.set_subject("Your code for a file" + (paper ? " [" + paper->reference + "]" : std::string()));
    fact.set_text("Somebody, probably you, opened the link to the file " + found.file.name +
                  ". If it was not you, do nothing: the link does not open without this code.\n");
    fact.set_file_link_id(found.link.id.text());
    return journal::append(transaction, now, found.link.client, found.file.ticket.text(), fact);
}

Result<v1::AttachmentPart> Service::download_by_pass(Call& call, const v1::DownloadByPassRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto found, links_.by_pass(*transaction, request.pass(), call.now()));
    if (auto refusal = refusal_by_link(found.file)) return std::unexpected(std::move(*refusal));
    if (request.offset() < 0 || request.offset() > found.file.size) return bad_field("/offset", "The file does not reach so far.");
    STEWARD_TRY(auto bytes, shelf_.read(found.file.digest, request.offset(), link_part_bytes));
    v1::AttachmentPart part;
    part.set_content(std::move(bytes));
    part.set_name(found.file.name);
    part.set_size_bytes(found.file.size);
    return part;
}

}  // namespace steward::attachments
