#include "server/modules/correspondence/service.h"

#include "server/platform/filter/filter.h"
#include "server/platform/mail/authenticity.h"
#include "server/platform/mail/quoted.h"

namespace steward::correspondence {

namespace {
using filter::Kind;

constexpr filter::Field fields_of_mails[] = {{"state", "m.state"},
                                             {"client", "coalesce(c.name, '')"},
                                             {"client_id", "coalesce(m.client_id, '')"},
                                             {"origin", "m.origin"},
                                             {"authenticity", "m.authenticity"},
                                             {"from", "m.from_key"},
                                             {"subject", "m.subject"},
                                             {"reason", "m.reason_code"},
                                             {"door", "m.door"},
                                             {"ticket", "coalesce(t.reference, '')"},
                                             {"ticket_id", "coalesce(m.ticket_id, '')"},
                                             {"received", "m.received_at", Kind::Time},
                                             {"size", "m.size_bytes", Kind::Number},
                                             {"waits", "m.waits", Kind::Boolean},
                                             {"id", "m.id"}};
constexpr std::string_view text_of_mails[] = {"m.subject", "m.from_address", "m.from_name", "m.reason"};

std::unexpected<Error> no_mail() {
    return fail(ErrorKind::NotFound, "correspondence.mail_not_found", "There is no such mail, or it is not one of your clients'.");
}

// A stranger's refused mail waits for nobody, and may be taken in all the same.
bool may_be_let_in(const MailRow& mail) { return mail.waits || mail.state == "refused"; }

v1::Mail message_of(const MailRow& mail, const Caller& caller) {
    v1::Mail message;
    message.set_mail_id(mail.id.text());
    if (!mail.client.is_nil()) message.set_client_id(mail.client.text());
    message.set_client_name(mail.client_name);
    message.set_state(mail.state);
    message.set_reason_code(mail.reason_code);
    message.set_reason(mail.reason);
    message.set_origin(mail.origin);
    message.set_authenticity(mail.authenticity);
    message.set_from_address(mail.from_address);
    message.set_from_name(mail.from_name);
    message.set_subject(mail.subject);
    message.set_message_id(mail.message_id);
    if (!mail.ticket.is_nil()) message.set_ticket_id(mail.ticket.text());
    message.set_ticket_reference(mail.ticket_reference);
    if (!mail.proposed.is_nil()) message.set_proposed_ticket_id(mail.proposed.text());
    message.set_door(mail.door);
    message.set_received_at_unix_ms(mail.received_at.unix_ms);
    message.set_size_bytes(mail.size_bytes);
    message.set_decided_by(mail.decided_by);
    message.set_waits(mail.waits);
    if (may_be_let_in(mail) && caller.may("mail.write")) {
        message.add_allowed_actions("release");
        message.add_allowed_actions("dismiss");
    }
    return message;
}

std::string list_of(const std::vector<mail::Address>& addresses) {
    std::string list;
    for (size_t i = 0; i < addresses.size() && i < 20; ++i) list += (list.empty() ? "" : ", ") + addresses[i].address;
    if (addresses.size() > 20) list += " and " + std::to_string(addresses.size() - 20) + " more";
    return list;
}
}  // namespace

Result<MailRow> Service::load(Call& call, const std::string& id) const {
    const auto mail_id = MailId::parse(id);
    if (!mail_id) return bad_field("/mail_id", mail_id.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto mail, find_mail(*transaction, *mail_id));
    if (!mail) return no_mail();
    const auto& scope = call.caller().scope;
    if (mail->client.is_nil() ? !scope.all : !scope.contains(mail->client)) return no_mail();
    // Held, it says as much of the ticket that it answers as it does in there.
    const TicketId about = mail->ticket.is_nil() ? mail->proposed : mail->ticket;
    if (about.is_nil()) return std::move(*mail);
    STEWARD_TRY(const bool may_know, helpdesk::may_know_of(*transaction, call.caller(), about.text()));
    if (!may_know) return no_mail();
    return std::move(*mail);
}

Result<MailRow> Service::load_held(Call& call, const std::string& id) const {
    STEWARD_TRY(auto mail, load(call, id));
    if (may_be_let_in(mail)) return mail;
    return fail(ErrorKind::Conflict, "correspondence.not_held", "This mail is not held: it was " + mail.state + ".");
}

Result<v1::ListMailsResponse> Service::list_mails(Call& call, const v1::ListMailsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string scope = call.client_filter("m.client_id", parameters) +
                              helpdesk::without_confidential(call.caller(), parameters, "coalesce(m.ticket_id, m.proposed_ticket_id)");
    const filter::SqlList list{
        std::string(mail_columns), std::string(mails_joined) + scope, fields_of_mails, text_of_mails, "m.id", "-received"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListMailsResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    for (const auto& row : page.rows) *answer.add_mails() = message_of(read_mail(row), call.caller());
    return answer;
}

Result<v1::Mail> Service::get_mail(Call& call, const v1::GetMailRequest& request) {
    STEWARD_TRY(const auto mail, load(call, request.mail_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto bytes, bytes_of(*transaction, mail.id));
    STEWARD_TRY(const auto settings, settings_.load(*transaction));
    v1::Mail answer = message_of(mail, call.caller());
    answer.set_envelope_sender(mail.envelope_sender);
    answer.set_envelope_recipients(mail.envelope_recipients);
    answer.set_has_content(bytes.has_value());
    const auto read = bytes && !mail.is_cut ? std::optional(mail::read_message(as_text(*bytes))) : std::nullopt;
    if (!read || !*read) {
        const auto part = mail::read_in_part(as_text(bytes.value_or(Bytes{})));
        answer.set_to(list_of(part.to));
        answer.set_text(part.text);
        return answer;
    }
    const mail::Message& message = **read;
    const auto split = mail::split_quoted(message.text);
    answer.set_text(split.fresh);
    answer.set_quoted_text(split.folded);
    answer.set_to(list_of(message.to));
    answer.set_authenticity_reason(mail::judge_authenticity(message, settings.authserv_id).reason);
    int number = 0;
    for (const auto& attachment : message.attachments) {
        auto& shown = *answer.add_attachments();
        shown.set_number(++number);
        shown.set_name(attachment.name);
        shown.set_type(attachment.type);
        shown.set_size_bytes(static_cast<int64_t>(attachment.bytes.size()));
    }
    return answer;
}

Result<v1::MailAttachmentContent> Service::get_mail_attachment(Call& call, const v1::GetMailAttachmentRequest& request) {
    STEWARD_TRY(const auto mail, load(call, request.mail_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto bytes, bytes_of(*transaction, mail.id));
    const auto message = mail::read_message(as_text(bytes.value_or(Bytes{})));
    const auto number = static_cast<size_t>(request.number());
    if (mail.is_cut || !message || request.number() < 1 || number > message->attachments.size())
        return fail(ErrorKind::NotFound, "correspondence.attachment_not_found",
                    "This mail has no such attachment, or its bytes were dropped.");
    const auto& attachment = message->attachments[number - 1];
    v1::MailAttachmentContent answer;
    answer.set_name(attachment.name);
    answer.set_type(attachment.type);
    answer.set_content(attachment.bytes);
    return answer;
}

Result<v1::Mail> Service::release_mail(Call& call, const v1::ReleaseMailRequest& request) {
    STEWARD_TRY(auto mail, load_held(call, request.mail_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    ClientId client;
    TicketId ticket;
    if (!request.ticket_id().empty()) {
        ticket = TicketId::parse(request.ticket_id()).value_or(TicketId{});
        STEWARD_TRY(const auto face, tickets_.find(*transaction, ticket));
        if (!face || face->is_internal || !call.caller().scope.contains(face->client))
            return bad_field("/ticket_id", "There is no such ticket.");
        STEWARD_TRY(const bool may_know, helpdesk::may_know_of(*transaction, call.caller(), face->id.text()));
        if (!may_know) return bad_field("/ticket_id", "There is no such ticket.");
        const bool takes_words = face->state != "closed" && face->state != "cancelled" && face->state != "merged";
        if (!takes_words) return bad_field("/ticket_id", "This ticket has ended. Release the mail as a new ticket.");
        client = face->client;
    } else {
        client = ClientId::parse(request.client_id()).value_or(ClientId{});
        if (client.is_nil() || !call.caller().scope.contains(client))
            return bad_field("/client_id", "Choose one of your clients, or a ticket.");
    }
    STEWARD_CHECK(sorter_.release(*transaction, mail, client, ticket, call.caller().name, call.now()));
    call.set_audit_subject(mail.id.text());
    STEWARD_TRY(const auto now, find_mail(*transaction, mail.id));
    return message_of(now.value_or(mail), call.caller());
}

Result<v1::Mail> Service::dismiss_mail(Call& call, const v1::DismissMailRequest& request) {
    STEWARD_TRY(auto mail, load_held(call, request.mail_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    mail.state = "dismissed";
    mail.waits = false;
    mail.decided_at = call.now();
    mail.decided_by = call.caller().name;
    STEWARD_CHECK(save_decision(*transaction, mail));
    call.set_audit_subject(mail.id.text());
    return message_of(mail, call.caller());
}

}  // namespace steward::correspondence
