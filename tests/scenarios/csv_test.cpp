// Lists as tables for a spreadsheet: the same rows, the same limits, one header line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace {
namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

class Tables : public ::testing::TestWithParam<storage::Engine> {
protected:
    void SetUp() override {
        auto begun = World::begin(GetParam(), Instant{1'795'000'000'000});
        ASSERT_TRUE(begun) << begun.error().message << begun.error().cause;
        world = std::move(*begun);
        ASSERT_TRUE(world->add_client("harbour"));
        ASSERT_TRUE(world->add_client("lakeside"));
        ASSERT_TRUE(world->add_device("server", "files-1", "harbour", ""));
        ASSERT_TRUE(world->add_device("server", "quiet-1", "lakeside", ""));
        ASSERT_TRUE(world->add_mail("desk", "ticket.created"));
        for (const std::string name : {"harbour", "lakeside"}) {
            const std::string client = "/api/v1/clients/" + world->client_id(name).value();
            must(client + "/exemptions", {{"check", "S01"},
                                          {"reason", "Agreed, with " + name},
                                          {"raise_warning", 85},
                                          {"clear_warning", 80},
                                          {"raise_critical", 95},
                                          {"clear_critical", 90},
                                          {"expires_at_unix_ms", world->now().unix_ms + 86'400'000}});
            must(client + "/enrolments", {{"note", "for " + name}});
            must(client + "/maintenance-windows",
                 {{"ends_at_unix_ms", world->now().unix_ms + 3'600'000}, {"reason", "Power supply at " + name}});
        }
        const auto channels = world->list("/api/v1/channels", "channels");
        ASSERT_TRUE(channels && channels->size() == 1);
        must("/api/v1/channels/" + text_of(channels->at(0), "channel_id") + "/test", json::object{});
        ASSERT_TRUE(world->settle());
    }
    void must(const std::string& path, const json::value& body) {
        const auto made = world->call("POST", path, body);
        EXPECT_TRUE(made) << (made ? "" : made.error().message);
    }
    // Rows with the header: line breaks within quotes belong to a cell.
    static size_t lines(const std::string& table) {
        size_t found = 0;
        bool quoted = false;
        for (const char c : table) {
            quoted = quoted != (c == '"');
            found += c == '\n' && !quoted;
        }
        return found;
    }

    std::unique_ptr<World> world;
};

TEST_P(Tables, of_deliveries_exemptions_windows_and_enrolments_hold_what_the_lists_hold) {
    Visitor sally(*world, "sally");
    ASSERT_TRUE(sally.sign_in_as("SVM", ""));
    const auto table = [&](const std::string& path) {
        const auto answer = sally.ask("GET", "/api/v1/" + path, nullptr, "text/csv");
        EXPECT_EQ(answer.status, 200) << path << ": " << answer.body;
        return answer.body;
    };
    EXPECT_THAT(table("deliveries"), HasSubstr("Test message from Steward"));
    EXPECT_EQ(lines(table("deliveries")), 2u);
    EXPECT_THAT(table("exemptions"), HasSubstr("\"Agreed, with harbour\"")) << "a comma does not end the cell";
    EXPECT_EQ(lines(table("exemptions")), 3u);
    EXPECT_THAT(table("maintenance-windows"), HasSubstr("Power supply at lakeside"));
    EXPECT_EQ(lines(table("maintenance-windows")), 3u);
    EXPECT_EQ(lines(table("enrolments")), 3u);
}

TEST_P(Tables, of_somebody_with_one_client_hold_that_client_alone) {
    Visitor tom(*world, "tom");
    ASSERT_TRUE(tom.sign_in_as("SVM", world->client_id("harbour").value()));
    for (const std::string path : {"exemptions", "maintenance-windows", "enrolments"}) {
        const auto answer = tom.ask("GET", "/api/v1/" + path, nullptr, "text/csv");
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_EQ(lines(answer.body), 2u) << path << ": " << answer.body;
        EXPECT_THAT(answer.body, Not(HasSubstr("lakeside")));
    }
}

STEWARD_FOR_EACH_ENGINE(Tables);
}  // namespace

}  // namespace steward::scenarios
