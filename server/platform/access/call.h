// One call of one method: who asks, whose data, when, and the only way to the database.
//
// The dispatcher makes it after authentication, scope resolution and the permission check;
// handlers get nothing else. The transaction begins at first use of `transaction()`, writes for
// every method that is not SAFE, commits when the handler succeeded (with the audit entry and
// the idempotency record in it) and rolls back otherwise.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward {

enum class PrincipalKind { Nobody, Account, Token, LocalRoot, System };

/// The clients a caller may see. `all` includes clients made later (owner, local root, system).
struct ClientScope {
    bool all = false;
    std::set<ClientId> clients;
    bool contains(ClientId client) const { return all || clients.contains(client); }
};

struct Caller {
    PrincipalKind kind = PrincipalKind::Nobody;
    AccountId account;                  // nil for nobody, local root and system
    std::string name;                   // for audit and "changed by"
    std::set<std::string> roles;        // codes of domain/model.md section 3
    std::set<std::string> permissions;  // what the roles (and, for a token, its own limit) add up to
    ClientScope scope;
    std::string session;               // session or token id, for audit; never the secret
    std::string address;               // where from
    Instant factor_at;                 // when a second factor was last shown, for step-up
    bool client_side = false;          // a client's person: hidden fields apply
    bool needs_second_factor = false;  // password shown only: no permission, no client, a few SELF methods
    bool may(std::string_view permission) const { return permissions.contains(std::string(permission)); }
};

class Call {
public:
    Call(storage::Database& database, Caller caller, Instant now, bool writes)
        : database_(database), caller_(std::move(caller)), now_(now), writes_(writes) {}

    const Caller& caller() const { return caller_; }
    Instant now() const { return now_; }

    /// The client the call belongs to: set for methods of scope CLIENT, nil otherwise.
    ClientId client() const { return client_; }

    /// The open transaction; begins it at first use. Failure: Unavailable.
    Result<storage::Transaction*> transaction();

    /// Ends what `transaction()` began. Called by the dispatcher only. `abandon` rolls back.
    Status commit();
    void abandon() { held_.reset(); }
    void set_client(ClientId client) { client_ = client; }

    /// " and <column> in (...)" for the caller's clients, appending to `parameters`; empty for `all`.
    /// `column` is written by us, never by a caller.
    std::string client_filter(std::string_view column, std::vector<storage::Value>& parameters) const;

    /// Whether what is to change is what the caller saw: If-Match names this etag, or there is none (RFC 9110 13.1.1).
    bool is_as_seen(std::string_view etag) const { return if_match.empty() || if_match == etag; }
    bool is_as_seen(int64_t revision) const { return is_as_seen(std::to_string(revision)); }

    /// What the audit entry says beside kind, caller and subject.
    void set_audit_subject(std::string subject) { audit_subject_ = std::move(subject); }
    void add_audit_detail(std::string key, std::string value) { audit_details_.emplace_back(std::move(key), std::move(value)); }
    const std::string& audit_subject() const { return audit_subject_; }
    const std::vector<std::pair<std::string, std::string>>& audit_details() const { return audit_details_; }

    /// Cookies and headers that only the access room's own methods read and set.
    std::string presented_session;  // the session secret that came with the request, if any
    std::string user_agent;         // kept with a session, so that its owner recognises it
    bool over_https = false;        // which of the two cookie names is right (authenticator.h)
    std::vector<std::string> set_cookies;
    std::string if_match;                // If-Match header without quotes; empty when absent, or when any will do ("*")
    std::set<std::string> given_fields;  // top-level keys of the body: what a PATCH speaks of; null counts

private:
    storage::Database& database_;
    Caller caller_;
    Instant now_;
    bool writes_;
    ClientId client_;
    std::unique_ptr<storage::Database::Held> held_;
    std::string audit_subject_;
    std::vector<std::pair<std::string, std::string>> audit_details_;
};

}  // namespace steward
