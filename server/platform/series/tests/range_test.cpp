// Random reports, random questions, and a model so simple that it cannot be wrong.
#include <rapidcheck.h>

#include <cmath>
#include <map>

#include "server/platform/series/tests/store_story.h"

namespace steward::series::testing {
namespace {

struct Sent {
    Instant at;
    int64_t interval_ms;
    std::vector<int64_t> values;
};

struct ModelPoint {
    double sum = 0, minimum = 0, maximum = 0;
    uint32_t samples = 0;
    int64_t interval = 0;
};

// Points without gap markers: one per step, in order.
std::map<int64_t, ModelPoint> model_of(const std::vector<Sent>& sent, size_t column, double divisor, Instant from, Instant to,
                                       Duration step) {
    std::map<int64_t, ModelPoint> points;
    const int64_t length = std::max<int64_t>(step.count(), 1);
    for (const Sent& report : sent) {
        if (report.at < from || report.at >= to || report.values[column] == missing_sample) continue;
        ModelPoint& point = points[std::max(report.at.unix_ms / length * length, from.unix_ms)];
        const double value = static_cast<double>(report.values[column]) / divisor;
        point.minimum = point.samples == 0 ? value : std::min(point.minimum, value);
        point.maximum = point.samples == 0 ? value : std::max(point.maximum, value);
        point.sum += value;
        ++point.samples;
    }
    return points;
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)}); }

class RangeStory {
public:
    RangeStory() : store_(must_open(folder_.path, clock_)) {}

    // Mostly on the grid, sometimes late, missing or far away; now and then a move to files or a restart.
    void send(size_t reports) {
        open_writer();
        for (size_t i = 0; i < reports; ++i) {
            const auto kind = *rc::gen::inRange(0, 100);
            if (kind < 3) minute_ += *rc::gen::inRange(2, 300);
            int64_t minute = minute_++;
            if (kind >= 3 && kind < 6) minute = std::max<int64_t>(0, minute - *rc::gen::inRange(1, 400));
            Sent report{monday + minute * 60s + Duration(kind == 6 ? 7'000 : 0), 60'000, values_of(minute)};
            for (auto& value : report.values) {
                if (*rc::gen::inRange(0, 25) == 0) value = missing_sample;
            }
            const auto done = writer_->append({1, ++seq_}, report.at, report.values);
            RC_ASSERT(done && *done);
            sent_.push_back(std::move(report));
            if (kind == 98) move_to_files();
            if (kind == 99) restart();
        }
    }

    void ask() {
        const Instant from = monday + Duration(*rc::gen::inRange<int64_t>(0, minute_ * 60'000));
        const Instant to = from + Duration(*rc::gen::inRange<int64_t>(1, minute_ * 60'000 + 1));
        const Duration step = *rc::gen::element<Duration>(0s, 10s, 60s, 90s, 300s, 1h, Duration(123'457));
        const auto ranges = store_->range(device_number(1), "", std::nullopt, from, to, step);
        RC_ASSERT(ranges.has_value());
        for (size_t column = 0; column < 3; ++column) {
            const auto expected = model_of(sent_, column, column == 0 ? 10 : 1, from, to, step);
            const auto found =
                std::ranges::find(*ranges, three_columns()[column].metric, [](const Range& range) { return range.definition.metric; });
            RC_ASSERT((found == ranges->end()) == expected.empty());
            if (found != ranges->end()) compare(found->points, expected, step);
        }
    }

private:
    void compare(const std::vector<Range::Point>& points, const std::map<int64_t, ModelPoint>& expected, Duration step) {
        const int64_t length = std::max<int64_t>(step.count(), 1);
        auto next = expected.begin();
        for (size_t i = 0; i < points.size(); ++i) {
            const Range::Point& point = points[i];
            if (point.samples == 0) {  // a marker, which must mark something
                RC_ASSERT(i > 0 && i + 1 < points.size() && points[i - 1].samples != 0);
                RC_ASSERT(points[i + 1].at.unix_ms - points[i - 1].at.unix_ms / length * length >
                          std::max<int64_t>(length, 60'000) + 30'000);
                RC_ASSERT(points[i - 1].at < point.at && point.at < points[i + 1].at);
                continue;
            }
            RC_ASSERT(next != expected.end());
            RC_ASSERT(point.at.unix_ms == next->first);
            RC_ASSERT(point.samples == next->second.samples);
            RC_ASSERT(near(point.average, next->second.sum / next->second.samples));
            RC_ASSERT(point.minimum == next->second.minimum);
            RC_ASSERT(point.maximum == next->second.maximum);
            ++next;
            const bool follows = i + 1 < points.size() && points[i + 1].samples != 0;
            if (follows)
                RC_ASSERT(points[i + 1].at.unix_ms - point.at.unix_ms / length * length <= std::max<int64_t>(length, 60'000) + 30'000);
        }
        RC_ASSERT(next == expected.end());
    }
    void open_writer() {
        writer_ = std::move(*store_->open_device(device_number(1)));
        RC_ASSERT(writer_->layout(three_columns(), 60s).has_value());
    }
    void move_to_files() { RC_ASSERT(store_->maintain(monday + minute_ * 60s).has_value()); }
    void restart() {
        RC_ASSERT(store_->sync().has_value());
        writer_.reset();
        store_.reset();
        store_ = must_open(folder_.path, clock_);
        open_writer();
    }

    Folder folder_;
    ManualClock clock_{monday};
    std::unique_ptr<SeriesStore> store_;
    std::unique_ptr<DeviceWriter> writer_;
    std::vector<Sent> sent_;
    int64_t minute_ = 0;
    uint64_t seq_ = 0;
};

TEST(SeriesRange, equals_a_naive_model_for_random_reports_and_steps) {
    EXPECT_TRUE(rc::check([] {
        RangeStory story;
        for (int round = 0; round < 3; ++round) {
            story.send(*rc::gen::inRange<size_t>(1, 400));
            for (int question = 0; question < 5; ++question) story.ask();
        }
    }));
}

}  // namespace
}  // namespace steward::series::testing
