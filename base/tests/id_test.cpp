#include <gtest/gtest.h>

#include "base/id.h"

namespace steward {
namespace {

TEST(Ids, sort_by_the_time_they_were_made) {
    SeededRng rng(7);
    const auto first = DeviceId::make(Instant{1'700'000'000'000}, rng);
    const auto second = DeviceId::make(Instant{1'700'000'000'001}, rng);
    EXPECT_LT(first, second);
    EXPECT_LT(first.text(), second.text());
}

TEST(Ids, come_back_from_their_text) {
    SeededRng rng(8);
    const auto id = TicketId::make(Instant{1'764'000'000'123}, rng);
    EXPECT_EQ(id.text().size(), 36u);
    EXPECT_EQ(id.text()[14], '7') << "version 7 of RFC 9562";
    EXPECT_EQ(TicketId::parse(id.text()).value(), id);
}

TEST(Ids, have_one_spelling_only) {
    SeededRng rng(9);
    std::string text = ClientId::make(Instant{1'764'000'000'123}, rng).text();
    for (const std::string& wrong : {text + "0", text.substr(1), std::string(36, '-'), "{" + text + "}", std::string()}) {
        EXPECT_EQ(ClientId::parse(wrong).error().code, "id.invalid") << wrong;
    }
    text.replace(0, 8, "0123ABCD");
    EXPECT_FALSE(ClientId::parse(text)) << "upper case would be a second spelling";
}

}  // namespace
}  // namespace steward
