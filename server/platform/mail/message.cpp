#include "server/platform/mail/message.h"

#include <algorithm>

#include "server/platform/mail/file_name.h"
#include "server/platform/mail/html_text.h"
#include "server/platform/mail/limits.h"
#include "server/platform/mail/parts.h"

namespace steward::mail {

namespace {
constexpr size_t most_subject_bytes = 400, most_html_bytes = 4u << 20;

std::string first_id(std::string_view raw) {
    const auto ids = read_ids(raw, 1'000'000);
    return ids.empty() ? "" : ids.front();
}

size_t recipients_in(const Head& head) {
    size_t count = 0;
    for (const auto& header : head.headers) {
        if (same_word(header.name, "To") || same_word(header.name, "Cc") || same_word(header.name, "Bcc"))
            count += static_cast<size_t>(std::count(header.value.begin(), header.value.end(), '@'));
    }
    return count;
}

std::vector<Address> all_addresses(const Head& head, std::string_view name) {
    std::vector<Address> addresses;
    for (const auto value : head.all(name)) {
        for (auto& address : read_addresses(value)) addresses.push_back(std::move(address));
        if (addresses.size() >= most_recipients) break;
    }
    if (addresses.size() > most_recipients) addresses.resize(most_recipients);
    return addresses;
}

void read_own_head(Message& message, Head head) {
    message.from = read_addresses(head.first("From"));
    message.reply_to = read_addresses(head.first("Reply-To"));
    message.to = all_addresses(head, "To");
    message.cc = all_addresses(head, "Cc");
    message.subject = std::string(cut_text(decode_line(head.first("Subject")), most_subject_bytes));
    message.date = read_date(head.first("Date"));
    message.message_id = first_id(head.first("Message-ID"));
    message.in_reply_to = read_ids(head.first("In-Reply-To"), most_references);
    message.references = read_ids(head.first("References"), most_references);
    message.content_type = read_type(head.first("Content-Type")).type;
    message.head = std::move(head);
}

// The value of a line "NAME: ..." within an iCalendar object or a delivery report.
std::string line_value(std::string_view text, std::string_view name) {
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        if (line.size() > name.size() && same_word(line.substr(0, name.size()), name) &&
            (line[name.size()] == ':' || line[name.size()] == ';')) {
            const size_t colon = line.find(':', name.size());
            if (colon != std::string_view::npos) return std::string(cut_text(trimmed(line.substr(colon + 1)), 300));
        }
        at = end + 1;
    }
    return {};
}

// A part without a name, by what it says to be: somebody can open it by that.
std::string name_by_type(const std::string& type) {
    static constexpr std::pair<std::string_view, std::string_view> names[] = {{"text/calendar", "invite.ics"},
                                                                              {"text/html", "text.html"},
                                                                              {"text/csv", "table.csv"},
                                                                              {"text/vcard", "contact.vcf"},
                                                                              {"text/x-vcard", "contact.vcf"},
                                                                              {"application/pdf", "document.pdf"},
                                                                              {"application/zip", "archive.zip"},
                                                                              {"application/json", "data.json"},
                                                                              {"application/xml", "data.xml"},
                                                                              {"image/jpeg", "picture.jpg"},
                                                                              {"image/png", "picture.png"},
                                                                              {"image/gif", "picture.gif"},
                                                                              {"image/webp", "picture.webp"},
                                                                              {"image/heic", "picture.heic"},
                                                                              {"image/svg+xml", "picture.svg"},
                                                                              {"image/tiff", "picture.tif"},
                                                                              {"audio/mpeg", "sound.mp3"},
                                                                              {"audio/wav", "sound.wav"},
                                                                              {"audio/mp4", "sound.m4a"},
                                                                              {"video/mp4", "video.mp4"},
                                                                              {"application/pgp-signature", "signature.asc"},
                                                                              {"application/pkcs7-signature", "smime.p7s"},
                                                                              {"application/x-pkcs7-signature", "smime.p7s"},
                                                                              {"application/pkcs7-mime", "smime.p7m"},
                                                                              {"application/x-pkcs7-mime", "smime.p7m"}};
    for (const auto& [known, name] : names) {
        if (known == type) return std::string(name);
    }
    return type.starts_with("text/") ? "text.txt" : "";
}

class Collector {
public:
    explicit Collector(Message& message) : message_(message) {}

    void see(const Part& part) {
        const std::string& type = part.type.type;
        const bool named = !name_of(part).empty();
        const bool attached = part.disposition.type == "attachment";
        if (type == "message/delivery-status" || type == "message/disposition-notification") return read_report(part);
        if (type == "text/calendar") return read_calendar(part), attach(part);
        if (type == "message/rfc822" || type == "message/global") return read_inner_mail(part);
        if (type == "text/rfc822-headers") return note_returned(part.decoded());
        if (is_key_material(type)) return note_security(type, part);
        const bool readable =
            (type == "text/plain" || type == "text/html") && !attached && !(named && part.container != "multipart/alternative");
        readable ? read_text(part) : attach(part);
    }

    void finish() {
        std::string all;
        for (const auto& piece : pieces_) {
            const std::string& text = piece.plain.empty() ? piece.rendered : piece.plain;
            if (text.empty()) continue;
            message_.text_from_html |= piece.plain.empty();
            if (!all.empty()) all += "\n\n";
            all += text;
        }
        message_.text = std::string(cut_text(all, most_text_bytes));
        message_.text_cut |= message_.text.size() < all.size();
    }

private:
    // What one alternative says, once; or one text that stands for itself.
    struct Piece {
        size_t alternative = 0;
        std::string plain, rendered;
    };

