// One-time enrolment: what a line may be, and whether it still lets a machine in.
//
// Pure decisions. A line shown by the web interface is trust on first use of this server at that
// minute (design/trust.md 4.1.7): what comes with it is monitored and never takes orders.
#pragma once

#include "server/modules/directory/store.h"

namespace steward::directory {

struct EnrolmentLimits {
    int64_t most_uses = 500;
    int64_t most_hours = 30 * 24;
    int64_t usual_hours = 24;
};

/// Uses and end of a new line; zero takes the usual (one use, 24 hours). Failure: Invalid with the
/// fields /max_uses and /valid_hours.
struct EnrolmentTerms {
    int64_t uses = 1;
    Instant expires_at;
};
Result<EnrolmentTerms> enrolment_terms(int64_t max_uses, int64_t valid_hours, Instant now, const EnrolmentLimits& limits = {});

/// Why a machine that proved it holds the line is refused: Forbidden "link.token_unknown" (withdrawn),
/// "link.token_expired", "link.token_used".
Status line_is_open(const EnrolmentRow& enrolment, Instant now);

/// The line that a signed grant is; its failures are those of Enrolments::put_granted.
Status put_granted(Transaction& transaction, const GrantedEnrolment& granted, Instant now);

/// A machine that comes: the device it already is, or none; and those of other clients that claim
/// to be the same machine and must be looked at.
struct MachineMatch {
    std::optional<DeviceRow> same_device;
    std::vector<DeviceRow> elsewhere;
};
MachineMatch match_machine(std::vector<DeviceRow> with_same_fingerprint, ClientId client);

}  // namespace steward::directory
