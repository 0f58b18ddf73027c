// Check 6 at the gate: a payload that says the same in another form is not read, whoever signed it.
#include "agent/gate/checks.h"
#include "agent/gate/tests/policy_story.h"

namespace steward::gate {

TEST_F(PolicyStory, a_payload_that_is_not_in_its_one_form_is_refused) {
    Bytes payload = write_message(policy);
    ASSERT_LT(payload[0], 0xb8) << "a map of fewer than 24 fields";
    const Situation at = situation();
    const auto said = [&](const Bytes& bytes) {
        const Bytes frame = office.sign(MessageType::Policy, bytes, {"alice", "bob"});
        const auto decided = judge_policy(frame, {at, tags, book, wall, offset_at});
        return decided ? "stands" : in_numbers(decided.error());
    };
    EXPECT_EQ(said(payload), "stands");
    payload.insert(payload.begin() + 1, payload[0] & 31);
    payload[0] = 0xb8;  // the same count, in a byte more than it needs
    EXPECT_EQ(said(payload), "6.1");
}

}  // namespace steward::gate
