#include "server/modules/backups/typed.h"

#include "server/platform/access/typed_text.h"

namespace steward::backups {

Result<std::string> typed_reason(std::string_view pointer, std::string_view value) {
    constexpr size_t shortest = 10, longest = 1000;
    STEWARD_TRY(auto reason, access::typed_text(pointer, value, longest));
    if (reason.size() < shortest) return bad_field(std::string(pointer), "Say why, in at least ten characters.");
    return reason;
}

std::unexpected<Error> changed_meanwhile() {
    return fail(ErrorKind::StaleEtag, "backups.changed_meanwhile",
                "Somebody else changed this a moment ago. Load it again and repeat your change.");
}

}  // namespace steward::backups
