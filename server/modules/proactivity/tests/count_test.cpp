// What K01 and K02 count: inclusion, noise guard, prevented ones, the interval, the worked examples.
#include "server/modules/proactivity/count.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace steward::proactivity {
namespace {
using namespace std::chrono_literals;

constexpr Instant october{1'790'000'000'000};
constexpr Period quarter{october, october + 24h * 90};

template <typename AnyId>
AnyId id_of(uint8_t number) {
    RawId raw;
    raw.bytes[15] = number;
    return AnyId(raw);
}

// A resolved disturbance on a device of its own, so that the noise guard leaves it alone.
Case resolved(uint8_t number, Verdict verdict, std::string code = "fixed") {
    const Instant start = october + 1h * number;
    return {
        .id = id_of<IncidentId>(number),
        .device = id_of<DeviceId>(number),
        .check = "S01",
        .times = {.started_at = start, .detected_at = start + 1min, .acted_at = start + 2min, .reported_at = {}, .restored_at = start + 3h},
        .verdict = verdict,
        .resolution_code = std::move(code),
        .resolved_at = start + 4h,
        .prevention = {}};
}
Case reported_after(Case one, Duration lead) {
    one.times.reported_at = one.times.acted_at + lead;
    return one;
}
Figures count_all(const std::vector<Case>& cases, const std::vector<std::string>& noisy = {}) { return count(cases, quarter, noisy); }
Exclusion excluded_as(const std::string& code) { return exclusion_of(resolved(1, Verdict::Proactive, code)); }

// The example of K01 and K02: Q3 of Lindqvist & Rowe.
std::vector<Case> third_quarter() {
    std::vector<Case> cases;
    const Duration leads[] = {4min, 9min, 15min, 22min, 48min, 130min};
    uint8_t number = 0;
    for (const Duration lead : leads) cases.push_back(reported_after(resolved(++number, Verdict::Proactive), lead));
    while (number < 15) cases.push_back(resolved(++number, Verdict::Proactive));
    while (number < 17) cases.push_back(reported_after(resolved(++number, Verdict::SeenNotActed), 10s));
    while (number < 20) cases.push_back(reported_after(resolved(++number, Verdict::ClientFirst), -5min));
    while (number < 23) {
        cases.push_back(resolved(++number, Verdict::Undecided));
        cases.back().discarded = true;
    }
    cases.push_back(resolved(24, Verdict::Proactive, "planned_work"));
    return cases;
}

TEST(K01, is_75_percent_with_its_interval_in_the_worked_example) {
    const auto figures = count_all(third_quarter());
    EXPECT_EQ(figures.proactive, (Ratio{15, 20}));
    EXPECT_EQ(figures.seen_not_acted, 2);
    EXPECT_EQ(figures.client_first, 3);
    EXPECT_EQ(shown(figures.proactive.percent()), 75.0);
    EXPECT_EQ(shown(wilson(figures.proactive).low), 53.1);
    EXPECT_EQ(shown(wilson(figures.proactive).high), 88.8);
    EXPECT_EQ(figures.detected, (Ratio{17, 20}));
    EXPECT_EQ(shown(figures.detected.percent()), 85.0);
    EXPECT_EQ(figures.placed.size(), 24u);
}

TEST(K02, is_the_median_lead_and_the_share_never_reported) {
    const auto figures = count_all(third_quarter());
    ASSERT_TRUE(figures.lead_minutes);
    EXPECT_EQ(*figures.lead_minutes, 18.5);
    EXPECT_EQ(figures.reported, 6);
    EXPECT_EQ(figures.never_reported, (Ratio{9, 15}));
    EXPECT_EQ(shown(figures.never_reported.percent()), 60.0);
}

TEST(K02, has_no_median_where_no_proactive_one_was_reported) { EXPECT_FALSE(count_all({resolved(1, Verdict::Proactive)}).lead_minutes); }

TEST(K02, takes_the_middle_of_an_odd_number) {
    const auto figures =
        count_all({reported_after(resolved(1, Verdict::Proactive), 89s), reported_after(resolved(2, Verdict::Proactive), 2min),
                   reported_after(resolved(3, Verdict::Proactive), 9min)});
    EXPECT_EQ(*figures.lead_minutes, 2.0);
}

TEST(Ratios, without_a_denominator_have_no_data_and_under_ten_are_too_few) {
    EXPECT_FALSE(count_all({}).proactive.has_data());
    EXPECT_TRUE((Ratio{0, 1}).has_data());
    EXPECT_FALSE((Ratio{9, 9}).is_enough());
    EXPECT_TRUE((Ratio{10, 10}).is_enough());
}

TEST(Shown, rounds_half_up_at_one_decimal) {
    EXPECT_EQ(shown(88.75), 88.8);
    EXPECT_EQ(shown(0.05), 0.1);
    EXPECT_EQ(shown(66.0 + 2.0 / 3), 66.7);
    EXPECT_EQ(shown(100), 100);
}

TEST(Inclusion, counts_the_six_ways_to_solve_and_leaves_out_what_is_no_problem) {
    for (const auto* code : {"fixed", "workaround", "auto_fixed", "vendor_fixed", "replaced"})
        EXPECT_EQ(excluded_as(code), Exclusion::None) << code;
    EXPECT_EQ(excluded_as("discarded"), Exclusion::Discarded);
    EXPECT_EQ(excluded_as("planned_work"), Exclusion::PlannedWork);
    EXPECT_EQ(excluded_as("no_fault_found"), Exclusion::NoFaultFound);
    EXPECT_EQ(excluded_as("answered"), Exclusion::Question);
    EXPECT_EQ(excluded_as("fulfilled"), Exclusion::Question);
    EXPECT_EQ(excluded_as("transient"), Exclusion::Transient);
    EXPECT_EQ(excluded_as(""), Exclusion::NoResolutionCode);
}

TEST(Inclusion, belongs_to_the_period_in_which_it_was_resolved) {
    auto one = resolved(1, Verdict::Proactive);
    one.resolved_at = quarter.from;
    EXPECT_EQ(count_all({one}).proactive.denominator, 1);
    one.resolved_at = quarter.until - 1ms;
    EXPECT_EQ(count_all({one}).proactive.denominator, 1);
    one.resolved_at = quarter.until;
    EXPECT_TRUE(count_all({one}).placed.empty());
    one.resolved_at = {};
    EXPECT_TRUE(count_all({one}).placed.empty());
}

TEST(Inclusion, waits_for_a_verdict_that_needs_its_day) {
    const auto figures = count_all({resolved(1, Verdict::Undecided)});
    EXPECT_EQ(figures.proactive.denominator, 0);
    ASSERT_EQ(figures.placed.size(), 1u);
    EXPECT_TRUE(figures.placed[0].is_pending);
}

TEST(Inclusion, what_nobody_acted_on_counts_against_us_without_a_code_unless_it_was_transient) {
    auto one = resolved(1, Verdict::SeenNotActed, "");
    one.times.acted_at = {};
    EXPECT_EQ(exclusion_of(one), Exclusion::None);
    one.times.restored_at = one.times.detected_at + 10min;
    EXPECT_EQ(exclusion_of(one), Exclusion::Transient);
}

TEST(Inclusion, one_that_started_outside_coverage_hours_counts_as_any_other) {
    auto one = resolved(3, Verdict::SeenNotActed);  // three at night
    EXPECT_EQ(count_all({one}).proactive.denominator, 1);
}

Case prevented(double days, bool still_heading) {
    auto one = resolved(1, Verdict::Proactive, "prevented");
    one.check = "S02";
    one.prevention = {days, still_heading};
    return one;
}

TEST(Prevented, counts_with_a_date_within_thirty_days_while_the_measure_was_still_heading_there) {
    EXPECT_EQ(count_all({prevented(14, true)}).proactive, (Ratio{1, 1}));  // S01
    EXPECT_EQ(count_all({prevented(30, true)}).proactive, (Ratio{1, 1}));
}

TEST(Prevented, that_fails_its_conditions_leaves_both_and_is_listed) {
    auto no_date = prevented(14, true);
    no_date.prevention.predicted_days.reset();
    for (const auto& one : {prevented(30.01, true), prevented(14, false), no_date}) {
        const auto figures = count_all({one});
        EXPECT_EQ(figures.proactive, (Ratio{0, 0}));
        ASSERT_EQ(figures.placed.size(), 1u);
        EXPECT_EQ(figures.placed[0].exclusion, Exclusion::PreventionUnproven);
    }
}

// Proactive ones of one device and check, by the hour of their detection.
std::vector<Case> storm(std::initializer_list<Duration> hours) {
    std::vector<Case> cases;
    for (const Duration at : hours) {
        auto one = resolved(static_cast<uint8_t>(cases.size() + 1), Verdict::Proactive);
        one.device = id_of<DeviceId>(1);
        one.times.detected_at = october + 240h + at;
        cases.push_back(one);
    }
    return cases;
}

TEST(NoiseGuard, lets_one_proactive_disturbance_of_a_device_and_check_count_in_24_hours) {
    EXPECT_EQ(count_all(storm({0h, 1h, 23h})).proactive, (Ratio{1, 1}));
    EXPECT_EQ(count_all(storm({0h, 24h - 1ms})).proactive, (Ratio{1, 1}));
    EXPECT_EQ(count_all(storm({0h, 24h})).proactive, (Ratio{2, 2}));
    EXPECT_EQ(count_all(storm({0h, 23h, 25h})).proactive, (Ratio{2, 2}));  // 25 h after the last that counted
    const auto figures = count_all(storm({0h, 1h}));
    EXPECT_EQ(figures.placed[1].exclusion, Exclusion::NoiseGuard);
}

TEST(NoiseGuard, keeps_other_devices_other_checks_and_what_is_not_proactive) {
    auto cases = storm({0h, 1h, 2h, 3h});
    cases[1].check = "S03";
    cases[2].device = id_of<DeviceId>(9);
    cases[3].verdict = Verdict::ClientFirst;
    EXPECT_EQ(count_all(cases).proactive, (Ratio{3, 4}));
}

TEST(NoiseGuard, what_does_not_count_holds_nobody_back) {
    auto cases = storm({0h, 1h});
    cases[0].discarded = true;
    EXPECT_EQ(count_all(cases).proactive, (Ratio{1, 1}));
}

TEST(NoiseGuard, looks_back_over_the_edge_of_the_period) {
    auto cases = storm({0h, 1h});
    cases[0].resolved_at = quarter.from - 1ms;
    EXPECT_EQ(count_all(cases).proactive, (Ratio{0, 0}));
}

TEST(NoisyChecks, are_shown_but_not_counted) {
    const auto figures = count_all({resolved(1, Verdict::Proactive), resolved(2, Verdict::ClientFirst)}, {"S01"});
    EXPECT_EQ(figures.proactive, (Ratio{0, 0}));
    EXPECT_EQ(figures.placed[0].exclusion, Exclusion::NoisyCheck);
    EXPECT_EQ(figures.placed[1].exclusion, Exclusion::NoisyCheck);
}

TEST(GraveOnes, that_were_lost_leave_the_count_by_a_person_only_when_a_second_one_agreed) {
    auto lost = reported_after(resolved(1, Verdict::ClientFirst, "no_fault_found"), -5min);
    EXPECT_EQ(exclusion_of(lost), Exclusion::NoFaultFound) << "P3 and P4 leave it by the code alone";
    lost.is_grave = true;
    EXPECT_EQ(exclusion_of(lost), Exclusion::None);
    EXPECT_EQ(count_all({lost}).proactive, (Ratio{0, 1}));
    lost.agreed = "discarded";
    EXPECT_EQ(exclusion_of(lost), Exclusion::None) << "to something else was agreed";
    lost.agreed = "no_fault_found";
    EXPECT_EQ(exclusion_of(lost), Exclusion::NoFaultFound);
    lost.agreed.clear();
    lost.verdict = Verdict::Proactive;
    EXPECT_EQ(exclusion_of(lost), Exclusion::NoFaultFound) << "what was won may go";
    lost.verdict = Verdict::SeenNotActed;
    lost.resolution_code = "fixed";
    lost.discarded = true;
    EXPECT_EQ(exclusion_of(lost), Exclusion::None);
    lost.discarded = false;
    lost.resolution_code = "prevented";
    EXPECT_EQ(exclusion_of(lost), Exclusion::None) << "a claim without proof takes nothing away";
    lost.resolution_code.clear();
    lost.verdict = Verdict::ClientFirst;
    EXPECT_EQ(exclusion_of(lost), Exclusion::NoResolutionCode) << "nobody gave it a code: no person's word";
}

TEST(NoisyChecks, are_those_under_thirty_percent_of_at_least_ten) {
    EXPECT_TRUE(is_noisy({"S01", 29, 100}));
    EXPECT_FALSE(is_noisy({"S01", 30, 100}));
    EXPECT_TRUE(is_noisy({"S01", 2, 10}));
    EXPECT_FALSE(is_noisy({"S01", 3, 10}));
    EXPECT_FALSE(is_noisy({"S01", 0, 9}));
}

TEST(CountProperties, the_parts_add_up_and_the_interval_holds_the_ratio) {
    EXPECT_TRUE(rc::check("sums", [] {
        std::vector<Case> cases;
        const int number = *rc::gen::inRange(0, 60);
        for (int i = 0; i < number; ++i) {
            auto one = resolved(static_cast<uint8_t>(i + 1), static_cast<Verdict>(*rc::gen::inRange(0, 4)),
                                *rc::gen::elementOf(std::vector<std::string>{"fixed", "prevented", "answered", "", "replaced"}));
            one.device = id_of<DeviceId>(static_cast<uint8_t>(*rc::gen::inRange(0, 4)));
            one.discarded = *rc::gen::inRange(0, 5) == 0;
            cases.push_back(one);
        }
        const auto figures = count_all(cases);
        RC_ASSERT(figures.proactive.denominator == figures.proactive.numerator + figures.seen_not_acted + figures.client_first);
        RC_ASSERT(figures.never_reported.denominator == figures.proactive.numerator);
        RC_ASSERT(figures.placed.size() == cases.size());
        const auto counted = std::count_if(figures.placed.begin(), figures.placed.end(),
                                           [](const Placed& one) { return one.exclusion == Exclusion::None && !one.is_pending; });
        RC_ASSERT(counted == figures.proactive.denominator);  // every number expands to its records
        const auto interval = wilson(figures.proactive);
        RC_ASSERT(interval.low >= 0 && interval.high <= 100 && interval.low <= interval.high);
        if (figures.proactive.has_data())
            RC_ASSERT(interval.low <= figures.proactive.percent() + 1e-9 && figures.proactive.percent() <= interval.high + 1e-9);
    }));
}

}  // namespace
}  // namespace steward::proactivity
