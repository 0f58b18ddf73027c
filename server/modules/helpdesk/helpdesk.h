// What rooms below may ask of the helpdesk: tickets by mail, words in a ticket, and questions that a
// person must answer before it can be resolved.
//
// Everything happens in the caller's transaction, with the rows, history and facts that the same act of
// a person in the console would have.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward {
struct Caller;  // platform/access/call.h
}

namespace steward::helpdesk {

/// " and ..." over `helpdesk_v_desk t` (or the room's own tickets) that leaves out what client-side callers never see.
std::string visible_tickets(const Caller& caller, std::vector<storage::Value>& parameters);
/// Whether that is no more than their own: a client's person who is nobody's manager.
bool sees_only_own(const Caller& caller);
/// " and ..." that leaves out what is confidential and not theirs to read; `column` is of ours and holds a ticket's id, or null.
std::string without_confidential(const Caller& caller, std::vector<storage::Value>& parameters, std::string_view column);
/// The same of one ticket: whether it is not confidential, or theirs to read. All else about it is for who asks to decide.
Result<bool> may_know_of(storage::Transaction& transaction, const Caller& caller, std::string_view ticket_id);
/// The condition on such a `t` that it is an account's own; `account` is a column or a parameter's name ("$3").
std::string own_tickets(const std::string& account);

/// What decides about a mail to a ticket.
struct TicketFace {
    TicketId id;
    ClientId client;
    std::string reference, state;
    PersonId requester;   // nil: none
    Instant resolved_at;  // unset: it is not
    bool is_internal = false, is_confidential = false;
};

/// The time with which a contact counts (domain/kpis.md C): a call, a chat or a walk-up may be entered within four hours with the time at
/// which it began, later ones and times that are still to come count with the time of entry.
Instant counted_contact(Instant began, Instant entered);

/// Whether a person's answer makes it work again: resolved, or closed meanwhile, and not longer than 7 days ago.
bool may_reopen(const TicketFace& ticket, Instant now);

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

/// What became of words to whoever asked.
enum class Reached { Yes, NotYet, No };

/// Whether words of ours reach whoever asked: a room below knows their addresses and mails, and says here what the clock must know.
/// Called in the transaction of the act.
class ClientReach {
public:
    virtual ~ClientReach() = default;

    /// Why nothing that is said in this ticket now would reach them, in a sentence; empty: there is a way.
    virtual Result<std::string> why_unreachable(storage::Transaction& transaction, TicketId id) = 0;
    virtual Result<Reached> reached(storage::Transaction& transaction, TicketId id, MessageId message) = 0;
};

class TicketsByMail {
public:
    virtual ~TicketsByMail() = default;

    /// From now on the clock asks there before it counts a reminder. Before the first call of anything else; without it all of them count.
    virtual void reach_by(ClientReach& reach) = 0;

    virtual Result<std::optional<TicketFace>> find(storage::Transaction& transaction, TicketId id) = 0;
    virtual Result<std::optional<TicketFace>> find(storage::Transaction& transaction, std::string_view reference) = 0;

    /// The message is stored with it. Failure: NotFound "directory.client_not_found".
    virtual Result<TicketFace> open(storage::Transaction& transaction, const TicketByMail& ticket, Instant now) = 0;

    /// A person's public word in the ticket, or an internal one of ours. What waited for the client's answer (not for their decision) goes
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

/// What people of the client are asked to decide in tickets: a room below keeps it and says here what the desk must know. Called in the
/// transaction of the act.
class ClientDecisions {
public:
    virtual ~ClientDecisions() = default;

    /// By the id of the ticket, of those in which a decision of the client is open: who has not decided ("Robin", "Robin or Dora").
    virtual Result<std::unordered_map<std::string, std::string>> awaited(storage::Transaction& transaction,
                                                                         const std::vector<TicketId>& tickets) = 0;
};

/// What a room below may say and ask in a ticket.
class TicketVoice {
public:
    virtual ~TicketVoice() = default;

