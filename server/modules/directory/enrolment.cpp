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

Status put_granted(Transaction& transaction, const GrantedEnrolment& granted, Instant now) {
    STEWARD_CHECK(require_client(transaction, granted.client));
    STEWARD_TRY(const auto before, find_enrolment(transaction, granted.id));
    if (before) return fail(ErrorKind::Conflict, "directory.enrolment_exists", "There is a line with the grant's id already. Make a new grant.");
    if (!granted.site.is_nil()) {
        STEWARD_TRY(const auto site, find_site(transaction, granted.site));
        if (!site || site->client != granted.client)
            return fail(ErrorKind::Invalid, "directory.granted_site", "The grant names a site that this client does not have. Make a new grant.");
    }
    EnrolmentRow row{.id = granted.id, .client = granted.client, .site = granted.site, .token_hash = granted.token_hash};
    row.note = "Signed grant of " + granted.holder;
    row.max_uses = row.uses_left = granted.most_uses;
    row.created_at = now;
    row.expires_at = granted.expires_at;
    row.created_by_name = granted.holder;
    row.is_granted = true;
    return insert_enrolment(transaction, row);
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
