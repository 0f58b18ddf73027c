// The windows of a policy (design/trust.md 4.1.3, field 8): times of the week by the clocks of a zone.
//
// Pure: what a zone's clocks say is asked of the machine by a function.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "trust/work.h"

namespace steward::gate {

/// How far the clocks of a zone are ahead of UTC at a moment; nothing: this machine does not know the zone.
using OffsetAt = std::function<std::optional<Duration>(const std::string& zone, Instant at)>;

/// A window that is open, as the week's time in which it was opened: in minutes of the zone's clocks since 1970.
struct OpenWindow {
    std::string zone;
    int64_t begin = 0, now = 0, length = 0;
    Instant end;
};

/// All that are open at a moment. A window of a zone that is not known is never open.
std::vector<OpenWindow> open_windows(std::span<const trust::WorkWindow> windows, Instant at, const OffsetAt& offset_at);

/// The moment of this machine in a window, as a minute of the zone's clocks: within its first half, the same however often it is asked, and
/// another on other machines, so that a fleet does not begin at once.
int64_t own_moment(const OpenWindow& window, const trust::ShortId& device, const trust::ShortId& policy);

/// The id of the one run that a policy's schedule makes in this window: the journal knows it, and it is made once. `secret`: the machine's
/// own (DeviceKey), so that nobody knows the id beforehand and uses it up.
trust::ShortId scheduled_run(const OpenWindow& window, const trust::Digest& secret, const trust::ShortId& policy);

}  // namespace steward::gate
