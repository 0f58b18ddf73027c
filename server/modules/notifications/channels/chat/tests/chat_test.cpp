#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "server/modules/notifications/channels/chat/format.h"
#include "server/modules/notifications/tests/post_office.h"

namespace steward::notifications::channels::chat {

const ChannelKind& kind();

namespace {
Message chat_page() {
    return {.id = "d-1",
            .event = "page.due",
            .subject = "P1 Harbour: <!channel> @all [safe](https://evil.example)",
            .text = "Paula, you are called.",
            .data_json = R"({"priority":"P1","acknowledge_url":"https://desk.example/acknowledge#t"})",
            .created_at = {}};
}
std::string text_for(std::string_view format) {
    return std::string(boost::json::parse(chat_body(format, chat_page())).as_object().at("text").as_string());
}
}  // namespace

TEST(Chat, in_slack_nothing_that_a_ticket_says_is_a_command) {
    const std::string text = text_for("slack");
    EXPECT_TRUE(text.starts_with("*P1 Harbour: &lt;!channel&gt; @all"));
    EXPECT_TRUE(text.ends_with("\n<https://desk.example/acknowledge#t|I take it>"));
}

TEST(Chat, in_mattermost_nobody_is_called_and_no_link_is_made_but_ours) {
    const std::string text = text_for("mattermost");
    EXPECT_EQ(text.find("@all"), std::string::npos);
    EXPECT_NE(text.find("\\[safe\\]"), std::string::npos);
    EXPECT_TRUE(text.ends_with("\n[I take it](https://desk.example/acknowledge#t)"));
}

TEST(Chat, in_teams_it_is_a_card_with_a_button) {
    const auto body = boost::json::parse(chat_body("teams", chat_page())).as_object();
    EXPECT_EQ(body.at("type").as_string(), "message");
    const auto& attachment = body.at("attachments").at(0).as_object();
    EXPECT_EQ(attachment.at("contentType").as_string(), "application/vnd.microsoft.card.adaptive");
    EXPECT_EQ(attachment.at("content").at("actions").at(0).at("url").as_string(), "https://desk.example/acknowledge#t");
    Message plain = chat_page();
    plain.data_json = "{}";
    EXPECT_EQ(chat_body("teams", plain).find("actions"), std::string::npos);
}

TEST(Chat, reaches_a_real_receiver_and_never_shows_its_address) {
    Receiver receiver;
    const Settings settings{{"url", receiver.url() + "/secret"}, {"format", "slack"}, {"allow_private_network", "yes"}};
    EXPECT_TRUE(kind().check(settings));
    EXPECT_EQ(kind().send(settings, chat_page(), {}).kind, Outcome::Kind::Delivered);
    EXPECT_EQ(kind().recipient(settings).find("secret"), std::string::npos);
    receiver.answer(404, "no_service");
    EXPECT_EQ(kind().send(settings, chat_page(), {}).error, "The receiver answered 404.");
    EXPECT_FALSE(kind().check({{"url", receiver.url()}, {"format", "irc"}}));
}

}  // namespace steward::notifications::channels::chat
