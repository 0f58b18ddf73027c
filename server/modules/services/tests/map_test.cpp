// The dependency map of a client, without a database.
#include "server/modules/services/map.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace steward::services {
namespace {

struct Map : testing::Test {
    SystemRng rng;
    const ServiceId shop = made<ServiceId>(), database = made<ServiceId>(), mail = made<ServiceId>();
    const DeviceId web_1 = made<DeviceId>(), web_2 = made<DeviceId>(), db_1 = made<DeviceId>(), mail_1 = made<DeviceId>();
    // The shop needs two web servers and the database, which needs a machine of its own.
    std::vector<Edge> edges = {
        {shop, web_1, {}}, {shop, web_2, {}}, {shop, {}, database}, {database, db_1, {}}, {mail, mail_1, {}},
    };

    template <class AnyId>
    AnyId made() {
        return AnyId::make(Instant{1}, rng);
    }
};

TEST_F(Map, a_machine_hits_what_stands_on_it_also_through_others) {
    EXPECT_EQ(hit_by(edges, {db_1}, {}), (std::set{shop, database}));
    EXPECT_EQ(hit_by(edges, {web_1}, {}), std::set{shop}) << "what is beside it is not hit";
    EXPECT_EQ(hit_by(edges, {}, {database}), (std::set{shop, database}));
    EXPECT_EQ(hit_by(edges, {made<DeviceId>()}, {}), std::set<ServiceId>());
}

TEST_F(Map, a_machine_is_part_of_what_needs_it_by_itself) {
    EXPECT_EQ(on(edges, {db_1}), std::set{database});
    EXPECT_EQ(on(edges, {db_1, mail_1}), (std::set{database, mail}));
}

TEST_F(Map, a_service_stands_on_machines_below_it) {
    EXPECT_EQ(devices_below(edges, shop), (std::set{web_1, web_2, db_1}));
    EXPECT_EQ(devices_below(edges, mail), std::set{mail_1});
    EXPECT_TRUE(stands_on(edges, shop, database));
    EXPECT_TRUE(stands_on(edges, shop, shop));
    EXPECT_FALSE(stands_on(edges, database, shop));
}

TEST_F(Map, a_circle_ends) {
    edges.push_back({database, {}, shop});
    EXPECT_EQ(hit_by(edges, {web_1}, {}), (std::set{shop, database}));
    EXPECT_EQ(devices_below(edges, database), (std::set{web_1, web_2, db_1}));
}

}  // namespace
}  // namespace steward::services
