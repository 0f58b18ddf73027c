#include "server/modules/alerting/windows.h"

#include <gtest/gtest.h>

namespace steward::alerting {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{1'764'000'000'000};

struct Places {
    SeededRng rng{5};
    ClientId harbour = ClientId::make(noon, rng), quay = ClientId::make(noon, rng);
    SiteId yard = SiteId::make(noon, rng), office = SiteId::make(noon, rng);
    DeviceId crane = DeviceId::make(noon, rng), desk = DeviceId::make(noon, rng);
    Window window() {
        return {.id = {},
                .client = harbour,
                .site = {},
                .device = {},
                .starts_at = noon,
                .ends_at = noon + 2h,
                .reason = "new switch in the yard",
                .created_by = "Ada",
                .state = "announced"};
    }
};

TEST(Window, of_a_client_holds_all_its_devices_and_nobody_elses) {
    Places p;
    EXPECT_TRUE(holds(p.window(), p.harbour, p.yard, p.crane, noon + 1h));
    EXPECT_TRUE(holds(p.window(), p.harbour, {}, p.desk, noon + 1h));
    EXPECT_FALSE(holds(p.window(), p.quay, p.yard, p.crane, noon + 1h));
}

TEST(Window, of_a_site_or_device_holds_just_that) {
    Places p;
    Window site = p.window();
    site.site = p.yard;
    EXPECT_TRUE(holds(site, p.harbour, p.yard, p.crane, noon));
    EXPECT_FALSE(holds(site, p.harbour, p.office, p.desk, noon));
    Window device = p.window();
    device.device = p.crane;
    EXPECT_TRUE(holds(device, p.harbour, p.office, p.crane, noon)) << "the device wins over where it stands";
    EXPECT_FALSE(holds(device, p.harbour, p.yard, p.desk, noon));
}

TEST(Window, begins_at_its_start_and_ends_before_its_end) {
    Places p;
    EXPECT_EQ(window_state(p.window(), noon - 1ms), "announced");
    EXPECT_EQ(window_state(p.window(), noon), "active");
    EXPECT_EQ(window_state(p.window(), noon + 2h), "completed");
    Window cancelled = p.window();
    cancelled.state = "cancelled";
    EXPECT_FALSE(holds(cancelled, p.harbour, p.yard, p.crane, noon + 1h));
}

TEST(Window, that_ends_last_is_the_one_that_holds) {
    Places p;
    Window longer = p.window();
    longer.ends_at = noon + 5h;
    longer.reason = "the longer one";
    EXPECT_EQ(holding_window({p.window(), longer}, p.harbour, {}, p.crane, noon + 1h)->reason, "the longer one");
    EXPECT_FALSE(holding_window({p.window()}, p.harbour, {}, p.crane, noon + 3h));
}

TEST(Window, needs_a_reason_and_an_end) {
    Places p;
    Window window = p.window();
    EXPECT_TRUE(check_window(window, noon));
    window.reason = "short";
    EXPECT_EQ(check_window(window, noon).error().fields[0].pointer, "/reason");
    window = p.window();
    window.ends_at = window.starts_at;
    EXPECT_EQ(check_window(window, noon).error().fields[0].pointer, "/ends_at_unix_ms");
    window.ends_at = window.starts_at + std::chrono::days(91);
    EXPECT_FALSE(check_window(window, noon));
    EXPECT_FALSE(check_window(p.window(), noon + 3h)) << "already over";
}

}  // namespace
}  // namespace steward::alerting
