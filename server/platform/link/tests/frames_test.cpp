#include "server/platform/link/frames.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace steward::link {

TEST(Frames, of_every_size_come_back_whole) {
    for (const size_t size : {size_t{1}, size_t{127}, size_t{128}, size_t{16'383}, size_t{16'384}, largest_frame}) {
        Bytes out;
        append_frame(out, std::string(size, 'x'));
        const auto frame = next_frame(out);
        ASSERT_TRUE(frame && *frame) << size;
        EXPECT_EQ((*frame)->body.size(), size);
        EXPECT_EQ((*frame)->size, out.size());
        for (const size_t cut : {size_t{0}, out.size() / 2, out.size() - 1}) {
            const auto part = next_frame(ByteView(out).first(cut));
            EXPECT_TRUE(part && !*part) << size << " cut at " << cut;
        }
    }
}

TEST(Frames, of_no_size_too_large_or_written_longer_than_needed_are_refused) {
    for (const Bytes& bytes : {Bytes{0}, Bytes{0x81, 0x80, 0x40}, Bytes{0x80, 0x00}, Bytes{0xFF, 0xFF, 0xFF}})
        EXPECT_FALSE(next_frame(bytes)) << to_hex(bytes);
    EXPECT_FALSE(next_frame(Bytes{11}, 10));
}

TEST(Frames, any_bytes_are_read_without_going_beyond_them) {
    SeededRng rng(1);
    for (int i = 0; i < 20'000; ++i) {
        Bytes bytes(rng.below(12));
        rng.fill(bytes);
        const auto frame = next_frame(bytes);
        if (frame && *frame) {
            EXPECT_LE((*frame)->size, bytes.size());
        }
    }
}

}  // namespace steward::link
