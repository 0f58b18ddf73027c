#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "server/modules/monitoring/prediction.h"

namespace steward::monitoring {

namespace {
using namespace std::chrono_literals;
constexpr double gib = 1024.0 * 1024 * 1024;

// A volume whose use in GiB is a function of the days since it was first seen, 2 November 2026.
struct Volume {
    std::function<double(double)> use;
    double size_gib = 120;
    Instant first = *parse_rfc3339("2026-11-02T00:00:00Z");

    Prediction predicted(std::string_view time) const {
        const Instant now = *parse_rfc3339(time);
        std::vector<UsedAt> history;
        for (Instant at = first + 30min; at < now; at = at + 1h) {
            const double days = static_cast<double>((at - first).count()) / 86'400'000.0;
            history.push_back({at, use(days) * gib, use(days + 0.02) * gib});
        }
        return predict_full(history, size_gib * gib, Catalogue::published().find("S02")->prediction, now);
    }
};

const auto two_a_day = [](double days) { return 70 + 2 * days; };
}  // namespace

// domain/scenarios.md S01
TEST(Prediction, says_fourteen_days_at_the_minute_it_is_fourteen_days) {
    const Volume volume{two_a_day};
    const Prediction at = volume.predicted("2026-11-13T00:00:00Z");
    EXPECT_EQ(at.kind, Prediction::Kind::Days);
    EXPECT_DOUBLE_EQ(at.days, 14.0);
    EXPECT_NEAR(at.growth_per_day / gib, 2.0, 1e-6);
    EXPECT_GT(volume.predicted("2026-11-12T23:00:00Z").days, 14.0);
}

TEST(Prediction, is_taken_back_when_the_volume_was_extended) {
    const Volume volume{two_a_day, 180};
    EXPECT_NEAR(volume.predicted("2026-11-16T14:00:00Z").days, 40.4, 0.05);
}

TEST(Prediction, says_nothing_from_less_than_three_days) {
    EXPECT_EQ(Volume{two_a_day}.predicted("2026-11-04T12:00:00Z").kind, Prediction::Kind::Nothing);
    EXPECT_EQ(Volume{two_a_day}.predicted("2026-11-05T12:00:00Z").kind, Prediction::Kind::Days);
}

TEST(Prediction, does_not_speak_of_growth_below_a_fifth_of_a_gib_a_day) {
    EXPECT_EQ(Volume{[](double days) { return 119.5 + 0.19 * days; }}.predicted("2026-11-04T23:00:00Z").kind, Prediction::Kind::Nothing);
    EXPECT_EQ(Volume{[](double days) { return 100 + 0.21 * days; }}.predicted("2026-11-12T00:00:00Z").kind, Prediction::Kind::Days);
}

TEST(Prediction, follows_the_daily_maxima_of_a_volume_that_breathes) {
    const Volume volume{[](double days) { return 50 + days + 15 * std::sin(2 * std::numbers::pi * days); }};
    const Prediction at = volume.predicted("2026-11-12T00:00:00Z");
    EXPECT_EQ(at.kind, Prediction::Kind::Days);
    EXPECT_TRUE(at.by_daily_maxima);
    EXPECT_NEAR(at.days, 120 - 65 - 10, 2.0);
}

TEST(Prediction, sees_that_nothing_grew_for_a_day) {
    EXPECT_EQ(Volume{[](double days) { return days < 10 ? 70 + 2 * days : 90; }}.predicted("2026-11-13T06:00:00Z").kind,
              Prediction::Kind::Shrinking);
    EXPECT_EQ(Volume{[](double) { return 50; }}.predicted("2026-11-13T06:00:00Z").kind, Prediction::Kind::Shrinking);
}

TEST(Prediction, is_zero_days_when_it_is_full_already) {
    EXPECT_EQ(Volume{[](double days) { return 118 + 2 * days; }}.predicted("2026-11-06T00:00:00Z").days, 0.0);
}

TEST(Prediction, says_nothing_from_noise) {
    const Volume volume{[](double days) { return 60 + 20 * std::sin(days * 77.7) * std::cos(days * 13.3); }};
    EXPECT_NE(volume.predicted("2026-11-12T00:00:00Z").kind, Prediction::Kind::Days);
}

}  // namespace steward::monitoring
