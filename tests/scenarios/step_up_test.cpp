// What is dangerous wants a second factor shown just now. Which methods that are is read from the schema, so
// that a new one is tested the day it is marked; the list below is for whoever reads what is marked.
#include <gtest/gtest.h>

#include <set>

#include "steward/annotations.pb.h"
#include "tests/scenarios/story.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace {
namespace json = boost::json;
using namespace std::chrono_literals;

std::string address_of_marked(const http::ApiMethod& method) {
    const Method& rule = method.rule;
    std::string path = !rule.get().empty()     ? rule.get()
                       : !rule.post().empty()  ? rule.post()
                       : !rule.patch().empty() ? rule.patch()
                                               : rule.delete_();
    for (size_t begin = path.find('{'); begin != std::string::npos; begin = path.find('{'))
        path.replace(begin, path.find('}', begin) - begin + 1, "01a20000-0000-7000-8000-000000000000");
    return path;
}

class StepUp : public ::testing::Test {
protected:
    void SetUp() override {
        auto begun = World::begin(storage::Engine::Sqlite, story_midnight());
        ASSERT_TRUE(begun) << begun.error().message;
        world = std::move(*begun);
    }
    std::vector<const http::ApiMethod*> marked() const {
        std::vector<const http::ApiMethod*> methods;
        for (const auto& method : world->house().dispatcher().methods()) {
            if (method.rule.step_up()) methods.push_back(&method);
        }
        return methods;
    }
    std::unique_ptr<World> world;
};

TEST_F(StepUp, is_asked_for_what_is_dangerous) {
    std::set<std::string> names;
    for (const auto* method : marked()) names.insert(method->name.substr(method->name.rfind('.') + 1));
    for (const auto* must : {"ChangePassword", "CreateAccount", "UpdateAccount", "CreateAccountLink", "CreateToken", "RemovePasskey",
                             "BeginIdentity", "RemoveIdentity", "CreateProvider", "UpdateProvider", "DeleteProvider", "CreateSnapshot",
                             "DeleteSnapshot", "CreateExport", "BeginOwnLogExport", "EraseLogEntry", "DeleteImport"})
        EXPECT_TRUE(names.contains(must)) << must;
}

TEST_F(StepUp, refuses_every_marked_method_when_the_factor_was_shown_too_long_ago) {
    Visitor owner(*world, "OWN");
    ASSERT_TRUE(owner.sign_in_as("OWN", ""));
    for (const auto* method : marked()) {
        const auto fresh =
            owner.ask(method->verb, address_of_marked(*method), method->has_body() ? json::value(json::object{}) : json::value(nullptr));
        EXPECT_NE(fresh.code, "access.step_up_needed") << method->name << ": " << fresh.body;
    }
    const Instant later = world->now() + 6min;
    while (world->now() < later) ASSERT_TRUE(world->step(later));
    for (const auto* method : marked()) {
        const auto late =
            owner.ask(method->verb, address_of_marked(*method), method->has_body() ? json::value(json::object{}) : json::value(nullptr));
        EXPECT_EQ(late.status, 403) << method->name << ": " << late.body;
        EXPECT_EQ(late.code, "access.step_up_needed") << method->name << ": " << late.body;
    }
    EXPECT_EQ(owner.ask("GET", "/api/v1/accounts").status, 200) << "what is not marked goes on";
}
}  // namespace

}  // namespace steward::scenarios
