#include "server/platform/access/callers.h"
#include "server/platform/access/roles.h"
#include "server/platform/access/secrets.h"
#include "server/platform/access/service.h"

namespace steward::access {

namespace {
constexpr Duration step_up_lasts = std::chrono::minutes(5);

std::string cookie_with(std::string_view value, bool over_https, std::string_view more) {
    std::string cookie(over_https ? cookie_over_https : cookie_over_loopback);
    ((cookie += '=') += value) += "; Path=/; HttpOnly; SameSite=Strict";
    if (over_https) cookie += "; Secure";
    return cookie += more;
}
}  // namespace

std::string session_cookie(std::string_view secret, bool over_https) { return cookie_with(secret, over_https, ""); }
std::string ended_session_cookie(bool over_https) { return cookie_with("", over_https, "; Max-Age=0"); }

Status needs_session(const Call& call, bool full) {
    if (call.caller().kind != PrincipalKind::Account) {
        return fail(ErrorKind::Forbidden, "access.needs_session", "Only a person who is signed in can do this. Sign in to the console.");
    }
    if (full && call.caller().needs_second_factor) {
        return fail(ErrorKind::Forbidden, "access.second_factor_required", "Show your second factor first, or enrol one.");
    }
    return {};
}

Status needs_fresh_factor(const Call& call) {
    const Instant shown = call.caller().factor_at;
    if (shown.is_set() && call.now() - shown <= step_up_lasts) return {};
    return fail(ErrorKind::Forbidden, "access.step_up_required",
                "Show your second factor again: the last time is more than five minutes ago.");
}

Result<v1::Session> Service::describe(const Call& call, storage::Transaction& transaction, const Account& account, const Session& session,
                                      std::string_view secret) const {
    const Caller caller = caller_of_session(account, session);
    const SessionLimits limits = session_limits(caller.client_side);
    v1::Session answer;
    answer.set_account_id(account.id.text());
    answer.set_name(account.name);
    answer.set_email(account.email);
    for (const auto& role : account.roles) answer.add_roles(role);
    for (const auto& permission : caller.permissions) answer.add_permissions(permission);
    answer.set_all_clients(caller.scope.all);
    answer.set_client_side(caller.client_side);
    for (const auto& client : caller.scope.clients) answer.add_client_ids(client.text());
    answer.set_needs_second_factor(caller.needs_second_factor);
    answer.set_second_factor_enrolled(account.factor_enrolled);
    answer.set_totp_enrolled(account.totp_enrolled);
    answer.set_passkeys(account.passkeys);
    answer.set_factor_at_unix_ms(session.factor_at.unix_ms);
    answer.set_expires_at_unix_ms(std::min(session.expires_at, call.now() + limits.idle).unix_ms);
    answer.set_csrf_token(csrf_token_of(secret));
    answer.set_provider_name(settings_.provider_name);
    answer.set_session_id(session.id.text());
    answer.set_demo(settings_.has_demo_tenant && settings_.has_demo_tenant());
    answer.set_version(settings_.version);
    STEWARD_TRY(*answer.mutable_preferences(), load_preferences(transaction, account.id));
    return answer;
}

Result<v1::Session> Service::open_session(Call& call, storage::Transaction& transaction, const Account& account, bool factor_shown,
                                          const std::string& provider) {
    const Instant now = call.now();
    Session session{.id = SessionId::make(now, rng_), .account = account.id, .created_at = now, .last_used_at = now};
    session.address = call.caller().address;
    session.user_agent = call.user_agent;
    session.provider = provider;
    if (factor_shown) session.factor_at = now;
    const SessionLimits limits = session_limits(is_client_side(account.roles));
    session.expires_at = now + (needs_second_factor(account, session) ? half_session_lives : limits.absolute);
    const std::string secret = make_secret(rng_);
    // The browser forgets the session it had: so does the server.
    if (!call.presented_session.empty()) {
        STEWARD_TRY(const auto earlier, find_session(transaction, call.presented_session));
        if (earlier) STEWARD_CHECK(end_one_session(transaction, earlier->id));
    }
    STEWARD_CHECK(insert_session(transaction, session, secret));
    STEWARD_CHECK(transaction.execute("update access_accounts set last_sign_in_at = $2 where id = $1", account.id, now));
    call.set_cookies.push_back(session_cookie(secret, call.over_https));
    call.set_audit_subject(account.id.text());
    call.add_audit_detail("account", account.email);
    return describe(call, transaction, account, session, secret);
}

Result<v1::Session> Service::renew_own_session(Call& call, storage::Transaction& transaction, const Account& account, bool factor_shown,
                                               bool end_others) {
    STEWARD_TRY(const auto id, SessionId::parse(call.caller().session));
    STEWARD_TRY(auto session, find_session_by_id(transaction, id));
    if (!session)
        return fail(ErrorKind::Unauthenticated, "access.session_ended", "You are signed out: the session has ended. Sign in again.");
    const bool was_half = needs_second_factor(account, *session) || call.caller().needs_second_factor;
    session->last_used_at = call.now();
    if (factor_shown) session->factor_at = call.now();
    if (factor_shown && was_half) session->expires_at = session->created_at + session_limits(is_client_side(account.roles)).absolute;
    const std::string secret = make_secret(rng_);
    STEWARD_CHECK(renew_session(transaction, *session, secret));
    if (end_others) STEWARD_CHECK(end_sessions(transaction, account.id, session->id));
    call.set_cookies.push_back(session_cookie(secret, call.over_https));
    call.set_audit_subject(account.id.text());
    return describe(call, transaction, account, *session, secret);
}

Result<v1::Session> Service::get_session(Call& call, const v1::GetSessionRequest&) {
    const Caller& caller = call.caller();
    if (caller.kind == PrincipalKind::Account) {
        STEWARD_TRY(auto* transaction, call.transaction());
        STEWARD_TRY(const Account account, load_account(*transaction, caller.account));
        STEWARD_TRY(const auto id, SessionId::parse(caller.session));
        STEWARD_TRY(const auto session, find_session_by_id(*transaction, id));
        if (!session)
            return fail(ErrorKind::Unauthenticated, "access.session_ended", "You are signed out: the session has ended. Sign in again.");
        return describe(call, *transaction, account, *session, call.presented_session);
    }
    v1::Session answer;  // a token's or local root's: what it may do
    answer.set_name(caller.name);
    if (!caller.account.is_nil()) answer.set_account_id(caller.account.text());
    for (const auto& role : caller.roles) answer.add_roles(role);
    for (const auto& permission : caller.permissions) answer.add_permissions(permission);
    answer.set_all_clients(caller.scope.all);
    for (const auto& client : caller.scope.clients) answer.add_client_ids(client.text());
    answer.set_provider_name(settings_.provider_name);
    answer.set_version(settings_.version);
    return answer;
}

}  // namespace steward::access
