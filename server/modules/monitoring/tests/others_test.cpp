// Two servers on one database, of which one hears the agents: what people do at the other counts here, and what the other thinks of
// the devices is not written; on both databases.
#include "server/modules/monitoring/tests/ward.h"

namespace steward::monitoring {
namespace {

class OtherServer : public Ward {
protected:
    Exemption switched_off() {
        return {.id = ExemptionId::make(house.clock.now(), rng),
                .client = harbour,
                .device = files,
                .check = "S01",
                .disabled = true,
                .reason = "Agreed with the client",
                .created_by = "Ana",
                .created_at = house.clock.now(),
                .expires_at = house.clock.now() + std::chrono::hours(24)};
    }
    /// Somebody at the other server; this one looks a moment later.
    void does_there(const std::function<Status(storage::Transaction&)>& work) {
        const auto done = house.database.write(work);
        EXPECT_TRUE(done) << (done ? "" : done.error().cause);
        const auto followed = watch.follow_exemptions(house.database, house.clock.now());
        EXPECT_TRUE(followed) << (followed ? "" : followed.error().cause);
        look();
    }
};
STEWARD_ON_EVERY_DATABASE(OtherServer);

TEST_P(OtherServer, makes_and_ends_an_exemption_that_counts_here) {
    measures["filesystem_used_percent//data"] = 93;
    connect();
    minutes_pass(12);
    const Exemption exemption = switched_off();
    does_there([&](storage::Transaction& transaction) { return insert_exemption(transaction, exemption); });
    EXPECT_EQ(cleared(), "disabled");
    EXPECT_EQ(watch.exemptions()->size(), 1u);
    minutes_pass(12);
    EXPECT_EQ(raised(), "S01 /data critical P3");
    does_there([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(end_exemption(transaction, exemption.id, house.clock.now()));
        return {};
    });
    EXPECT_TRUE(watch.exemptions()->empty());
    minutes_pass(12);
    EXPECT_EQ(raised(), "S01 /data critical P3 | S01 /data critical P3") << "it is watched again, and still full";
}

TEST_P(OtherServer, says_nothing_of_devices_that_it_does_not_hear) {
    measures["filesystem_used_percent//data"] = 93;
    connect();
    minutes_pass(12);
    Writer aside(house.database, house.directory(), house.clock, [](const Record&) {});
    aside.stand_aside();
    Watch there(house.directory(), store, *hub, aside, house.clock, rng);
    ASSERT_TRUE(house.database.read([&](storage::Transaction& transaction) { return there.load(transaction, house.clock.now()); }));
    there.put_exemption(switched_off(), house.clock.now());
    ASSERT_TRUE(aside.drain());
    EXPECT_EQ(raised(), "S01 /data critical P3") << "not once more at its start";
    EXPECT_EQ(cleared(), "") << "who hears the agents ends what was told";
}

TEST_P(OtherServer, retires_a_device_and_its_connection_here_ends) {
    connect();
    minutes_pass(2);
    directory::v1::RetireDeviceRequest request;
    request.set_device_id(files.text());
    request.set_reason("Sold");
    house.must<directory::v1::Device>(house.owner(), "RetireDevice", request);
    watch.follow_directory(house.clock.now());
    EXPECT_TRUE(commit.commit());
    EXPECT_TRUE(answers->closed);
}

}  // namespace
}  // namespace steward::monitoring
