#include "server/platform/series/tests/store_story.h"

namespace steward::series::testing {
namespace {

class SeriesStoreStory : public StoreStory {};

TEST_F(SeriesStoreStory, what_was_appended_is_seen_at_once) {
    report(0, 3);
    holds_exactly(0, 3);
}

TEST_F(SeriesStoreStory, a_report_is_stored_once_however_often_it_comes) {
    report(0, 10);
    EXPECT_EQ(append(4), 0);
    EXPECT_EQ(append(9), 0);
    EXPECT_EQ(store->numbers().reports_repeated, 2u);
    holds_exactly(0, 10);
}

TEST_F(SeriesStoreStory, the_same_number_in_another_epoch_is_another_report) {
    report(0, 2);
    EXPECT_TRUE(*writer->append({2, 1}, monday + 120s, values_of(2)));
    EXPECT_FALSE(*writer->append({2, 1}, monday + 120s, values_of(2)));
    holds_exactly(0, 3);
    const auto held = store->high_water(device_number(1));
    ASSERT_EQ(held.size(), 2u);
    EXPECT_EQ(held[0].epoch, 2u);
    EXPECT_EQ(held[1].seq, 2u);
}

TEST_F(SeriesStoreStory, high_water_stops_at_the_first_hole) {
    report(0, 5);
    report(7, 9);
    EXPECT_EQ(store->high_water(device_number(1)).at(0).seq, 5u);
    report(5, 7);
    EXPECT_EQ(store->high_water(device_number(1)).at(0).seq, 9u);
}

TEST_F(SeriesStoreStory, of_an_epoch_whose_beginning_is_missing_nothing_is_said_to_be_kept) {
    report(1, 5);  // its first number was an event, which the series know nothing of
    EXPECT_TRUE(store->high_water(device_number(1)).empty());
    report(0, 1);
    EXPECT_EQ(store->high_water(device_number(1)).at(0).seq, 5u);
}

TEST_F(SeriesStoreStory, late_reports_find_their_place_in_memory_and_in_files) {
    report(100, 200);
    report(0, 100);
    holds_exactly(0, 200);
    report(200, 500);
    maintain_at(monday + 10h);
    EXPECT_EQ(files("raw-").size(), 1u);
    report(500, 520);
    holds_exactly(0, 520);
}

TEST_F(SeriesStoreStory, late_reports_may_overlap_what_is_in_files_already) {
    report(600, 1200);
    maintain_at(monday + 20h);
    report(0, 600);
    maintain_at(monday + 20h);
    holds_exactly(0, 1200);
}

TEST_F(SeriesStoreStory, a_late_report_is_not_the_latest) {
    report(5, 6);
    report(2, 3);
    EXPECT_EQ(store->latest(device_number(1)).at(1).value, 5'000);
    EXPECT_EQ(store->latest(device_number(1)).at(1).observed_at, monday + 300s);
}

TEST_F(SeriesStoreStory, the_latest_value_of_a_missing_column_is_the_older_one_with_its_age) {
    report(0, 1);
    EXPECT_EQ(append(1, {missing_sample, 1'000, 0}), 1);
    EXPECT_EQ(append(2, {missing_sample, 2'000, 0}), 1);
    for (int restarts = 0; restarts < 2; ++restarts) {
        const auto latest = store->latest(device_number(1));
        ASSERT_EQ(latest.size(), 3u);
        EXPECT_EQ(latest[0].value, 50.0);
        EXPECT_EQ(latest[0].observed_at, monday);
        EXPECT_EQ(latest[1].observed_at, monday + 120s);
        said(store->sync());
        restart();
    }
}

TEST_F(SeriesStoreStory, a_missing_sample_is_a_gap_and_never_a_zero) {
    report(0, 3);
    EXPECT_EQ(append(3, {missing_sample, 3'000, 0}), 1);
    report(4, 6);
    const auto cpu = points("cpu_used_percent", monday, monday + 1h);
    ASSERT_EQ(cpu.size(), 6u);
    EXPECT_EQ(cpu[3].samples, 0u);
    EXPECT_EQ(cpu[3].at, monday + 180s);
    EXPECT_EQ(points("network_bytes", monday, monday + 1h).at(3).average, 3'000);
}

TEST_F(SeriesStoreStory, an_absence_is_one_gap_marker_where_the_first_report_is_missed) {
    report(0, 10);
    report(70, 80);
    const auto raw = points("network_bytes", monday, monday + 2h);
    ASSERT_EQ(raw.size(), 21u);
    EXPECT_EQ(raw[10].samples, 0u);
    EXPECT_EQ(raw[10].at, monday + 600s);
    const auto by_five_minutes = points("network_bytes", monday, monday + 2h, 5min);
    ASSERT_EQ(by_five_minutes.size(), 5u);
    EXPECT_EQ(by_five_minutes[2].samples, 0u);
    EXPECT_EQ(by_five_minutes[2].at, monday + 600s);
    EXPECT_EQ(by_five_minutes[3].at, monday + 70min);
}

TEST_F(SeriesStoreStory, a_step_shorter_than_the_interval_makes_no_gaps) {
    report(0, 10);
    for (const auto& point : points("network_bytes", monday, monday + 1h, 10s)) EXPECT_EQ(point.samples, 1u);
    EXPECT_EQ(points("network_bytes", monday, monday + 1h, 10s).size(), 10u);
}

TEST_F(SeriesStoreStory, a_step_has_average_minimum_and_maximum) {
    report(0, 10);
    const auto steps = points("network_bytes", monday, monday + 10min, 5min);
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(steps[1].average, 7'000);
    EXPECT_EQ(steps[1].minimum, 5'000);
    EXPECT_EQ(steps[1].maximum, 9'000);
    EXPECT_EQ(steps[1].samples, 5u);
}

TEST_F(SeriesStoreStory, columns_may_change_in_mid_stream) {
    report(0, 5);
    said(writer->layout(
        std::vector<Definition>{{"network_bytes", "eth0", SeriesKind::Counter, 0}, {"cpu_used_percent", "", SeriesKind::Gauge, 2}}, 60s));
    for (int64_t minute = 5; minute < 400; ++minute) EXPECT_EQ(append(minute, {1'000 * minute, 10 * values_of(minute)[0]}), 1);
    for (int moved = 0; moved < 2; ++moved) {
        const auto ranges = store->range(device_number(1), "", std::nullopt, monday, monday + 24h, 0s);
        ASSERT_EQ(ranges->size(), 3u);
        EXPECT_EQ((*ranges)[0].definition.metric, "network_bytes") << "the present columns come first";
        EXPECT_EQ((*ranges)[0].points.size(), 400u);
        EXPECT_EQ((*ranges)[1].points.size(), 400u);
        EXPECT_EQ((*ranges)[1].points[2].average, 51.4);
        EXPECT_EQ((*ranges)[1].points[7].average, 54.9);
        EXPECT_EQ((*ranges)[2].points.size(), 5u);
        maintain_at(monday + 7h);
    }
    EXPECT_EQ(store->latest(device_number(1)).size(), 2u);
}

TEST_F(SeriesStoreStory, repeating_the_same_columns_changes_nothing) {
    report(0, 5);
    connect();
    report(5, 10);
    holds_exactly(0, 10);
}

TEST_F(SeriesStoreStory, a_new_writer_replaces_the_old_one) {
    connect();
    const auto old = std::move(writer);
    connect();
    const auto refused_report = old->append({1, 1}, monday, values_of(0));
    ASSERT_FALSE(refused_report);
    EXPECT_EQ(refused_report.error().code, "series.replaced");
    report(0, 1);
}

TEST_F(SeriesStoreStory, a_report_of_the_wrong_width_is_refused_and_nothing_is_held_of_it) {
    connect();
    EXPECT_EQ(append(0, {1, 2}), -1);
    EXPECT_EQ(refused, "series.columns");
    EXPECT_EQ(append(0), 1);
    EXPECT_FALSE(writer->layout({}, 60s));
}

TEST_F(SeriesStoreStory, one_metric_and_item_can_be_asked_for) {
    report(0, 5);
    EXPECT_EQ(store->range(device_number(1), "network_bytes", "eth0", monday, monday + 1h, 0s)->size(), 1u);
    EXPECT_EQ(store->range(device_number(1), "network_bytes", "eth1", monday, monday + 1h, 0s)->size(), 0u);
    EXPECT_EQ(store->range(device_number(2), "", std::nullopt, monday, monday + 1h, 0s)->size(), 0u);
}

TEST_F(SeriesStoreStory, a_report_from_far_ahead_founds_no_file) {
    report(0, 300);
    EXPECT_EQ(append(60 * 24 * 365), 1);
    maintain_at(monday + 6h);
    EXPECT_EQ(files("raw-"), std::vector<std::string>{"raw-2026-11-23.series"});
}

TEST_F(SeriesStoreStory, numbers_count_samples_bytes_and_active_series) {
    report(0, 300);
    clock.set_wall(monday + 5h);
    said(store->sync());
    const auto numbers = store->numbers();
    EXPECT_EQ(numbers.samples_appended, 900u);
    EXPECT_EQ(numbers.series_active, 3u);
    EXPECT_GT(numbers.bytes_written, 300u);
    EXPECT_GE(numbers.bytes_on_disk, uint64_t{8} << 20);
    clock.advance(2h);
    EXPECT_EQ(store->numbers().series_active, 0u);
}

}  // namespace
}  // namespace steward::series::testing
