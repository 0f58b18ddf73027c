// How a report finds its disturbance: every rule and edge of domain/kpis.md C about linking.
#include "server/modules/proactivity/score.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace steward::proactivity {
namespace {
using namespace std::chrono_literals;

constexpr Instant fault{1'795'000'000'000};

template <typename AnyId>
AnyId numbered(uint8_t number) {
    RawId raw;
    raw.bytes[0] = number;
    return AnyId(raw);
}
const ClientId lindqvist = numbered<ClientId>(1), harbour = numbered<ClientId>(2);
const DeviceId switch_2 = numbered<DeviceId>(1), pc_7 = numbered<DeviceId>(7), pc_99 = numbered<DeviceId>(99);
const SiteId office = numbered<SiteId>(1);

DisturbanceFace switch_down() {
    return {.id = numbered<IncidentId>(1),
            .client = lindqvist,
            .started_at = fault,
            .detected_at = fault + 3min,
            .restored_at = {},
            .devices = {switch_2, pc_7},
            .sites = {office},
            .services = {"file service"},
            .category = "network",
            .titles = {"Access switch is down"}};
}
ReportFace call_at(Instant at) {
    return {.client = lindqvist, .at = at, .devices = {}, .sites = {}, .services = {}, .category = "", .text = ""};
}
double total(const ReportFace& report, const DisturbanceFace& disturbance) {
    const auto parts = score(report, disturbance);
    return parts ? parts->total() : -1;
}

TEST(LinkingScore, gives_each_part_its_points) {
    auto report = call_at(fault + 5h);  // far in time, so that only the named part speaks
    EXPECT_EQ(total(report, switch_down()), 0);
    report.devices = {switch_2};
    EXPECT_EQ(total(report, switch_down()), 50);
    report.services = {"file service"};
    EXPECT_EQ(total(report, switch_down()), 90);
    report.sites = {office};
    EXPECT_EQ(total(report, switch_down()), 110);
    report.category = "network";
    EXPECT_EQ(total(report, switch_down()), 130);
    report.text = "access switch down";
    EXPECT_EQ(total(report, switch_down()), 130 + 20.0 * 3 / 3);
    report.at = fault;
    EXPECT_EQ(total(report, switch_down()), 170);
}

TEST(LinkingScore, takes_a_suppressed_child_of_the_root_as_its_device) {
    auto report = call_at(fault + 80s);
    report.devices = {pc_7};
    EXPECT_EQ(score(report, switch_down())->device, 50);
    report.devices = {pc_99};
    EXPECT_EQ(score(report, switch_down())->device, 0);
}

TEST(LinkingScore, an_unknown_category_is_not_the_same_category) {
    auto disturbance = switch_down();
    disturbance.category.clear();
    EXPECT_EQ(score(call_at(fault), disturbance)->category, 0);
}

TEST(Closeness, falls_in_a_line_to_nothing_over_four_hours_from_the_nearer_of_start_and_detection) {
    const auto closeness_at = [](Duration after) { return score(call_at(fault + after), switch_down())->closeness; };
    EXPECT_EQ(closeness_at(0s), 20);
    EXPECT_EQ(closeness_at(3min), 20);  // the detection
    EXPECT_EQ(closeness_at(3min + 1h), 15);
    EXPECT_EQ(closeness_at(3min + 2h), 10);
    EXPECT_EQ(closeness_at(3min + 4h), 0);
    EXPECT_EQ(closeness_at(3min + 9h), 0);
    EXPECT_EQ(closeness_at(-12min), 19);  // before the start: 12 of 240 minutes
    EXPECT_NEAR(closeness_at(90s), 20 - 20.0 * 90 / 14400, 1e-12);
}

TEST(Closeness, counts_from_the_start_alone_while_nothing_was_detected) {
    auto disturbance = switch_down();
    disturbance.detected_at = {};
    EXPECT_EQ(score(call_at(fault + 2h), disturbance)->closeness, 10);
}

TEST(Window, begins_a_quarter_of_an_hour_before_the_start_and_ends_a_day_after_the_end) {
    auto disturbance = switch_down();
    EXPECT_TRUE(in_window(fault - 15min, disturbance));
    EXPECT_FALSE(in_window(fault - 15min - 1ms, disturbance));
    EXPECT_TRUE(in_window(fault + 24h * 30, disturbance));  // still there
    disturbance.restored_at = fault + 1h;
    EXPECT_TRUE(in_window(fault + 25h, disturbance));
    EXPECT_FALSE(in_window(fault + 25h + 1ms, disturbance));
}

TEST(Window, another_client_never_matches) {
    auto report = call_at(fault);
    report.client = harbour;
    report.devices = {switch_2};
    EXPECT_FALSE(score(report, switch_down()));
}

TEST(Words, overlap_by_common_words_of_three_letters_or_more_in_lower_case) {
    EXPECT_EQ(word_overlap("Access SWITCH is down", "access switch DOWN"), 1);  // "is" is too short
    EXPECT_EQ(word_overlap("printer down", "switch down"), 1.0 / 3);
    EXPECT_EQ(word_overlap("down, down; down!", "down"), 1);
    EXPECT_EQ(word_overlap("", ""), 0);
    EXPECT_EQ(word_overlap("an is of", "an is of"), 0);
    EXPECT_EQ(word_overlap("Öffnen geht nicht", "öffnen GEHT nicht"), 1);
    EXPECT_EQ(word_overlap("äö gut", "gut"), 1);  // two letters, four bytes
}

TEST(Thresholds, are_compared_unrounded) {
    EXPECT_EQ(linking_for(60), Linking::Link);
    EXPECT_EQ(linking_for(59.999999), Linking::Propose);
    EXPECT_EQ(linking_for(40), Linking::Propose);
    EXPECT_EQ(linking_for(39.999999), Linking::OpenNew);
}

TEST(Thresholds, a_score_of_exactly_sixty_links_and_one_millisecond_less_is_proposed) {
    auto report = call_at(fault + 3min + 2h);
    report.devices = {switch_2};  // 50 and 10 for two of four hours
    EXPECT_EQ(best_match(report, std::vector{switch_down()}).linking, Linking::Link);
    report.at = report.at + 1ms;
    EXPECT_EQ(best_match(report, std::vector{switch_down()}).linking, Linking::Propose);
}

TEST(Thresholds, the_same_service_alone_is_proposed_and_a_different_symptom_near_in_time_links) {
    auto report = call_at(fault + 20h);
    report.services = {"file service"};
    EXPECT_EQ(best_match(report, std::vector{switch_down()}).linking, Linking::Propose);
    report.at = fault;
    EXPECT_EQ(best_match(report, std::vector{switch_down()}).linking, Linking::Link);
}

TEST(BestMatch, equal_scores_take_the_disturbance_that_started_earlier) {
    auto earlier = switch_down(), later = switch_down();
    later.id = numbered<IncidentId>(2);
    later.started_at = fault + 1min;
    later.detected_at = earlier.detected_at;
    auto report = call_at(fault + 3min);
    report.devices = {switch_2};
    EXPECT_EQ(best_match(report, std::vector{later, earlier}).index, 1u);
    EXPECT_EQ(best_match(report, std::vector{earlier, later}).index, 0u);
}

TEST(BestMatch, opens_a_new_one_where_nothing_reaches_forty) {
    auto report = call_at(fault + 1h);
    report.sites = {office};
    const auto match = best_match(report, std::vector{switch_down()});
    EXPECT_EQ(match.linking, Linking::OpenNew);
    EXPECT_FALSE(match.index);
}

TEST(LinkingScore, lies_between_nothing_and_170_and_never_depends_on_the_order_of_disturbances) {
    const bool holds = rc::check("bounds and order", [] {
        auto one = switch_down(), two = switch_down();
        two.id = numbered<IncidentId>(2);
        one.started_at = fault + Duration(*rc::gen::inRange(-100'000, 100'000));
        two.started_at = fault + Duration(*rc::gen::inRange(-100'000, 100'000));
        auto report = call_at(fault + Duration(*rc::gen::inRange(-20'000'000, 100'000'000)));
        if (*rc::gen::arbitrary<bool>()) report.devices = {pc_7};
        if (*rc::gen::arbitrary<bool>()) report.sites = {office};
        report.text = *rc::gen::arbitrary<std::string>();
        const double points = total(report, one);
        RC_ASSERT(points == -1 || (points >= 0 && points <= 170));
        const auto forward = best_match(report, std::vector{one, two}), back = best_match(report, std::vector{two, one});
        RC_ASSERT(forward.linking == back.linking);
        if (forward.index && one.started_at != two.started_at) RC_ASSERT(*forward.index == 1 - *back.index);
    });
    EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace steward::proactivity
