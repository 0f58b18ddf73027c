// Sessions and one-time links. Their secrets are known to their holders only; here stand hashes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::access {

struct Session {
    SessionId id;
    AccountId account;
    Instant created_at;
    Instant last_used_at;
    Instant expires_at;  // whatever the use
    Instant factor_at;   // unset: the second factor was not shown
    std::string address;
    std::string user_agent;
    std::string provider = {};  // id of the provider that it came by; empty: none
};

/// How long a session lives (design/trust.md 4.4).
struct SessionLimits {
    Duration idle, absolute;
};
SessionLimits session_limits(bool client_side);
/// Between the password and the second factor.
inline constexpr Duration half_session_lives = std::chrono::minutes(15);
/// A session's use is written down at most so often.
inline constexpr Duration use_is_noted_every = std::chrono::minutes(1);
bool session_has_ended(const Session& session, const SessionLimits& limits, Instant now);

Status insert_session(storage::Transaction& transaction, const Session& session, std::string_view secret);
Result<std::optional<Session>> find_session(storage::Transaction& transaction, std::string_view secret);
Result<std::optional<Session>> find_session_by_id(storage::Transaction& transaction, SessionId id);
Result<std::vector<Session>> sessions_of(storage::Transaction& transaction, AccountId account);
/// A new secret for the session, and the times as given; the old secret ends with it.
Status renew_session(storage::Transaction& transaction, const Session& session, std::string_view new_secret);
Status note_use(storage::Transaction& transaction, SessionId id, Instant now);
Status end_session(storage::Transaction& transaction, SessionId id);
/// All sessions of the account, but `except` (nil: all).
Status end_sessions_of(storage::Transaction& transaction, AccountId account, SessionId except);

inline constexpr Duration link_lives = std::chrono::minutes(30);
struct IssuedLink {
    std::string token;  // shown once; goes behind the '#' of the console's address
    Instant expires_at;
};
/// A one-time link for the account; earlier unused ones end.
Result<IssuedLink> issue_link(storage::Transaction& transaction, AccountId account, Instant now, Rng& rng);
/// The account a link is for, while it is good: not used, not expired.
Result<std::optional<AccountId>> account_of_link(storage::Transaction& transaction, std::string_view token, Instant now);
/// Uses it up; false when it was used meanwhile.
Result<bool> use_link(storage::Transaction& transaction, std::string_view token, Instant now);
Result<bool> use_link_by_hash(storage::Transaction& transaction, const Bytes& token_hash, Instant now);

}  // namespace steward::access
