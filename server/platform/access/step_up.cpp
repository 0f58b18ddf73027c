#include "server/platform/access/step_up.h"

namespace steward {

Status require_step_up(const Caller& caller, Instant now) {
    if (caller.kind == PrincipalKind::LocalRoot || caller.kind == PrincipalKind::System) return {};
    if (caller.kind == PrincipalKind::Token) {
        return fail(ErrorKind::Forbidden, "access.step_up_needed",
                    "This needs a second factor shown just now, which an API token cannot do. Use the console.");
    }
    if (caller.factor_at.is_set() && now - caller.factor_at <= factor_is_fresh) return {};
    return fail(ErrorKind::Forbidden, "access.step_up_needed",
                "Show your second factor again: the last time is more than five minutes ago.");
}

}  // namespace steward
