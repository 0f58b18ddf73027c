// What becomes of a mail. Pure: everything that is known of it in, one decision out.
//
// The order of the questions is the order of the functions in decide.cpp. A mail never reaches a ticket
// of another client, and nothing that a program wrote answers, reopens or tells anybody.
#pragma once

#include "server/modules/helpdesk/helpdesk.h"
#include "server/platform/mail/authenticity.h"
#include "server/platform/mail/thread.h"

namespace steward::correspondence {

enum class SenderKind {
    Unknown,
    Person,   // of one client, by the address
    Domain,   // an address in a client's mail domain, nobody that we know by name
    Several,  // a person of more than one client
    Staff     // one of our own people
};

struct Sender {
    SenderKind kind = SenderKind::Unknown;
    ClientId client;
    PersonId person;
    AccountId account;
    std::string name;  // as the directory says; else as the mail says
};

/// A ticket that the mail points at.
struct Thread {
    helpdesk::TicketFace ticket;
    bool is_signed = false;     // by a mark of ours; otherwise by its number alone
    bool takes_part = false;    // the sender is its requester or has written to it
    bool is_asked = false;      // the sender is asked to approve something in it; asked about a confidential one alone
    bool is_theirs = false;     // of a client for which this sender writes
    int mails_last_hour = 0;    // by people
    int reopened_last_day = 0;  // by mail
};

struct Sight {
    std::optional<Error> refusal;  // of read_message, or of its size
    mail::AutomaticVerdict origin;
    mail::AuthenticityVerdict authenticity;
    Sender sender;
    std::vector<Thread> threads;  // the strongest hint first
    bool seen_before = false;     // the same Message-ID with the same words
    TicketId seen_in;             // the ticket that the first one went to; nil: none
    int from_sender_last_hour = 0;
};

enum class Fate { OpenTicket, AddReply, AddNote, Remark, Record, Hold, Refuse, Duplicate };
std::string_view state_of(Fate fate);  // as it is stored and shown: "ticket_opened", ...

struct Decision {
    Fate fate = Fate::Hold;
    std::string code, reason;
    ClientId client;    // nil: of nobody that we know
    TicketId ticket;    // that the reply, note or line goes to
    TicketId follows;   // of a new ticket: the ended one it answers to
    TicketId proposed;  // of a held one; of a duplicate or a record, the ticket that it is about
    bool reopen = false;
    std::string warning;  // what our people should know in the ticket, too
};

inline constexpr int most_mails_of_a_sender_an_hour = 20, most_mails_to_a_ticket_an_hour = 30, most_reopenings_by_mail_a_day = 3;

Decision decide(const Sight& sight, Instant now);

}  // namespace steward::correspondence
