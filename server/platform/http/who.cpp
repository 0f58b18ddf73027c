// Steps of a call about the caller: who asks, from where, may they.
#include "server/platform/access/step_up.h"
#include "server/platform/http/call_run.h"
#include "server/platform/http/origin.h"

namespace steward::http {

namespace {
access::Credentials credentials_of(const Request& request) {
    return {.session_cookie = cookie_of(request, request.over_https ? access::cookie_over_https : access::cookie_over_loopback),
            .bearer = bearer_of(request),
            .csrf = std::string(request.header("X-Steward-Csrf")),
            .address = request.peer_address,
            .user_agent = std::string(request.header("User-Agent")).substr(0, 300),
            .local_root = request.local_root};
}
}  // namespace

Status CallRun::authenticate() {
    credentials_ = credentials_of(request_);
    const bool is_public = method_.rule.scope().kind() == Scope::PUBLIC;
    auto caller = parts_.authenticator.authenticate(credentials_, now_);
    // Who cannot be recognised still counts against the buckets of their network, and may sign in anew.
    const bool refused = !caller && caller.error().kind == ErrorKind::Unauthenticated;
    if (!caller && !refused) return std::unexpected(caller.error());
    caller_ = refused ? Caller{} : *caller;
    if (refused) caller_.address = credentials_.address;
    STEWARD_CHECK(parts_.gate.allow_rate(credentials_, caller_, method_.name, now_));
    if (is_public) return {};
    if (refused) return std::unexpected(caller.error());
    if (caller_.kind == PrincipalKind::Nobody)
        return fail(ErrorKind::Unauthenticated, "access.sign_in_needed", "Sign in first, or send an API token.");
    return {};
}

// A token or the local socket is no cookie: no other site can make a browser send it.
Status CallRun::check_csrf() {
    if (method_.is_safe() || credentials_.local_root || !credentials_.bearer.empty()) return {};
    STEWARD_CHECK(is_from_our_own_pages(request_, parts_.own_origins));
    // Signing in begins without a session, so there is no token yet that could come along.
    if (method_.rule.scope().kind() == Scope::PUBLIC || caller_.kind != PrincipalKind::Account) return {};
    return parts_.authenticator.csrf_holds(caller_, credentials_);
}

Status CallRun::check_permission() const {
    const std::string& permission = method_.rule.permission();
    // What a person may do without any permission is theirs once they have shown who they are. Until then there is only the way in, whose
    // methods look for themselves at what of it is done.
    const bool is_way_in = method_.name.starts_with("steward.access.v1.") || method_.rule.scope().kind() == Scope::PUBLIC;
    if (permission.empty() ? is_way_in || !caller_.needs_second_factor : caller_.may(permission)) return {};
    if (caller_.needs_second_factor) {
        return fail(ErrorKind::Forbidden, "access.second_factor_required", "Show your second factor first.");
    }
    return fail(ErrorKind::Forbidden, "access.forbidden",
                "You may not do this: it needs the permission " + permission + ". Ask an owner of this installation.");
}

Status CallRun::check_step_up() const { return method_.rule.step_up() ? require_step_up(caller_, now_) : Status{}; }

}  // namespace steward::http
