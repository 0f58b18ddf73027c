// From the server to the gate: what is brought, in which order, and what the server hears of it.
#include "agent/courier/tests/story.h"

namespace steward::agent {

struct DeliveryStory : CourierStory {
    v1::ServerMessage part(const std::string& digest, uint32_t size, uint32_t offset, const std::string& bytes) const {
        v1::ServerMessage made;
        auto& material = *made.mutable_material();
        material.set_digest(digest);
        material.set_size(size);
        material.set_offset(offset);
        material.set_part(bytes);
        return made;
    }
    static std::string digest_of(const std::string& text) { return text_from(trust::sha256(as_bytes(text))); }
    v1::ServerMessage needing(const std::string& file) const {
        auto made = message("m");
        made.mutable_signed_message()->add_material(digest_of(file));
        return made;
    }
};

TEST_F(DeliveryStory, a_message_is_handed_over_and_the_server_hears_what_the_gate_said) {
    connect();
    hears(message("m1", "one"));
    ASSERT_TRUE(asks(Want::Take));
    EXPECT_EQ(as_text(body()), "one");
    answer(How::Done, job_taken());
    const auto done = taken();
    EXPECT_EQ(done.message_id(), "m1");
    EXPECT_EQ(done.how(), 0U);
    EXPECT_EQ(done.type(), 5U);

    hears(message("m2", "two"));
    ASSERT_TRUE(asks(Want::Take));
    answer(How::Refused, trust::write_message(gate::RefusedAnswer{20 * 256 + 1, Bytes{1, 2}}));
    const auto refused = taken();
    EXPECT_EQ(refused.how(), 1U);
    EXPECT_EQ(refused.reason(), 20U * 256 + 1);
    EXPECT_EQ(refused.result(), std::string("\1\2"));

    hears(message("m3", "three"));
    ASSERT_TRUE(asks(Want::Take));
    fails("gate.busy");
    const auto failed = taken();
    EXPECT_EQ(failed.how(), 2U);
    EXPECT_EQ(failed.code(), "gate.busy");
}

TEST_F(DeliveryStory, the_order_of_the_server_is_kept_and_a_proof_goes_before_its_message) {
    connect();
    v1::ServerMessage head;
    head.mutable_log_head()->set_note("note");
    head.mutable_log_head()->add_path(std::string(32, 'p'));
    hears(head);
    auto with_proof = message("m1", "one");
    with_proof.mutable_signed_message()->set_log_proof("proof");
    hears(with_proof);
    hears(message("m2", "two"));

    ASSERT_TRUE(asks(Want::Witness));
    EXPECT_EQ(body().size(), 4U + 4 + 32);
    EXPECT_EQ(Bytes(body().begin(), body().begin() + 8), (Bytes{0, 0, 0, 4, 'n', 'o', 't', 'e'}));
    answer(How::Done, trust::write_message(gate::WitnessAnswer{"cosigned"}));
    const auto cosigned = said(v1::AgentMessage::kCosigned);
    ASSERT_EQ(cosigned.size(), 1U);
    EXPECT_EQ(cosigned[0].cosigned().note(), "cosigned");
    ASSERT_TRUE(asks(Want::Proof));
    EXPECT_EQ(as_text(body()), "proof");
    answer(How::Done);
    ASSERT_TRUE(asks(Want::Take));
    EXPECT_EQ(as_text(body()), "one");
    answer(How::Done, job_taken());
    ASSERT_TRUE(asks(Want::Take));
    EXPECT_EQ(as_text(body()), "two");
}

TEST_F(DeliveryStory, a_proof_that_the_gate_refuses_keeps_its_message_away) {
    connect();
    auto with_proof = message("m1");
    with_proof.mutable_signed_message()->set_log_proof("proof");
    hears(with_proof);
    ASSERT_TRUE(asks(Want::Proof));
    answer(How::Refused, trust::write_message(gate::RefusedAnswer{21 * 256 + 2, {}}));
    EXPECT_EQ(taken().reason(), 21U * 256 + 2);
    EXPECT_FALSE(asks(Want::Take));
}

TEST_F(DeliveryStory, a_message_under_a_name_that_is_none_is_passed_over) {
    connect();
    for (int i = 0; i < 100; ++i) hears(message(std::string(1'000'000, static_cast<char>('a' + i % 26))));
    EXPECT_FALSE(asks(Want::Take));
    EXPECT_TRUE(courier.mail().empty());
}

TEST_F(DeliveryStory, a_head_that_no_gate_reads_is_not_brought) {
    connect();
    v1::ServerMessage head;
    head.mutable_log_head()->set_note(std::string(gate::most_note + 1, 'n'));
    hears(head);
    EXPECT_FALSE(asks(Want::Witness));
}

TEST_F(DeliveryStory, a_head_that_the_gate_does_not_take_is_said_with_its_reason_but_a_gate_without_a_grant_says_nothing) {
    connect();
    v1::ServerMessage head;
    head.mutable_log_head()->set_note("note");
    hears(head);
    ASSERT_TRUE(asks(Want::Witness));
    fails("gate.log_split");
    const auto cosigned = said(v1::AgentMessage::kCosigned);
    ASSERT_EQ(cosigned.size(), 1U);
    EXPECT_EQ(cosigned[0].cosigned().refused(), "gate.log_split: A sentence.");
    EXPECT_TRUE(cosigned[0].cosigned().note().empty());
    hears(head);
    ASSERT_TRUE(asks(Want::Witness));
    fails("gate.not_enrolled");
    EXPECT_TRUE(said(v1::AgentMessage::kCosigned).empty());
}

TEST_F(DeliveryStory, files_come_in_parts_before_the_message_and_only_one_part_is_held) {
    connect();
    const std::string file = std::string(gate::most_material_part, 'a') + "the end";
    const std::string digest = digest_of(file);
    const auto size = static_cast<uint32_t>(file.size());
    hears(needing(file));
    EXPECT_FALSE(asks(Want::Take));
    auto wanted = said(v1::AgentMessage::kMaterialWanted);
    ASSERT_EQ(wanted.size(), 1U);
    EXPECT_EQ(wanted[0].material_wanted().digest(), digest);
    EXPECT_EQ(wanted[0].material_wanted().offset(), 0U);
    EXPECT_TRUE(is_quiet());

    hears(part(digest, size, 0, file.substr(0, gate::most_material_part)));
    ASSERT_TRUE(asks(Want::Material));
    EXPECT_TRUE(said(v1::AgentMessage::kMaterialWanted).empty()) << "the next part is wished for when this one was taken";
    answer(How::Done);
    EXPECT_FALSE(asks(Want::Take));
    wanted = said(v1::AgentMessage::kMaterialWanted);
    ASSERT_EQ(wanted.size(), 1U);
    EXPECT_EQ(wanted[0].material_wanted().offset(), gate::most_material_part);
    hears(part(digest, size, gate::most_material_part, "the end"));
    ASSERT_TRUE(asks(Want::Material));
    EXPECT_EQ(as_text(body().subspan(40)), "the end");
    answer(How::Done);
    EXPECT_TRUE(asks(Want::Take));
}

TEST_F(DeliveryStory, a_file_with_other_bytes_than_its_digest_says_never_comes_whole_to_the_gate) {
    connect();
    hears(needing("good"));
    settle();
    hears(part(digest_of("good"), 4, 0, "evil"));
    EXPECT_FALSE(asks(Want::Material));
    EXPECT_EQ(taken().code(), "agent.material");
}

TEST_F(DeliveryStory, parts_that_do_not_fit_end_the_message) {
    connect();
    const std::string file(200'000, 'b'), digest = digest_of(file);
    for (const auto& [size, bytes] : {std::pair<uint32_t, size_t>{4, 5}, {200'000, 0}, {17 * 1024 * 1024, 4}, {200'000, 131'073}}) {
        hears(needing(file));
        settle();
        hears(part(digest, size, 0, file.substr(0, bytes)));
        settle();
        EXPECT_EQ(taken().code(), "agent.material") << size << " " << bytes;
    }
    hears(needing(file));
    settle();
    hears(part(digest, 200'000, 0, file.substr(0, 131'072)));
    settle();
    hears(part(digest, 199'999, 131'072, "x"));
    settle();
    EXPECT_EQ(taken().code(), "agent.material") << "another size than it began with";
}

TEST_F(DeliveryStory, a_file_that_the_server_does_not_have_or_does_not_send_ends_the_message_and_the_next_goes_on) {
    connect();
    hears(needing("file"));
    hears(message("m2"));
    settle();
    hears(part(digest_of("file"), 0, 0, ""));
    EXPECT_EQ(taken().code(), "agent.no_material");
    ASSERT_TRUE(asks(Want::Take));
    answer(How::Done, job_taken());
    said(v1::AgentMessage::kMessageTaken);

    hears(needing("file"));
    settle();
    EXPECT_LE(courier.next(), now + longest_wait_for_material);
    now += longest_wait_for_material;
    settle();
    EXPECT_EQ(taken().code(), "agent.no_material");
}

TEST_F(DeliveryStory, a_file_is_begun_again_once_when_the_gate_has_the_beginning_of_another_try) {
    connect();
    hears(needing("file"));
    for (int round = 0; round < 2; ++round) {
        settle();
        ASSERT_EQ(said(v1::AgentMessage::kMaterialWanted).size(), 1U) << round;
        hears(part(digest_of("file"), 4, 0, "file"));
        ASSERT_TRUE(asks(Want::Material));
        fails("gate.material");
    }
    EXPECT_EQ(taken().code(), "gate.material");
}

TEST_F(DeliveryStory, no_more_waits_than_the_bounds_allow_and_the_server_is_told) {
    connect();
    for (size_t i = 0; i < most_waiting; ++i) hears(message("m" + std::to_string(i)));
    hears(message("one too many"));
    const auto busy = taken();
    EXPECT_EQ(busy.message_id(), "one too many");
    EXPECT_EQ(busy.code(), "agent.busy");

    courier.disconnected();
    connect();
    size_t sent = 0;
    const std::string large(trust::most_payload, 'x');
    while (courier.mail().empty()) hears(message("l" + std::to_string(sent++), large));
    EXPECT_EQ(taken().code(), "agent.busy");
    EXPECT_EQ(sent - 1, most_waiting_bytes / large.size());

    hears(message("no frame", std::string(trust::most_frame + 1, 'x')));
    EXPECT_EQ(taken().code(), "agent.message");
    for (int i = 0; i < 10'000; ++i) hears(message("flood" + std::to_string(i), large));
    EXPECT_LE(courier.mail().size(), 4 * most_waiting);
}

TEST_F(DeliveryStory, the_same_message_twice_is_one_message) {
    connect();
    hears(message("m1"));
    hears(message("m1"));
    ASSERT_TRUE(asks(Want::Take));
    answer(How::Done, job_taken());
    EXPECT_FALSE(asks(Want::Take));
    taken();
    hears(message("m1"));
    EXPECT_FALSE(asks(Want::Take)) << "a job that began is not shown to the gate again: that would be a refusal";
    EXPECT_EQ(taken().how(), 0U);
}

TEST_F(DeliveryStory, what_was_refused_before_is_brought_again_when_the_server_says_so) {
    connect();
    for (int round = 0; round < 2; ++round) {
        hears(message("m1"));
        ASSERT_TRUE(asks(Want::Take));
        answer(How::Refused, trust::write_message(gate::RefusedAnswer{9 * 256 + 1, {}}));
        EXPECT_EQ(taken().reason(), 9U * 256 + 1);
    }
}

TEST_F(DeliveryStory, a_connection_that_ends_while_the_gate_decides_loses_nothing) {
    connect();
    hears(message("m1"));
    hears(message("m2"));
    ASSERT_TRUE(asks(Want::Take));
    courier.disconnected();
    courier.connected(now);
    hears(message("m1"));
    answer(How::Done, job_taken());
    EXPECT_EQ(taken().message_id(), "m1");
    EXPECT_FALSE(asks(Want::Take)) << "m2 comes from the server again";
}

TEST_F(DeliveryStory, an_answer_for_what_was_forgotten_is_not_taken_for_another) {
    connect();
    auto with_proof = message("m1");
    with_proof.mutable_signed_message()->set_log_proof("proof");
    hears(with_proof);
    ASSERT_TRUE(asks(Want::Proof));
    courier.disconnected();
    courier.connected(now);
    hears(message("m2", "two"));
    answer(How::Refused, trust::write_message(gate::RefusedAnswer{21 * 256 + 1, {}}));
    EXPECT_TRUE(said(v1::AgentMessage::kMessageTaken).empty());
    ASSERT_TRUE(asks(Want::Take));
    EXPECT_EQ(as_text(body()), "two");
}

TEST_F(DeliveryStory, a_job_whose_answer_was_lost_with_the_gate_is_asked_again_and_known_is_then_no_refusal) {
    connect();
    hears(message("m1"));
    ASSERT_TRUE(asks(Want::Take));
    courier.unanswered(NoAnswer::Lost, now);
    now += absent_period;
    ASSERT_TRUE(asks(Want::Take));
    answer(How::Refused, trust::write_message(gate::RefusedAnswer{18 * 256 + 1, Bytes{1}}));
    const auto done = taken();
    EXPECT_EQ(done.how(), 0U);
    EXPECT_EQ(done.type(), 5U);

    hears(message("m2"));
    ASSERT_TRUE(asks(Want::Take));
    answer(How::Refused, trust::write_message(gate::RefusedAnswer{18 * 256 + 1, Bytes{1}}));
    EXPECT_EQ(taken().how(), 1U) << "at the first try it is one";
}

TEST_F(DeliveryStory, a_gate_that_goes_away_at_every_question_is_given_up) {
    connect();
    hears(message("m1"));
    for (int i = 0; i <= most_losses; ++i) {
        ASSERT_TRUE(asks(Want::Take)) << i;
        courier.unanswered(NoAnswer::Lost, now);
        now += absent_period;
    }
    EXPECT_EQ(taken().code(), "gate.no_answer");
}

TEST_F(DeliveryStory, without_a_gate_all_that_waits_fails_at_once) {
    connect();
    hears(message("m1"));
    hears(message("m2"));
    v1::ServerMessage head;
    head.mutable_log_head()->set_note("note");
    hears(head);
    ASSERT_TRUE(asks(Want::Take));
    courier.unanswered(NoAnswer::Absent, now);
    const auto all = said(v1::AgentMessage::kMessageTaken);
    ASSERT_EQ(all.size(), 2U);
    for (const auto& one : all) EXPECT_EQ(one.message_taken().code(), "gate.not_running");
    EXPECT_TRUE(said(v1::AgentMessage::kCosigned).empty());
    EXPECT_TRUE(is_quiet()) << "it is left alone for a while";
}

}  // namespace steward::agent
