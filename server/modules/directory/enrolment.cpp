#include "server/modules/directory/enrolment.h"

#include "server/modules/directory/fields.h"

namespace steward::directory {

Result<EnrolmentTerms> enrolment_terms(int64_t max_uses, int64_t valid_hours, Instant now, const EnrolmentLimits& limits) {
    const int64_t uses = max_uses == 0 ? 1 : max_uses;
    const int64_t hours = valid_hours == 0 ? limits.usual_hours : valid_hours;
    Fields fields;
    if (uses < 1 || uses > limits.most_uses) fields.refuse("/max_uses", "From 1 to " + std::to_string(limits.most_uses) + " machines.");
    if (hours < 1 || hours > limits.most_hours) fields.refuse("/valid_hours", "From 1 to " + std::to_string(limits.most_hours) + " hours.");
    STEWARD_CHECK(fields.status());
    return EnrolmentTerms{uses, now + std::chrono::hours(hours)};
}

Status line_is_open(const EnrolmentRow& enrolment, Instant now) {
    if (enrolment.revoked_at.is_set()) {
        return fail(ErrorKind::Forbidden, "link.token_unknown", "This enrolment line was withdrawn. Ask for a new one.");
    }
    if (now >= enrolment.expires_at) {
        return fail(ErrorKind::Forbidden, "link.token_expired", "This enrolment line has expired. Ask for a new one.");
    }
    if (enrolment.uses_left <= 0) {
        return fail(ErrorKind::Forbidden, "link.token_used", "This enrolment line was used up. Ask for a new one.");
    }
    return {};
}

MachineMatch match_machine(std::vector<DeviceRow> with_same_fingerprint, ClientId client) {
    MachineMatch match;
    for (auto& device : with_same_fingerprint) {
        if (device.card.client != client) match.elsewhere.push_back(std::move(device));
        else if (!match.same_device) match.same_device = std::move(device);
    }
    return match;
}

}  // namespace steward::directory
