// A server whose disk is full changes nothing and says so; people still see what is there and can sign in (design/trust.md 4.7).
#include <gtest/gtest.h>

#include "tests/scenarios/visitor.h"
#include "tests/scenarios/world.h"

namespace steward::scenarios {

class FullDisk : public ::testing::TestWithParam<storage::Engine> {};
STEWARD_FOR_EACH_ENGINE(FullDisk);

TEST_P(FullDisk, refuses_changes_until_there_is_space_and_keeps_being_read) {
    const Instant at = parse_rfc3339("2026-11-17T09:00:00Z").value();
    auto world = World::begin(GetParam(), at);
    ASSERT_TRUE(world) << world.error().message << " " << world.error().cause;
    ASSERT_TRUE((*world)->add_client("Harbour"));
    Visitor tom(**world, "tom");
    ASSERT_TRUE(tom.sign_in_as("SVM", ""));
    const std::string client = "/api/v1/clients/" + (*world)->client_id("Harbour").value();

    (*world)->fill_disk(true);
    const auto refused = tom.ask("PATCH", client, {{"name", "Harbour Precision"}});
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.code, "installation.disk_full");
    EXPECT_EQ(tom.ask("POST", "/api/v1/clients", {{"name", "Mill"}}).status, 503);
    const auto read = tom.ask("GET", client);
    EXPECT_EQ(read.status, 200);
    EXPECT_NE(read.body.find("\"Harbour\""), std::string::npos) << read.body;
    EXPECT_TRUE(Visitor(**world, "vera").sign_in_as("TEC", "")) << "who looks after it has to get in";

    (*world)->fill_disk(false);
    EXPECT_EQ(tom.ask("PATCH", client, {{"name", "Harbour Precision"}}).status, 200);
    EXPECT_NE(tom.ask("GET", client).body.find("Harbour Precision"), std::string::npos);
}

}  // namespace steward::scenarios
