// The audit trail: who did what to whose data, one line each, in the transaction of the change.
//
// Each line's SHA-256 covers the line and the hash before it, and the head row holds the last one:
// a line that is changed, taken out or put in between is found by `verify_audit`. What the chain
// alone cannot show is a complete rewrite from some line on; for that its head is to be kept
// elsewhere (the accountability log, design/trust.md 4.2).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/platform/access/call.h"

namespace steward::access {

struct AuditLine {
    Instant at;
    std::string kind;       // "access.sign_in": the room, then what happened
    std::string principal;  // "account", "token", "local root", "system", "nobody"
    AccountId account;      // nil when no account did it
    std::string by_name;
    std::string roles;    // codes held at that time, joined by ','
    std::string session;  // session or token id
    ClientId client;      // nil: the installation's own
    std::string subject;
    std::string address;
    std::string detail = "{}";  // one JSON object; never a secret
    std::string outcome = "done";
};

/// The line for what `caller` does at `at`; kind, subject and detail are to be filled in.
AuditLine audit_line_by(const Caller& caller, Instant at);
std::string principal_name(PrincipalKind kind);
std::string audit_detail(const std::vector<std::pair<std::string, std::string>>& pairs);

Status append_audit(storage::Transaction& transaction, const AuditLine& line);

struct AuditVerdict {
    int64_t lines = 0;                 // that hold
    std::optional<int64_t> broken_at;  // number of the first line that does not
    std::string sentence;              // for people
    bool holds() const { return !broken_at; }
};

/// Reads the whole trail; about a second for a million lines.
Result<AuditVerdict> verify_audit(storage::Transaction& transaction);

}  // namespace steward::access
