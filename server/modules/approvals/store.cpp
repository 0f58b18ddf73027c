#include "server/modules/approvals/store.h"

#include "server/platform/access/roles.h"

namespace steward::approvals {

const std::string_view request_columns =
    "r.id, r.client_id, r.ticket_id, r.reference, r.ticket_title, r.side, r.kind, r.question, r.consequence, r.cost_minor, r.currency, "
    "r.rule, r.state, r.due_at, r.asked_by_id, r.asked_by, r.asked_at, r.ended_at, r.end_reason, r.reminder_count, r.reminded_at, "
    "r.next_at, r.expires_at, r.revision, c.name, c.zone";
const std::string_view requests_joined = " from approvals_requests r join directory_v_clients c on c.id = r.client_id where true";

namespace {
constexpr std::string_view approver_select =
    "select a.id, a.client_id, a.request_id, a.position, a.person_id, a.account_id, a.name, a.state, a.decided_at, a.via, a.remark, "
    "a.told_at "
    "from "
    "approvals_approvers a where ";

template <typename AnyId>
AnyId id_or_nobody(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}
template <typename Tag>
std::optional<Id<Tag>> null_for_nil(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}
std::optional<Instant> null_for_unset(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }

ApproverRow read_approver(const storage::Row& row) {
    return {.id = row.id<ApproverId>(0),
            .client = row.id<ClientId>(1),
            .request = row.id<ApprovalId>(2),
            .position = row.integer(3),
            .person = id_or_nobody<PersonId>(row, 4),
            .account = id_or_nobody<AccountId>(row, 5),
            .name = row.text(6),
            .state = row.text(7),
            .decided_at = Instant{row.integer_or(8, 0)},
            .via = row.text(9),
            .comment = row.text(10),
            .told_at = Instant{row.integer_or(11, 0)}};
}

Result<std::vector<RequestRow>> requests_where(Transaction& transaction, const std::string& where,
                                               std::initializer_list<storage::Value> parameters) {
    STEWARD_TRY(const auto rows,
                transaction.query_values("select " + std::string(request_columns) + std::string(requests_joined) + where, parameters));
    std::vector<RequestRow> requests;
    for (const auto& row : rows) requests.push_back(read_request(row));
    return requests;
}

std::set<std::string> split_roles(const std::string& text) {
    std::set<std::string> roles;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find(',', at), text.size());
        roles.insert(text.substr(at, end - at));
        at = end + 1;
    }
    return roles;
}
}  // namespace

RequestRow read_request(const storage::Row& row) {
    return {.id = row.id<ApprovalId>(0),
            .client = row.id<ClientId>(1),
            .ticket = row.id<TicketId>(2),
            .reference = row.text(3),
            .ticket_title = row.text(4),
            .side = row.text(5),
            .kind = row.text(6),
            .question = row.text(7),
            .consequence = row.text(8),
            .cost_minor = row.integer(9),
            .currency = row.text(10),
            .rule = row.text(11),
            .state = row.text(12),
            .due_at = Instant{row.integer_or(13, 0)},
            .asked_by_id = id_or_nobody<AccountId>(row, 14),
            .asked_by = row.text(15),
            .asked_at = row.instant(16),
            .ended_at = Instant{row.integer_or(17, 0)},
            .end_reason = row.text(18),
            .reminder_count = row.integer(19),
            .reminded_at = Instant{row.integer_or(20, 0)},
            .next_at = Instant{row.integer_or(21, 0)},
            .expires_at = row.instant(22),
            .revision = row.integer(23),
            .client_name = row.text(24),
            .zone = row.text_or(25)};
}

Status insert_request(Transaction& transaction, const RequestRow& row) {
    STEWARD_CHECK(transaction.execute(
        "insert into approvals_requests (id, client_id, ticket_id, reference, ticket_title, side, kind, question, consequence, cost_minor, "
        "currency, rule, state, due_at, asked_by_id, asked_by, asked_at, end_reason, reminder_count, next_at, expires_at, revision) values "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', 0, $18, $19, 1)",
        row.id, row.client, row.ticket, row.reference, row.ticket_title, row.side, row.kind, row.question, row.consequence, row.cost_minor,
        row.currency, row.rule, row.state, null_for_unset(row.due_at), null_for_nil(row.asked_by_id), row.asked_by, row.asked_at,
        null_for_unset(row.next_at), row.expires_at));
    return {};
}

