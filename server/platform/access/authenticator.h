// What the dispatcher asks before and after a handler runs: who calls, whose data, was it asked
// before, how often may they ask, and the line in the audit trail.
//
// The order of a call: `authenticate` -> `allow_rate` -> (cookie sessions, methods that are not
// SAFE) `csrf_holds` -> permission and scope (`resolve_client` inside the call's transaction) ->
// (KEYED) `replayed` -> handler -> `record_audit`, `remember` -> commit. All calls are thread safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/platform/access/call.h"

namespace steward {
class Method;
}  // namespace steward

namespace steward::access {

/// The session cookie's name. `__Host-` makes a browser refuse it from a sibling domain or over
/// plain http, so a connection without TLS (only ever loopback) needs another name.
inline constexpr std::string_view cookie_over_https = "__Host-steward";
inline constexpr std::string_view cookie_over_loopback = "steward_session";

/// What came with a request, as it came.
struct Credentials {
    std::string session_cookie;  // the value of the cookie named above, empty when absent
    std::string bearer;          // "Authorization: Bearer ...", without the scheme
    std::string csrf;            // header X-Steward-Csrf
    std::string address;         // of the peer, as text, without port
    std::string user_agent;
    bool local_root = false;  // came through the socket that only root may open
    bool passive = false;     // a look whether it still holds (live updates): must not keep a session from going idle
};

class Authenticator {
public:
    virtual ~Authenticator() = default;

    /// Who asks. Nobody when nothing was presented. Failures: Unauthenticated
    /// "access.session_ended" or "access.token_refused" when what was presented does not hold. For
    /// methods of scope PUBLIC the dispatcher goes on as Nobody then: a browser cannot take back a
    /// cookie that has ended, and must still be able to sign in.
    virtual Result<Caller> authenticate(const Credentials& credentials, Instant now) = 0;

    /// Cookie sessions only: the synchroniser token of `Session.csrf_token` came along.
    /// Failure: Forbidden "access.csrf".
    virtual Status csrf_holds(const Caller& caller, const Credentials& credentials) = 0;
};

class Gate {
public:
    virtual ~Gate() = default;

    /// The client that `id` belongs to; `resource` is "client" or a registered noun. Failures:
    /// NotFound "access.not_found" for no such id (the same as for a foreign one);
    /// Internal "access.unknown_resource" for a noun nobody registered.
    virtual Result<ClientId> resolve_client(storage::Transaction& transaction, std::string_view resource, std::string_view id) = 0;

    /// Whether the caller, who sees its client, may know of it: some things are for those alone who need them.
    virtual Result<bool> sees(storage::Transaction& /*transaction*/, const Caller& /*caller*/, std::string_view /*resource*/,
                              std::string_view /*id*/) {
        return true;
    }

    /// Appends one line to the chained audit trail. `outcome` is "done" or an error code.
    /// Does nothing when `rule.audit()` is "none".
    virtual Status record_audit(storage::Transaction& transaction, const Call& call, const Method& rule, std::string_view outcome) = 0;

    /// The answer that this caller already got for `key` within 24 h, or nullopt. Failure:
    /// Conflict "request.key_reused" when the key came with another request before.
    virtual Result<std::optional<std::string>> replayed(storage::Transaction& transaction, const Caller& caller, std::string_view key,
                                                        std::string_view request_digest, Instant now) = 0;

    /// Keeps `answer` for `replayed`, encrypted: it may hold a secret shown once. Without effect
    /// for Nobody (whose keys would be everybody's).
    virtual Status remember(storage::Transaction& transaction, const Caller& caller, std::string_view key, std::string_view request_digest,
                            std::string_view answer, Instant now) = 0;

    /// Takes one token from the buckets of the account, token, network and the whole installation.
    /// `method` is the full name of the rpc. Failure: Limited "request.limited", with the seconds
    /// to wait.
    virtual Status allow_rate(const Credentials& credentials, const Caller& caller, std::string_view method, Instant now) = 0;
};

}  // namespace steward::access
