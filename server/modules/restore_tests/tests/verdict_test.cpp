// What a record proves: it is judged as the word of somebody who may have been taken over.
#include "server/modules/restore_tests/verdict.h"

#include <gmock/gmock.h>

namespace steward::restore_tests {

namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;
using trust::CheckVerdict;
constexpr Instant began{1'795'000'000'000};
constexpr Duration a_full_day = 24h;

struct Case {
    Asked asked;
    Ran ran{.state = "done", .words = "It ended.", .is_genuine = true};
    trust::RestoreRecord record;

    Case() {
        asked = {.level = 1, .repository = "office", .label = "erp", .point = "0a1b2c3d"};
        asked.seed[0] = 9;
        asked.witness[0] = 8;
        asked.is_newest = true;
        asked.measure = {.rpo = a_full_day, .rto = 8h, .content_at = began - 6h, .loss_counts_from = began};
        record.level = 1;
        record.repository = "office";
        record.label = "erp";
        record.seed = asked.seed;
        record.witness = asked.witness;
        record.prover = "steward-prove";
        record.engine = "restic";
        record.chosen = trust::RestorePoint{"0a1b2c3d", began - 5h, began - 6h};
        record.how = trust::HowChosen::Asked;
        record.started = began;
        record.data_there = began + 2min;
        record.ended = began + 3min;
        record.checks = {{.name = "files.same", .objects = 12, .verdict = CheckVerdict::Passed}};
        record.is_wiped = true;
    }
    Verdict verdict() const { return judge(asked, ran, record); }
};

void expect(const Case& one, const std::string& state, const std::string& code) {
    const Verdict verdict = one.verdict();
    EXPECT_EQ(verdict.state, state) << verdict.text;
    EXPECT_EQ(verdict.reason_code, code) << verdict.text;
    EXPECT_FALSE(verdict.text.empty());
}

TEST(Verdict, is_passed_when_all_held_within_what_was_agreed) {
    Case one;
    const Verdict verdict = one.verdict();
    EXPECT_EQ(verdict.state, "passed");
    EXPECT_EQ(verdict.reason_code, "");
    EXPECT_EQ(verdict.text, "1 check held, over 12 objects.");
    EXPECT_EQ(*verdict.achieved_rto, 2min);
    EXPECT_EQ(*verdict.achieved_rpo, 6h);
    EXPECT_FALSE(verdict.is_point_bad || verdict.is_point_gone);
    one.asked.point = "0a1b2c3d4e5f60718293";
    expect(one, "passed", "");  // the engine writes the same name shorter
}

TEST(Verdict, is_late_when_it_took_longer_or_lacks_more_than_agreed) {
    Case slow;
    slow.asked.measure.rto = 1min;
    expect(slow, "passed_late", "restore_tests.too_slow");
    EXPECT_THAT(slow.verdict().text, HasSubstr("after 2 min; 1 min were agreed"));
    Case old;
    old.asked.measure.rpo = 5h;
    expect(old, "passed_late", "restore_tests.too_old");
    Case nothing_agreed;
    nothing_agreed.asked.measure.rpo = nothing_agreed.asked.measure.rto = {};
    expect(nothing_agreed, "passed", "");
}

TEST(Verdict, believes_the_older_of_two_words_about_the_age_of_the_content) {
    Case one;
    one.record.chosen->content_at = began - 30 * a_full_day;
    expect(one, "passed_late", "restore_tests.too_old");
    one.record.chosen->content_at = began - 1h;  // newer than what the source said
    EXPECT_EQ(*one.verdict().achieved_rpo, 6h);
    one.asked.measure.content_at = {};
    EXPECT_EQ(*one.verdict().achieved_rpo, 1h);
    one.record.chosen->content_at = {};
    EXPECT_FALSE(one.verdict().achieved_rpo) << "nobody knows";
}

TEST(Verdict, is_nothing_without_a_record_that_can_be_believed) {
    const std::pair<const char*, const char*> ends[] = {{"refused", "restore_tests.refused"},
                                                        {"expired", "restore_tests.not_begun"},
                                                        {"unknown", "restore_tests.host_silent"},
                                                        {"lost", "restore_tests.host_silent"}};
    for (const auto& [state, code] : ends) {
        Case one;
        one.ran.state = state;
        expect(one, "inconclusive", code);
    }
    Case forged;
    forged.ran.is_genuine = false;
    expect(forged, "inconclusive", "restore_tests.not_genuine");
    const Case one;
    EXPECT_EQ(judge(one.asked, one.ran, std::nullopt).reason_code, "restore_tests.no_record");
    EXPECT_EQ(judge(one.asked, one.ran, std::nullopt).state, "inconclusive");
}

TEST(Verdict, is_failed_when_it_is_of_another_than_was_asked_for) {
    const std::pair<const char*, std::function<void(trust::RestoreRecord&)>> others[] = {
        {"level", [](auto& record) { record.level = 2; }},
        {"repository", [](auto& record) { record.repository = "other"; }},
        {"plan", [](auto& record) { record.label = "other"; }},
        {"seed", [](auto& record) { record.seed[1] = 1; }},
        {"witness", [](auto& record) { record.witness = {}; }},
        {"recovery point", [](auto& record) { record.chosen->name = "ffffffff"; }},
        {"recovery point", [](auto& record) { record.chosen->name = "0a1b"; }},  // too short to be sure
        {"recovery point", [](auto& record) { record.chosen.reset(); }}};
    for (const auto& [what, alter] : others) {
        Case one;
        alter(one.record);
        expect(one, "failed", "restore_tests.other_than_asked");
        EXPECT_THAT(one.verdict().text, HasSubstr(what));
        EXPECT_FALSE(one.verdict().is_point_bad);
    }
    Case other_witness;
    other_witness.record.problem.code = "restore.pack_damaged";
    other_witness.record.witness[5] = 1;
    expect(other_witness, "failed", "restore_tests.other_than_asked");
}

TEST(Verdict, of_a_problem_is_its_own) {
    Case one;
    one.record.problem = {"restore.pack_damaged", "A pack of the repository is damaged."};
    one.record.checks.clear();
    one.record.chosen.reset();
    one.record.witness = {};  // it did not come so far
    expect(one, "failed", "restore.pack_damaged");
    EXPECT_EQ(one.verdict().text, "A pack of the repository is damaged.");
    EXPECT_TRUE(one.verdict().is_point_bad);
    one.record.problem = {"restore.wrong_password", ""};
    expect(one, "failed", "restore.wrong_password");
    EXPECT_THAT(one.verdict().text, HasSubstr("restore.wrong_password"));
    EXPECT_FALSE(one.verdict().is_point_bad) << "the point may be good";
    one.record.problem.code = "restore.disk_full";
    expect(one, "inconclusive", "restore.disk_full");
}

TEST(Verdict, of_a_missing_point_is_a_failure_only_for_the_newest) {
    Case one;
    one.record.problem = {"restore.point_missing", "The repository has no such point."};
    expect(one, "failed", "restore.point_missing");
    EXPECT_FALSE(one.verdict().is_point_gone);
    one.asked.is_newest = false;
    expect(one, "inconclusive", "restore.point_missing");
    EXPECT_TRUE(one.verdict().is_point_gone);
}

TEST(Verdict, of_nothing_compared_is_a_failure) {
    Case nothing;
    nothing.record.checks.clear();
    expect(nothing, "failed", "restore.nothing_compared");
    Case zero;
    zero.record.checks[0].objects = 0;
    expect(zero, "failed", "restore.nothing_compared");
    Case not_asked;
    not_asked.record.checks[0].verdict = CheckVerdict::NotCovered;
    expect(not_asked, "failed", "restore.nothing_compared");
    Case another_check;
    another_check.record.checks[0].name = "engine.check";
    expect(another_check, "failed", "restore.nothing_compared");
    another_check.asked.level = another_check.record.level = 2;
    expect(another_check, "failed", "restore.nothing_compared");
    another_check.record.checks[0].name = "table.rows";
    expect(another_check, "passed", "");
    another_check.asked.level = another_check.record.level = 4;
    another_check.record.checks[0].name = "key transaction";
    expect(another_check, "passed", "");
}

TEST(Verdict, of_a_database_counts_until_it_could_be_used_and_tells_a_bad_dump_from_a_host_that_could_not) {
    Case one;
    one.asked.level = one.record.level = 2;
    one.record.checks = {{.name = "table.rows", .objects = 12, .verdict = CheckVerdict::Passed}};
    one.record.usable = one.record.data_there + 30s;
    expect(one, "passed", "");
    EXPECT_EQ(*one.verdict().achieved_rto, 2min + 30s);
    one.record.usable = one.record.ended + 1s;
    expect(one, "inconclusive", "restore_tests.clock");
    for (const char* code : {"restore.dump_truncated", "restore.dump_damaged", "restore.dump_missing", "restore.dump_runs_commands"}) {
        one.record.problem = {code, "A sentence."};
        expect(one, "failed", code);
        EXPECT_TRUE(one.verdict().is_point_bad) << code;
    }
    for (const char* code : {"restore.database_missing", "restore.database_failed", "restore.database_lacks", "restore.nothing_expected",
                             "restore.disk_full"}) {
        one.record.problem = {code, "A sentence."};
        expect(one, "inconclusive", code);
    }
}

TEST(Verdict, of_a_check_that_failed_says_what_was_expected_and_found) {
    Case one;
    one.record.checks.push_back(
        {.name = "orders", .expected = "newer than 2026-11-17", .found = "2026-08-30", .objects = 1, .verdict = CheckVerdict::Failed});
    expect(one, "failed", "restore.check_failed");
    EXPECT_EQ(one.verdict().text, "“orders” failed: expected newer than 2026-11-17, found 2026-08-30.");
    EXPECT_TRUE(one.verdict().is_point_bad);
    one.record.checks.back() = {.name = "orders", .found = "none", .verdict = CheckVerdict::Failed, .words = "The table is empty"};
    EXPECT_EQ(one.verdict().text, "“orders” failed: found none. The table is empty.");
}

TEST(Verdict, is_nothing_when_data_was_left_or_words_contradict_each_other_or_time_went_back) {
    Case left;
    left.record.is_wiped = false;
    expect(left, "inconclusive", "restore.not_wiped");
    Case contradiction;
    contradiction.ran.state = "failed";
    expect(contradiction, "inconclusive", "restore_tests.contradiction");
    Case before;
    before.record.data_there = began - 1ms;
    expect(before, "inconclusive", "restore_tests.clock");
    Case after;
    after.record.ended = after.record.data_there - 1ms;
    expect(after, "inconclusive", "restore_tests.clock");
}

ByHand by_hand() {
    return {.result = "passed",
            .reason = "",
            .started_at = began,
            .data_at = began + 1h,
            .usable_at = began + 3h,
            .checks = {{.name = "orders", .objects = 3, .verdict = CheckVerdict::Passed}},
            .measure = {.rpo = a_full_day, .rto = 8h, .content_at = began - 6h, .loss_counts_from = began}};
}
std::string missing(const ByHand& told) {
    const auto found = missing_by_hand(told);
    return found ? found->first : "";
}

TEST(Verdict, by_hand_needs_what_it_claims) {
    EXPECT_EQ(missing(by_hand()), "");
    auto told = by_hand();
    told.checks.clear();
    EXPECT_EQ(missing(told), "/checks");
    told = by_hand();
    told.checks[0].objects = 0;
    EXPECT_EQ(missing(told), "/checks");
    told = by_hand();
    told.checks.push_back({.name = "empty", .objects = 0, .verdict = CheckVerdict::Passed});
    EXPECT_EQ(missing(told), "/checks");
    told = by_hand();
    told.checks.push_back({.name = "login", .objects = 1, .verdict = CheckVerdict::Failed});
    EXPECT_EQ(missing(told), "/checks");
    told = by_hand();
    told.usable_at = {};
    EXPECT_EQ(missing(told), "/usable_at_unix_ms");
    told.usable_at = began - 1ms;
    EXPECT_EQ(missing(told), "/usable_at_unix_ms");
    told = by_hand();
    told.measure.content_at = {};
    EXPECT_EQ(missing(told), "/content_at_unix_ms");
    told = by_hand();
    told.result = "failed";
    EXPECT_EQ(missing(told), "/reason");
    told.reason = "It did not start.";
    EXPECT_EQ(missing(told), "");
}

TEST(Verdict, by_hand_is_judged_by_its_times) {
    auto told = by_hand();
    EXPECT_EQ(judge_by_hand(told).state, "passed");
    told.measure.rto = 2h;
    EXPECT_EQ(judge_by_hand(told).state, "passed_late");
    told = by_hand();
    told.result = "inconclusive";
    told.reason = "The host had no room.";
    EXPECT_EQ(judge_by_hand(told).state, "inconclusive");
    EXPECT_EQ(judge_by_hand(told).text, told.reason);
    told.result = "failed";
    EXPECT_EQ(judge_by_hand(told).state, "failed");
    EXPECT_FALSE(judge_by_hand(told).is_point_bad);
    EXPECT_EQ(*judge_by_hand(told).achieved_rto, 3h);
    told.usable_at = {};
    told.checks[0].verdict = CheckVerdict::Failed;
    EXPECT_TRUE(judge_by_hand(told).is_point_bad);
    EXPECT_FALSE(judge_by_hand(told).achieved_rto);
}
}  // namespace

}  // namespace steward::restore_tests
