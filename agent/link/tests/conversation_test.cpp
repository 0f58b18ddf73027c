// Both halves of the conversation without a network: what is left out of reports, and bytes of a
// server that means no good.
#include "agent/link/conversation.h"

#include <gtest/gtest.h>

#include "agent/link/frames.h"

namespace steward::agent {

class Listening final : public Listener {
public:
    uint64_t acknowledged_seq = 0;
    int heard = 0;
    void acknowledged(uint64_t, uint64_t seq) override {
        acknowledged_seq = seq;
        ++heard;
    }
    void welcome(const v1::Welcome&) override { ++heard; }
    void settings(const v1::Settings&) override { ++heard; }
    void inventory_wanted() override { ++heard; }
    void server_time(Instant, Instant) override { ++heard; }
    void refused(const v1::Refusal&) override { ++heard; }
    void retry_after(Duration, Duration) override { ++heard; }
    void enrolled(const v1::Enrolled&) override { ++heard; }
};

class ConversationStory : public ::testing::Test {
protected:
    std::vector<v1::AgentMessage> said() {
        std::vector<v1::AgentMessage> messages;
        ByteView rest = conversation.out();
        while (!rest.empty()) {
            const auto frame = next_frame(rest);
            EXPECT_TRUE(frame && *frame);
            EXPECT_TRUE(messages.emplace_back().ParseFromArray((*frame)->body.data(), static_cast<int>((*frame)->body.size())));
            rest = rest.subspan((*frame)->size);
        }
        conversation.out().clear();
        return messages;
    }
    v1::SeriesLayout layout(int columns) {
        v1::SeriesLayout made;
        made.set_interval_s(60);
        for (int i = 0; i < columns; ++i) made.add_series()->set_kind(v1::GAUGE);
        return made;
    }
    Conversation conversation;
    Listening listener;
};

TEST_F(ConversationStory, a_usual_report_is_its_samples_alone) {
    const std::vector<int64_t> values{1, 2, 3};
    conversation.layout(layout(3));
    conversation.report(9, 4, Instant{60'000}, values);
    conversation.report(9, 5, Instant{120'000}, values);
    conversation.report(9, 7, Instant{180'000}, values);
    conversation.report(10, 8, Instant{500'000}, values);
    const auto messages = said();
    ASSERT_EQ(messages.size(), 5U);
    const auto& first = messages[1].report();
    EXPECT_TRUE(first.has_seq() && first.has_epoch() && first.has_observed_at_ms());
    const auto& usual = messages[2].report();
    EXPECT_FALSE(usual.has_seq() || usual.has_epoch() || usual.has_observed_at_ms());
    EXPECT_EQ(messages[3].report().seq(), 7U);
    EXPECT_FALSE(messages[3].report().has_epoch());
    EXPECT_EQ(messages[4].report().epoch(), 10U);
    EXPECT_EQ(messages[4].report().observed_at_ms(), 500'000U);
    ReportCodec codec(std::vector<SeriesKind>(3, SeriesKind::Gauge));
    std::vector<int64_t> read(3);
    for (int i = 1; i <= 4; ++i) {
        ASSERT_TRUE(codec.decode(as_bytes(messages[static_cast<size_t>(i)].report().samples()), read));
        EXPECT_EQ(read, values);
    }
}

TEST_F(ConversationStory, a_new_layout_or_connection_begins_anew) {
    const std::vector<int64_t> values{1};
    conversation.layout(layout(1));
    conversation.report(9, 1, Instant{60'000}, values);
    conversation.layout(layout(1));
    conversation.report(9, 2, Instant{120'000}, values);
    EXPECT_TRUE(said().back().report().has_epoch());
    conversation.reset();
    EXPECT_EQ(conversation.columns(), 0U);
    EXPECT_TRUE(conversation.out().empty());
}

TEST_F(ConversationStory, the_server_may_speak_in_single_bytes) {
    v1::ServerMessage message;
    message.mutable_ack()->set_seq(300);
    Bytes bytes;
    append_frame(bytes, as_bytes(message.SerializeAsString()));
    append_frame(bytes, as_bytes(message.SerializeAsString()));
    for (const uint8_t byte : bytes) ASSERT_TRUE(conversation.take(ByteView(&byte, 1), listener));
    EXPECT_EQ(listener.acknowledged_seq, 300U);
    EXPECT_EQ(listener.heard, 2);
}

TEST_F(ConversationStory, what_a_newer_server_says_besides_is_passed_over) {
    const std::string unheard_of("\xC2\x3E\x01x", 4);  // field 1000
    v1::ServerMessage message;
    message.mutable_ack()->set_seq(300);
    Bytes bytes;
    append_frame(bytes, as_bytes(unheard_of));
    append_frame(bytes, as_bytes(message.SerializeAsString() + unheard_of));
    ASSERT_TRUE(conversation.take(bytes, listener));
    EXPECT_EQ(listener.acknowledged_seq, 300U);
    EXPECT_EQ(listener.heard, 1) << "nobody is told of a message of a kind that is unknown here";
}

TEST_F(ConversationStory, any_bytes_of_a_server_are_messages_or_the_end) {
    SeededRng rng(4);
    for (int i = 0; i < 5000; ++i) {
        Conversation one;
        Bytes noise(rng.below(64));
        rng.fill(noise);
        static_cast<void>(one.take(noise, listener));
    }
    EXPECT_FALSE(conversation.take(Bytes{0xFF, 0xFF, 0xFF, 0x7F}, listener));
}

}  // namespace steward::agent
