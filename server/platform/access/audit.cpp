#include "server/platform/access/audit.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "server/platform/access/roles.h"
#include "server/platform/access/secrets.h"
#include "server/platform/ledger/ledger.h"

namespace steward::access {

namespace {
constexpr std::string_view audit_columns =
    "number, at, kind, principal, account_id, by_name, roles, session, client_id, subject, address, detail, outcome, previous_hash, hash";

Bytes before_the_first() { return Bytes(32, 0); }

// Every field with its length before it, so that no two lines have the same bytes.
void put_field(Bytes& out, std::string_view field) {
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(static_cast<uint64_t>(field.size()) >> shift));
    const auto bytes = as_bytes(field);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

Bytes audit_hash(const Bytes& previous, int64_t number, const AuditLine& line) {
    Bytes data = previous;
    put_field(data, std::to_string(number));
    put_field(data, std::to_string(line.at.unix_ms));
    const std::string account = line.account.is_nil() ? "" : line.account.text();
    const std::string client = line.client.is_nil() ? "" : line.client.text();
    for (const std::string_view field :
         {std::string_view(line.kind), std::string_view(line.principal), std::string_view(account), std::string_view(line.by_name),
          std::string_view(line.roles), std::string_view(line.session), std::string_view(client), std::string_view(line.subject),
          std::string_view(line.address), std::string_view(line.detail), std::string_view(line.outcome)}) {
        put_field(data, field);
    }
    return sha256(data);
}

AuditLine read_audit_line(const storage::Row& row) {
    AuditLine line;
    line.at = row.instant(1);
    line.kind = row.text(2);
    line.principal = row.text(3);
    if (!row.is_null(4)) line.account = row.id<AccountId>(4);
    line.by_name = row.text(5);
    line.roles = row.text(6);
    line.session = row.text(7);
    if (!row.is_null(8)) line.client = row.id<ClientId>(8);
    line.subject = row.text(9);
    line.address = row.text(10);
    line.detail = row.text(11);
    line.outcome = row.text(12);
    return line;
}

// Whoever signs in is nobody until then. Clients' own people are left out: their coming and going is no use of power.
Result<bool> name_who_signed_in(storage::Transaction& transaction, const AuditLine& line, ledger::Act& act) {
    STEWARD_TRY(const auto rows, transaction.query("select a.name, r.role from access_accounts a join access_account_roles r on "
                                                   "r.account_id = a.id where a.id = $1 order by r.role",
                                                   line.subject));
    std::set<std::string> roles;
    for (const auto& row : rows) {
        act.by = row.text(0);
        act.principal = "account";
        act.roles += (act.roles.empty() ? "" : ",") + row.text(1);
        roles.insert(row.text(1));
    }
    return !roles.empty() && !is_client_side(roles);
}

// What was done with power stands in the accountability log too, by the same transaction.
Status log_act(storage::Transaction& transaction, const AuditLine& line) {
    if (line.outcome != "done" || ledger::act_name(line.kind).kind == 0) return {};
    ledger::Act act{.at = line.at, .action = line.kind, .client = line.client, .by = line.by_name, .principal = line.principal};
    act.roles = line.roles;
    act.subject = line.subject;
    boost::system::error_code ignored;
    const auto detail = boost::json::parse(line.detail, ignored);
    if (const auto* pairs = detail.if_object()) {
        for (const auto& [key, value] : *pairs)
            if (value.is_string()) act.details.emplace_back(key, value.as_string());
    }
    if (line.kind == "access.sign_in" || line.kind == "access.link_redeemed") {
        act.roles.clear();
        STEWARD_TRY(const bool is_staff, name_who_signed_in(transaction, line, act));
        if (!is_staff) return {};
    }
    return ledger::record(transaction, std::move(act));
}
}  // namespace

std::string principal_name(PrincipalKind kind) {
    switch (kind) {
        case PrincipalKind::Account:
            return "account";
        case PrincipalKind::Token:
            return "token";
        case PrincipalKind::LocalRoot:
            return "local root";
        case PrincipalKind::System:
            return "system";
        case PrincipalKind::Nobody:
            break;
    }
    return "nobody";
}

AuditLine audit_line_by(const Caller& caller, Instant at) {
    AuditLine line;
    line.at = at;
    line.principal = principal_name(caller.kind);
    line.account = caller.account;
    line.by_name = caller.name.empty() ? line.principal : caller.name;
    for (const auto& role : caller.roles) line.roles += (line.roles.empty() ? "" : ",") + role;
    line.session = caller.session;
    line.address = caller.address;
    return line;
}

std::string audit_detail(const std::vector<std::pair<std::string, std::string>>& pairs) {
    boost::json::object object;
    for (const auto& [key, value] : pairs) object[key] = value;
    return boost::json::serialize(object);
}

Status append_audit(storage::Transaction& transaction, const AuditLine& line) {
    // Changing the head first makes appends queue up: also on PostgreSQL numbers have no gaps.
    STEWARD_CHECK(transaction.execute("update access_audit_head set number = number + 1 where id = 1"));
    STEWARD_TRY(const auto head, transaction.query_one("select number, hash from access_audit_head where id = 1"));
    if (!head)
        return fail(ErrorKind::Internal, "access.audit_head", "The audit trail has lost its head row. Restore the database from a backup.");
    const int64_t number = head->integer(0);
    const Bytes previous = head->is_null(1) ? before_the_first() : head->bytes(1);
    const Bytes hash = audit_hash(previous, number, line);
    const auto account = line.account.is_nil() ? std::nullopt : std::optional(line.account);
    const auto client = line.client.is_nil() ? std::nullopt : std::optional(line.client);
    STEWARD_CHECK(transaction.execute("insert into access_audit (" + std::string(audit_columns) +
                                          ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                                      number, line.at, line.kind, line.principal, account, line.by_name, line.roles, line.session, client,
                                      line.subject, line.address, line.detail, line.outcome, previous, hash));
    STEWARD_CHECK(transaction.execute("update access_audit_head set hash = $1 where id = 1", hash));
    return log_act(transaction, line);
}

Result<AuditVerdict> verify_audit(storage::Transaction& transaction) {
    AuditVerdict verdict;
    Bytes previous = before_the_first();
    const auto check = [&](const storage::Row& row) {
        const int64_t expected = verdict.lines + 1;
        const bool holds = row.integer(0) == expected && row.bytes(13) == previous &&
                           row.bytes(14) == audit_hash(previous, expected, read_audit_line(row));
        if (!holds) {
            verdict.broken_at = expected;
            return false;
        }
        previous = row.bytes(14);
        verdict.lines = expected;
        return true;
    };
    STEWARD_CHECK(transaction.for_each("select " + std::string(audit_columns) + " from access_audit order by number", {}, check));
    STEWARD_TRY(const auto head, transaction.query_one("select number, hash from access_audit_head where id = 1"));
    const bool head_holds =
        head && head->integer(0) == verdict.lines && (head->is_null(1) ? before_the_first() : head->bytes(1)) == previous;
    if (!verdict.broken_at && !head_holds) verdict.broken_at = verdict.lines + 1;
    verdict.sentence = verdict.holds()
                           ? "All " + std::to_string(verdict.lines) + " lines of the audit trail hold."
                           : "The audit trail was changed: line " + std::to_string(*verdict.broken_at) +
                                 " is not the one that was written. Compare with a backup, and treat the server as compromised.";
    return verdict;
}

}  // namespace steward::access
