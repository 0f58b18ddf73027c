#include "server/modules/alerting/windows.h"

namespace steward::alerting {

std::string window_state(const Window& window, Instant now) {
    if (window.state == "cancelled") return window.state;
    if (now < window.starts_at) return "announced";
    return now < window.ends_at ? "active" : "completed";
}

bool holds(const Window& window, ClientId client, SiteId site, DeviceId device, Instant now) {
    if (window.client != client || window_state(window, now) != "active") return false;
    if (!window.device.is_nil()) return window.device == device;
    return window.site.is_nil() || window.site == site;
}

std::optional<Window> holding_window(const std::vector<Window>& windows, ClientId client, SiteId site, DeviceId device, Instant now) {
    std::optional<Window> last;
    for (const Window& window : windows) {
        if (holds(window, client, site, device, now) && (!last || window.ends_at > last->ends_at)) last = window;
    }
    return last;
}

Status check_window(const Window& window, Instant now) {
    if (window.reason.size() < 10) return bad_field("/reason", "Say in at least ten characters what is being done.");
    if (window.ends_at <= window.starts_at) return bad_field("/ends_at_unix_ms", "The window must end after it starts.");
    if (window.ends_at <= now) return bad_field("/ends_at_unix_ms", "The window would already be over.");
    if (window.ends_at - window.starts_at > std::chrono::days(90)) return bad_field("/ends_at_unix_ms", "A window lasts at most 90 days.");
    return {};
}

}  // namespace steward::alerting
