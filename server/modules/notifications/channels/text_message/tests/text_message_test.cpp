#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "server/modules/notifications/channel.h"
#include "server/modules/notifications/channels/text_message/template.h"
#include "server/modules/notifications/tests/post_office.h"

namespace steward::notifications::channels::text_message {

const ChannelKind& kind();

namespace {
using testing::HasSubstr;

Message called() {
    return {.id = "d-1",
            .event = "page.due",
            .subject = R"(P1 "Harbour" & sons: {to} is dark)",
            .text = "Paula, you are called.",
            .data_json = R"({"priority":"P1","acknowledge_url":"https://desk.example/acknowledge#t"})",
            .created_at = {}};
}
Settings gateway(const Receiver& receiver) {
    return {{"url", receiver.url()}, {"header", "Authorization: Bearer s3cret"}, {"to", "+49 170 1"}, {"allow_private_network", "yes"}};
}
std::string body_in(const std::string& request) { return request.substr(request.find("\r\n\r\n") + 4); }
}  // namespace

TEST(TextMessage, values_are_escaped_for_where_they_stand_and_filled_in_once) {
    const Fields fields{{"to", "+49"}, {"text", R"(a "b" & {to})"}};
    EXPECT_EQ(fill_in(R"({"t":"{text}","x":"{other}"})", fields, Escaping::Json), R"({"t":"a \"b\" & {to}","x":"{other}"})");
    EXPECT_EQ(fill_in("t={text}&to={to}", fields, Escaping::Form), "t=a%20%22b%22%20%26%20%7Bto%7D&to=%2B49");
    EXPECT_EQ(fill_in("{text} {", fields, Escaping::Plain), R"(a "b" & {to} {)");
}

TEST(TextMessage, reaches_a_real_gateway_with_its_header_its_body_and_the_link) {
    Receiver receiver;
    receiver.answer(200, R"({"status":"queued"})");
    Settings settings = gateway(receiver);
    settings["success_text"] = R"("status":"queued")";
    EXPECT_TRUE(kind().check(settings));
    EXPECT_EQ(kind().send(settings, called(), {}).kind, Outcome::Kind::Delivered);
    ASSERT_EQ(receiver.requests().size(), 1u);
    EXPECT_THAT(receiver.requests()[0], HasSubstr("POST /hook"));
    EXPECT_THAT(receiver.requests()[0], HasSubstr("Authorization: Bearer s3cret"));
    const auto body = boost::json::parse(body_in(receiver.requests()[0])).as_object();
    EXPECT_EQ(body.at("to").as_string(), "+49 170 1");
    EXPECT_EQ(body.at("message").as_string(), R"(P1 "Harbour" & sons: {to} is dark https://desk.example/acknowledge#t)");
}

TEST(TextMessage, an_answer_that_does_not_say_success_is_tried_again_and_its_words_are_not_repeated) {
    Receiver receiver;
    receiver.answer(200, R"({"error":"no credit of s3cret"})");
    Settings settings = gateway(receiver);
    settings["success_text"] = "queued";
    const auto outcome = kind().send(settings, called(), {});
    EXPECT_EQ(outcome.kind, Outcome::Kind::TryAgain);
    EXPECT_EQ(outcome.error, "The gateway answered 200, but not that it took the message.");
    receiver.answer(503);
    EXPECT_EQ(kind().send(settings, called(), {}).error, "The receiver answered 503.");
}

TEST(TextMessage, some_gateways_want_everything_in_the_address) {
    Receiver receiver;
    Settings settings = gateway(receiver);
    settings["method"] = "GET";
    settings["url"] = receiver.url() + "?to={to}&text={subject}";
    EXPECT_TRUE(kind().check(settings));
    EXPECT_EQ(kind().send(settings, called(), {}).kind, Outcome::Kind::Delivered);
    EXPECT_THAT(receiver.requests()[0], HasSubstr("GET /hook?to=%2B49%20170%201&text=P1%20%22Harbour%22%20%26%20sons"));
}

TEST(TextMessage, a_long_text_is_cut_and_its_link_is_not) {
    Receiver receiver;
    Settings settings = gateway(receiver);
    settings["longest"] = "80";
    Message message = called();
    message.subject = std::string(300, 'x');
    EXPECT_EQ(kind().send(settings, message, {}).kind, Outcome::Kind::Delivered);
    const std::string text(boost::json::parse(body_in(receiver.requests()[0])).as_object().at("message").as_string());
    EXPECT_EQ(text.size(), 80u);
    EXPECT_TRUE(text.ends_with(" https://desk.example/acknowledge#t"));
}

TEST(TextMessage, a_page_goes_to_the_number_of_the_person_that_is_called_or_to_nobody) {
    Receiver receiver;
    Settings settings = gateway(receiver);
    EXPECT_EQ(kind().recipient(kind().addressed_to(settings, "paula@msp.example")), "+49 170 1") << "one telephone for all";
    settings["people"] = "Paula@msp.example = +49 170 2, simon@msp.example=+49 170 3";
    EXPECT_TRUE(kind().check(settings));
    EXPECT_EQ(kind().recipient(kind().addressed_to(settings, "paula@msp.example")), "+49 170 2");
    const auto outcome = kind().send(kind().addressed_to(settings, "vera@msp.example"), called(), {});
    EXPECT_EQ(outcome.kind, Outcome::Kind::GiveUp);
    EXPECT_TRUE(receiver.requests().empty());
}

TEST(TextMessage, settings_that_cannot_work_are_refused) {
    Receiver receiver;
    const std::pair<const char*, const char*> wrong[] = {
        {"url", "ftp://x"},   {"method", "DELETE"}, {"header", "no colon"}, {"content_type", "a/b"}, {"to", "anna"},   {"people", "anna"},
        {"body", "no field"}, {"longest", "10"},    {"longest", "99999"},   {"longest", "many"},     {"to", "+49 1+2"}};
    for (const auto& [name, value] : wrong) {
        Settings settings = gateway(receiver);
        settings[name] = value;
        EXPECT_FALSE(kind().check(settings)) << name << ": " << value;
    }
}

}  // namespace steward::notifications::channels::text_message
