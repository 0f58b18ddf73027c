// What a provider answers to a refresh token; the conversation with a real one is a story of tests/e2e.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "server/platform/mail/access_token.h"

namespace steward::mail::tests {

namespace {
using testing::HasSubstr;
using namespace std::chrono_literals;
constexpr Instant now{1'764'000'000'000};

std::string failure_of(long status, std::string_view body) {
    const auto token = read_token_answer(status, body, now);
    return token ? "none" : token.error().message;
}
}  // namespace

TEST(AccessTokens, are_good_for_as_long_as_the_provider_says_and_never_for_less_than_a_minute) {
    const auto token = read_token_answer(200, R"({"access_token":"abc","token_type":"Bearer","expires_in":3600})", now);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->value, "abc");
    EXPECT_EQ(token->good_until, now + 1h);
    EXPECT_EQ(token->new_refresh_token, "");
    EXPECT_EQ(read_token_answer(200, R"({"access_token":"abc","expires_in":-5})", now)->good_until, now + 1min);
    EXPECT_EQ(read_token_answer(200, R"({"access_token":"abc","expires_in":1e300})", now)->good_until, now + 5min);
    EXPECT_EQ(read_token_answer(200, R"({"access_token":"abc","refresh_token":"next"})", now)->new_refresh_token, "next");
}

TEST(AccessTokens, that_are_refused_say_what_to_do_and_never_a_secret) {
    EXPECT_THAT(failure_of(400, R"({"error":"invalid_grant","error_description":"s3cret"})"), HasSubstr("enter the new refresh token"));
    EXPECT_THAT(failure_of(401, R"({"error":"invalid_client"})"), HasSubstr("Compare client id and secret"));
    EXPECT_THAT(failure_of(400, R"({"error":"invalid_scope"})"), HasSubstr("Leave the scope empty"));
    EXPECT_THAT(failure_of(404, "<html>s3cret</html>"), HasSubstr("Is the address that of its token endpoint?"));
    EXPECT_THAT(failure_of(200, "[]"), HasSubstr("not a token"));
    EXPECT_THAT(failure_of(200, "{\"access_token\":\"a\\r\\nb\"}"), HasSubstr("without a token"));
    EXPECT_EQ(failure_of(400, R"({"error":"s3cret"})").find("s3cret"), std::string::npos);
}

TEST(AccessTokens, go_only_where_nobody_listens) {
    EXPECT_TRUE(check_token_url("https://login.example.org/token", "/x"));
    EXPECT_TRUE(check_token_url("http://127.0.0.1:3000/token", "/x"));
    EXPECT_FALSE(check_token_url("http://login.example.org/token", "/x"));
    EXPECT_FALSE(check_token_url("https://user@login.example.org/token", "/x"));
}

RC_GTEST_PROP(AccessTokens, any_answer_is_a_token_or_a_sentence, (const std::string& body)) {
    for (const long status : {200L, 400L}) {
        const auto token = read_token_answer(status, body, now);
        RC_ASSERT(!(token ? token->value : token.error().message).empty());
    }
}

}  // namespace steward::mail::tests
