// A client's person asks for a link, a real mail brings it, and it opens what is theirs: through the dispatcher,
// the journal, the outbox and a mail server.
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "tests/scenarios/story.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace {
namespace json = boost::json;

// The token behind the link of a mail whose text travels in base64.
std::string link_token_in(const std::string& mail) {
    const size_t head = mail.find("\r\n\r\n") != std::string::npos ? mail.find("\r\n\r\n") : mail.find("\n\n");
    std::string encoded = mail.substr(std::min(head, mail.size()));
    std::erase_if(encoded, [](char c) { return c == '\r' || c == '\n'; });
    const auto bytes = from_base64(encoded);
    const std::string text(bytes ? as_text(*bytes) : std::string_view{});
    constexpr std::string_view place = "/sign-in/mail#";
    const size_t begin = text.find(place);
    if (begin == std::string::npos) return {};
    const std::string rest = text.substr(begin + place.size());
    return rest.substr(0, rest.find('\n'));
}

void mail_link_story(storage::Engine engine) {
    auto begun = World::begin(engine, story_midnight());
    ASSERT_TRUE(begun) << begun.error().message;
    World& world = **begun;
    ASSERT_TRUE(world.add_client("harbour"));
    ASSERT_TRUE(world.add_mail("desk", "mail.sign_in", false));
    const auto made = world.call("POST", "/api/v1/accounts",
                                 {{"name", "Cara"},
                                  {"email", "cara@client.example"},
                                  {"roles", json::array{"CUS"}},
                                  {"client_ids", json::array{world.client_id("harbour").value()}}});
    ASSERT_TRUE(made) << made.error().message;

    Visitor cara(world, "Cara");
    const auto stranger = cara.ask("POST", "/api/v1/access/mail-link", {{"email", "nobody@client.example"}});
    const auto asked = cara.ask("POST", "/api/v1/access/mail-link", {{"email", "Cara@client.example"}});
    EXPECT_EQ(stranger.status, 200) << stranger.body;
    ASSERT_EQ(asked.status, 200) << asked.body;
    EXPECT_EQ(stranger.body.size(), asked.body.size()) << "nothing tells who has an account";
    ASSERT_TRUE(world.settle());
    const auto mails = world.mail().messages();
    ASSERT_EQ(mails.size(), 1u) << "one to Cara, none to anybody else";
    EXPECT_NE(mails.front().find("cara@client.example"), std::string::npos);
    EXPECT_EQ(mails.front().find("desk@harbour.example"), std::string::npos) << "not to the channel's own receivers";

    const std::string token = link_token_in(mails.front());
    ASSERT_EQ(token.size(), 43u) << mails.front();
    const std::string secret(json::parse(asked.body).at("flow_secret").as_string());
    EXPECT_EQ(cara.ask("POST", "/api/v1/access/mail-link/redeem", {{"link_token", token}, {"flow_secret", "elsewhere"}}).code,
              "access.other_browser");
    const auto opened = cara.ask("POST", "/api/v1/access/mail-link/redeem", {{"link_token", token}, {"flow_secret", secret}});
    ASSERT_EQ(opened.status, 200) << opened.body;
    EXPECT_EQ(cara.ask("GET", "/api/v1/tickets").status, 200);
    EXPECT_EQ(cara.ask("GET", "/api/v1/accounts").status, 403);
    EXPECT_EQ(cara.ask("POST", "/api/v1/access/mail-link/redeem", {{"link_token", token}, {"flow_secret", secret}}).code,
              "access.mail_link_refused");

    // The link stands in no delivery that the provider's people can read.
    const auto deliveries = world.call("GET", "/api/v1/deliveries", nullptr);
    ASSERT_TRUE(deliveries) << deliveries.error().message;
    EXPECT_EQ(json::serialize(*deliveries).find(token), std::string::npos);
}
}  // namespace

TEST(MailLink, brings_a_clients_person_in_on_the_embedded_database) { mail_link_story(storage::Engine::Sqlite); }

TEST(MailLink, brings_a_clients_person_in_on_postgresql) { mail_link_story(storage::Engine::Postgres); }

}  // namespace steward::scenarios
