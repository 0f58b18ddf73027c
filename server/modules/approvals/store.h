// All SQL of the room, once, for both databases.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/modules/approvals/approvals.h"
#include "server/modules/approvals/verdict.h"
#include "server/platform/storage/database.h"

namespace steward::approvals {

using storage::Transaction;

struct RequestRow {
    ApprovalId id;
    ClientId client;
    TicketId ticket;
    std::string reference, ticket_title;
    std::string side;  // client, staff
    std::string kind, question, consequence;
    int64_t cost_minor = 0;
    std::string currency, rule, state;
    Instant due_at;  // unset: none
    AccountId asked_by_id;
    std::string asked_by;
    Instant asked_at, ended_at;
    std::string end_reason;
    int64_t reminder_count = 0;
    Instant reminded_at;
    Instant next_at;     // of the program's next reminder; unset: none
    Instant expires_at;  // of the links
    int64_t revision = 1;
    std::string client_name = {}, zone = {};  // of the client, read with it

    Amount cost() const { return {cost_minor, currency}; }
    bool is_of_client() const { return side == "client"; }
    bool is_pending() const { return state == "pending"; }
};

struct ApproverRow {
    ApproverId id;
    ClientId client;
    ApprovalId request;
    int64_t position = 0;
    PersonId person;    // nil: one of ours
    AccountId account;  // nil: a person of the client
    std::string name;
    std::string state = "pending";  // approved, rejected, not_needed
    Instant decided_at;
    std::string via, comment;
    Instant told_at;  // that their answer by mail was no decision
};

Status insert_request(Transaction& transaction, const RequestRow& row);
/// Writes what changes, if it is still pending: false when somebody ended it first. From here to the commit nobody else
/// writes this approval.
Result<bool> save_request(Transaction& transaction, RequestRow& row);
Result<std::optional<RequestRow>> find_request(Transaction& transaction, ApprovalId id);
Result<std::vector<RequestRow>> pending_of_ticket(Transaction& transaction, TicketId ticket);
/// All that were asked in one ticket stand in the other from now on.
Status move_requests(Transaction& transaction, TicketId from, TicketId into, const std::string& reference, const std::string& title);
/// Those that came with it, out of the ticket that it was merged into.
Status move_requests_back(Transaction& transaction, TicketId ticket, TicketId out_of, const std::string& reference,
                          const std::string& title);
Result<std::vector<RequestRow>> reminders_due(Transaction& transaction, Instant now, int limit);

Status insert_approver(Transaction& transaction, const ApproverRow& row);
/// False when it was not pending any more.
Result<bool> save_decision(Transaction& transaction, const ApproverRow& row);
Status note_told(Transaction& transaction, ApproverId approver, Instant now);
Status release_others(Transaction& transaction, ApprovalId request);
Result<std::vector<ApproverRow>> approvers_of(Transaction& transaction, ApprovalId request);
Result<std::optional<ApproverRow>> find_approver(Transaction& transaction, ApproverId id);
/// The one of them that this account is: itself, or the client's person of its address; nil: none.
Result<ApproverId> approver_of_account(Transaction& transaction, ApprovalId request, AccountId account);

/// Who may be asked, as they are now.
struct Party {
    PersonId person;
    AccountId account;
    std::string name, address;
    std::set<std::string> roles;
    bool is_active = true;
    Amount limit = {};  // of a person of the client
};
Result<std::vector<Party>> people_of_client(Transaction& transaction, ClientId client);
/// Accounts of ours whose role may decide, and who may see the client.
Result<std::vector<Party>> our_people(Transaction& transaction, ClientId client);
/// Whoever an approver is, as they are now; nothing when they are gone.
Result<std::optional<Party>> party_of(Transaction& transaction, const ApproverRow& approver);

Result<std::optional<Bytes>> sealed_key(Transaction& transaction);
Status insert_key(Transaction& transaction, const Bytes& sealed);

// For the lists.
extern const std::string_view request_columns, requests_joined;
RequestRow read_request(const storage::Row& row);
/// " and ..." that keeps the approvals that were asked of the account whose id is the parameter of that name, "$2".
std::string asked_of(const std::string& account);

}  // namespace steward::approvals
