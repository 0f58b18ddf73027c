// The record of a restore test: what may stand in it, and what it comes to.
#include "trust/restore_record.h"

#include <gtest/gtest.h>

#include "trust/tests/said.h"

namespace steward::trust {

namespace {
RestoreRecord usual_record() {
    RestoreRecord record{.level = 1, .repository = "office", .prover = "steward-prove 0.1.0", .engine = "restic", .seed = {7}};
    record.points = {{"d", Instant{40}, Instant{39}}, {"c", Instant{30}, {}}};
    record.points_seen = 2;
    record.chosen = record.points[0];
    record.how = HowChosen::Newest;
    record.started = {50};
    record.ended = {60};
    record.checks = {{.name = "files.same", .expected = "3 as at the source", .found = "3", .objects = 3, .verdict = CheckVerdict::Passed}};
    record.is_wiped = true;
    return record;
}

template <class Change>
bool may_stand(Change change) {
    RestoreRecord record = usual_record();
    change(record);
    return may_be_said(record);
}

template <class Change>
RestoreVerdict verdict_when(Change change) {
    RestoreRecord record = usual_record();
    change(record);
    return verdict_of(record);
}
}  // namespace

TEST(RestoreRecords, come_back_as_they_were_written_also_out_of_a_text) {
    RestoreRecord record = usual_record();
    record.label = "files";
    record.engine_version = "0.14.0";
    record.source_host = "shop-1";
    record.data_there = {55};
    record.restored_files = 3;
    record.restored_bytes = 4096;
    record.not_covered = {"Rights and owners were not compared."};
    record.problem = {"restore.pack_damaged", "A part of the repository is damaged."};
    record.witness = {1};
    record.source_run = {2};
    record.processor_ms = 12;
    record.peak_memory_bytes = 13;
    const std::string line = record_line(record);
    EXPECT_TRUE(is_line(line.substr(0, line.size() - 1), line.size())) << "one line of text";
    const auto read = record_in(line + "And words for people.\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(write_message(*read), write_message(record));
    EXPECT_EQ(read->points, record.points);
    EXPECT_EQ(read->checks, record.checks);
    EXPECT_EQ(read->chosen, record.chosen);
    EXPECT_EQ(read->problem, record.problem);
}

TEST(RestoreRecords, are_found_in_the_first_line_alone) {
    const std::string line = record_line(usual_record());
    EXPECT_TRUE(record_in(line));
    EXPECT_FALSE(record_in("steward: hello\n" + line));
    EXPECT_FALSE(record_in(line.substr(0, line.size() - 1))) << "cut off";
    EXPECT_FALSE(record_in("STEWARD-RECORD !\n"));
    EXPECT_FALSE(record_in("STEWARD-RECORD \n"));
    EXPECT_FALSE(record_in(""));
}

TEST(RestoreRecords, are_passed_only_when_something_was_compared_and_all_of_it_held) {
    EXPECT_EQ(verdict_of(usual_record()), RestoreVerdict::Passed);
    using Record = RestoreRecord;
    EXPECT_EQ(verdict_when([](Record& record) { record.problem = {"restore.disk_full", ""}; }), RestoreVerdict::Failed);
    EXPECT_EQ(verdict_when([](Record& record) { record.checks.push_back({.name = "x", .objects = 1, .verdict = CheckVerdict::Failed}); }),
              RestoreVerdict::Failed);
    EXPECT_EQ(verdict_when([](Record& record) { record.checks.clear(); }), RestoreVerdict::NotProven);
    EXPECT_EQ(verdict_when([](Record& record) { record.checks[0].verdict = CheckVerdict::NotCovered; }), RestoreVerdict::NotProven);
    EXPECT_EQ(verdict_when([](Record& record) { record.checks[0].objects = 0; }), RestoreVerdict::NotProven) << "it looked at nothing";
    EXPECT_EQ(verdict_when([](Record& record) { record.checks.push_back({.name = "x", .verdict = CheckVerdict::NotCovered}); }),
              RestoreVerdict::Passed)
        << "what was not asked is said beside it";
    EXPECT_EQ(verdict_when([](Record& record) { record.is_wiped = false; }), RestoreVerdict::NotProven);
    EXPECT_EQ(verdict_when([](Record& record) { record.chosen.reset(); }), RestoreVerdict::NotProven);
}

TEST(RestoreRecords, say_each_thing_within_its_bounds) {
    using Record = RestoreRecord;
    EXPECT_TRUE(may_stand([](Record&) {}));
    EXPECT_FALSE(may_stand([](Record& record) { record.version = 2; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.level = 0; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.level = 6; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.repository = "../a"; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.label = "Files"; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.how = static_cast<HowChosen>(5); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.prover = std::string(101, 'a'); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.engine = "a\nb"; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.engine_version = std::string(101, 'a'); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.source_host = std::string(256, 'a'); }));
    EXPECT_TRUE(may_stand([](Record& record) { record.points.assign(64, record.points[0]); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.points.assign(65, record.points[0]); }));
    EXPECT_TRUE(may_stand([](Record& record) { record.checks.assign(64, record.checks[0]); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.checks.assign(65, record.checks[0]); }));
    EXPECT_TRUE(may_stand([](Record& record) { record.not_covered.assign(32, "rights"); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.not_covered.assign(33, "rights"); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.not_covered = {"rights", std::string(1001, 'a')}; }));
}

TEST(RestoreRecords, have_points_checks_and_problems_that_can_be_shown) {
    using Record = RestoreRecord;
    EXPECT_FALSE(may_stand([](Record& record) { record.points[0].name = ""; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.points[0].name = "-h"; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.chosen->name = ""; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.checks[0].name = std::string(65, 'a'); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.checks[0].expected = std::string(501, 'a'); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.checks[0].found = "a\x7f"; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.checks[0].words = std::string(1001, 'a'); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.checks[0].verdict = static_cast<CheckVerdict>(0); }));
    EXPECT_FALSE(may_stand([](Record& record) { record.checks[0].verdict = static_cast<CheckVerdict>(4); }));
    EXPECT_TRUE(may_stand([](Record& record) { record.problem = {"restore.disk_full", "Full."}; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.problem = {"disk_full", "Full."}; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.problem = {"restore." + std::string(60, 'a'), "Full."}; }));
    EXPECT_FALSE(may_stand([](Record& record) { record.problem = {"restore.disk_full", "a\x1b[2J"}; }));
}

TEST(RestoreRecords, are_at_most_256_kibibytes) {
    RestoreRecord record = usual_record();
    record.checks[0].words = std::string(1000, 'a');
    record.checks[0].expected = record.checks[0].found = std::string(500, 'a');
    record.checks.assign(64, record.checks[0]);
    EXPECT_TRUE(read_record(write_message(record))) << "all that may stand in one is less";
    EXPECT_FALSE(read_record(Bytes(largest_record + 1)));
}

}  // namespace steward::trust