    static std::string name_of(const Part& part) {
        const auto file = part.disposition.parameter("filename");
        const auto name = file.empty() ? part.type.parameter("name") : file;
        return name.empty() ? std::string() : decode_line(name);
    }

    static bool is_key_material(std::string_view type) {
        return type == "application/pgp-encrypted" || type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime" ||
               type == "application/pgp-signature" || type == "application/pkcs7-signature" || type == "application/x-pkcs7-signature";
    }

    void note_security(std::string_view type, const Part& part) {
        const bool only_signed = part.type.parameter("smime-type") == "signed-data";
        if (type.find("signature") == std::string_view::npos && !only_signed) message_.is_encrypted = true;
        attach(part);
    }

    void read_text(const Part& part) {
        const bool html = part.type.type == "text/html";
        // Read no more than can be shown; markup is up to forty times its words.
        std::string raw = part.decoded();
        if (raw.size() > most_html_bytes) (raw.resize(most_html_bytes), message_.text_cut = true);
        std::string text = to_utf8(part.type.parameter("charset"), raw);
        if (html) text = html_to_text(text, most_text_bytes + 4);
        while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
        if (part.alternative == 0 || pieces_.empty() || pieces_.back().alternative != part.alternative)
            pieces_.push_back({.alternative = part.alternative, .plain = {}, .rendered = {}});
        std::string& target = html ? pieces_.back().rendered : pieces_.back().plain;
        if (!target.empty() && !text.empty()) target += "\n\n";
        if (target.size() <= most_text_bytes) target += text;
        else message_.text_cut = true;
    }

    void attach(const Part& part) {
        const std::string name = name_of(part);
        message_.attachments.push_back({.name = harmless_name(name.empty() ? name_by_type(part.type.type) : name),
                                        .type = part.type.type,
                                        .content_id = first_id(part.head.first("Content-ID")),
                                        .shown_inline = part.is_related && part.disposition.type != "attachment",
                                        .bytes = part.decoded()});
    }

    void read_calendar(const Part& part) {
        const std::string raw = part.decoded();
        const std::string text = to_utf8(part.type.parameter("charset"), std::string_view(raw).substr(0, most_calendar_bytes));
        std::string method(part.type.parameter("method"));
        if (method.empty()) method = line_value(text, "METHOD");
        std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) { return std::toupper(c); });
        message_.calendars.push_back({.method = std::string(cut_text(method, 40)), .summary = line_value(text, "SUMMARY")});
    }

    void read_report(const Part& part) {
        const std::string text = clean_text(std::string_view(part.decoded()).substr(0, most_field_bytes));
        message_.report = DeliveryReport{.report_type = part.type.type.substr(part.type.type.find('/') + 1),
                                         .recipient = line_value(text, "Final-Recipient"),
                                         .action = lower_case(line_value(text, "Action")),
                                         .status = line_value(text, "Status"),
                                         .diagnostic = line_value(text, "Diagnostic-Code")};
        for (const auto& id : read_ids(line_value(text, "Original-Message-ID"), 1)) message_.returned_ids.push_back(id);
    }

    void note_returned(std::string_view bytes) {
        const auto id = first_id(read_head_in_part(bytes).first("Message-ID"));
        if (!id.empty() && message_.returned_ids.size() < most_references) message_.returned_ids.push_back(id);
    }

    void read_inner_mail(const Part& part) {
        const std::string inner = part.decoded();
        note_returned(inner);
        const std::string subject = decode_line(read_head_in_part(inner).first("Subject"));
        const std::string name = name_of(part);
        message_.attachments.push_back({.name = harmless_name(name.empty() ? (subject.empty() ? "mail" : subject) + ".eml" : name),
                                        .type = part.type.type,
                                        .content_id = {},
                                        .shown_inline = false,
                                        .bytes = inner});
    }

    Message& message_;
    std::vector<Piece> pieces_;
};
}  // namespace

Result<Message> read_message(std::string_view bytes) {
    if (trimmed(bytes.substr(0, most_field_bytes)).empty()) return fail(ErrorKind::Invalid, "mail.empty", "The mail is empty.");
    if (bytes.size() > most_bytes) return fail(ErrorKind::TooLarge, "mail.too_large", "The mail is larger than 25 MB.");
    STEWARD_TRY(auto head, read_head(bytes));
    if (head.headers.empty()) return fail(ErrorKind::Invalid, "mail.not_a_mail", "It does not begin like a mail.");
    if (recipients_in(head) > most_recipients)
        return fail(ErrorKind::TooLarge, "mail.too_many_recipients", "The mail names more than 500 receivers.");
    if (head.all("From").size() > 1) return fail(ErrorKind::Invalid, "mail.two_senders", "The mail has two senders' lines.");
    Message message;
    read_own_head(message, std::move(head));
    if (message.from.empty()) return fail(ErrorKind::Invalid, "mail.no_sender", "The mail does not say who sent it.");
    Collector collector(message);
    STEWARD_CHECK(walk_parts(bytes, message.head, [&](const Part& part) { collector.see(part); }));
    collector.finish();
    return message;
}

Message read_in_part(std::string_view bytes) {
    Message message = read_envelope(bytes.substr(0, most_bytes));
    Collector collector(message);
    const Status walked = walk_parts(bytes.substr(0, most_bytes), message.head, [&](const Part& part) { collector.see(part); });
    message.text_cut = !walked;
    collector.finish();
    return message;
}

Message read_envelope(std::string_view bytes) {
    Message message;
    read_own_head(message, read_head_in_part(bytes));
    return message;
}

}  // namespace steward::mail
