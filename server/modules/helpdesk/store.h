// All SQL of the helpdesk. Every function works in the caller's transaction.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/random.h"
#include "server/platform/storage/database.h"

namespace steward::helpdesk {

using storage::Transaction;
using CategoryId = Id<struct TicketCategoryTag>;

struct TicketRow {
    TicketId id;
    ClientId client;
    std::string reference, kind, source, title, description;
    std::string impact, urgency, priority;
    std::string priority_reason;  // of an override; empty: the matrix
    std::string state, queue;
    AccountId assignee;
    std::string assignee_name;  // as it was when assigned
    PersonId requester;
    DeviceId device;
    std::string device_name;  // as it was when the ticket spoke of it
    AlertId alert;            // the one that opened it
    IncidentId incident;
    std::string alert_state;  // of `alert`, by the newest fact
    Instant created_at, changed_at, first_response_at, resolved_at, closed_at;
    std::string resolution_code, resolution_text, root_cause;
    int64_t reopened_count = 0;
    int64_t assignment_count = 0;                  // changes of assignee ("touches" of domain/model.md 4.6)
    int64_t public_count = 0, internal_count = 0;  // messages
    int64_t entry_count = 0;                       // messages and events: the next position
    int64_t revision = 0;
    CategoryId category;
    TicketId parent, merged_into;
    Instant state_since;       // when it came into its state
    Instant until;             // the date that was agreed, or when to go on without an answer; unset: none
    std::string pause_ground;  // why the clocks stand still while it waits: "agreed", "client_vendor"; empty: the state alone decides
    int64_t reminders = 0;     // that the client got while it waits
    Instant next_at;           // when the clock looks at it again; unset: never
    // Read with it, never written: names as they are now, and whether the device is still this client's.
    std::string client_name, device_name_now, requester_name;
    TicketId follows;  // the ended ticket about the same thing; nil: none
    std::string follows_reference;
    bool is_repeat = false;
    std::string category_path, parent_reference, merged_into_reference;
    int64_t open_children = 0;
    bool confidential = false;  // see confidential.h; written by itself
};

struct Actor {
    std::string kind;  // "staff", "person" (a client's), "system"
    AccountId account;
    std::string name, role;
    bool by_program = false;  // a token, or a program of ours
};

struct MessageRow {
    MessageId id;
    Instant at;
    Actor author;
    bool internal = false;
    std::string text;
};

struct EventRow {
    Instant at;
    Actor actor;
    std::string field, from, to, reason;
    std::string text;  // the line in the conversation
    bool internal = false;
};

/// "TIC-2026-000001": running by the year of `now` (UTC), without gaps, never given twice.
Result<std::string> next_reference(Transaction& transaction, Instant now);

/// `created_at` is when it was first received.
Status insert_ticket(Transaction& transaction, TicketRow& ticket);
/// Writes all that may change. Failure: StaleEtag when another revision is stored.
Status save_ticket(Transaction& transaction, TicketRow& ticket, Instant now);
Result<std::optional<TicketRow>> find_ticket(Transaction& transaction, TicketId id);
/// The same, or where it was merged into.
Result<std::optional<TicketRow>> find_surviving(Transaction& transaction, TicketId id);
/// When the clock looks at it again, without a new revision: nobody changed it.
Status set_next_look(Transaction& transaction, TicketId id, Instant next);
Status set_reminders(Transaction& transaction, TicketId id, int64_t reminders, Instant next);

/// One reminder, by its words.
Status insert_reminder(Transaction& transaction, const TicketRow& ticket, MessageId message, Instant now);
/// That nobody could be reminded; false: it was said since the ticket came into its state.
Result<bool> insert_unreached(Transaction& transaction, const TicketRow& ticket, Instant now);
Result<std::vector<MessageId>> reminders_since(Transaction& transaction, TicketId id, Instant since);

/// The condition on a ticket `t` that this account asked for it: opened it, or is the person of the client for whom it is.
std::string asked_by(const std::string& account);
/// The condition on a ticket `t` that it is this account's own: asked for by it, or watched by its person. `account` is a parameter's name,
/// "$3".
std::string own_tickets(const std::string& account);
/// The same for one account, a parameter's name, as a set that does not depend on the row: for questions over many tickets.
std::string own_tickets_of(const std::string& account);
/// " and ..." on a ticket `t`: what is open, in the words of the partial indexes.
constexpr std::string_view open_tickets = " and t.state not in ('resolved', 'closed', 'cancelled', 'merged')";
/// " from helpdesk_tickets t", to be read by the index of what is open. SQLite knows no sizes: it would trust an equality (a client, a
/// category) more than the few rows that are open.
std::string tickets_of(storage::Engine engine, bool only_open);
/// The same for counting what is open and fulfils `where`: from shorter entries where those say all that is asked.
std::string tickets_to_count(storage::Engine engine, std::string_view where);
/// The person of the client who has this account's address; nil: none.
Result<PersonId> person_of_account(Transaction& transaction, ClientId client, AccountId account);
/// Ids of what others than `account` said after `after` in the ticket or in one that was merged into it, the oldest first.
Result<std::vector<std::string>> said_after(Transaction& transaction, TicketId id, AccountId account, Instant after, bool with_internal,
                                            int limit);

/// Both raise the ticket's counters in `ticket` and in its row, without a new revision.
Status add_message(Transaction& transaction, TicketRow& ticket, const MessageRow& message);
Status add_event(Transaction& transaction, TicketRow& ticket, const EventRow& event, Rng& rng);

/// An alert and the one ticket that it is in.
struct TicketAlert {
    TicketId ticket;
    std::string alert_id, incident_id, title, state;
    std::string fingerprint;  // empty: not known
};
Result<std::optional<TicketAlert>> find_ticket_alert(Transaction& transaction, std::string_view alert_id);
/// The newest open ticket of the incident, or nothing.
Result<std::optional<TicketId>> open_ticket_of_incident(Transaction& transaction, ClientId client, std::string_view incident_id);
/// The newest ticket about this fingerprint, ended or not.
Result<std::optional<TicketId>> newest_ticket_about(Transaction& transaction, ClientId client, std::string_view fingerprint);
/// The alert is in this ticket from now on, whichever it was in before.
Status link_alert(Transaction& transaction, const TicketRow& ticket, const TicketAlert& alert, Instant now);
/// The ticket shows the state of this alert from now on: the newest about what it is about.
Status speak_of_alert(Transaction& transaction, TicketId ticket, std::string_view alert_id, std::string_view incident_id);
/// All alerts of one ticket are in the other from now on.
Status move_alerts(Transaction& transaction, TicketId from, TicketId into);
/// `ticket.follows` and `ticket.is_repeat`, once, after the ticket was inserted.
Status insert_follows(Transaction& transaction, const TicketRow& ticket);
/// Counts `ticket.is_repeat` anew, from when it came and what is known of both causes.
Status judge_repeat(Transaction& transaction, TicketRow& ticket);
Status set_alert_state(Transaction& transaction, std::string_view alert_id, std::string_view state);

Result<int64_t> count_open(Transaction& transaction, ClientId client);
struct OpenCount {
    ClientId client;
    int64_t count = 0;
};
Result<std::vector<OpenCount>> count_open_by_client(Transaction& transaction);

/// Whether the client exists, and whether the device is or was theirs: what a fact must satisfy.
Result<bool> client_exists(Transaction& transaction, ClientId client);
Result<bool> device_was_of_client(Transaction& transaction, ClientId client, DeviceId device);

/// A person of the client; whether they are a VIP.
struct Requester {
    std::string name;
    bool vip = false;
};
Result<std::optional<Requester>> find_requester(Transaction& transaction, ClientId client, PersonId person);

// For the list: columns as `read_ticket` expects them, and the joins they come from.
extern const std::string_view ticket_columns, tickets_joined;
TicketRow read_ticket(const storage::Row& row);

template <typename Tag>
std::optional<Id<Tag>> or_null(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}

}  // namespace steward::helpdesk
