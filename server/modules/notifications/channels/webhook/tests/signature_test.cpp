#include "server/modules/notifications/channels/webhook/signature.h"

#include <gtest/gtest.h>

namespace steward::notifications::channels::webhook {
namespace {

TEST(WebhookSignature, matches_the_published_example) {
    const auto key = read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    EXPECT_EQ(sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, covers_id_time_and_body) {
    const Bytes key(32, 7);
    const std::string whole = sign(key, "a", 1, "{}");
    EXPECT_NE(whole, sign(key, "b", 1, "{}"));
    EXPECT_NE(whole, sign(key, "a", 2, "{}"));
    EXPECT_NE(whole, sign(key, "a", 1, "{ }"));
    EXPECT_NE(whole, sign(Bytes(32, 8), "a", 1, "{}"));
}

TEST(WebhookSecret, is_prefixed_and_long_enough) {
    for (const auto* wrong :
         {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA", "whsec_!!!!", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}) {
        EXPECT_EQ(read_secret(wrong).error().code, "webhook.secret") << wrong;
    }
}

}  // namespace
}  // namespace steward::notifications::channels::webhook
