// One mail as a value: who, what, when, in answer to what, the words that people read, and what hangs on it.
//
// Total and bounded (limits.h): any bytes give a message or a clear refusal, never an exception.
// Nothing in it is trusted: addresses and headers are what the sender wrote.
#pragma once

#include "server/platform/mail/head.h"
#include "server/platform/mail/words.h"

namespace steward::mail {

struct Attachment {
    std::string name;  // harmless_name
    std::string type;  // as declared, lower case; never believed
    std::string content_id;
    bool shown_inline = false;  // a picture within the text
    std::string bytes;
};

struct CalendarPart {
    std::string method;  // "REQUEST", "REPLY", "CANCEL", "PUBLISH"; empty: not said
    std::string summary;
};

/// What a mail server reports of a mail that was sent (RFC 3464), or a reader's program (RFC 8098).
struct DeliveryReport {
    std::string report_type;  // "delivery-status", "disposition-notification"
    std::string recipient, action, status, diagnostic;
};

struct Message {
    Head head;  // of the mail itself
    std::vector<Address> from, reply_to, to, cc;
    std::string subject;
    std::optional<Instant> date;
    std::string message_id;  // without angle brackets; empty: none
    std::vector<std::string> in_reply_to, references;
    std::string text;             // UTF-8, line feeds
    bool text_from_html = false;  // it had no plain text
    bool text_cut = false;        // there was more than most_text_bytes
    std::vector<Attachment> attachments;
    std::vector<CalendarPart> calendars;
    std::optional<DeliveryReport> report;
    std::vector<std::string> returned_ids;  // Message-ID of mails within: what a bounce speaks of
    bool is_encrypted = false;              // S/MIME or PGP: we cannot read it
    std::string content_type;               // of the mail itself, "multipart/report"
};

/// Failures, all with a sentence for people:
/// Invalid "mail.empty", "mail.not_a_mail" (no header at all), "mail.no_sender", "mail.two_senders" (two
/// From headers: no rule says which one counts);
/// TooLarge "mail.too_large", "mail.head_too_long", "mail.too_many_headers", "mail.too_many_recipients",
/// "mail.too_many_parts", "mail.too_deep".
Result<Message> read_message(std::string_view bytes);

/// Of a mail that `read_message` refuses, or of which only the beginning is there: its head, and words and attachments as far as they
/// can be read within the limits; the last of them may be cut. Never fails.
Message read_in_part(std::string_view bytes);

/// What a list shows of a mail that was refused: sender, receivers (the first ones), subject, date, ids.
/// Never fails.
Message read_envelope(std::string_view bytes);

}  // namespace steward::mail