Result<bool> save_request(Transaction& transaction, RequestRow& row) {
    STEWARD_TRY(const auto changed,
                transaction.execute("update approvals_requests set state = $1, ended_at = $2, end_reason = $3, reminder_count = $4, "
                                    "reminded_at = $5, next_at = $6, revision = revision + 1 where id = $7 and state = 'pending'",
                                    row.state, null_for_unset(row.ended_at), row.end_reason, row.reminder_count,
                                    null_for_unset(row.reminded_at), null_for_unset(row.next_at), row.id));
    if (changed == 1) ++row.revision;
    return changed == 1;
}

Result<std::optional<RequestRow>> find_request(Transaction& transaction, ApprovalId id) {
    STEWARD_TRY(auto found, requests_where(transaction, " and r.id = $1", {storage::to_value(id)}));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::vector<RequestRow>> pending_of_ticket(Transaction& transaction, TicketId ticket) {
    return requests_where(transaction, " and r.ticket_id = $1 and r.state = 'pending' order by r.asked_at, r.id",
                          {storage::to_value(ticket)});
}

Status move_requests(Transaction& transaction, TicketId from, TicketId into, const std::string& reference, const std::string& title) {
    STEWARD_CHECK(transaction.execute(
        "update approvals_requests set ticket_id = $1, reference = $2, ticket_title = $3, came_from = $4, revision = revision + 1 where "
        "ticket_id = $4",
        into, reference, title, from));
    return {};
}

Status move_requests_back(Transaction& transaction, TicketId ticket, TicketId out_of, const std::string& reference,
                          const std::string& title) {
    STEWARD_CHECK(transaction.execute(
        "update approvals_requests set ticket_id = $1, reference = $2, ticket_title = $3, came_from = null, revision = revision + 1 where "
        "ticket_id = $4 and came_from = $1",
        ticket, reference, title, out_of));
    return {};
}

Result<std::vector<RequestRow>> reminders_due(Transaction& transaction, Instant now, int limit) {
    return requests_where(transaction, " and r.next_at <= $1 and r.state = 'pending' order by r.next_at, r.id limit $2",
                          {storage::to_value(now), storage::to_value(limit)});
}

Status insert_approver(Transaction& transaction, const ApproverRow& row) {
    STEWARD_CHECK(transaction.execute(
        "insert into approvals_approvers (id, client_id, request_id, position, person_id, account_id, name, state, via, remark) values "
        "($1, "
        "$2, $3, $4, $5, $6, $7, $8, '', '')",
        row.id, row.client, row.request, row.position, null_for_nil(row.person), null_for_nil(row.account), row.name, row.state));
    return {};
}

Result<bool> save_decision(Transaction& transaction, const ApproverRow& row) {
    STEWARD_TRY(const auto changed, transaction.execute("update approvals_approvers set state = $1, decided_at = $2, via = $3, remark = $4 "
                                                        "where id = $5 and state = 'pending'",
                                                        row.state, row.decided_at, row.via, row.comment, row.id));
    return changed == 1;
}

Status note_told(Transaction& transaction, ApproverId approver, Instant now) {
    STEWARD_CHECK(transaction.execute("update approvals_approvers set told_at = $1 where id = $2", now, approver));
    return {};
}

Status release_others(Transaction& transaction, ApprovalId request) {
    STEWARD_CHECK(
        transaction.execute("update approvals_approvers set state = 'not_needed' where request_id = $1 and state = 'pending'", request));
    return {};
}

Result<std::vector<ApproverRow>> approvers_of(Transaction& transaction, ApprovalId request) {
    STEWARD_TRY(const auto rows, transaction.query(std::string(approver_select) + "a.request_id = $1 order by a.position, a.id", request));
    std::vector<ApproverRow> approvers;
    for (const auto& row : rows) approvers.push_back(read_approver(row));
    return approvers;
}

Result<std::optional<ApproverRow>> find_approver(Transaction& transaction, ApproverId id) {
    STEWARD_TRY(const auto row, transaction.query_one(std::string(approver_select) + "a.id = $1", id));
    return row ? std::optional(read_approver(*row)) : std::nullopt;
}

// A client's person is the account that signs in with that person's address.
std::string asked_of(const std::string& account) {
    return " and exists (select 1 from approvals_approvers a where a.request_id = r.id and (a.account_id = " + account +
           " or exists (select 1 from directory_v_people p join access_v_account_addresses w on w.email_key = lower(p.email) where "
           "p.client_id "
           "= a.client_id and p.id = a.person_id and w.account_id = " +
           account + ")))";
}

Result<ApproverId> approver_of_account(Transaction& transaction, ApprovalId request, AccountId account) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select a.id from approvals_approvers a where a.request_id = $1 and (a.account_id = $2 or exists (select "
                              "1 from directory_v_people p join access_v_account_addresses w on w.email_key = lower(p.email) where "
                              "p.client_id = a.client_id and p.id = a.person_id and w.account_id = $2)) order by a.position limit 1",
                              request, account));
    return row ? row->id<ApproverId>(0) : ApproverId{};
}

