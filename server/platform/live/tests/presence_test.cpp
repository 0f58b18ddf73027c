#include <gtest/gtest.h>

#include "server/platform/live/presence.h"

namespace steward::live {
namespace {

using namespace std::chrono_literals;

class PresenceOfPeople : public ::testing::Test {
protected:
    std::string seen(const std::string& ticket = "ticket") {
        std::string text;
        for (const auto& one : board.present(ticket, now))
            text += (text.empty() ? "" : ", ") + one.name + (one.doing == Doing::Writing ? " writes" : "");
        return text;
    }
    bool says(const AccountId& who, const std::string& name, Doing doing, const std::string& screen = "one") {
        return board.tell("ticket", who, name, screen, doing, now);
    }

    SystemRng rng;
    Instant now = Instant::from_unix_ms(1'795'000'000'000);
    AccountId ana = AccountId::make(now, rng), ben = AccountId::make(now, rng);
    PresenceBoard board;
};

TEST_F(PresenceOfPeople, is_seen_while_it_is_told_and_forgotten_by_itself) {
    EXPECT_TRUE(says(ana, "Ana", Doing::Looking));
    now = now + 30s;
    EXPECT_FALSE(says(ana, "Ana", Doing::Looking)) << "nothing new";
    EXPECT_EQ(seen(), "Ana");
    now = now + 44s;
    EXPECT_EQ(seen(), "Ana");
    now = now + 1s;
    EXPECT_EQ(seen(), "");
    EXPECT_EQ(board.screens(), 0u);
}

TEST_F(PresenceOfPeople, says_who_writes_as_long_as_one_window_of_theirs_does) {
    says(ana, "Ana", Doing::Looking, "one");
    EXPECT_TRUE(says(ana, "Ana", Doing::Writing, "two"));
    EXPECT_EQ(seen(), "Ana writes");
    EXPECT_TRUE(board.leave("ticket", ana, "two", now));
    EXPECT_EQ(seen(), "Ana");
    EXPECT_TRUE(says(ben, "Ben", Doing::Looking));
    EXPECT_EQ(seen(), "Ana, Ben");
}

TEST_F(PresenceOfPeople, makes_room_for_others_when_a_window_is_not_heard_of) {
    says(ana, "Ana", Doing::Writing);
    now = now + 2min;
    board.tell("other", ben, "Ben", "one", Doing::Looking, now);
    EXPECT_EQ(board.screens(), 1u);
    EXPECT_EQ(seen("other"), "Ben");
}

TEST_F(PresenceOfPeople, holds_no_more_than_it_promised) {
    for (size_t i = 0; i < PresenceBoard::most_screens_of_one + 5; ++i) says(ana, "Ana", Doing::Looking, std::to_string(i));
    EXPECT_EQ(board.screens(), PresenceBoard::most_screens_of_one);
    EXPECT_FALSE(says(ben, "Ben", Doing::Looking, std::string(1000, 'x')));
    for (size_t i = 0; i < PresenceBoard::most_screens + 100; ++i) board.tell(std::to_string(i), ben, "Ben", "one", Doing::Looking, now);
    EXPECT_EQ(board.screens(), PresenceBoard::most_screens);
}

}  // namespace
}  // namespace steward::live
