#include "server/modules/escalation/ack_token.h"

#include <gtest/gtest.h>

#include "server/modules/escalation/tests/people.h"

namespace steward::escalation {

namespace {
using namespace std::chrono_literals;
const Bytes key(ack_key_size, 7), other_key(ack_key_size, 8);
const Instant now = parse_rfc3339("2026-11-18T01:27:00Z").value();
}  // namespace

TEST(AckToken, opens_its_page_until_it_expires_and_no_longer) {
    const auto page = numbered<PageId>(9);
    const std::string token = make_ack_token(key, page, now + 1h);
    EXPECT_EQ(token.size(), ack_token_length);
    EXPECT_EQ(read_ack_token(key, token, now), page);
    EXPECT_EQ(read_ack_token(key, token, now + 59min), page);
    EXPECT_FALSE(read_ack_token(key, token, now + 1h));
}

TEST(AckToken, under_another_key_it_is_nothing) {
    EXPECT_FALSE(read_ack_token(other_key, make_ack_token(key, numbered<PageId>(9), now + 1h), now));
}

TEST(AckToken, not_one_letter_may_change) {
    const std::string token = make_ack_token(key, numbered<PageId>(9), now + 1h);
    for (size_t i = 0; i + 1 < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(read_ack_token(key, changed, now)) << i;
    }
    for (const std::string bad : {"", "x", "../../etc/passwd"}) EXPECT_FALSE(read_ack_token(key, bad, now));
    EXPECT_FALSE(read_ack_token(key, token + "A", now));
    EXPECT_FALSE(read_ack_token(key, std::string(ack_token_length, '\0'), now));
}

TEST(AckToken, is_found_in_an_answer_by_mail) {
    const std::string token = make_ack_token(key, numbered<PageId>(9), now + 1h);
    const std::string other(ack_token_length, 'x');
    const std::string mail = "On it. " + other + "\n\n> page: " + token + "\n> Steward";
    EXPECT_EQ(find_ack_tokens(mail), (std::vector<std::string_view>{other, token}));
    const std::string longer = "On it. " + token + "A";
    EXPECT_TRUE(find_ack_tokens(longer).empty());
    EXPECT_TRUE(find_ack_tokens("").empty());
    std::string many;
    for (int i = 0; i < 1000; ++i) many += other + " ";
    EXPECT_EQ(find_ack_tokens(many).size(), 20u);
}

}  // namespace steward::escalation
