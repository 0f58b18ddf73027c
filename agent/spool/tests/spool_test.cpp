// What the spool promises, on a disk that breaks wherever it can.
#include "agent/spool/spool.h"

#include <gtest/gtest.h>

#include <set>

#include "agent/spool/tests/faulty_disk.h"
#include "agent/spool/values.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

class SpoolStory : public ::testing::Test {
protected:
    struct Got {
        uint64_t epoch, seq;
        RecordKind kind;
        std::vector<int64_t> values;
        uint64_t reports = 0;  // of a gap
        bool operator==(const Got&) const = default;
    };

    void open(uint64_t epoch) {
        spool = Spool::open(disk, "/state/spool", bounds, {.epoch = epoch, .start_count = 1},
                            [this](std::string_view line) { log.emplace_back(line); });
        spool->set_layout("layout", at(0), {});
    }
    Instant at(int minute) const { return Instant{1'800'000'000'000 + minute * 60'000LL}; }
    uint64_t report(int minute, int columns = 200) {
        std::vector<int64_t> values(static_cast<size_t>(columns), minute);
        return spool->append_report(values, at(minute), std::chrono::minutes(minute));
    }
    uint64_t event(int minute) { return spool->append_event(as_bytes("something"), at(minute), std::chrono::minutes(minute)); }
    std::vector<Got> all() {
        std::vector<Got> got;
        while (const auto entry = spool->next()) {
            const Record& record = entry->record;
            if (record.kind == RecordKind::Layout) {
                layouts.emplace_back(as_text(record.payload));
                continue;
            }
            Got one{entry->epoch, record.seq, record.kind, {}};
            if (record.kind == RecordKind::Report) {
                EXPECT_TRUE(read_values(record.payload, one.values));
                EXPECT_FALSE(layouts.empty()) << "a report without its layout";
            }
            v1::Gap gap;
            if (record.kind == RecordKind::Gap && gap.ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size())))
                one.reports = gap.reports();
            got.push_back(std::move(one));
        }
        return got;
    }
    static std::vector<uint64_t> numbers(const std::vector<Got>& got, uint64_t epoch) {
        std::vector<uint64_t> list;
        for (const auto& one : got) {
            if (one.epoch == epoch) list.push_back(one.seq);
        }
        return list;
    }

    FaultyDisk disk;
    SpoolBounds bounds;
    std::unique_ptr<Spool> spool;
    std::vector<std::string> log, layouts;
};

TEST_F(SpoolStory, gives_out_in_order_once_and_again_from_the_oldest_unacknowledged) {
    open(1);
    for (int i = 1; i <= 5; ++i) report(i);
    EXPECT_EQ(numbers(all(), 1), (std::vector<uint64_t>{1, 2, 3, 4, 5}));
    EXPECT_TRUE(spool->drained());
    EXPECT_TRUE(all().empty());
    report(6);
    EXPECT_EQ(numbers(all(), 1), (std::vector<uint64_t>{6}));
    spool->acknowledge(1, 4);
    spool->rewind();
    const auto got = all();
    EXPECT_EQ(numbers(got, 1), (std::vector<uint64_t>{5, 6}));
    EXPECT_EQ(got.at(0).values, std::vector<int64_t>(200, 5));
    EXPECT_EQ(spool->numbers().oldest, at(1));  // as coarse as a segment, never too young
    spool->acknowledge(1, 6);
    EXPECT_FALSE(spool->numbers().oldest.is_set());
}

TEST_F(SpoolStory, an_earlier_life_keeps_its_numbers_and_a_new_one_begins_at_one) {
    open(1);
    report(1);
    report(2);
    spool.reset();
    open(2);
    report(3);
    const auto got = all();
    EXPECT_EQ(numbers(got, 1), (std::vector<uint64_t>{1, 2}));
    EXPECT_EQ(numbers(got, 2), (std::vector<uint64_t>{1}));
    spool->acknowledge(1, 2);
    EXPECT_EQ(disk.files.count("/state/spool/0000000000000001.segment"), 0U);
    spool->acknowledge(7, 100);  // of a life that nothing is kept of
    spool->rewind();
    EXPECT_EQ(numbers(all(), 2), (std::vector<uint64_t>{1}));
}

TEST_F(SpoolStory, events_are_synced_at_once_reports_within_seconds_and_not_at_all_when_the_server_has_them) {
    open(1);
    event(1);
    EXPECT_EQ(disk.syncs, 1);
    report(2);
    EXPECT_EQ(disk.syncs, 1);
    ASSERT_TRUE(spool->due());
    EXPECT_EQ(*spool->due(), std::chrono::minutes(2) + bounds.unsynced_time);
    spool->tend(*spool->due());
    EXPECT_EQ(disk.syncs, 2);
    report(3);
    spool->acknowledge(1, 3);
    EXPECT_FALSE(spool->due());
    for (int i = 4; i < 400; ++i) report(i);
    EXPECT_GT(disk.syncs, 2);  // 64 KiB were reached
}