Result<std::vector<Party>> people_of_client(Transaction& transaction, ClientId client) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select p.id, p.name, p.email, p.roles, l.limit_minor, l.currency from directory_v_people p join "
                          "directory_v_approval_limits l on l.person_id = p.id and l.client_id = p.client_id where p.client_id = $1 "
                          "order by p.name, p.id",
                          client));
    std::vector<Party> people;
    for (const auto& row : rows) {
        people.push_back({.person = row.id<PersonId>(0),
                          .account = {},
                          .name = row.text(1),
                          .address = row.text(2),
                          .roles = split_roles(row.text(3)),
                          .limit = {row.integer(4), row.text(5)}});
    }
    return people;
}

Result<std::vector<Party>> our_people(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto rows,
                transaction.query("select a.account_id, a.name, coalesce(m.email_key, ''), a.status, r.role from access_v_accounts a join "
                                  "access_v_account_roles r on r.account_id = a.account_id left join access_v_account_addresses m on "
                                  "m.account_id = a.account_id where a.all_clients or exists (select 1 from access_v_account_clients c "
                                  "where c.account_id = a.account_id and c.client_id = $1) order by a.name, a.account_id, r.role",
                                  client));
    std::vector<Party> people;
    for (const auto& row : rows) {
        const auto* role = access::find_role(row.text(4));
        if (!role || role->side == "client" || !role->permissions.contains("approval.decide")) continue;
        const auto account = row.id<AccountId>(0);
        if (people.empty() || people.back().account != account)
            people.push_back({.person = {},
                              .account = account,
                              .name = row.text(1),
                              .address = row.text(2),
                              .roles = {},
                              .is_active = row.text(3) == "active"});
        people.back().roles.insert(row.text(4));
    }
    return people;
}

Result<std::optional<Party>> party_of(Transaction& transaction, const ApproverRow& approver) {
    const bool is_ours = !approver.account.is_nil();
    STEWARD_TRY(auto people, is_ours ? our_people(transaction, approver.client) : people_of_client(transaction, approver.client));
    for (auto& one : people) {
        if (is_ours ? one.account == approver.account : one.person == approver.person) return std::optional(std::move(one));
    }
    return std::optional<Party>{};
}

Result<std::optional<Bytes>> sealed_key(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select sealed from approvals_keys where name = 'decide'"));
    return row ? std::optional(row->bytes(0)) : std::nullopt;
}

Status insert_key(Transaction& transaction, const Bytes& sealed) {
    STEWARD_CHECK(transaction.execute("insert into approvals_keys (name, sealed) values ('decide', $1)", sealed));
    return {};
}

}  // namespace steward::approvals
