// A question goes out by mail, and somebody of the client who is not signed in answers it by the link in it.
#include <gtest/gtest.h>

#include "tests/scenarios/on_call.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace {
namespace json = boost::json;

std::string link_in(const std::string& mail) {
    constexpr std::string_view mark = "/approve#";
    const std::string words = words_of(mail);
    const size_t at = words.find(mark);
    const size_t begin = at == std::string::npos ? words.size() : at + mark.size();
    return words.substr(begin, words.find_first_of("\r\n ", begin) - begin);
}

class ApprovalByMail : public ::testing::TestWithParam<storage::Engine> {
protected:
    void SetUp() override {
        auto begun = World::begin(GetParam(), Instant{1'795'000'000'000});
        ASSERT_TRUE(begun) << begun.error().message << begun.error().cause;
        world = std::move(*begun);
        ASSERT_TRUE(world->add_client("harbour"));
        ASSERT_TRUE(world->add_mail("desk", "mail.answer"));
        const std::string client = "/api/v1/clients/" + world->client_id("harbour").value();
        carla = text_of(must(client + "/people", {{"name", "Carla"}, {"email", "carla@harbour.example"}, {"roles", json::array{"CAP"}}}),
                        "person_id");
        ticket = text_of(must(client + "/tickets", {{"kind", "request"}, {"source", "phone"}, {"title", "Folder Accounts"}}), "ticket_id");
        must("/api/v1/tickets/" + ticket + "/state", {{"state", "triaged"}});
    }

    json::value must(const std::string& path, const json::value& body) {
        auto answer = world->call("POST", path, body);
        EXPECT_TRUE(answer) << path << ": " << (answer ? "" : answer.error().message);
        return answer ? *answer : json::value(json::object{});
    }
    std::string state() { return text_of(world->call("GET", "/api/v1/tickets/" + ticket).value(), "state"); }

    std::unique_ptr<World> world;
    std::string carla, ticket;
};
STEWARD_FOR_EACH_ENGINE(ApprovalByMail);

TEST_P(ApprovalByMail, waits_for_the_client_and_is_decided_once_by_whoever_holds_the_link) {
    const auto asked = must("/api/v1/tickets/" + ticket + "/approvals",
                            {{"kind", "access"}, {"question", "May Ursula read the folder Accounts?"}, {"person_ids", json::array{carla}}});
    EXPECT_EQ(state(), "waiting_client");
    ASSERT_TRUE(world->settle());
    const auto mails = world->mail().messages();
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_NE(mails[0].find("To: carla@harbour.example"), std::string::npos) << mails[0];
    const std::string token = link_in(mails[0]);
    ASSERT_EQ(token.size(), 48u) << words_of(mails[0]);

    Visitor nobody(*world, "nobody");
    const auto looked = nobody.ask("POST", "/api/v1/approval-links/look", {{"token", token}});
    EXPECT_EQ(looked.status, 200) << looked.body;
    EXPECT_NE(looked.body.find("May Ursula read the folder Accounts?"), std::string::npos);
    EXPECT_EQ(state(), "waiting_client") << "a scanner of mail may open it";
    const auto decided =
        nobody.ask("POST", "/api/v1/approval-links/decide", {{"token", token}, {"decision", "approved"}, {"comment", "Until May."}});
    EXPECT_EQ(decided.status, 200) << decided.body;
    EXPECT_EQ(state(), "in_progress");
    EXPECT_EQ(nobody.ask("POST", "/api/v1/approval-links/decide", {{"token", token}, {"decision", "rejected"}, {"comment", "No."}}).status,
              409);
    const auto audit = world->list("/api/v1/audit", "entries");
    ASSERT_TRUE(audit) << audit.error().message;
    const std::string trail = json::serialize(*audit);
    EXPECT_NE(trail.find("approvals.decided_by_link"), std::string::npos);
    EXPECT_NE(trail.find("Carla"), std::string::npos);
    EXPECT_EQ(trail.find(token), std::string::npos) << "the link is a secret";
    EXPECT_EQ(text_of(world->call("GET", "/api/v1/approvals/" + text_of(asked, "approval_id")).value(), "state"), "approved");
}

}  // namespace
}  // namespace steward::scenarios