TEST_F(SpoolStory, nothing_that_was_synced_is_lost_and_nothing_comes_twice_or_torn_wherever_the_power_goes) {
    int steps = 0;
    for (bool survived = false; !survived; ++steps) {
        SCOPED_TRACE("power lost after step " + std::to_string(steps));
        ASSERT_LT(steps, 2000);
        disk = {};
        bounds.segment_bytes = 4 << 10;
        bounds.class_a_bytes = 1 << 10;
        spool.reset();
        layouts.clear();
        SeededRng rng(static_cast<uint64_t>(steps));
        disk.steps_left = steps;
        open(1);
        std::set<uint64_t> safe;
        for (int i = 1; i <= 40; ++i) {
            const uint64_t seq = i % 5 == 0 ? event(i) : report(i);
            const bool synced = disk.steps_left != 0 && !spool->numbers().unwritable && i % 5 == 0;
            if (synced) safe.insert(seq);
        }
        survived = disk.steps_left != 0;
        spool.reset();
        disk.power_on(rng);
        open(2);
        std::set<uint64_t> seen;
        for (const Got& one : all()) {
            if (one.epoch != 1) continue;
            EXPECT_TRUE(seen.insert(one.seq).second) << one.seq << " came twice";
            if (one.kind == RecordKind::Report) {
                EXPECT_EQ(one.values, std::vector<int64_t>(200, static_cast<int64_t>(one.seq)));
            }
        }
        for (const uint64_t seq : safe) EXPECT_TRUE(seen.contains(seq)) << seq << " was synced and is gone";
    }
    EXPECT_GT(steps, 20);
}

TEST_F(SpoolStory, killed_at_any_write_it_goes_on_with_all_that_was_written) {
    open(1);
    for (int i = 1; i <= 10; ++i) report(i);
    disk.steps_left = 0;
    report(11);  // torn in the middle
    spool.reset();
    disk.process_killed();
    layouts.clear();
    open(2);
    report(12);
    const auto got = all();
    EXPECT_EQ(numbers(got, 1).size(), 10U);
    EXPECT_EQ(numbers(got, 2), (std::vector<uint64_t>{1}));
}

TEST_F(SpoolStory, stays_within_its_bounds_by_thinning_then_dropping_and_says_what_is_missing) {
    bounds = {.disk_bytes = 64 << 10, .class_a_bytes = 8 << 10, .segment_bytes = 8 << 10};
    open(1);
    const int count = 2000;
    uint64_t events = 0;
    for (int i = 1; i <= count; ++i) {
        report(i);
        if (i % 100 == 0) {
            event(i);
            ++events;
        }
        ASSERT_LE(spool->numbers().bytes, bounds.disk_bytes) << i;
    }
    const auto got = all();
    uint64_t kept = 0, missing = 0, kept_events = 0, before = 0;
    for (const Got& one : got) {
        EXPECT_GT(one.seq, before) << "out of order";
        before = one.seq;
        kept += one.kind == RecordKind::Report ? 1 : 0;
        kept_events += one.kind == RecordKind::Event ? 1 : 0;
        missing += one.reports;
    }
    EXPECT_EQ(kept_events, events);
    EXPECT_EQ(kept + missing, static_cast<uint64_t>(count));
    EXPECT_EQ(spool->numbers().dropped_reports, missing);
    EXPECT_EQ(got.at(got.size() - 2).values, std::vector<int64_t>(200, count));  // the last is an event
}

TEST_F(SpoolStory, what_was_thinned_while_it_was_sent_is_not_sent_again) {
    bounds = {.disk_bytes = 64 << 10, .class_a_bytes = 8 << 10, .segment_bytes = 8 << 10};
    open(1);
    for (int i = 1; i <= 50; ++i) report(i);
    std::set<uint64_t> seen;
    for (int i = 0; i < 30;) {
        const auto entry = spool->next();
        ASSERT_TRUE(entry);
        if (entry->record.kind == RecordKind::Layout) continue;
        seen.insert(entry->record.seq);
        ++i;
    }
    for (int i = 51; i <= 1000; ++i) report(i);
    for (const Got& one : all()) EXPECT_TRUE(seen.insert(one.seq).second) << one.seq;
}

TEST_F(SpoolStory, a_full_disk_costs_the_oldest_never_an_event_that_has_its_reserve) {
    bounds = {.disk_bytes = 1 << 20, .class_a_bytes = 16 << 10, .segment_bytes = 8 << 10};
    disk.capacity = 64 << 10;
    open(1);
    for (int i = 1; i <= 600; ++i) report(i);
    EXPECT_LE(disk.used(), disk.capacity);
    disk.capacity = disk.used();
    const uint64_t seq = event(601);
    const auto got = all();
    EXPECT_EQ(got.back().seq, seq);
    uint64_t reports = 0, missing = 0;
    for (const Got& one : got) {
        reports += one.kind == RecordKind::Report ? 1 : 0;
        missing += one.reports;
    }
    EXPECT_GT(reports, 50U);
    EXPECT_EQ(reports + spool->numbers().dropped_reports, 600U);
    EXPECT_GT(missing, 0U);
}

