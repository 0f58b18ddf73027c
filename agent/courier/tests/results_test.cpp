// From the gate to the server: its state when it changes, results until they are kept, output before the result.
#include "agent/courier/tests/story.h"

namespace steward::agent {

struct ResultStory : CourierStory {
    v1::ServerMessage look(uint8_t number, bool follows, uint64_t offset = 0) const {
        v1::ServerMessage wish;
        wish.mutable_output_wanted()->set_work_id(id(number));
        wish.mutable_output_wanted()->set_offset(offset);
        wish.mutable_output_wanted()->set_follow(follows);
        return wish;
    }
};

TEST_F(ResultStory, the_gate_is_described_at_the_beginning_and_when_something_of_it_changes) {
    state.was_heard = true;
    courier.connected(now);
    settle();
    auto states = said(v1::AgentMessage::kGateState);
    ASSERT_EQ(states.size(), 1U);
    EXPECT_TRUE(states[0].gate_state().present());
    EXPECT_TRUE(states[0].gate_state().enrolled());
    EXPECT_EQ(states[0].gate_state().allowed_classes(), 2U);
    EXPECT_EQ(trust::read_message<trust::LocalLimits>(as_bytes(states[0].gate_state().limits())), state.limits);
    // What the machine's administrator changes is said.
    state.limits.curfew = trust::Curfew{.zone = "UTC", .start_minute = 1320, .length_minutes = 480};
    now += state_period;
    settle();
    states = said(v1::AgentMessage::kGateState);
    ASSERT_EQ(states.size(), 1U);
    EXPECT_EQ(trust::read_message<trust::LocalLimits>(as_bytes(states[0].gate_state().limits())), state.limits);
    EXPECT_LE(courier.next(), now + state_period);

    for (int i = 0; i < 20; ++i) {
        now += state_period;
        state.heartbeat_age_ms += static_cast<uint64_t>(state_period.count());
        settle();
    }
    EXPECT_TRUE(said(v1::AgentMessage::kGateState).empty()) << "an age that grows is no change";
    state.heartbeat_age_ms = 0;
    now += state_period;
    settle();
    EXPECT_EQ(said(v1::AgentMessage::kGateState).size(), 1U) << "a newer heartbeat was heard";
    state.is_stopped_here = true;
    now += state_period;
    settle();
    states = said(v1::AgentMessage::kGateState);
    ASSERT_EQ(states.size(), 1U);
    EXPECT_TRUE(states[0].gate_state().stopped_here());
    courier.connected(now);
    settle();
    EXPECT_EQ(said(v1::AgentMessage::kGateState).size(), 1U) << "a new connection hears it again";
}

TEST_F(ResultStory, the_question_is_carried_while_the_gate_waits_for_its_answer) {
    state.needs_answer = true;
    courier.connected(now);
    settle();
    auto states = said(v1::AgentMessage::kGateState);
    ASSERT_EQ(states.size(), 1U);
    EXPECT_EQ(states[0].gate_state().nonce(), id(9));
    nonce = {10};
    now += state_period;
    settle();
    states = said(v1::AgentMessage::kGateState);
    ASSERT_EQ(states.size(), 1U);
    EXPECT_EQ(states[0].gate_state().nonce(), id(10));
    state.needs_answer = false;
    now += state_period;
    settle();
    states = said(v1::AgentMessage::kGateState);
    ASSERT_EQ(states.size(), 1U);
    EXPECT_TRUE(states[0].gate_state().nonce().empty());
}

TEST_F(ResultStory, a_gate_that_is_not_there_is_said_once_looked_for_ever_less_and_found_when_it_comes) {
    courier.connected(now);
    const auto is_looked_for_after = [&](Duration period) {
        ASSERT_TRUE(courier.ask(now, true)) << period.count();
        courier.unanswered(NoAnswer::Absent, now);
        EXPECT_FALSE(courier.ask(now, true));
        EXPECT_EQ(courier.next(), now + period);
        now += period;
    };
    for (const int64_t times : {1, 2, 4, 8, 12, 12}) is_looked_for_after(times * absent_period);
    EXPECT_EQ(12 * absent_period, longest_absent_period);
    const auto states = said(v1::AgentMessage::kGateState);
    ASSERT_EQ(states.size(), 1U);
    EXPECT_FALSE(states[0].gate_state().present());
    EXPECT_NE(courier.view().in_words().find("nothing runs on it"), std::string::npos);
    settle();
    EXPECT_EQ(said(v1::AgentMessage::kGateState).size(), 1U);
    now += state_period;
    is_looked_for_after(absent_period);  // one that was there is back soon
}

TEST_F(ResultStory, the_whole_output_goes_before_the_result_and_nothing_is_acknowledged_before_the_server_keeps_it) {
    connect();
    has_result(1);
    now += state_period;
    ASSERT_TRUE(asks(Want::Output));
    answer(How::Done, Bytes(128 * 1024, 'a'));
    EXPECT_EQ(said(v1::AgentMessage::kWorkDone).size(), 0U);
    auto outputs = said(v1::AgentMessage::kWorkOutput);
    ASSERT_EQ(outputs.size(), 1U);
    EXPECT_FALSE(outputs[0].work_output().last());
    ASSERT_TRUE(asks(Want::Output));
    EXPECT_EQ(Bytes(body().begin() + 16, body().end()), gate::big_endian(128 * 1024));
    answer(How::Done, Bytes{'e', 'n', 'd'});
    ASSERT_EQ(courier.mail().size(), 2U);
    EXPECT_EQ(courier.mail()[0].work_output().part(), "end");
    EXPECT_TRUE(courier.mail()[0].work_output().last());
    EXPECT_EQ(courier.mail()[1].work_done().frame(), text_from(results.frames[0]));
    courier.mail().clear();

    for (Duration waited{0}; waited + state_period < say_again_after; waited += state_period) {
        now += state_period;
        EXPECT_FALSE(asks(Want::Acknowledge));
    }
    EXPECT_TRUE(said(v1::AgentMessage::kWorkDone).empty()) << "the server has some time to keep it";
    keeps(1);
    ASSERT_TRUE(asks(Want::Acknowledge));
    EXPECT_EQ(text_from(body()), id(1));
}

TEST_F(ResultStory, a_result_that_is_not_kept_is_said_again_on_every_connection) {
    connect();
    has_result(1);
    for (int round = 0; round < 3; ++round) {
        now += state_period;
        settle();
        said(v1::AgentMessage::kGateState);
        settle();
        EXPECT_EQ(said(v1::AgentMessage::kWorkDone).size(), 1U) << round;
        courier.disconnected();
        keeps(1);  // of the connection before: it is not heard
        courier.connected(now);
    }
    EXPECT_FALSE(asks(Want::Acknowledge));
}

TEST_F(ResultStory, a_result_that_the_server_was_not_ready_for_is_said_again_on_the_same_connection) {
    connect();
    has_result(1);
    now += state_period;
    settle();
    EXPECT_EQ(said(v1::AgentMessage::kWorkDone).size(), 1U);
    for (int round = 0; round < 3; ++round) {
        courier.mail().clear();  // all of it was sent
        now += say_again_after;
        settle();
        EXPECT_EQ(said(v1::AgentMessage::kWorkDone).size(), 1U) << round;
    }
    courier.mail().clear();
    keeps(1);
    ASSERT_TRUE(asks(Want::Acknowledge));
    EXPECT_EQ(text_from(body()), id(1));
}

TEST_F(ResultStory, a_server_cannot_make_the_gate_forget_what_it_was_never_sent) {
    connect();
    has_result(1);
    keeps(1);
    EXPECT_FALSE(asks(Want::Acknowledge));
}

TEST_F(ResultStory, an_acknowledgement_that_the_gate_did_not_hear_is_said_again) {
    connect();
    has_result(1);
    now += state_period;
    settle();
    courier.mail().clear();
    keeps(1);
    ASSERT_TRUE(asks(Want::Acknowledge));
    courier.disconnected();
    courier.unanswered(NoAnswer::Lost, now);
    courier.connected(now);
    now += absent_period;
    ASSERT_TRUE(asks(Want::Acknowledge));
    fails("gate.no_such_result");  // it had heard it after all
    results.frames.clear();
    state.unacknowledged = 0;
    settle();
    EXPECT_FALSE(asks(Want::Acknowledge));
}

TEST_F(ResultStory, nothing_is_fetched_for_a_connection_without_room) {
    connect();
    has_result(1);
    has_room = false;
    now += state_period;
    settle();
    EXPECT_GT(courier.next(), now) << "it waits for room, and does not turn meanwhile";
    EXPECT_TRUE(said(v1::AgentMessage::kWorkDone).empty());
    has_room = true;
    settle();
    EXPECT_EQ(said(v1::AgentMessage::kWorkOutput).size(), 1U);
}

TEST_F(ResultStory, a_job_that_was_begun_is_looked_at_soon_and_then_less_often) {
    connect();
    now += 10min;
    settle();
    now += 10min;
    settle();
    hears(message("m1"));
    ASSERT_TRUE(asks(Want::Take));
    answer(How::Done, job_taken());
    EXPECT_LE(courier.next(), now + shortest_pace);
    state.running = 1;
    for (int i = 0; i < 20; ++i) {
        now = std::max(now, courier.next());
        settle();
    }
    EXPECT_EQ(courier.next(), now + longest_pace);
    state.running = 0;
    for (int i = 0; i < 20; ++i) {
        now = std::max(now, courier.next());
        settle();
    }
    EXPECT_EQ(courier.next(), now + state_period);
}

TEST_F(ResultStory, output_is_followed_while_somebody_looks) {
    connect();
    hears(look(1, true, 5));
    ASSERT_TRUE(asks(Want::Output));
    EXPECT_EQ(Bytes(body().begin() + 16, body().end()), gate::big_endian(5));
    answer(How::Done, Bytes{'x', 'y'});
    auto outputs = said(v1::AgentMessage::kWorkOutput);
    ASSERT_EQ(outputs.size(), 1U);
    EXPECT_EQ(outputs[0].work_output().offset(), 5U);
    EXPECT_FALSE(outputs[0].work_output().last());
    EXPECT_FALSE(asks(Want::Output));
    now += output_period;
    ASSERT_TRUE(asks(Want::Output));
    EXPECT_EQ(Bytes(body().begin() + 16, body().end()), gate::big_endian(7));
    answer(How::Done);
    EXPECT_TRUE(said(v1::AgentMessage::kWorkOutput).empty());
    now += longest_look;
    EXPECT_FALSE(asks(Want::Output)) << "nobody said again that he looks";
}

TEST_F(ResultStory, one_look_takes_what_is_there_and_no_more) {
    connect();
    hears(look(1, false));
    ASSERT_TRUE(asks(Want::Output));
    answer(How::Done, Bytes(128 * 1024, 'a'));
    said(v1::AgentMessage::kWorkOutput);
    ASSERT_TRUE(asks(Want::Output));
    answer(How::Done, Bytes{'b'});
    said(v1::AgentMessage::kWorkOutput);
    now += output_period;
    EXPECT_FALSE(asks(Want::Output));
}

TEST_F(ResultStory, only_so_many_are_followed) {
    connect();
    for (uint8_t i = 1; i < 100; ++i) hears(look(i, true));
    int asked = 0;
    while (asks(Want::Output)) {
        ++asked;
        answer(How::Done);
    }
    EXPECT_EQ(asked, static_cast<int>(most_followed));
}

TEST_F(ResultStory, messages_that_are_not_for_the_gate_or_make_no_sense_do_nothing) {
    connect();
    hears({});
    v1::ServerMessage odd;
    odd.mutable_work_kept()->set_work_id("short");
    hears(odd);
    odd.mutable_output_wanted()->set_work_id("short");
    hears(odd);
    odd.mutable_log_head()->add_path("short");
    hears(odd);
    odd.mutable_material()->set_part("of nothing");
    hears(odd);
    settle();
    now += state_period;
    ASSERT_TRUE(asks(Want::State));
    answer(How::Done, Bytes{0xFF});
    EXPECT_NE(courier.view().in_words().find("another language"), std::string::npos);
    courier.mail().clear();
    settle();
    EXPECT_TRUE(is_quiet());
}

}  // namespace steward::agent
