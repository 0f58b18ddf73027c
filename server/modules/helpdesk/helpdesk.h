// What rooms below may ask of the helpdesk: tickets by mail, words in a ticket, and questions that a
// person must answer before it can be resolved.
//
// Everything happens in the caller's transaction, with the rows, history and facts that the same act of
// a person in the console would have.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward {
struct Caller;  // platform/access/call.h
}

namespace steward::helpdesk {

/// " and ..." over `helpdesk_v_desk t` (or the room's own tickets) that leaves out what client-side callers never see.
std::string visible_tickets(const Caller& caller, std::vector<storage::Value>& parameters);

/// The priority that impact and urgency make ("P3"); nothing when one of the words is not known.
std::optional<std::string_view> matrix_priority(std::string_view impact, std::string_view urgency);

/// What decides about a mail to a ticket.
struct TicketFace {
    TicketId id;
    ClientId client;
    std::string reference, state;
    PersonId requester;   // nil: none
    Instant resolved_at;  // unset: it is not
    bool is_internal = false;
};

/// Who wrote it, as the conversation names them.
struct MailWriter {
    std::string name;
    AccountId account;  // of ours; nil: somebody of the client
};

struct TicketByMail {
    ClientId client;
    PersonId requester;  // nil: nobody that we know by name
    std::string title, text;
    MailWriter writer;
    TicketId follows;  // the ended ticket that it answers to; nil: none
};

struct WordToClient {
    std::string text;
    bool by_program = false;
};

class TicketsByMail {
public:
    virtual ~TicketsByMail() = default;

    virtual Result<std::optional<TicketFace>> find(storage::Transaction& transaction, TicketId id) = 0;
    virtual Result<std::optional<TicketFace>> find(storage::Transaction& transaction, std::string_view reference) = 0;

    /// The message is stored with it. Failure: NotFound "directory.client_not_found".
    virtual Result<TicketFace> open(storage::Transaction& transaction, const TicketByMail& ticket, Instant now) = 0;

    /// A person's public word in the ticket, or an internal one of ours. What waited for the client goes
    /// on; with `reopen` what was resolved is work again. Whether that may be is the caller's decision.
    /// Failure: NotFound "helpdesk.ticket_not_found".
    virtual Result<MessageId> reply(storage::Transaction& transaction, TicketId id, const MailWriter& writer, bool internal, bool reopen,
                                    std::string text, Instant now) = 0;

    /// A public word of one of our people or of the program, that whoever wrote by mail is to get; nothing
    /// when it is not that.
    virtual Result<std::optional<WordToClient>> word_to_client(storage::Transaction& transaction, MessageId id) = 0;

    /// One internal line about an automatic mail: nobody is told, nothing moves.
    virtual Status remark(storage::Transaction& transaction, TicketId id, std::string text, Instant now) = 0;
};

/// What a room below may say and ask in a ticket.
class TicketVoice {
public:
    virtual ~TicketVoice() = default;

    /// A public word of the program to the requester. It is a receipt, never the first response (domain/model.md,
    /// invariant 20). Nothing is said in a ticket that has ended. Failure: NotFound "helpdesk.ticket_not_found".
    virtual Status tell(storage::Transaction& transaction, TicketId id, std::string text, Instant now) = 0;

    /// Until it is settled, resolving the ticket is refused with `sentence` (Conflict "helpdesk.open_question").
    /// Asking the same again changes the sentence. Failure: NotFound "helpdesk.ticket_not_found".
    virtual Status ask(storage::Transaction& transaction, TicketId id, std::string_view question_id, std::string sentence, Instant now) = 0;
    virtual Status settle(storage::Transaction& transaction, TicketId id, std::string_view question_id) = 0;
};

/// What a room below reads of a ticket.
struct TicketPaper {
    TicketId id;
    ClientId client;
    std::string reference, kind, title, priority, state, queue;
    PersonId requester;  // nil: none
    std::string requester_name, device_name;
    bool is_alive = false;  // open or resolved: people still work in it
};

/// Who acts, as the conversation and the history name them.
struct Doer {
    std::string kind;  // "staff", "person" (a client's), "system"
    AccountId account;
    std::string name, role;
};

/// A ticket that a room below opens. Its words were checked there; the priority follows from impact and urgency.
struct TicketOrder {
    ClientId client;
    std::string kind, source, title, description, impact, urgency, queue;
    PersonId requester;       // nil: none
    DeviceId device;          // nil: none
    AccountId assignee = {};  // one of ours who gets it at once; nil: whoever looks at the queue
    std::string assignee_name = {};
};

class TicketWork {
public:
    virtual ~TicketWork() = default;

    virtual Result<std::optional<TicketPaper>> read(storage::Transaction& transaction, TicketId id) = 0;
    /// Whether somebody who may read tickets may read this one: a client's people never an internal one, some only their own.
    /// Whether its client is theirs was asked before. False also when there is no such ticket.
    virtual Result<bool> may_see(storage::Transaction& transaction, TicketId id, const Caller& caller) = 0;

    /// Failures: NotFound "directory.client_not_found"; Invalid with the requester or the device that is not the client's.
    virtual Result<TicketPaper> open(storage::Transaction& transaction, const TicketOrder& order, const Doer& doer, Instant now) = 0;

    /// A word in the conversation. Of one of ours, and public, it is the first response. Failure: NotFound
    /// "helpdesk.ticket_not_found", here and below.
    virtual Status say(storage::Transaction& transaction, TicketId id, const Doer& doer, bool internal, std::string text, Instant now) = 0;

    /// A public question, in the same act in which a ticket that is worked on (or was triaged) begins to wait for the client.
    virtual Status ask_client(storage::Transaction& transaction, TicketId id, const Doer& doer, std::string text, Instant now) = 0;
    /// Somebody of ours works on it (their time says so): what was triaged or assigned is in progress (domain/model.md 5.11).
    /// Anything else stays as it is; it is no first response.
    virtual Status work_began(storage::Transaction& transaction, TicketId id, const Doer& doer, Instant now) = 0;

    /// What waited for the client goes on; anything else stays as it is.
    virtual Status client_answered(storage::Transaction& transaction, TicketId id, std::string reason, Instant now) = 0;
};

}  // namespace steward::helpdesk
