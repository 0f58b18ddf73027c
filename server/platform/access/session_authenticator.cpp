#include "server/platform/access/session_authenticator.h"

#include "server/platform/access/callers.h"
#include "server/platform/access/roles.h"
#include "server/platform/access/secrets.h"

namespace steward::access {

namespace {
std::unexpected<Error> session_ended() {
    return fail(ErrorKind::Unauthenticated, "access.session_ended", "You are signed out: the session has ended. Sign in again.");
}

std::unexpected<Error> token_refused() {
    return fail(ErrorKind::Unauthenticated, "access.token_refused",
                "The API token is not valid: unknown, expired or revoked. Make a new one under Settings, API tokens.");
}
}  // namespace

Result<Caller> SessionAuthenticator::authenticate(const Credentials& credentials, Instant now) {
    Result<Caller> caller = Caller{};
    if (credentials.local_root) {
        caller = local_root();
        caller->factor_at = now;
    } else if (!credentials.bearer.empty()) {
        caller = by_token(credentials.bearer, now);
    } else if (!credentials.session_cookie.empty()) {
        caller = by_session(credentials.session_cookie, credentials.passive, now);
    }
    if (caller) caller->address = credentials.address;
    return caller;
}

Result<Caller> SessionAuthenticator::by_session(std::string_view secret, bool passive, Instant now) {
    std::optional<Session> session;
    std::optional<Account> account;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(session, find_session(transaction, secret));
        if (!session) return {};
        STEWARD_TRY(account, find_account(transaction, session->account));
        return {};
    }));
    if (!session || !account || account->status != "active") return session_ended();
    if (session_has_ended(*session, session_limits(is_client_side(account->roles)), now)) return session_ended();
    if (!passive && now - session->last_used_at >= use_is_noted_every) {
        // Not noted now is noted at the next request: no reason to refuse this one.
        (void)database_.write([&](storage::Transaction& transaction) { return note_use(transaction, session->id, now); });
    }
    return caller_of_session(*account, *session);
}

Result<Caller> SessionAuthenticator::by_token(std::string_view bearer, Instant now) {
    const auto presented = parse_token(bearer);
    if (!presented) return token_refused();
    std::optional<StoredToken> stored;
    std::optional<Account> creator;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(stored, find_token(transaction, presented->id));
        if (!stored) return {};
        STEWARD_TRY(creator, find_account(transaction, stored->token.account));
        return {};
    }));
    if (!stored || !equal_in_constant_time(stored->secret_hash, sha256(presented->secret))) return token_refused();
    const Token& token = stored->token;
    if (token.revoked_at.is_set() || now >= token.expires_at || !creator || creator->status != "active") return token_refused();
    if (now - token.last_used_at >= use_is_noted_every) {
        (void)database_.write([&](storage::Transaction& transaction) { return note_token_use(transaction, token.id, now); });
    }
    return caller_of_token(*creator, token);
}

Status SessionAuthenticator::csrf_holds(const Caller& caller, const Credentials& credentials) {
    const bool by_cookie = caller.kind == PrincipalKind::Account && !credentials.session_cookie.empty();
    if (!by_cookie) return {};
    if (equal_in_constant_time(as_bytes(credentials.csrf), as_bytes(csrf_token_of(credentials.session_cookie)))) return {};
    return fail(ErrorKind::Forbidden, "access.csrf",
                "The request did not come from this console's page as it is now. Reload the page and try again.");
}

}  // namespace steward::access
