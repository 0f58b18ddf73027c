#include <gtest/gtest.h>

#include "base/enrolment_line.h"

namespace steward {

namespace {
const std::string good_token = "000102030405060708090a0b0c0d0e0f." + to_base64url(Bytes(32, 7));
const std::vector<Bytes> good_pins = {Bytes(32, 1), Bytes(32, 2)};
}  // namespace

TEST(EnrolmentLine, says_again_what_it_was_made_of) {
    auto text = agent_line("monitor.example.org", 8443, good_pins, good_token);
    ASSERT_TRUE(text);
    auto line = parse_enrolment_line("  " + *text + "\n");
    ASSERT_TRUE(line) << line.error().message;
    EXPECT_EQ(line->host, "monitor.example.org");
    EXPECT_EQ(line->port, 8443);
    EXPECT_EQ(line->pins, good_pins);
    EXPECT_EQ(line->token_id[15], 15);
    EXPECT_EQ(line->secret, Bytes(32, 7));
    EXPECT_EQ(to_text(*line), *text);
}

TEST(EnrolmentLine, carries_an_ipv6_address_in_brackets) {
    auto text = agent_line("2001:db8::1", 8443, good_pins, good_token);
    ASSERT_TRUE(text);
    EXPECT_NE(text->find("//[2001:db8::1]:8443/"), std::string::npos);
    EXPECT_EQ(parse_enrolment_line(*text)->host, "2001:db8::1");
}

TEST(EnrolmentLine, names_an_authority_that_no_cut_can_take_away_alone) {
    auto line = parse_enrolment_line(*agent_line("monitor.example.org", 8443, good_pins, good_token));
    ASSERT_TRUE(line);
    EXPECT_FALSE(line->authority);
    line->authority.emplace().fill(0xAB);
    line->head.emplace().fill(0xCD);
    const std::string text = to_text(*line);
    const auto again = parse_enrolment_line(text);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->authority, line->authority);
    EXPECT_EQ(again->head, line->head);
    EXPECT_EQ(again->secret, line->secret);
    EXPECT_EQ(to_text(*again), text);
    for (size_t size = 0; size <= text.find("token=") + 6; ++size) EXPECT_FALSE(parse_enrolment_line(text.substr(0, size))) << size;
    for (const auto* bent : {"authority=ab&", "authority=&", "authority=zz&"}) {
        std::string other = text;
        other.replace(other.find("authority="), 10 + 64 + 1, bent);
        EXPECT_FALSE(parse_enrolment_line(other)) << other;
    }
    for (const std::string& bent : std::vector<std::string>{"head=ab&", "head=&", "head=zz&",
                                                            "head=" + std::string(64, 'a') + "&head=" + std::string(64, 'a') + "&"}) {
        std::string other = text;
        other.replace(other.find("head="), 5 + 64 + 1, bent);
        EXPECT_FALSE(parse_enrolment_line(other)) << other;
    }
    std::string alone = text;
    alone.erase(alone.find("authority="), 10 + 64 + 1);
    EXPECT_FALSE(parse_enrolment_line(alone)) << "a head without an authority says nothing";
}

TEST(EnrolmentLine, refuses_what_was_cut_or_bent) {
    const std::string good = *agent_line("h", 1, good_pins, good_token);
    const std::vector<std::string> bad = {"",
                                          "https://h:1/enrol?x",
                                          good.substr(0, good.size() - 30),
                                          good.substr(3),
                                          good + "&more=1",
                                          "steward://h/enrol?token=" + good_token,
                                          "steward://h:0/enrol?token=" + good_token,
                                          "steward://h:70000/enrol?token=" + good_token,
                                          "steward://h:1/enrol?token=" + good_token,
                                          "steward://::1:1/enrol?token=" + good_token,
                                          "steward://h h:1/enrol?token=" + good_token,
                                          "steward://h:1/enrol?pin=AAAA&token=" + good_token};
    for (const auto& text : bad) {
        auto line = parse_enrolment_line(text);
        ASSERT_FALSE(line) << text;
        EXPECT_EQ(line.error().code, "enrolment_line.malformed");
    }
}

}  // namespace steward
