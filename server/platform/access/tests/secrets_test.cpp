#include "server/platform/access/secrets.h"

#include <gtest/gtest.h>

#include "server/platform/access/sealing.h"

namespace steward::access {
namespace {

TEST(Sealing, opens_what_it_sealed_in_the_same_place_only) {
    SeededRng rng(1);
    const Sealing sealing(Bytes(32, 1), rng), other(Bytes(32, 2), rng);
    const Bytes sealed = sealing.seal("table/column/row-1", as_bytes("a secret")).value();
    EXPECT_EQ(as_text(sealing.open("table/column/row-1", sealed).value()), "a secret");
    EXPECT_EQ(sealing.open("table/column/row-2", sealed).error().code, "access.unsealable") << "a row copied over another";
    EXPECT_FALSE(other.open("table/column/row-1", sealed));
    EXPECT_FALSE(sealing.open("table/column/row-1", Bytes(10)));
    for (size_t i = 0; i < sealed.size(); ++i) {
        Bytes changed = sealed;
        changed[i] ^= 1;
        EXPECT_FALSE(sealing.open("table/column/row-1", changed)) << i;
    }
    EXPECT_NE(sealing.check_value(), other.check_value());
    EXPECT_NE(sealing.check_value(), sealing.master_key());
}

TEST(TokenText, is_recognised_and_a_typing_error_is_too) {
    SeededRng rng(3);
    const TokenId id = TokenId::make(Instant{1'800'000'000'000}, rng);
    const std::string text = format_token({id, std::string(64, 'a')});
    EXPECT_TRUE(text.starts_with("steward_"));
    ASSERT_TRUE(parse_token(text));
    EXPECT_EQ(parse_token(text)->id, id);
    for (size_t i = 0; i < text.size(); ++i) {
        std::string changed = text;
        changed[i] = changed[i] == 'b' ? 'c' : 'b';
        EXPECT_FALSE(parse_token(changed)) << "character " << i;
    }
    EXPECT_FALSE(parse_token(text + "0"));
    EXPECT_FALSE(parse_token(""));
}

TEST(Secrets, are_long_and_never_the_same) {
    SystemRng rng;
    const std::string one = make_secret(rng), two = make_secret(rng);
    EXPECT_EQ(one.size(), 43u);
    EXPECT_NE(one, two);
    EXPECT_NE(csrf_token_of(one), csrf_token_of(two));
    EXPECT_EQ(csrf_token_of(one), csrf_token_of(one));
    EXPECT_EQ(csrf_token_of(one).find(one), std::string::npos);
}

}  // namespace
}  // namespace steward::access
