#include "server/platform/mail/automatic.h"

#include <algorithm>

namespace steward::mail {

namespace {
std::string_view domain_of(std::string_view address) {
    const size_t at = address.rfind('@');
    return at == std::string_view::npos ? std::string_view{} : address.substr(at + 1);
}

std::string_view local_of(std::string_view address) { return address.substr(0, std::min(address.rfind('@'), address.size())); }

// The keyword in front of comments and parameters: "auto-replied; owner-email=..." is auto-replied.
std::string keyword(std::string_view value) { return lower_case(trimmed(value.substr(0, value.find_first_of(";(")))); }

std::optional<AutomaticVerdict> is_own(const Message& message, const OwnMarks& own) {
    if (!own.installation.empty() && message.head.first("X-Steward-Installation") == own.installation)
        return AutomaticVerdict{Origin::OwnEcho, "It carries our own mark: we sent it."};
    if (!own.message_domain.empty() && same_word(domain_of(message.message_id), own.message_domain))
        return AutomaticVerdict{Origin::OwnEcho, "Its Message-ID is one of ours: we sent it."};
    const std::string sender = message.from.empty() ? "" : lower_case(message.from.front().address);
    if (std::find(own.addresses.begin(), own.addresses.end(), sender) != own.addresses.end())
        return AutomaticVerdict{Origin::OwnEcho, "It comes from the address that it was sent to."};
    return std::nullopt;
}

bool is_postmaster(std::string_view address) {
    const std::string local = lower_case(local_of(address));
    return local == "mailer-daemon" || local == "postmaster";
}

constexpr std::string_view bounce_subjects[] = {"undelivered mail returned to sender",
                                                "delivery status notification",
                                                "mail delivery failed",
                                                "undeliverable:",
                                                "returned mail:",
                                                "failure notice",
                                                "unzustellbar:",
                                                "mail delivery failure",
                                                "delivery has failed"};

std::optional<AutomaticVerdict> is_report(const Message& message, const Envelope& envelope) {
    if (message.report && message.report->report_type == "disposition-notification")
        return AutomaticVerdict{Origin::ReadReceipt, "It is a receipt that a reader's program wrote."};
    if (message.content_type == "multipart/report" || message.report)
        return AutomaticVerdict{Origin::Bounce, "It is a mail server's report (multipart/report)."};
    if (message.head.has("X-Failed-Recipients"))
        return AutomaticVerdict{Origin::Bounce, "A mail server reports who did not get a mail (X-Failed-Recipients)."};
    const std::string subject = lower_case(message.subject);
    const bool sounds_so = std::any_of(std::begin(bounce_subjects), std::end(bounce_subjects),
                                       [&](std::string_view words) { return subject.starts_with(words); });
    const bool from_server = !message.from.empty() && is_postmaster(message.from.front().address);
    if (from_server && (sounds_so || (envelope.sender_known && envelope.sender.empty())))
        return AutomaticVerdict{Origin::Bounce, "A mail server wrote it (" + message.from.front().address + ")."};
    return std::nullopt;
}

constexpr std::string_view absence_headers[] = {"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply"};
constexpr std::string_view absence_subjects[] = {"automatic reply:",
                                                 "automatic reply ",
                                                 "out of office:",
                                                 "out of office ",
                                                 "out of the office",
                                                 "auto-reply:",
                                                 "autoreply:",
                                                 "auto reply:",
                                                 "abwesenheitsnotiz",
                                                 "automatische antwort",
                                                 "réponse automatique",
                                                 "respuesta automática",
                                                 "risposta automatica",
                                                 "automatisch antwoord",
                                                 "resposta automática",
                                                 "autosvar",
                                                 "automatyczna odpowiedź",
                                                 "abwesend:"};

std::optional<AutomaticVerdict> is_absence(const Message& message) {
    for (const auto value : message.head.all("Auto-Submitted")) {
        const std::string word = keyword(value);
        if (word == "no" || word.empty()) continue;
        const bool answers = word.starts_with("auto-replied") || word == "auto-notified";
        return AutomaticVerdict{answers ? Origin::Absence : Origin::Bulk,
                                "It says so itself (Auto-Submitted: " + word.substr(0, 60) + ")."};
    }
    for (const auto name : absence_headers) {
        if (message.head.has(name) && keyword(message.head.first(name)) != "no")
            return AutomaticVerdict{Origin::Absence, "A program that answers wrote it (" + std::string(name) + ")."};
    }
    if (keyword(message.head.first("Precedence")) == "auto_reply")
        return AutomaticVerdict{Origin::Absence, "It says so itself (Precedence: auto_reply)."};
    const std::string subject = lower_case(message.subject);
    for (const auto words : absence_subjects) {
        if (subject.starts_with(words)) return AutomaticVerdict{Origin::Absence, "Its subject is that of an answering program."};
    }
    return std::nullopt;
}

std::optional<AutomaticVerdict> is_bulk(const Message& message, const Envelope& envelope) {
    const std::string precedence = keyword(message.head.first("Precedence"));
    if (precedence == "bulk" || precedence == "junk" || precedence == "list")
        return AutomaticVerdict{Origin::Bulk, "It says so itself (Precedence: " + precedence + ")."};
    for (const std::string_view name : {"List-Id", "List-Post", "List-Unsubscribe", "Feedback-ID", "X-Campaign-Id"}) {
        if (message.head.has(name)) return AutomaticVerdict{Origin::Bulk, "It was sent to many (" + std::string(name) + ")."};
    }
    if (envelope.sender_known && envelope.sender.empty())
        return AutomaticVerdict{Origin::Bulk, "It has no return path: nobody waits for an answer."};
    if (!envelope.sender_known && trimmed(message.head.first("Return-Path")) == "<>")
        return AutomaticVerdict{Origin::Bulk, "It has no return path: nobody waits for an answer."};
    if (!message.from.empty()) {
        const std::string local = lower_case(local_of(message.from.front().address));
        if (is_postmaster(message.from.front().address)) return AutomaticVerdict{Origin::Bulk, "A mail server wrote it."};
        for (const std::string_view machine : {"no-reply", "noreply", "do-not-reply", "donotreply", "no_reply"}) {
            if (local == machine || local.starts_with(std::string(machine) + "+"))
                return AutomaticVerdict{Origin::Bulk, "Its sender takes no answer (" + local + ")."};
        }
    }
    return std::nullopt;
}

// An invitation that a person wrote words to is a person's; one that takes or refuses is a program's.
std::optional<AutomaticVerdict> is_calendar(const Message& message) {
    for (const auto& calendar : message.calendars) {
        if (calendar.method == "REPLY" || calendar.method == "COUNTER" || calendar.method == "REFRESH" ||
            calendar.method == "DECLINECOUNTER")
            return AutomaticVerdict{Origin::CalendarReply, "It answers an appointment (method " + calendar.method + ")."};
    }
    return std::nullopt;
}
}  // namespace

std::string_view origin_code(Origin origin) {
    switch (origin) {
        case Origin::Human:
            return "human";
        case Origin::OwnEcho:
            return "own_echo";
        case Origin::Bounce:
            return "bounce";
        case Origin::ReadReceipt:
            return "read_receipt";
        case Origin::Absence:
            return "absence";
        case Origin::Bulk:
            return "bulk";
        case Origin::CalendarReply:
            return "calendar_reply";
    }
    return "human";
}

AutomaticVerdict judge_origin(const Message& message, const Envelope& envelope, const OwnMarks& own) {
    if (auto verdict = is_own(message, own)) return *verdict;
    if (auto verdict = is_report(message, envelope)) return *verdict;
    if (auto verdict = is_absence(message)) return *verdict;
    if (auto verdict = is_calendar(message)) return *verdict;
    if (auto verdict = is_bulk(message, envelope)) return *verdict;
    AutomaticVerdict human;
    // Exchange puts this on mail that people wrote: it forbids an answer, it does not make a machine.
    const std::string suppress = lower_case(message.head.first("X-Auto-Response-Suppress"));
    human.asks_silence = suppress.find("all") != std::string::npos || suppress.find("autoreply") != std::string::npos ||
                         suppress.find("oof") != std::string::npos;
    return human;
}

}  // namespace steward::mail
