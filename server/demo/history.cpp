#include "server/demo/history.h"

#include <array>
#include <cmath>

namespace steward::demo {

namespace {
using namespace std::chrono_literals;
constexpr Duration fine_history = 24h * 2, coarse_step = 1h, fine_step = 5min;

// A day that looks like one: busy in the morning and afternoon, quiet at night, with noise.
struct Shape {
    double load, memory, disk, disk_growth;
    std::array<int64_t, 7> at(Instant when, Instant begin, Rng& rng) const {
        const double hour = static_cast<double>(when.unix_ms / 60'000 % 1440) / 60,
                     day = static_cast<double>((when - begin).count()) / 86'400'000;
        const double busy = std::exp(-std::pow(hour - 10, 2) / 6) + std::exp(-std::pow(hour - 15, 2) / 5);
        const double noise = static_cast<double>(rng.below(1000)) / 1000;
        const double cpu = std::min(99.0, 2 + load * busy + 6 * noise);
        return {std::llround(cpu * 10),
                std::llround((memory - 10 * busy - 3 * noise) * 10),
                std::llround(std::min(96.0, disk + disk_growth * day) * 100),
                std::llround(disk * 4),  // file entries: two fifths of the space's share
                std::llround(cpu / 40 * 100),
                std::llround(50'000 * busy + 9000 * noise),
                std::llround(8000 * busy + 2000 * noise)};
    }
};

Result<uint64_t> write_machine(series::SeriesStore& series, const Machine& machine, Instant now, Rng& rng) {
    const std::vector<series::Definition> columns = {{"cpu_used_percent", "", SeriesKind::Gauge, 1},
                                                     {"memory_available_percent", "", SeriesKind::Gauge, 1},
                                                     {"filesystem_used_percent", "/", SeriesKind::Gauge, 2},
                                                     {"filesystem_inodes_used_percent", "/", SeriesKind::Gauge, 1},
                                                     {"load_per_core", "", SeriesKind::Gauge, 2},
                                                     {"network_received_bytes_per_second", "eth0", SeriesKind::Gauge, 0},
                                                     {"network_sent_bytes_per_second", "eth0", SeriesKind::Gauge, 0}};
    const Shape shape{.load = 10 + static_cast<double>(rng.below(60)),
                      .memory = 35 + static_cast<double>(rng.below(50)),
                      .disk = 20 + static_cast<double>(rng.below(60)),
                      .disk_growth = static_cast<double>(rng.below(12)) / 100};
    STEWARD_TRY(const auto writer, series.open_device(machine.id));
    const Instant end{now.unix_ms / fine_step.count() * fine_step.count()},
        begin = Instant{(end - played).unix_ms / coarse_step.count() * coarse_step.count()};
    Duration step{0};
    uint64_t seq = 0, samples = 0;
    for (Instant at = begin; at < end; at = at + step) {
        const Duration wanted = end - at > fine_history ? coarse_step : fine_step;
        if (std::exchange(step, wanted) != wanted) STEWARD_CHECK(writer->layout(columns, wanted));
        const auto values = shape.at(at, begin, rng);
        STEWARD_TRY(const bool kept, writer->append({1, ++seq}, at, values));
        samples += kept ? values.size() : 0;
    }
    return samples;
}
}  // namespace

Result<uint64_t> write_history(series::SeriesStore& series, const Company& company, Instant now, Rng& rng) {
    uint64_t samples = 0;
    for (const Machine& machine : company.machines) {
        STEWARD_TRY(const uint64_t written, write_machine(series, machine, now, rng));
        samples += written;
    }
    STEWARD_CHECK(series.sync());
    STEWARD_CHECK(series.maintain(now));
    return samples;
}

}  // namespace steward::demo
