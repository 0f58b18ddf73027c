// A store in a folder of its own and devices that report to it, on a clock that stands still.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "server/platform/series/series_store.h"

namespace steward::series::testing {

using namespace std::chrono_literals;

constexpr Instant monday{1'795'392'000'000};  // 2026-11-23T00:00:00Z

/// In memory where there is room: what these stories prove does not need a disk, and syncs cost nothing there.
inline std::string fresh_folder() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code error;
    const bool is_roomy = std::filesystem::space(memory, error).available > (uint64_t{1} << 31) && !error;
    const auto parent = is_roomy ? memory : std::filesystem::temp_directory_path();
    std::string path = parent.string() + "/steward-series-XXXXXX";
    if (!::mkdtemp(path.data())) std::abort();
    return path;
}

class Folder {
public:
    Folder() : path(fresh_folder()) {}
    ~Folder() {
        std::error_code error;
        std::filesystem::remove_all(path, error);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::string path;
};

inline DeviceId device_number(uint8_t number) {
    RawId raw;
    raw.bytes.fill(number);
    return DeviceId(raw);
}

inline std::vector<Definition> three_columns() {
    return {{"cpu_used_percent", "", SeriesKind::Gauge, 1},
            {"network_bytes", "eth0", SeriesKind::Counter, 0},
            {"service_state", "ssh", SeriesKind::State, 0}};
}

/// What stands in the report of a minute, so that anyone can say what a stored point must be.
inline std::vector<int64_t> values_of(int64_t minute) { return {500 + (minute * 7) % 90, 1'000 * minute, minute / 50 % 2}; }

inline std::unique_ptr<SeriesStore> must_open(const std::string& folder, Clock& clock) {
    auto store = open_embedded(folder, clock);
    if (!store) {
        ADD_FAILURE() << store.error().code << " " << store.error().cause;
        std::abort();
    }
    return std::move(*store);
}

class StoreStory : public ::testing::Test {
protected:
    StoreStory() { restart(); }

    void restart() {
        writer.reset();
        store.reset();
        store = must_open(folder.path, clock);
    }
    void connect(std::vector<Definition> columns = three_columns(), Duration interval = 60s, DeviceId device = device_number(1)) {
        writer = std::move(*store->open_device(device));
        said(writer->layout(columns, interval));
    }
    void said(const Status& status) {
        EXPECT_TRUE(status) << status.error().code << ": " << status.error().message << " " << status.error().cause;
    }

    /// Minutes [from, to) since Monday, numbered so.
    void report(int64_t from, int64_t to) {
        if (!writer) connect();
        for (int64_t minute = from; minute < to; ++minute) EXPECT_EQ(append(minute), 1) << "minute " << minute;
    }
    /// 1 stored, 0 held already, -1 refused.
    int append(int64_t minute) { return append(minute, values_of(minute)); }
    int append(int64_t minute, const std::vector<int64_t>& values) {
        const auto done = writer->append({1, static_cast<uint64_t>(minute) + 1}, monday + minute * 60s, values);
        refused = done ? "" : done.error().code;
        return done ? (*done ? 1 : 0) : -1;
    }
    void maintain_at(Instant now) {
        clock.set_wall(now);
        said(store->maintain(now));
    }

    std::vector<Range::Point> points(std::string_view metric, Instant from, Instant to, Duration step = 0s,
                                     DeviceId device = device_number(1)) {
        const auto ranges = store->range(device, metric, std::nullopt, from, to, step);
        EXPECT_TRUE(ranges);
        return ranges && !ranges->empty() ? ranges->front().points : std::vector<Range::Point>{};
    }
    /// Every minute of [from, to) once, with the values it was reported with, and no other.
    void holds_exactly(int64_t from, int64_t to) {
        const auto ranges = store->range(device_number(1), "", std::nullopt, monday - 24h, monday + std::chrono::days(40), 0s);
        ASSERT_TRUE(ranges);
        ASSERT_EQ(ranges->size(), from == to ? 0u : 3u);
        for (size_t column = 0; column < ranges->size(); ++column) {
            const auto& held = (*ranges)[column].points;
            ASSERT_EQ(static_cast<int64_t>(held.size()), to - from) << "column " << column;
            for (int64_t minute = from; minute < to; ++minute) {
                const Range::Point& point = held[static_cast<size_t>(minute - from)];
                const double value = static_cast<double>(values_of(minute)[column]) / (column == 0 ? 10 : 1);
                ASSERT_EQ(point.at, monday + minute * 60s);
                ASSERT_EQ(point.samples, 1u) << "minute " << minute;
                ASSERT_EQ(point.average, value) << "column " << column << " minute " << minute;
            }
        }
    }
    std::vector<std::string> files(std::string_view prefix) {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with(prefix) && name.ends_with(".series")) names.push_back(name);
        }
        std::ranges::sort(names);
        return names;
    }

    Folder folder;
    ManualClock clock{monday};
    std::unique_ptr<SeriesStore> store;
    std::unique_ptr<DeviceWriter> writer;
    std::string refused;
};

}  // namespace steward::series::testing