    /// From now on the desk asks there: what waits for a decision goes on by that alone, not by a word, and the clock reminds nobody of an
    /// answer. Before the first call of anything else; without it no decision is waited for.
    virtual void decisions_by(ClientDecisions& decisions) = 0;

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
    std::string impact = {};
    bool is_confidential = false;  // not for everybody who sees its client
};

/// What it is called where those read it who may not read the ticket.
inline std::string spoken_title(const TicketPaper& paper) { return paper.is_confidential ? "Confidential request" : paper.title; }

/// Who acts, as the conversation and the history name them.
struct Doer {
    std::string kind;  // "staff", "person" (a client's), "system"
    AccountId account;
    std::string name, role;
};

/// A category of the tree (domain/model.md 4.6).
struct CategoryFace {
    std::string id, path;  // names from the top
};

/// A ticket that a room below opens. Its words were checked there; the priority follows from impact and urgency.
struct TicketOrder {
    ClientId client;
    std::string kind, source, title, description, impact, urgency, queue;
    std::string category = {};  // its id, as `find_category` answered it; empty: none
    PersonId requester;         // nil: none
    DeviceId device;            // nil: none
    AccountId assignee = {};    // one of ours who gets it at once; nil: whoever looks at the queue
    std::string assignee_name = {};
};

/// The time that people book on tickets: a room below keeps it and says here what the desk must know (invariant 21). Called
/// in the transaction of the act.
class TicketTime {
public:
    virtual ~TicketTime() = default;

    /// Whether a person may resolve a ticket only with time booked: the provider's rule.
    virtual Result<bool> is_required(storage::Transaction& transaction) = 0;
    /// Whether anybody's time stands in it, or in a ticket that was merged into it.
    virtual Result<bool> is_booked(storage::Transaction& transaction, TicketId id) = 0;
    /// The caller's own time, as booked by hand. Failures: those of booking by hand, in words about /minutes.
    virtual Status book(storage::Transaction& transaction, TicketId id, const Caller& caller, int64_t minutes, std::string note,
                        Instant now) = 0;
};

class TicketWork {
public:
    virtual ~TicketWork() = default;

    /// From now on the desk asks there. Before the first call of anything else; without it no time is asked for.
    virtual void keep_time_by(TicketTime& time) = 0;

    virtual Result<std::optional<TicketPaper>> read(storage::Transaction& transaction, TicketId id) = 0;
    /// Whether somebody who may read tickets may read this one: a client's people never an internal one, some only their own.
    /// Whether its client is theirs was asked before. False also when there is no such ticket.
    virtual Result<bool> may_see(storage::Transaction& transaction, TicketId id, const Caller& caller) = 0;
    /// Whether somebody who sees it may write in it, or put files into it: those of a client who only read the others' tickets may do so in
    /// what they asked for or follow.
    virtual Result<bool> may_write(storage::Transaction& transaction, TicketId id, const Caller& caller) = 0;

    /// The category in use that is called so: by its id, its whole path ("Software / Licence"), or its own name where no other
    /// has it. Nothing: there is none.
    virtual Result<std::optional<CategoryFace>> find_category(storage::Transaction& transaction, std::string_view name) = 0;

    /// Which priority a ticket would get that this caller opened now for the person with that id (empty: for themselves, where they are the
    /// client's). Failures: Invalid with the impact, the urgency, or the requester for whom they may not ask.
    virtual Result<std::string> priority_of(storage::Transaction& transaction, const Caller& caller, ClientId client,
                                            std::string_view requester_person_id, std::string_view impact, std::string_view urgency) = 0;

    /// Failures: NotFound "directory.client_not_found"; Invalid with the requester, the device or the category that is not there.
    virtual Result<TicketPaper> open(storage::Transaction& transaction, const TicketOrder& order, const Doer& doer, Instant now) = 0;

    /// A word in the conversation. Of one of ours, and public, it is the first response. Failure: NotFound
    /// "helpdesk.ticket_not_found", here and below.
    virtual Status say(storage::Transaction& transaction, TicketId id, const Doer& doer, bool internal, std::string text, Instant now) = 0;

    /// A public question, in the same act in which a ticket that is worked on (or was triaged) begins to wait for the client.
    virtual Status ask_client(storage::Transaction& transaction, TicketId id, const Doer& doer, std::string text, Instant now) = 0;
    /// Somebody of ours works on it (their time says so): what was triaged or assigned is in progress (domain/model.md 5.11).
    /// Anything else stays as it is; it is no first response.
    virtual Status work_began(storage::Transaction& transaction, TicketId id, const Doer& doer, Instant now) = 0;

    /// One of ours gets it, as `assign_ticket` does. Nothing when it has ended, or is theirs already.
    virtual Status give(storage::Transaction& transaction, TicketId id, AccountId account, const std::string& account_name,
                        const Doer& doer, Instant now) = 0;