TEST_F(SpoolStory, without_a_disk_it_holds_a_while_in_memory_and_writes_when_it_can) {
    disk.read_only = true;
    open(1);
    for (int i = 1; i <= 10; ++i) report(i);
    EXPECT_TRUE(spool->numbers().unwritable);
    EXPECT_EQ(numbers(all(), 1).size(), 10U);
    spool->acknowledge(1, 5);
    spool->rewind();
    EXPECT_EQ(numbers(all(), 1), (std::vector<uint64_t>{6, 7, 8, 9, 10}));
    disk.read_only = false;
    report(11);
    EXPECT_EQ(numbers(all(), 1), (std::vector<uint64_t>{11}));
    EXPECT_FALSE(spool->numbers().unwritable);
    spool.reset();
    open(2);
    EXPECT_EQ(numbers(all(), 1).back(), 11U);
}

TEST_F(SpoolStory, what_does_not_fit_into_memory_becomes_a_gap) {
    disk.read_only = true;
    bounds.memory_bytes = 4 << 10;
    open(1);
    for (int i = 1; i <= 100; ++i) report(i);
    uint64_t reports = 0, missing = 0;
    for (const Got& one : all()) {
        reports += one.kind == RecordKind::Report ? 1 : 0;
        missing += one.reports;
    }
    EXPECT_GT(reports, 3U);
    EXPECT_EQ(reports + missing, 100U);
}

TEST_F(SpoolStory, foreign_and_damaged_files_do_no_harm) {
    open(1);
    for (int i = 1; i <= 20; ++i) report(i);
    spool.reset();
    disk.files["/state/spool/0000000000000009.segment"].now = Bytes(300, 0xA5);
    disk.files["/state/spool/readme.txt"].now = Bytes(10, 'x');
    disk.files["/state/spool/zzzz.segment"].now = Bytes(10, 'x');
    disk.files["/state/spool/0000000000000001.segment"].now[700] ^= 0x40;
    open(2);
    for (const Got& one : all()) EXPECT_EQ(one.epoch, 1U);
    EXPECT_EQ(disk.files.count("/state/spool/0000000000000009.segment"), 0U);
    EXPECT_EQ(disk.files.count("/state/spool/readme.txt"), 1U);
}

TEST_F(SpoolStory, what_cannot_be_read_now_is_kept_for_another_start) {
    open(1);
    for (int i = 1; i <= 20; ++i) report(i);
    spool.reset();
    const std::string first = "/state/spool/0000000000000001.segment";
    ASSERT_TRUE(disk.files.contains(first));
    disk.unreadable.insert(first);
    open(2);
    for (int i = 21; i <= 40; ++i) report(i);
    for (const Got& one : all()) EXPECT_EQ(one.epoch, 2U);
    spool.reset();
    disk.unreadable.clear();
    open(3);
    const auto got = all();
    EXPECT_EQ(numbers(got, 1).size(), 20U);
    EXPECT_EQ(numbers(got, 2).size(), 20U);
}

TEST_F(SpoolStory, one_file_too_many_costs_the_oldest_one_and_nothing_of_the_others) {
    const int lives = 1100;
    for (int life = 1; life <= lives; ++life) {
        open(static_cast<uint64_t>(life));
        report(life, 3);
        spool.reset();
    }
    open(lives + 1);
    std::set<uint64_t> epochs;
    for (const Got& one : all()) {
        if (one.kind == RecordKind::Report) epochs.insert(one.epoch);
    }
    EXPECT_GE(epochs.size(), 1000U);
    EXPECT_TRUE(epochs.contains(lives));
}

TEST(SpoolRecords, any_bytes_are_records_or_none) {
    SeededRng rng(3);
    for (int i = 0; i < 20'000; ++i) {
        Bytes bytes(rng.below(80));
        rng.fill(bytes);
        size_t wanted = 0;
        if (const auto record = read_record(bytes, &wanted)) {
            EXPECT_LE(record->size, bytes.size());
        }
        std::vector<int64_t> values;
        if (read_values(bytes, values)) {
            EXPECT_LE(values.size(), bytes.size());
        }
        read_head(bytes);
    }
}

TEST(SpoolRecords, values_of_every_size_and_missing_ones_come_back) {
    const std::vector<int64_t> values{0, 1, -1, 63, -64, 1'000'000, INT64_MAX, INT64_MIN + 1, missing_sample};
    Bytes bytes;
    append_values(bytes, values);
    std::vector<int64_t> read;
    ASSERT_TRUE(read_values(bytes, read));
    EXPECT_EQ(read, values);
    EXPECT_FALSE(read_values(bytes, read, 3));
    bytes.pop_back();
    bytes.back() |= 0x80;
    EXPECT_FALSE(read_values(bytes, read));
}

}  // namespace steward::agent
