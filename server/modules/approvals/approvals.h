// What rooms below may ask of the approvals: the link that goes into a mail at the moment when it is sent.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward::approvals {

using ApprovalId = Id<struct ApprovalTag>;
using ApproverId = Id<struct ApproverTag>;

/// What somebody answered by mail in a ticket, after the words were put there.
struct MailAnswer {
    TicketId ticket;
    std::string address;       // whose mail it is
    bool is_verified = false;  // our mail server confirmed the sender (DMARC)
    std::string text;          // without what was quoted
};

class Approvals {
public:
    virtual ~Approvals() = default;

    /// Where people reach the console, without a slash at the end. Until it is set, mails carry no link.
    virtual void set_public_address(std::string address) = 0;

    /// The address at which this approver decides; opening it changes nothing. It holds a secret: never store or log it.
    /// Empty without a public address, and when there is nothing (any more) that they may decide.
    virtual Result<std::string> decision_address(storage::Transaction& transaction, ApproverId approver) = 0;

    /// Of somebody who is asked in this ticket, a first line that says yes or no and nothing else is their decision, if the
    /// sender is verified. Otherwise it stays a word, and they are told how to decide, at most once a day. Of anybody else
    /// it is nothing. True when its first line was an answer, whatever became of it.
    virtual Result<bool> answered_by_mail(storage::Transaction& transaction, const MailAnswer& answer, Instant now) = 0;

    /// Whether the person with this address is asked something in this ticket and has not decided.
    virtual Result<bool> is_asked(storage::Transaction& transaction, TicketId ticket, const std::string& address) = 0;
};

/// What a room below has people of the client decide, inside a ticket.
struct Question {
    TicketId ticket;
    std::string kind;  // access, purchase, change, other
    std::string question, consequence;
    int64_t cost_minor = 0;
    std::string currency;
    Instant due_at;  // unset: none
    std::vector<PersonId> people;
    AccountId asker;
    std::string asker_name;
};

class Questions {
public:
    virtual ~Questions() = default;

    /// Asked as by a person in the console; `ApprovalEnded` says what became of it. Failures: NotFound
    /// "helpdesk.ticket_not_found", Conflict "approvals.ticket_ended", Invalid with whoever may not be asked and why.
    virtual Result<ApprovalId> ask(storage::Transaction& transaction, const Question& question, Instant now) = 0;
};

}  // namespace steward::approvals
