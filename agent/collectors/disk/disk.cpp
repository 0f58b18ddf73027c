// /proc/diskstats. Which lines are whole disks is asked once for each name: those have a folder in
// /sys/block, partitions do not.
#include <algorithm>
#include <vector>

#include "agent/collectors/disk/parse.h"
#include "agent/host/proc_text.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::disk {

namespace {
constexpr size_t most_disks = 128, most_names = 4096;
constexpr uint64_t sector_bytes = 512;  // of diskstats, whatever the disk's own are

std::optional<uint64_t> bytes_of(uint64_t sectors) {
    if (sectors > UINT64_MAX / sector_bytes) return std::nullopt;
    return sectors * sector_bytes;
}

class DiskCollector final : public Collector {
public:
    explicit DiskCollector(Host& host) : host_(host) {}

    void collect(Instant now, const CollectorSettings&, Samples& out) override {
        if (!host_.read("/proc/diskstats", text_)) return;
        const int64_t elapsed_ms = before_.is_set() ? (now - before_).count() : 0;
        before_ = now;
        size_t said = 0;
        std::string_view rest = text_, text;
        while (said < most_disks && take_line(rest, text)) {
            const auto line = parse_line(text);
            Disk* disk = line ? find(line->name) : nullptr;
            if (!disk || !disk->whole) continue;
            say(*disk, line->counters, elapsed_ms, out);
            ++said;
        }
    }

private:
    struct Disk {
        std::string name;
        bool whole = false;
        std::optional<Counters> before;
    };

    Disk* find(std::string_view name) {
        const auto at = std::find_if(disks_.begin(), disks_.end(), [&](const Disk& disk) { return disk.name == name; });
        if (at != disks_.end()) return &*at;
        if (disks_.size() == most_names) return nullptr;
        disks_.push_back({printable(name), false, {}});
        Disk& disk = disks_.back();
        disk.whole = !is_left_out(name) && host_.exists("/sys/block/" + std::string(name));
        return &disk;
    }

    static void say(Disk& disk, const Counters& now, int64_t elapsed_ms, Samples& out) {
        const auto activity = disk.before ? activity_between(*disk.before, now, elapsed_ms) : std::nullopt;
        disk.before = now;
        out.add_read(metrics::disk_read_bytes, disk.name, bytes_of(now.sectors_read));
        out.add_read(metrics::disk_written_bytes, disk.name, bytes_of(now.sectors_written));
        out.add_read(metrics::disk_reads, disk.name, now.reads);
        out.add_read(metrics::disk_writes, disk.name, now.writes);
        out.add_read(metrics::disk_merged_reads, disk.name, now.merged_reads);
        out.add_read(metrics::disk_merged_writes, disk.name, now.merged_writes);
        const auto say_one = [&](const Metric& metric, double Activity::*value) {
            if (activity) out.add(metric, disk.name, *activity.*value);
            else out.add_unknown(metric, disk.name);
        };
        say_one(metrics::disk_read_latency_ms, &Activity::read_latency_ms);
        say_one(metrics::disk_write_latency_ms, &Activity::write_latency_ms);
        say_one(metrics::disk_busy_percent, &Activity::busy_percent);
        say_one(metrics::disk_queue_length, &Activity::queue_length);
    }

    Host& host_;
    std::string text_;
    Instant before_;
    std::vector<Disk> disks_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"disk",
                                            [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<DiskCollector>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::disk
