#include "trust/frame.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace steward::trust {

namespace {
const Bytes seven_id(16, 7), nine_signature(64, 9), three_carried(37, 3);
const Signature plain{.key_id = seven_id, .algorithm = 1, .bytes = nine_signature, .carried = {}};
const Signature touched_key{.key_id = seven_id, .algorithm = 3, .bytes = nine_signature, .carried = three_carried};

Bytes two_signatures() {
    const Signature both[] = {plain, touched_key};
    return write_frame(MessageType::Policy, as_bytes("payload"), both);
}

FrameFault fault_of(ByteView bytes) {
    const auto read = read_frame(bytes);
    return read ? FrameFault{} : read.error();
}

Bytes changed(Bytes frame, size_t at, uint8_t to) {
    frame[at] = to;
    return frame;
}
}  // namespace

TEST(Frames, come_back_as_they_were_written) {
    const Bytes frame = two_signatures();
    const auto read = read_frame(frame);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->type, MessageType::Policy);
    EXPECT_EQ(as_text(read->payload), "payload");
    ASSERT_EQ(read->signature_count, 2u);
    EXPECT_EQ(read->signatures[1].algorithm, 3);
    EXPECT_EQ(to_hex(read->signatures[1].carried), to_hex(three_carried));
    EXPECT_EQ(write_frame(read->type, read->payload, read->signed_by()), frame);
}

TEST(Frames, are_refused_with_what_is_wrong) {
    const Bytes frame = two_signatures();
    EXPECT_EQ(fault_of({}), FrameFault::Short);
    EXPECT_EQ(fault_of(ByteView(frame).first(11)), FrameFault::Short);
    EXPECT_EQ(fault_of(changed(frame, 0, 'm')), FrameFault::Magic);
    EXPECT_EQ(fault_of(changed(frame, 3, '2')), FrameFault::Magic);  // the frame of longer signatures
    EXPECT_EQ(fault_of(changed(frame, 4, 0)), FrameFault::Type);
    EXPECT_EQ(fault_of(changed(frame, 4, 16)), FrameFault::Type);
    EXPECT_EQ(fault_of(changed(frame, 5, 0)), FrameFault::SignatureCount);
    EXPECT_EQ(fault_of(changed(frame, 5, 9)), FrameFault::SignatureCount);
    EXPECT_EQ(fault_of(changed(frame, 6, 1)), FrameFault::Reserved);
    EXPECT_EQ(fault_of(changed(frame, 7, 1)), FrameFault::Reserved);
    EXPECT_EQ(fault_of(changed(frame, 11, 0)), FrameFault::PayloadSize);
    EXPECT_EQ(fault_of(changed(frame, 8, 1)), FrameFault::PayloadSize);       // larger than allowed
    EXPECT_EQ(fault_of(changed(frame, 10, 1)), FrameFault::PayloadSize);      // larger than there is
    EXPECT_EQ(fault_of(changed(frame, 11, 6)), FrameFault::Signatures);       // shorter than it was
    EXPECT_EQ(fault_of(changed(frame, 5, 3)), FrameFault::Signatures);        // one more is promised
    EXPECT_EQ(fault_of(changed(frame, 5, 1)), FrameFault::Trailing);          // one more is there
    EXPECT_EQ(fault_of(changed(frame, 19 + 18, 1)), FrameFault::Signatures);  // carries one byte
    Bytes longer = frame;
    longer.push_back(0);
    EXPECT_EQ(fault_of(longer), FrameFault::Trailing);
    Bytes twice = frame;
    twice.insert(twice.end(), frame.begin(), frame.end());
    EXPECT_EQ(fault_of(twice), FrameFault::Trailing);
}

TEST(Frames, have_at_most_a_quarter_of_a_mebibyte) {
    const Bytes largest(most_payload, 1);
    Bytes frame = write_frame(MessageType::Job, largest, {&plain, 1});
    EXPECT_TRUE(read_frame(frame));
    frame.insert(frame.begin() + frame_head_size, 1);
    frame[8] = 0, frame[9] = 4, frame[10] = 0, frame[11] = 1;
    EXPECT_EQ(fault_of(frame), FrameFault::PayloadSize);
}

TEST(Frames, cut_anywhere_are_refused) {
    const Bytes frame = two_signatures();
    for (size_t size = 0; size < frame.size(); ++size) EXPECT_FALSE(read_frame(ByteView(frame).first(size))) << size;
}

TEST(Frames, words_name_each_type_once) {
    std::set<std::string_view> words;
    for (uint8_t type = 1; type <= 15; ++type) words.insert(signed_word(static_cast<MessageType>(type)));
    EXPECT_EQ(words.size(), 15u);
    EXPECT_EQ(signed_word(MessageType::RunTicket), "run-ticket");
    EXPECT_NE(message_id(MessageType::Job, as_bytes("x")), message_id(MessageType::Policy, as_bytes("x")));
}

TEST(Frames, carry_nothing_an_authenticators_words_or_these_and_a_browsers) {
    const auto carrying = [](size_t size) {  // written by hand: write_frame makes no other frames
        Bytes frame = write_frame(MessageType::RunTicket, as_bytes("payload"), {&plain, 1});
        const size_t at = frame_head_size + 7 + key_id_size + 1;
        frame[at] = static_cast<uint8_t>(size >> 8);
        frame[at + 1] = static_cast<uint8_t>(size);
        frame.resize(frame.size() + size, 3);
        return frame;
    };
    constexpr size_t most_carried = authenticator_data_size + 2 + most_client_data;
    for (const size_t size : {size_t{0}, size_t{37}, size_t{40}, most_carried}) {
        const Bytes frame = carrying(size);
        const auto read = read_frame(frame);
        ASSERT_TRUE(read) << size;
        EXPECT_EQ(read->signatures[0].carried.size(), size);
    }
    for (const size_t size : {size_t{1}, size_t{36}, size_t{38}, size_t{39}, most_carried + 1, size_t{65'535}})
        EXPECT_EQ(fault_of(carrying(size)), FrameFault::Signatures) << size;
}

RC_GTEST_PROP(Frames, what_is_read_is_written_the_same, (std::vector<uint8_t> noise, uint8_t at, uint8_t value)) {
    Bytes frame = two_signatures();
    frame[at % frame.size()] = value;
    frame.insert(frame.end(), noise.begin(), noise.begin() + static_cast<int>(noise.size() > 3 ? 0 : noise.size()));
    const auto read = read_frame(frame);
    if (read) RC_ASSERT(write_frame(read->type, read->payload, read->signed_by()) == frame);
}

}  // namespace steward::trust
