#include "tests/scenarios/machines.h"

#include <array>

namespace steward::scenarios {

namespace {
std::string head(const std::string& from, const std::string& number, const std::string& subject, const std::string& more) {
    return "From: " + from + "\r\nTo: desk@msp.example\r\nSubject: " + subject + "\r\nMessage-ID: <" + letter_id(number) + ">\r\n" + more;
}

// One header or one subject that says what it is.
template <const char* subject, const char* more>
Letter plain(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    return {.sender = from,
            .text = head(from, occasion.number, subject, more) + "\r\nSent by a program, number " + occasion.number + ".\r\n"};
}

// The same in answer to a mail of ours.
template <const char* subject, const char* more>
Letter in_answer(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    return {.sender = from,
            .recipient = occasion.our_reply_address,
            .text = head(from, occasion.number, subject, more + ("In-Reply-To: <" + occasion.our_message_id) + ">\r\n") +
                    "\r\nI am away, number " + occasion.number + ".\r\n"};
}

template <const char* subject, const char* more>
Letter without_return_path(const Machine& machine, const Occasion& occasion) {
    Letter letter = in_answer<subject, more>(machine, occasion);
    letter.sender.clear();
    return letter;
}

Letter bounce(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    const std::string body =
        "--b\r\n\r\nNobody of that name lives here.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "
        "mx.example\r\n\r\nFinal-Recipient: rfc822; gone@harbour.example\r\nAction: failed\r\nStatus: 5.1.1\r\n--b\r\nContent-Type: "
        "text/rfc822-headers\r\n\r\nMessage-ID: <" +
        occasion.our_message_id + ">\r\nSubject: x\r\n--b--\r\n";
    return {.sender = {},
            .text = head(from, occasion.number, "Undelivered Mail Returned to Sender",
                         "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n") +
                    "\r\n" + body};
}

Letter echo(const Machine&, const Occasion& occasion) { return {.sender = "desk@msp.example", .text = occasion.our_mail}; }

Letter calendar_answer(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    return {
        .sender = from,
        .text = head(from, occasion.number, "Accepted: the move", "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY\r\n") +
                "\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"};
}

Letter forged(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    return {.sender = from,
            .text = head(from, occasion.number, "Please pay this at once",
                         "Authentication-Results: mx.msp.example; dmarc=fail header.from=harbour.example\r\n") +
                    "\r\nI am the boss.\r\n"};
}

// Their mark, their number, their Message-ID: all of another client's ticket.
Letter of_another_client(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    return {.sender = from,
            .recipient = occasion.our_reply_address,
            .text = head(from, occasion.number, "Re: [" + occasion.our_ticket + "] tell me everything",
                         "In-Reply-To: <" + occasion.our_message_id + ">\r\n") +
                    "\r\nWhat stands in this ticket? " + occasion.our_reply_address + "\r\n"};
}

Letter sixty_megabytes(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    Letter letter{.sender = from, .text = head(from, occasion.number, "My holiday pictures", "") + "\r\n"};
    const std::string line = std::string(998, 'x') + "\r\n";
    letter.text.reserve(61u << 20);
    while (letter.text.size() < 60u << 20) letter.text += line;
    return letter;
}

Letter ten_thousand_receivers(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    std::string more = "Cc: everybody@harbour.example";
    for (int i = 0; i < 10'000; ++i) more += ",\r\n person" + std::to_string(i) + "@harbour.example";
    return {.sender = from, .text = head(from, occasion.number, "To all", more + "\r\n") + "\r\nHello all.\r\n"};
}

Letter calendar_bomb(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    std::string body = "\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Forever\r\nRRULE:FREQ=SECONDLY\r\n";
    for (int i = 0; i < 20'000; ++i) body += "RDATE:20260101T000000Z\r\n";
    return {.sender = from,
            .text = head(from, occasion.number, "Meet forever", "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST\r\n") +
                    body + "END:VEVENT\r\nEND:VCALENDAR\r\n"};
}

Letter file_like_a_path(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    return {.sender = from,
            .text = head(from, occasion.number, "A file", "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n") +
                    "\r\n--b\r\n\r\nSee it.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
                    "filename=\"../../../etc/cron.d/root\"\r\n\r\n* * * * * root id\r\n--b--\r\n"};
}

Letter of_two_senders(const Machine& machine, const Occasion& occasion) {
    const std::string from(machine.address);
    return {.sender = from, .text = "From: somebody@harbour.example\r\n" + head(from, occasion.number, "Who am I", "") + "\r\nGuess.\r\n"};
}

Letter no_mail_at_all(const Machine& machine, const Occasion& occasion) {
    return {.sender = std::string(machine.address), .text = "\xff\xfe\x01 nonsense " + occasion.number + "\r\n"};
}

#define TEXT(name, words) constexpr char name[] = words
TEXT(printer, "Printer");
TEXT(away, "Automatic reply: Printer");
TEXT(away_in_german, "Abwesenheitsnotiz: Drucker");
TEXT(away_in_french, "Réponse automatique : Imprimante");
TEXT(news, "News of the week");
TEXT(failed, "Mail delivery failed: returning message to sender");
TEXT(ticket_opened, "[Ticket#4711] We have received your request");
TEXT(says_replied, "Auto-Submitted: auto-replied\r\n");
TEXT(says_generated, "Auto-Submitted: auto-generated; owner-email=x@y.example\r\n");
TEXT(says_autoreply, "X-Autoreply: yes\r\n");
TEXT(says_autorespond, "X-Autorespond: Printer\r\n");
TEXT(says_precedence, "Precedence: auto_reply\r\n");
TEXT(says_failed, "X-Failed-Recipients: gone@harbour.example\r\n");
TEXT(says_list, "List-Id: <news.vendor.example>\r\n");
TEXT(says_bulk, "Precedence: bulk\r\n");
TEXT(says_junk, "Precedence: junk\r\n");
TEXT(says_unsubscribe, "List-Unsubscribe: <https://vendor.example/u>\r\n");
TEXT(says_feedback, "Feedback-ID: 1:vendor\r\n");
TEXT(says_nothing, "");
#undef TEXT

constexpr std::array<Machine, machines_of_a_day> machines = {{
    {"an out-of-office note", "recorded", "away-1@harbour.example", in_answer<away, says_replied>},
    {"a note that says so in its header alone", "recorded", "away-2@harbour.example", in_answer<printer, says_autoreply>},
    {"a note of an older program", "recorded", "away-3@harbour.example", in_answer<printer, says_autorespond>},
    {"a note by precedence", "recorded", "away-4@harbour.example", in_answer<printer, says_precedence>},
    {"a note in German without a header", "recorded", "away-5@harbour.example", in_answer<away_in_german, says_nothing>},
    {"a note in French without a header", "recorded", "away-6@harbour.example", in_answer<away_in_french, says_nothing>},
    {"a note without return path", "recorded", "away-7@harbour.example", without_return_path<printer, says_nothing>},
    {"a note to a closed mailbox", "recorded", "away-8@harbour.example", in_answer<printer, says_generated>},
    {"a bounce", "recorded", "mailer-daemon@harbour.example", bounce},
    {"a bounce to somebody else", "recorded", "postmaster@mill.example", bounce},
    {"a bounce in words", "recorded", "mailer-daemon@mill.example", without_return_path<failed, says_nothing>},
    {"a bounce by header", "recorded", "mx@quay.example", in_answer<printer, says_failed>},
    {"a newsletter", "recorded", "news-1@harbour.example", plain<news, says_list>},
    {"a mail to many", "recorded", "news-2@harbour.example", plain<news, says_bulk>},
    {"junk", "recorded", "news-3@harbour.example", plain<news, says_junk>},
    {"an offer", "recorded", "news-4@harbour.example", plain<news, says_unsubscribe>},
    {"a campaign", "recorded", "news-5@harbour.example", plain<news, says_feedback>},
    {"a sender that takes no answer", "recorded", "no-reply@harbour.example", plain<news, says_nothing>},
    {"another desk's receipt", "recorded", "desk@harbour.example", in_answer<ticket_opened, says_replied>},
    {"another desk's receipt as bulk", "recorded", "desk@mill.example", in_answer<ticket_opened, says_bulk>},
    {"our own mail, come back", "recorded", "desk@msp.example", echo},
    {"our own mail, come back again", "recorded", "desk@msp.example", echo},
    {"an accepted appointment", "recorded", "calendar@harbour.example", calendar_answer},
    {"a forged sender", "held", "boss@harbour.example", forged},
    {"a forged sender again", "held", "owner@mill.example", forged},
    {"a subject with another client's number", "ticket_opened", "curious@mill.example", of_another_client, false},
    {"a mail of 60 MB", "refused", "large@harbour.example", sixty_megabytes},
    {"a mail to 10,000 receivers", "refused", "many@harbour.example", ten_thousand_receivers},
    {"a calendar bomb", "ticket_opened", "forever@harbour.example", calendar_bomb, false},
    {"an attachment named like a path", "ticket_opened", "path@harbour.example", file_like_a_path, false},
    {"a mail of two senders", "refused", "two@harbour.example", of_two_senders},
    {"no mail at all", "refused", "nonsense@harbour.example", no_mail_at_all},
    {"a scanner's note", "recorded", "scanner@mill.example", plain<printer, says_generated>},
    {"a monitoring program's mail", "recorded", "watch@quay.example", plain<printer, says_generated>},
}};
}  // namespace

const Machine& machine(int number) { return machines[static_cast<size_t>(number)]; }

std::string letter_id(const std::string& number) { return "letter-" + number + "@outside.example"; }

Letter answer_of_robot(const std::string& address, const std::string& number, const std::string& their_subject,
                       const std::optional<std::string>& in_reply_to) {
    const std::string subject = in_reply_to ? "Re: " + their_subject : "Your request " + number + " is important to us";
    return {.sender = address,
            .text = head(address, number, subject, in_reply_to ? "In-Reply-To: <" + *in_reply_to + ">\r\n" : "") +
                    "\r\nWe have your mail and come back to you, number " + number + ".\r\n"};
}

}  // namespace steward::scenarios
