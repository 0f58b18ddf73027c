// The mail as it came, and what went out of a ticket.
#include "server/modules/correspondence/addresses.h"
#include "server/modules/correspondence/service.h"
#include "server/platform/filter/filter.h"
#include "server/platform/mail/file_name.h"

namespace steward::correspondence {

namespace {
constexpr size_t mail_part_bytes = 4 << 20;  // each one reads the whole mail anew

constexpr filter::Field fields_of_sent[] = {{"state", "s.state"},
                                            {"what", "s.what"},
                                            {"to", "s.recipient"},
                                            {"subject", "s.subject"},
                                            {"message_id", "coalesce(s.ticket_message_id, '')"},
                                            {"wanted", "s.wanted_at", filter::Kind::Time}};
constexpr std::string_view text_of_sent[] = {"s.recipient", "s.subject", "s.note"};
}  // namespace

Result<v1::MailPart> Service::download_mail(Call& call, const v1::DownloadMailRequest& request) {
    STEWARD_TRY(const auto mail, load(call, request.mail_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto bytes, bytes_of(*transaction, mail.id));
    if (!bytes)
        return fail(ErrorKind::NotFound, "correspondence.bytes_dropped",
                    "Nothing became of this mail, and after 90 days its bytes were dropped.");
    const std::string_view whole = as_text(*bytes);
    if (request.offset() < 0 || request.offset() > static_cast<int64_t>(whole.size()))
        return bad_field("/offset", "The mail does not reach so far.");
    v1::MailPart part;
    part.set_content(std::string(whole.substr(static_cast<size_t>(request.offset()), mail_part_bytes)));
    part.set_name(mail::harmless_name((mail.subject.empty() ? "mail" : mail.subject) + (mail.is_cut ? " (head only)" : "") + ".eml"));
    part.set_size_bytes(static_cast<int64_t>(whole.size()));
    return part;
}

Result<v1::ListSentMailsResponse> Service::list_sent_mails(Call& call, const v1::ListSentMailsRequest& request) {
    const auto ticket = TicketId::parse(request.ticket_id());
    if (!ticket) return bad_field("/ticket_id", ticket.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    // Those of its duplicates too, and of messages that were moved here.
    const std::string from =
        " from correspondence_sent s where s.client_id = $1 and (s.ticket_id in (select v.ticket_id from helpdesk_v_ticket_places v where "
        "v.ticket_id = $2 or v.merged_into_id = $2) or s.ticket_message_id in (select m.id from helpdesk_v_messages m where m.ticket_id = "
        "$2))";
    const filter::SqlList list{std::string(sent_columns), from, fields_of_sent, text_of_sent, "s.id", "wanted"};
    STEWARD_TRY(const auto page,
                filter::read_list(*transaction, list, filter::question_of(request), call.now(), {call.client().text(), ticket->text()}));
    v1::ListSentMailsResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    for (const auto& row : page.rows) {
        const SentRow sent = read_sent(row);
        auto& one = *answer.add_sent_mails();
        one.set_sent_id(sent.id.text());
        if (!sent.message.is_nil()) one.set_message_id(sent.message.text());
        one.set_to(sent.recipient);
        one.set_subject(sent.subject);
        one.set_what(sent.what);
        one.set_state(sent.state);
        one.set_note(sent.note);
        one.set_wanted_at_unix_ms(sent.wanted_at.unix_ms);
        one.set_at_unix_ms(sent.at.unix_ms);
    }
    STEWARD_TRY(const auto marks, marks_around(*transaction, call.client(), *ticket));
    for (const auto& mark : marks) {
        auto& one = *answer.add_failing_addresses();
        one.set_address(mark.address);
        one.set_since_unix_ms(mark.since.unix_ms);
        one.set_last_at_unix_ms(mark.last.unix_ms);
        one.set_how_many(static_cast<int32_t>(mark.how_many));
        one.set_note(mark.note);
    }
    return answer;
}

}  // namespace steward::correspondence
