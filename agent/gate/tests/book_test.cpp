// The book of standing policies: what its file must say, what it never forgets, and how much it holds.
#include "agent/gate/tests/policy_story.h"

namespace steward::gate {

namespace {
struct BookStory : PolicyStory {
    std::optional<PolicyBook> read(std::vector<KeptPolicy> kept) const {
        return PolicyBook::read({.policies = std::move(kept)}, office.authority);
    }
    // Policies that are over: numbers without frames.
    static std::vector<KeptPolicy> numbers(size_t count) {
        std::vector<KeptPolicy> kept;
        for (size_t i = 0; i < count; ++i) kept.push_back({.id = {90, static_cast<uint8_t>(i)}, .version = 1});
        return kept;
    }
};
}  // namespace

TEST_F(BookStory, a_file_says_of_a_policy_what_the_policy_says_of_itself) {
    stand();
    const KeptPolicy good = book.kept().policies.front();
    const auto again = read({good});
    ASSERT_TRUE(again);
    ASSERT_EQ(again->all().size(), 1U);
    EXPECT_EQ(again->find(policy_id)->message, book.find(policy_id)->message);
    KeptPolicy other = good;
    other.id = {61};
    EXPECT_FALSE(read({other})) << "under another name it would come a second time";
    other = good;
    other.version = 2;
    EXPECT_FALSE(read({other}));
    other = good;
    other.frame.pop_back();
    EXPECT_FALSE(read({other})) << "no frame";
    other.frame = office.sign(MessageType::Job, write_message(policy), {"alice", "bob"});
    EXPECT_FALSE(read({other})) << "a policy's words in a message of another type";
    other.frame = office.sign(MessageType::Policy, write_message(Veto{}), {"alice", "bob"});
    EXPECT_FALSE(read({other})) << "no policy";
    EXPECT_FALSE(read({good, other})) << "one that is sound does not save the file";
}

TEST_F(BookStory, signed_words_that_are_no_policy_are_refused) {
    const Bytes frame = office.sign(MessageType::Policy, write_message(Veto{}), {"alice", "bob"});
    const Situation at = situation();
    const auto decided = judge_policy(frame, {at, tags, book, wall, offset_at});
    ASSERT_FALSE(decided);
    EXPECT_EQ(decided.error(), (Refusal{6, 1}));
}

TEST_F(BookStory, a_number_stays_however_many_policies_come_after_it) {
    book = *read({{.id = {61}, .version = 9}});
    EXPECT_EQ(book.find({61}), nullptr);
    stand();
    EXPECT_EQ(book.version_of({61}), 9U);
    EXPECT_EQ(book.kept().policies.size(), 2U);
    EXPECT_EQ(book.all().size(), 1U);
    policy.id = {61};
    policy.policy_version = 9;
    EXPECT_EQ(decide(), "18.17");
    policy.policy_version = 10;
    EXPECT_EQ(decide(), "stands");
}

TEST_F(BookStory, holds_so_many_policies_and_numbers_of_policies) {
    book = *read(numbers(most_policies));
    EXPECT_EQ(decide(), "stands") << "those that are over take no place";
    book = *read(numbers(most_policy_numbers - 1));
    EXPECT_EQ(decide(), "stands");
    book = *read(numbers(most_policy_numbers));
    EXPECT_EQ(decide(), "18.2");
    book = {};
    for (uint8_t i = 0; i < most_policies; ++i) {
        policy.id = {77, i};
        stand();
    }
    policy.id = {78};
    EXPECT_EQ(decide(), "18.2") << "so many that are not over";
    book = *read(numbers(most_policy_numbers));
    policy.id = {90, 0};
    EXPECT_EQ(decide(), "stands") << "in the place of its own older version";
}

TEST_F(BookStory, holds_so_many_bytes) {
    EXPECT_TRUE(book.has_room(policy_id, most_policy_bytes, now));
    EXPECT_FALSE(book.has_room(policy_id, most_policy_bytes + 1, now));
    stand();
    const size_t used = book.kept().policies.front().frame.size();
    EXPECT_TRUE(book.has_room({61}, most_policy_bytes - used, now));
    EXPECT_FALSE(book.has_room({61}, most_policy_bytes - used + 1, now));
    EXPECT_TRUE(book.has_room(policy_id, most_policy_bytes, now)) << "what it replaces does not count";
    EXPECT_TRUE(book.has_room({61}, most_policy_bytes, policy.not_after + 1ms)) << "nor what is over";
}

}  // namespace steward::gate
