// Whether a person wrote this mail. The one rule that keeps two programs from talking to each other.
//
// Pure. RFC 3834 and what programs send that never read it. What is automatic is kept and shown, but
// never answered, and never wakes a ticket.
#pragma once

#include "server/platform/mail/message.h"

namespace steward::mail {

enum class Origin {
    Human,
    OwnEcho,       // we sent it ourselves and it came back
    Bounce,        // a mail server speaks of a mail that was sent
    ReadReceipt,   // a reader's program says that it was opened, or deleted
    Absence,       // out of office and other programs that answer
    Bulk,          // lists, newsletters, notices of programs
    CalendarReply  // somebody took or refused an appointment; the program wrote the words
};
std::string_view origin_code(Origin origin);  // "human", "own_echo", ...

struct Envelope {
    std::string sender;                   // MAIL FROM; empty: the null path of bounces
    std::vector<std::string> recipients;  // RCPT TO
    bool sender_known = true;             // false: fetched from a mailbox, nobody kept it
};

/// By what our own mail is known again.
struct OwnMarks {
    std::string message_domain;          // of our Message-IDs
    std::string installation;            // value of X-Steward-Installation
    std::vector<std::string> addresses;  // that mail for us is sent to, lower case
};

struct AutomaticVerdict {
    Origin origin = Origin::Human;
    std::string reason;         // which line said so; empty for a person
    bool asks_silence = false;  // a person's mail that asks programs not to answer (X-Auto-Response-Suppress)
    bool is_automatic() const { return origin != Origin::Human; }
};

AutomaticVerdict judge_origin(const Message& message, const Envelope& envelope, const OwnMarks& own);

}  // namespace steward::mail
