#include "server/platform/access/totp.h"

#include <gtest/gtest.h>

namespace steward::access {
namespace {

// The secret of both documents' test vectors.
Bytes rfc_secret() {
    const auto bytes = as_bytes("12345678901234567890");
    return {bytes.begin(), bytes.end()};
}

Instant second(int64_t seconds) { return Instant{seconds * 1000}; }

TEST(Totp, agrees_with_the_vectors_of_rfc_4226) {
    const char* expected[] = {"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"};
    for (uint64_t counter = 0; counter < 10; ++counter) EXPECT_EQ(hotp(rfc_secret(), counter), expected[counter]) << counter;
}

TEST(Totp, agrees_with_the_vectors_of_rfc_6238) {
    const std::pair<int64_t, const char*> expected[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                                                        {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (const auto& [at, code] : expected) EXPECT_EQ(hotp(rfc_secret(), static_cast<uint64_t>(totp_step(second(at))), 8), code) << at;
}

TEST(Totp, takes_the_codes_of_the_step_before_and_after_for_clocks_that_differ) {
    const Instant now = second(1'800'000'000);
    for (const int64_t away : {-1, 0, 1}) {
        const std::string code = hotp(rfc_secret(), static_cast<uint64_t>(totp_step(now) + away));
        EXPECT_EQ(totp_accepts(rfc_secret(), code, now, 0), totp_step(now) + away);
    }
    for (const int64_t away : {-2, 2}) {
        EXPECT_FALSE(totp_accepts(rfc_secret(), hotp(rfc_secret(), static_cast<uint64_t>(totp_step(now) + away)), now, 0)) << away;
    }
}

TEST(Totp, takes_no_code_twice_and_none_before_the_last_one) {
    const Instant now = second(1'800'000'000);
    const int64_t step = totp_step(now);
    const std::string code = hotp(rfc_secret(), static_cast<uint64_t>(step));
    EXPECT_TRUE(totp_accepts(rfc_secret(), code, now, step - 1));
    EXPECT_FALSE(totp_accepts(rfc_secret(), code, now, step));
    EXPECT_FALSE(totp_accepts(rfc_secret(), hotp(rfc_secret(), static_cast<uint64_t>(step - 1)), now, step));
}

TEST(Totp, takes_codes_with_a_blank_in_the_middle_and_nothing_else) {
    const Instant now = second(59);
    EXPECT_TRUE(totp_accepts(rfc_secret(), "287 082", now, 0));
    for (const auto* wrong : {"", "28708", "2870821", "28708a", "000000", "287082;"})
        EXPECT_FALSE(totp_accepts(rfc_secret(), wrong, now, 0)) << wrong;
}

TEST(Totp, tells_the_app_everything_in_one_uri) {
    EXPECT_EQ(otpauth_uri("Harbour & Co", "ada@example.org", rfc_secret()),
              "otpauth://totp/Harbour%20%26%20Co:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
              "&issuer=Harbour%20%26%20Co&algorithm=SHA1&digits=6&period=30");
}

TEST(RecoveryCodes, are_read_as_people_type_them) {
    const std::string shown = format_recovery_code(Bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    EXPECT_EQ(shown, "AEBA-GBAF-AYDQ-QCIK");
    EXPECT_EQ(canonical_recovery_code(shown), "AEBAGBAFAYDQQCIK");
    EXPECT_EQ(canonical_recovery_code(" aeba gbaf aydq qcik "), "AEBAGBAFAYDQQCIK");
    EXPECT_EQ(canonical_recovery_code("AEBA-GBAF"), "");
}

}  // namespace
}  // namespace steward::access