    /// What waited for the client goes on; anything else stays as it is.
    virtual Status client_answered(storage::Transaction& transaction, TicketId id, std::string reason, Instant now) = 0;
};

/// A ticket as it was kept elsewhere, with its own times.
struct PastTicket {
    TicketId id;  // nil: new
    ClientId client;
    std::string reference;          // ours; given here, by the year in which it was received
    std::string outside_reference;  // what it was called there
    std::string kind, source, title, description, impact, urgency, priority, state, queue;
    std::string category;  // its path, "Software / Licence"; empty: none
    AccountId assignee;    // nil: nobody who is here
    std::string assignee_name;
    PersonId requester;
    DeviceId device;
    std::string device_name;  // without a device: what it is called there; nobody of ours observes it
    Instant created_at, changed_at, first_response_at, resolved_at, closed_at;  // unset: not known, or not yet
    std::string resolution_code, resolution_text, root_cause;
    std::vector<std::string> tags;
    bool was_brought_in = false;  // read only, as are the next two
    int64_t revision = 0, entry_count = 0;
    bool operator==(const PastTicket&) const = default;
};
struct PastMessage {
    MessageId id;  // nil: new
    TicketId ticket;
    ClientId client;  // read only
    Instant at;
    std::string author_kind;  // "staff", "person", "system"
    AccountId author;         // nil: nobody who is here
    std::string author_name;
    bool internal = false;
    std::string text;
};

/// History from elsewhere: nobody is told, no clock starts, no figure counts it (helpdesk_v_course leaves it out). It says
/// TicketsBroughtIn nowhere itself: the caller does, once for many.
class TicketHistory {
public:
    virtual ~TicketHistory() = default;

    virtual Result<std::optional<PastTicket>> find(storage::Transaction& transaction, TicketId id) = 0;
    virtual Result<std::optional<TicketId>> called(storage::Transaction& transaction, std::string_view reference) = 0;
    virtual Result<std::optional<PastMessage>> find(storage::Transaction& transaction, MessageId id) = 0;

    /// Checks and completes it and says what `put` would do: "created", "updated" or "unchanged". What had been resolved comes as
    /// closed: nothing of ours waits for it. Without a client only what can be known without it. Failures: those of `put`.
    virtual Result<std::string_view> consider(storage::Transaction& transaction, PastTicket& ticket, Instant now) = 0;
    /// The same, and stores it. A new one is numbered and says in its history `came_from`; one that is there must have been brought in
    /// and be as `revision` says. Failures: Invalid with the fields; StaleEtag; Conflict "helpdesk.not_brought_in".
    virtual Result<std::string_view> put(storage::Transaction& transaction, PastTicket& ticket, const std::string& came_from,
                                         Instant now) = 0;
    /// What is promised about an open one counts from `now`, not from when it was received.
    virtual Status promise(storage::Transaction& transaction, TicketId id, Instant now) = 0;
    /// Whether it can be kept: its words alone, not its ticket. Failure: Invalid with the fields.
    virtual Status consider(PastMessage& message, Instant now) = 0;
    /// Behind what is in the ticket. Failures: Invalid with the fields; Conflict "helpdesk.not_brought_in".
    virtual Status put(storage::Transaction& transaction, PastMessage& message, Instant now) = 0;

    /// Which of these tickets something in the desk holds, with the sentence: what happened in them here, and what is tied to them.
    virtual Result<std::unordered_map<std::string, std::string>> held(storage::Transaction& transaction,
                                                                      const std::vector<std::string>& tickets) = 0;
    /// As if it had never been there; what keeps it, in a sentence, or nothing. Only a ticket that was brought in, that `held` does not
    /// name in the same transaction, and which nobody changed since it had this revision.
    virtual Result<std::string> remove(storage::Transaction& transaction, TicketId id, int64_t revision, Instant now) = 0;
    virtual Result<std::string> remove(storage::Transaction& transaction, MessageId id) = 0;

    /// After the commit: the clients' numbers of open tickets, counted anew.
    virtual Status recount(storage::Transaction& transaction, const std::vector<ClientId>& clients) = 0;

    // The next ones by id.
    virtual Result<std::vector<PastTicket>> after(storage::Transaction& transaction, TicketId id, int limit) = 0;
    virtual Result<std::vector<PastMessage>> after(storage::Transaction& transaction, MessageId id, int limit) = 0;

    // The words that a ticket can have; of categories, their paths.
    virtual Result<std::vector<std::string>> words(storage::Transaction& transaction, std::string_view list) = 0;
};

}  // namespace steward::helpdesk
