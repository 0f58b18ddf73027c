#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "server/modules/notifications/channels/ntfy/publish.h"
#include "server/modules/notifications/tests/post_office.h"

namespace steward::notifications::channels::ntfy {

const ChannelKind& kind();

namespace {
Message page() {
    return {.id = "d-1",
            .event = "page.due",
            .subject = "P1 Harbour: dark",
            .text = "Paula, you are called.",
            .data_json = R"({"priority":"P1","acknowledge_url":"https://desk.example/acknowledge#t"})",
            .created_at = {}};
}
}  // namespace

TEST(Ntfy, a_page_is_urgent_and_opens_its_link) {
    const auto body = boost::json::parse(publish_body("on-call_7", page())).as_object();
    EXPECT_EQ(body.at("topic").as_string(), "on-call_7");
    EXPECT_EQ(body.at("priority").as_int64(), 5);
    EXPECT_EQ(body.at("click").as_string(), "https://desk.example/acknowledge#t");
}

TEST(Ntfy, what_is_no_page_has_no_link_and_a_long_text_is_cut_between_characters) {
    Message message = page();
    message.data_json = "not json";
    message.text = std::string(3499, 'x') + "é";
    const auto body = boost::json::parse(publish_body("t", message)).as_object();
    EXPECT_FALSE(body.contains("click"));
    EXPECT_EQ(body.at("priority").as_int64(), 3);
    EXPECT_EQ(body.at("message").as_string().size(), 3499u);
}

TEST(Ntfy, reaches_a_real_receiver_with_its_token_and_says_what_it_answered) {
    Receiver receiver;
    const Settings settings{{"url", receiver.url()}, {"topic", "t"}, {"token", "tk_x"}, {"allow_private_network", "yes"}};
    EXPECT_TRUE(kind().check(settings));
    EXPECT_EQ(kind().send(settings, page(), {}).kind, Outcome::Kind::Delivered);
    ASSERT_EQ(receiver.requests().size(), 1u);
    EXPECT_NE(receiver.requests()[0].find("Authorization: Bearer tk_x"), std::string::npos);
    receiver.answer(500);
    EXPECT_EQ(kind().send(settings, page(), {}).error, "The receiver answered 500.");
    Settings closed = settings;
    closed["allow_private_network"] = "no";
    EXPECT_EQ(kind().send(closed, page(), {}).kind, Outcome::Kind::TryAgain);
    EXPECT_EQ(receiver.requests().size(), 2u) << "a private address is not even connected to";
}

TEST(Ntfy, a_topic_is_one_word) {
    for (const char* bad : {"", "a/b", "a b", "ü"}) {
        EXPECT_FALSE(kind().check({{"url", "https://ntfy.example"}, {"topic", bad}})) << bad;
    }
}

}  // namespace steward::notifications::channels::ntfy
