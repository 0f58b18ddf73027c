// Where a machine belongs, as it is signed: kept when it follows what the machine has, brought with its proof when the machine can take it.
#include "server/modules/authority/tests/signed_story.h"
#include "server/platform/ledger/record.h"

namespace steward::authority {
namespace {

class Bound : public Signed {
protected:
    agent::v1::ServerMessage message_with(const Bytes& frame) const {
        for (const auto& message : inbox->all())
            if (message.signed_message().frame() == as_text(frame)) return message;
        return {};
    }
    bool comes(const Bytes& frame, size_t times = 1) {
        for (size_t n = 1;; ++n) {
            const auto one = inbox->wait_for(agent::v1::ServerMessage::kSignedMessage, n);
            if (!one) return false;
            if (one->signed_message().frame() == as_text(frame) && --times == 0) return true;
        }
    }
    void answer(const Bytes& frame, uint32_t how, uint64_t reason) {
        agent::v1::AgentMessage message;
        const trust::Digest id = trust::id_of(frame);
        message.mutable_message_taken()->set_message_id(id.data(), id.size());
        message.mutable_message_taken()->set_how(how);
        message.mutable_message_taken()->set_reason(reason);
        say(message);
    }
    trust::Digest first() const { return trust::parent_of_first_binding(grant_id); }
    const Machine machine{"files-1"};
};
STEWARD_ON_EVERY_DATABASE(Bound);

TEST_P(Bound, the_first_names_the_grant_and_each_the_one_before_it) {
    begin_with(machine);
    EXPECT_EQ(became(binding(machine, harbour, 1, {}, {"alice"})), "authority.binding_order");
    EXPECT_EQ(became(binding(machine, harbour, 2, first(), {"alice"})), "authority.binding_order");
    EXPECT_EQ(became(binding(machine, harbour, 1, first(), {"beacon"})), "authority.may_not_sign");
    EXPECT_EQ(became(binding(Machine("other"), harbour, 1, first(), {"alice"})), "authority.unknown_machine");
    const Bytes one = binding(machine, harbour, 1, first(), {"alice"});
    EXPECT_EQ(became(one), "accepted");
    EXPECT_EQ(became(one), "known");
    EXPECT_EQ(became(binding(machine, harbour, 2, first(), {"alice"})), "authority.binding_order");
    EXPECT_EQ(became(binding(machine, mill, 2, trust::id_of(one), {"alice"})), "authority.too_few");
    EXPECT_EQ(became(binding(machine, mill, 2, trust::id_of(one), {"alice", "bob"})), "accepted");
    EXPECT_EQ(logged().back(), "authority.binding_published");
    // At the client where it is now, one is enough; back where it came from, two.
    EXPECT_EQ(became(binding(machine, harbour, 3, trust::id_of(binding(machine, mill, 2, trust::id_of(one), {"alice"})), {"bob"})),
              "authority.too_few");
}

TEST_P(Bound, it_comes_with_its_proof_under_a_head_that_came_before_it) {
    begin_with(machine);
    const Bytes one = binding(machine, harbour, 1, first(), {"alice"});
    ASSERT_EQ(became(one), "accepted");
    ASSERT_TRUE(comes(one));
    const auto came = inbox->all();
    std::optional<trust::Note> head;
    for (const auto& message : came) {
        if (message.has_log_head()) head = trust::read_note(message.log_head().note());
        if (message.signed_message().frame() == as_text(one)) break;
    }
    ASSERT_TRUE(head);
    const auto proof = trust::read_message<trust::LogProof>(as_bytes(message_with(one).signed_message().log_proof()));
    ASSERT_TRUE(proof);
    EXPECT_TRUE(trust::proves(*proof, trust::id_of(one), head->checkpoint.size, head->checkpoint.root));
}

TEST_P(Bound, a_gate_that_waits_for_an_answer_gets_it_when_it_has_one) {
    begin_with(machine);
    auto waiting = machine.state(*room().roster(), grant_id);
    waiting.mutable_gate_state()->set_needs_answer(true);
    waiting.mutable_gate_state()->set_nonce(std::string(16, 'n'));
    say(waiting);
    settle();
    const Bytes one = binding(machine, harbour, 1, first(), {"alice"});
    ASSERT_EQ(became(one), "accepted");
    settle();
    EXPECT_EQ(brought(one), 0U);
    say(machine.state(*room().roster(), grant_id));
    EXPECT_TRUE(comes(one));
}

TEST_P(Bound, what_a_gate_put_off_comes_again_and_what_it_took_does_not) {
    begin_with(machine);
    const Bytes one = binding(machine, harbour, 1, first(), {"alice"});
    ASSERT_EQ(became(one), "accepted");
    ASSERT_TRUE(comes(one));
    answer(one, 1, 16 * 256 + 1);  // its heartbeat was too old
    say(machine.state(*room().roster(), grant_id));
    settle();
    EXPECT_EQ(brought(one), 1U);  // not at once
    house.clock.advance(std::chrono::minutes(6));
    say(machine.state(*room().roster(), grant_id));
    ASSERT_TRUE(comes(one, 2));
    answer(one, 0, 0);
    house.clock.advance(std::chrono::minutes(6));
    auto bound = machine.state(*room().roster(), grant_id);
    bound.mutable_gate_state()->set_binding_seq(1);
    say(bound);
    settle();
    EXPECT_EQ(brought(one), 2U);
    reconnect();
    say(bound);
    settle();
    EXPECT_EQ(brought(one), 0U);  // the machine says that it has it
}

TEST_P(Bound, another_enrolment_begins_another_chain_of_them) {
    begin_with(machine);
    const Bytes one = binding(machine, harbour, 1, first(), {"alice"});
    ASSERT_EQ(became(one), "accepted");
    const trust::ShortId second_grant{8, 8};
    trust::Grant again{.authority = office.authority, .id = second_grant, .client = harbour.raw().bytes};
    again.token_hash = {4};
    again.not_after = house.clock.now() + std::chrono::hours(1);
    again.server = {{"steward.example.net:7443"}, {trust::Digest{1}}};
    again.roster_head = room().roster()->head();
    ASSERT_EQ(became(office.sign(trust::MessageType::Grant, trust::write_message(again), {"alice"})), "accepted");
    reconnect();
    say(machine.state(*room().roster(), second_grant));
    settle();
    EXPECT_EQ(brought(one), 0U);
    EXPECT_EQ(became(binding(machine, harbour, 2, trust::id_of(one), {"alice"})), "authority.binding_order");
    const Bytes other = binding(machine, harbour, 1, trust::parent_of_first_binding(second_grant), {"alice"});
    EXPECT_EQ(became(other), "accepted");
    EXPECT_TRUE(comes(other));
}

}  // namespace
}  // namespace steward::authority
