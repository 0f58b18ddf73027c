// The parts below the store: whatever goes in comes out, and no bytes make them stumble.
#include <rapidcheck.h>

#include "server/platform/series/block.h"
#include "server/platform/series/held_positions.h"
#include "server/platform/series/latest_values.h"
#include "server/platform/series/log.h"
#include "server/platform/series/log_record.h"
#include "server/platform/series/log_segment.h"
#include "server/platform/series/row_block.h"
#include "server/platform/series/tests/store_story.h"

namespace steward::series::testing {
namespace {

std::vector<int64_t> any_column(size_t rows) {
    const int shape = *rc::gen::inRange(0, 4);
    std::vector<int64_t> values;
    int64_t level = *rc::gen::inRange<int64_t>(-1'000'000, 1'000'000);
    for (size_t i = 0; i < rows; ++i) {
        if (shape == 1) level += *rc::gen::inRange(0, 100'000);
        if (shape == 2 && *rc::gen::inRange(0, 30) == 0) level = *rc::gen::inRange<int64_t>(0, 4);
        if (shape == 3) level = *rc::gen::arbitrary<int64_t>() * (*rc::gen::inRange(0, 2) == 0 ? 1 : std::numeric_limits<int>::max());
        values.push_back(*rc::gen::inRange(0, 40) == 0 ? missing_sample : level);
    }
    return values;
}

TEST(SeriesBlock, gives_back_what_went_in) {
    EXPECT_TRUE(rc::check([] {
        const auto rows = *rc::gen::inRange<size_t>(1, 300);
        std::vector<int64_t> times;
        for (size_t i = 0; i < rows; ++i) times.push_back((times.empty() ? 0 : times.back()) + *rc::gen::inRange<int64_t>(0, 70'000));
        const std::vector<SeriesKind> kinds{SeriesKind::Gauge, SeriesKind::Counter, SeriesKind::State};
        std::vector<std::vector<int64_t>> columns;
        for (size_t i = 0; i < kinds.size(); ++i) columns.push_back(any_column(rows));
        Bytes block;
        encode_block(times, kinds, columns, block);
        const auto reader = BlockReader::open(block, kinds.size());
        RC_ASSERT(reader.has_value());
        RC_ASSERT(reader->times() == times);
        for (size_t i = 0; i < kinds.size(); ++i) {
            std::vector<int64_t> values(rows);
            RC_ASSERT(reader->column(i, kinds[i], values).has_value());
            RC_ASSERT(values == columns[i]);
        }
        // One changed byte is noticed.
        block[*rc::gen::inRange<size_t>(0, block.size())] ^= static_cast<uint8_t>(*rc::gen::inRange(1, 256));
        RC_ASSERT(!BlockReader::open(block, kinds.size()).has_value());
    }));
}

TEST(SeriesBlock, no_bytes_with_a_right_checksum_make_it_stumble) {
    EXPECT_TRUE(rc::check([](Bytes content) {
        Bytes block(4);
        const uint32_t checksum = crc32c(content);
        std::memcpy(block.data(), &checksum, 4);
        block.insert(block.end(), content.begin(), content.end());
        if (const auto reader = BlockReader::open(block, 1)) {
            std::vector<int64_t> values(reader->rows());
            (void)reader->column(0, SeriesKind::Counter, values);
        }
    }));
}

TEST(SeriesColumn, no_bytes_make_it_stumble) {
    EXPECT_TRUE(rc::check([](const Bytes& content) {
        std::vector<int64_t> values(*rc::gen::inRange<size_t>(0, 300));
        for (const SeriesKind kind : {SeriesKind::Gauge, SeriesKind::Counter, SeriesKind::State})
            (void)decode_column(content, kind, values);
    }));
}

TEST(SeriesParsers, take_any_bytes) {
    EXPECT_TRUE(rc::check([](const Bytes& content) {
        (void)Layout::parse(content);
        (void)parse_log_record(content);
        (void)HeldPositions::unpack(content).high_water();
        (void)LatestValues::unpack(content, 3);
        Bytes segment = segment_head(7);
        segment.insert(segment.end(), content.begin(), content.end());
        read_frames(segment, [](uint64_t, ByteView) {});
        const auto layout = *Layout::make(three_columns(), 60s);
        RowStream stream(layout);
        RowHead head;
        std::vector<int64_t> values(3);
        (void)stream.decode(content, head, values);
    }));
}

TEST(SeriesLayout, is_the_same_after_packing) {
    const auto layout = *Layout::make(three_columns(), 10s);
    const auto again = *Layout::parse(layout->content());
    EXPECT_EQ(again->definitions(), three_columns());
    EXPECT_EQ(again->digest(), layout->digest());
    EXPECT_EQ(again->interval(), 10s);
}

TEST(HeldPositionsStory, hold_what_was_added_in_any_order_and_survive_packing) {
    EXPECT_TRUE(rc::check([] {
        HeldPositions held;
        std::vector<bool> added(60);
        for (const auto seq : *rc::gen::container<std::vector<size_t>>(rc::gen::inRange<size_t>(0, 12))) {
            if (!added[seq]) held.add({5, seq});
            added[seq] = true;
        }
        held = HeldPositions::unpack(held.pack());
        for (size_t seq = 0; seq < added.size(); ++seq) RC_ASSERT(held.holds({5, seq}) == added[seq]);
    }));
}

TEST(HeldPositionsStory, take_the_oldest_hole_as_dropped_when_there_are_too_many) {
    HeldPositions held;
    for (uint64_t seq = 1; seq < 100; seq += 2) held.add({1, seq});
    EXPECT_TRUE(held.holds({1, 2})) << "given up";
    EXPECT_FALSE(held.holds({1, 98})) << "still awaited";
}

class LogStory : public ::testing::Test {
protected:
    std::vector<std::string> replayed() {
        std::vector<std::string> bodies;
        EXPECT_TRUE(Log::replay(folder.path, [&](LogPlace, ByteView body) { bodies.emplace_back(as_text(body)); }));
        return bodies;
    }
    LogPlace append(Log& log, std::string_view text) {
        EXPECT_TRUE(log.segment_with_room(text.size()));
        return log.append(as_bytes(text));
    }
    Folder folder;
};

TEST_F(LogStory, records_come_back_in_order_over_many_segments) {
    std::vector<std::string> expected;
    auto log = *Log::open(folder.path, 16'384, 0);
    LogPlace last = 0;
    for (int i = 0; i < 500; ++i) {
        expected.push_back("record " + std::to_string(i) + std::string(static_cast<size_t>(i), '.'));
        const LogPlace place = append(*log, expected.back());
        EXPECT_GT(place, last);
        last = place;
    }
    EXPECT_TRUE(log->sync());
    EXPECT_EQ(replayed(), expected);
    EXPECT_GT(log->present_segment(), 5u);
}

TEST_F(LogStory, released_segments_are_used_again_and_their_old_records_are_not_believed) {
    auto log = *Log::open(folder.path, 16'384, 0);
    for (int i = 0; i < 2'000; ++i) {
        append(*log, "old record " + std::to_string(i));
        if (i % 100 == 99) {
            EXPECT_TRUE(log->sync());
            EXPECT_TRUE(log->release_before(log->present_segment()));
        }
    }
    EXPECT_LE(log->bytes_on_disk(), 3u * 16'384);
    const uint64_t present = log->present_segment();
    while (log->present_segment() == present) append(*log, "filling");
    append(*log, "new");
    EXPECT_TRUE(log->sync());
    EXPECT_TRUE(log->release_before(log->present_segment()));
    for (const auto& body : replayed()) EXPECT_TRUE(body == "new" || body == "filling") << body;
}

TEST_F(LogStory, goes_on_behind_the_last_record_and_beyond_what_is_known) {
    {
        auto log = *Log::open(folder.path, 16'384, 0);
        append(*log, "one");
        EXPECT_TRUE(log->sync());
    }
    LogPlace place = 0;
    {
        auto log = *Log::open(folder.path, 16'384, 0);
        place = append(*log, "two");
        EXPECT_TRUE(log->sync());
    }
    EXPECT_EQ(replayed(), (std::vector<std::string>{"one", "two"}));
    auto log = *Log::open(folder.path, 16'384, LogPlace{9} << 32);
    EXPECT_GT(append(*log, "three"), LogPlace{9} << 32);
    EXPECT_EQ(segment_of(place), 1u);
}

}  // namespace
}  // namespace steward::series::testing
