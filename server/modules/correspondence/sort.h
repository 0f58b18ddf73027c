// From stored mails to what becomes of them: gathers what is known, decides, carries out; one mail, one
// transaction. Safe to repeat: a mail that was decided is not decided again.
#pragma once

#include "server/modules/approvals/approvals.h"
#include "server/modules/attachments/attachments.h"
#include "server/modules/correspondence/settings.h"
#include "server/modules/escalation/escalation.h"

namespace steward::correspondence {

class Sorter {
public:
    Sorter(storage::Database& database, helpdesk::TicketsByMail& tickets, const Settings& settings, escalation::Escalation* escalation,
           attachments::Attachments* attachments, approvals::Approvals* approvals)
        : database_(database),
          tickets_(tickets),
          settings_(settings),
          escalation_(escalation),
          attachments_(attachments),
          approvals_(approvals) {}

    /// Judges everything that waits. A mail on which it fails three times becomes "failed", visibly.
    Status run(Instant now);

    /// What a person decided about a held mail: a reply to `ticket`, or a new ticket of `client`.
    Status release(Transaction& transaction, MailRow& mail, ClientId client, TicketId ticket, const std::string& by, Instant now);

private:
    struct Reading {
        std::optional<mail::Message> message;  // nothing: refused
        mail::Message envelope;                // what a list shows, always
        std::optional<Error> refusal;
        std::vector<attachments::Stored> files;  // what hung on it
    };
    static Reading read(const MailRow& mail, ByteView bytes);
    /// What hangs on the mail is on disk before the transaction that needs it.
    void store_files(Reading& reading) const;

    Status sort_one(MailRow mail, Instant now);
    Result<Sight> look(Transaction& transaction, const MailRow& mail, const Reading& reading, Instant now) const;
    Result<std::vector<Thread>> threads_of(Transaction& transaction, const MailRow& mail, const mail::Message& message, const Sight& sight,
                                           Instant now) const;
    /// An answer to a page takes the work, and its words are for our people alone.
    Status answer_page(Transaction& transaction, const MailRow& mail, const Reading& reading, const Sight& sight, Decision& decision,
                       Instant now);
    /// The sentence about it; empty: it is no report of a mail that we know of.
    Result<std::string> note_bounce(Transaction& transaction, const Reading& reading, const Sight& sight, Instant now) const;
    Status answer_approval(Transaction& transaction, MailRow& mail, const mail::Message& message, const Sight& sight, Instant now);
    /// The words of a reply, without what stands in its ticket already.
    Result<std::string> words_of_reply(Transaction& transaction, const mail::Message& message, TicketId ticket) const;
    Status carry_out(Transaction& transaction, MailRow& mail, const Reading& reading, const Sight& sight, const Decision& decision,
                     Instant now);
    Status give_up(const MailRow& mail, Instant now);

    storage::Database& database_;
    helpdesk::TicketsByMail& tickets_;
    const Settings& settings_;
    escalation::Escalation* escalation_;     // null: nobody is paged
    attachments::Attachments* attachments_;  // null: what hangs on mails is only named
    approvals::Approvals* approvals_;        // null: nobody is asked to approve
};

/// The envelope as it came.
mail::Envelope envelope_of(const MailRow& mail);

/// How much of a mail's text its ticket shows.
enum class Shown {
    Whole,
    Fresh,        // what is repeated is a mail of ours
    FreshAndSaid  // without what is repeated, and a line says so
};
/// The words that go into a ticket: what the person wrote, and what hangs on the mail.
std::string words_for_ticket(const mail::Message& message, Shown shown);

}  // namespace steward::correspondence
