// Each reason of a gate in words: what it is, and what to do.
#include "server/modules/jobs/refusals.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace steward::jobs {
namespace {

constexpr uint64_t reason(uint64_t check, uint64_t detail) { return check * 256 + detail; }

TEST(Refusals, say_what_to_do_and_end_with_the_number) {
    EXPECT_EQ(refusal_words(reason(20, 1)),
              "The machine's limits do not allow this kind of work. Its administrator allows it: steward-agent limits. (20.1)");
    EXPECT_NE(refusal_words(reason(20, 7)).find("no network, or with any. (20.7)"), std::string::npos);
    EXPECT_EQ(refusal_words(reason(99, 3)), "The machine gave no reason. (99.3)");
}

// The lists of agent/gate/policies.h: PolicyUnfit, PolicyUntimely, PolicySeen, PolicyUnwilling, PolicyMaterial.
TEST(Refusals, of_policies_have_words_of_their_own) {
    constexpr std::pair<uint64_t, uint64_t> last_details[] = {{12, 17}, {15, 20}, {18, 19}, {20, 18}, {22, 16}};
    std::set<std::string> all;
    size_t count = 0;
    for (const auto& [check, last] : last_details) {
        const std::string any = refusal_words(reason(check, 0)), any_words = any.substr(0, any.rfind(" ("));
        for (uint64_t detail = 16; detail <= last; ++detail) {
            const std::string words = refusal_words(reason(check, detail));
            EXPECT_NE(words.substr(0, words.rfind(" (")), any_words) << check << "." << detail;
            all.insert(words.substr(0, words.rfind(" (")));
            ++count;
        }
    }
    EXPECT_EQ(all.size(), count) << "each its own";
}

TEST(Refusals, pass_by_themselves_where_something_is_still_on_its_way) {
    for (const uint64_t passing : {reason(9, 1), reason(10, 3), reason(16, 2), reason(21, 1), reason(15, 1), reason(22, 1)})
        EXPECT_TRUE(passes_by_itself(passing)) << passing;
    for (const uint64_t staying : {reason(15, 2), reason(22, 2), reason(20, 1), reason(4, 1)})
        EXPECT_FALSE(passes_by_itself(staying)) << staying;
    EXPECT_TRUE(is_known_there(reason(18, 1)));
    EXPECT_FALSE(is_known_there(reason(18, 2)));
}

}  // namespace
}  // namespace steward::jobs
