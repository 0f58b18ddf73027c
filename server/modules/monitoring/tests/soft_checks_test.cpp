// What fails but does not count yet, and how old the evidence of a check is; on both databases.
#include "server/modules/monitoring/evidence.h"
#include "server/modules/monitoring/service.h"
#include "server/modules/monitoring/tests/ward.h"

namespace steward::monitoring {
namespace {

class SoftChecks : public Ward {
protected:
    v1::ListSoftChecksResponse soft(const Caller& caller, ClientId client = {}) {
        Call call(house.database, caller, house.clock.now(), false);
        v1::ListSoftChecksRequest request;
        if (!client.is_nil()) request.set_client_id(client.text());
        auto answer = service.list_soft_checks(call, request);
        EXPECT_TRUE(answer);
        return answer ? std::move(*answer) : v1::ListSoftChecksResponse{};
    }
    std::optional<Evidence> evidence(const std::string& check, const std::string& item) {
        const auto watched = watch.find(files);
        return watched ? evidence_of(*watched, check, item, house.clock.now()) : std::nullopt;
    }
    Service service{watch, house.directory(), store, rng};
};
STEWARD_ON_EVERY_DATABASE(SoftChecks);

TEST_P(SoftChecks, are_listed_with_the_time_at_which_they_will_count) {
    connect();
    minutes_pass(3);
    EXPECT_EQ(soft(house.owner()).total(), 0);
    measures["filesystem_used_percent//data"] = 85;
    minutes_pass(1);
    const Instant began = house.clock.now();
    minutes_pass(4);
    const auto now = soft(house.owner());
    ASSERT_EQ(now.total(), 1);
    const auto& check = now.soft_checks(0);
    EXPECT_EQ(check.check() + " " + check.item() + " " + check.state(), "S01 /data soft_warning");
    EXPECT_EQ(check.device_name() + " of " + check.client_name(), "files-1 of Harbour");
    EXPECT_EQ(check.value(), 85);
    EXPECT_EQ(check.threshold(), 80);
    EXPECT_EQ(check.since_unix_ms(), began.unix_ms);
    EXPECT_EQ(check.counts_at_unix_ms(), (began + std::chrono::minutes(10)).unix_ms);
    EXPECT_EQ(check.observed_at_unix_ms(), house.clock.now().unix_ms);
    minutes_pass(7);
    EXPECT_EQ(soft(house.owner()).total(), 0) << "now it is an alert";
    EXPECT_EQ(raised(), "S01 /data warning P4");
}

// "Held for 15 min" beside "counts in 29 min" is a contradiction to whoever reads it.
TEST_P(SoftChecks, say_the_hold_of_the_level_that_they_are_at) {
    const auto hold = [&] {
        Call call(house.database, house.owner(), house.clock.now(), false);
        v1::ListChecksRequest request;
        request.set_device_id(files.text());
        const auto answer = service.list_checks(call, request);
        for (const auto& check : answer.value().checks()) {
            if (check.check() == "S04") return check.state() + " " + std::to_string(check.hold_s());
        }
        return std::string("no such check");
    };
    connect();
    minutes_pass(3);
    EXPECT_EQ(hold(), "ok 900");
    measures["cpu_used_percent/"] = 99;
    minutes_pass(5);
    EXPECT_EQ(hold(), "soft_critical 1800");
}

TEST_P(SoftChecks, are_told_live_when_they_begin_and_when_they_end) {
    std::string told;
    const auto listener = hub->listen([&](const live::Update& update) {
        if (update.topic == "check") told += update.id + " ";
    });
    connect();
    minutes_pass(3);
    told.clear();
    measures["filesystem_used_percent//data"] = 85;
    minutes_pass(1);
    EXPECT_EQ(told, files.text() + " ");
    minutes_pass(2);
    EXPECT_EQ(told, files.text() + " ") << "nothing changed in these minutes";
    measures["filesystem_used_percent//data"] = 50;
    minutes_pass(4);
    EXPECT_EQ(told, files.text() + " " + files.text() + " ");
    EXPECT_EQ(soft(house.owner()).total(), 0);
}

TEST_P(SoftChecks, of_another_client_are_not_shown) {
    connect();
    measures["filesystem_used_percent//data"] = 85;
    minutes_pass(5);
    const auto mill = house.client("Mill");
    EXPECT_EQ(soft(house.technician({mill})).total(), 0);
    EXPECT_EQ(soft(house.technician({harbour})).total(), 1);
    EXPECT_EQ(soft(house.owner(), mill).total(), 0);
    EXPECT_EQ(soft(house.owner(), harbour).total(), 1);
}

TEST_P(SoftChecks, evidence_is_as_old_as_the_newest_measurement_and_stale_once_the_device_is_silent) {
    connect();
    minutes_pass(6);
    measures["filesystem_used_percent//data"] = 85;
    minutes_pass(20);
    measures["filesystem_used_percent//data"] = 86;
    minutes_pass(3);
    const auto fresh = evidence("S01", "/data").value();
    EXPECT_EQ(fresh.value, 86) << "not the value at which the alert began";
    EXPECT_EQ(fresh.observed_at, house.clock.now());
    EXPECT_FALSE(fresh.stale);
    const Instant last = house.clock.now();
    disconnect();
    minutes_pass(10);
    const auto old = evidence("S01", "/data").value();
    EXPECT_EQ(old.observed_at, last);
    EXPECT_TRUE(old.stale);
    EXPECT_FALSE(evidence("S01", "/gone"));
}

TEST_P(SoftChecks, numbers_are_as_they_were_measured) {
    connect();
    minutes_pass(1);
    const auto watched = watch.find(files);
    watch.set_layout(watched,
                     {{"cpu_used_percent", "", SeriesKind::Gauge, 1},
                      {"memory_available_percent", "", SeriesKind::Gauge, 1},
                      {"filesystem_used_percent", "/", SeriesKind::Gauge, 1}},
                     60, house.clock.now());
    house.clock.advance(std::chrono::minutes(1));
    watch.report(watched, std::vector<int64_t>{963, 37, 573}, house.clock.now(), house.clock.now());
    look();
    const auto vital = house.directory().vital(files).value();
    EXPECT_EQ(vital.cpu_used_percent, 96.3);
    EXPECT_EQ(vital.memory_used_percent, 96.3);
    EXPECT_EQ(vital.disk_used_percent, 57.3);
    EXPECT_EQ(evidence("S01", "/").value().value, 57.3);
}

TEST_P(SoftChecks, an_exemption_that_does_not_exist_is_not_found_by_the_room_itself) {
    Call call(house.database, house.owner(), house.clock.now(), true);
    v1::EndExemptionRequest request;
    request.set_exemption_id(ExemptionId::make(house.clock.now(), rng).text());
    EXPECT_EQ(service.end_exemption(call, request).error().code, "monitoring.exemption_not_found");
}

}  // namespace
}  // namespace steward::monitoring
