#include "server/app/agents_seat.h"

#include "tests/contract/databases.h"

namespace steward::app {

namespace {
using namespace std::chrono_literals;
const Instant noon{1'800'000'000'000};
}  // namespace

class SeatAtTheAgentsDoor : public contract::EachEngine {
protected:
    void SetUp() override {
        EachEngine::SetUp();
        migrate({"reconcilers"});
    }
};
STEWARD_FOR_EACH_ENGINE(SeatAtTheAgentsDoor);

TEST_P(SeatAtTheAgentsDoor, is_one_servers_until_it_goes_or_dies) {
    AgentsSeat first(database(), "east:/var/lib/steward"), second(database(), "west:/var/lib/steward");
    EXPECT_TRUE(first.take(noon));
    const auto refused = second.take(noon + 30s);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "app.agents_served_elsewhere");
    EXPECT_NE(refused.error().message.find("east"), std::string::npos) << "it must say where to look";
    EXPECT_TRUE(first.take(noon + 45s)) << "renewed";
    EXPECT_FALSE(second.take(noon + 90s));
    EXPECT_TRUE(second.take(noon + 106s)) << "the first has been silent for a minute";
    EXPECT_FALSE(first.take(noon + 107s)) << "and must notice";
    second.give_back();
    EXPECT_TRUE(first.take(noon + 108s));
}

TEST_P(SeatAtTheAgentsDoor, is_taken_back_at_once_by_the_same_server_after_a_crash) {
    EXPECT_TRUE(AgentsSeat(database(), "east:/var/lib/steward").take(noon));
    EXPECT_TRUE(AgentsSeat(database(), "east:/var/lib/steward").take(noon + 1s));
}

}  // namespace steward::app
