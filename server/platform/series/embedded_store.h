// The store in one process: rows in a log and in memory, then blocks in files by window.
//
//   append → log (segments) and rows in memory ─ maintain ─→ raw file of the day
//                                     raw file past 14 days → five-minute and hourly files
//
// The made tiers begin where the raw samples end, so nothing is stored twice. Locks are taken in
// this order: maintaining_, appending_, DeviceState::mutex, the rest.
#pragma once

#include <atomic>
#include <shared_mutex>
#include <unordered_map>

#include "server/platform/series/catalogue.h"
#include "server/platform/series/device_state.h"
#include "server/platform/series/log.h"
#include "server/platform/series/log_record.h"
#include "server/platform/series/range_builder.h"
#include "server/platform/series/series_store.h"
#include "server/platform/series/window_set.h"

namespace steward::series {

class EmbeddedStore final : public SeriesStore {
public:
    static Result<std::unique_ptr<EmbeddedStore>> open(const std::string& folder, Clock& clock);

    Result<std::unique_ptr<DeviceWriter>> open_device(DeviceId device) override;
    Status sync() override { return log_->sync(); }
    std::vector<Position> high_water(DeviceId device) override;
    Result<std::vector<Range>> range(DeviceId device, std::string_view metric, std::optional<std::string_view> item, Instant from,
                                     Instant to, Duration step) override;
    std::vector<Latest> latest(DeviceId device) override;
    Status maintain(Instant now) override;
    Status erase(DeviceId device) override;
    Status copy_to(const std::string& path) override;
    Numbers numbers() const override;

    // For the writers.
    Status set_layout(DeviceState& device, uint64_t writer, std::span<const Definition> columns, Duration interval);
    Result<bool> append(DeviceState& device, uint64_t writer, Position position, Instant observed_at, std::span<const int64_t> values);

private:
    EmbeddedStore(std::string folder, Clock& clock) : folder_(std::move(folder)), clock_(clock) {}

    // recovery.cpp
    Status recover();
    Status recover_devices();
    Status forget_erased(std::span<const DeviceId> erased);

    std::shared_ptr<DeviceState> find(DeviceId device) const;
    std::shared_ptr<DeviceState> find_or_make(DeviceId device);
    std::vector<std::shared_ptr<DeviceState>> all_devices() const;
    std::shared_ptr<const Layout> shared_layout(std::shared_ptr<const Layout> layout);

    // maintenance.cpp; maintaining_ held
    struct Moving;
    std::vector<std::shared_ptr<DeviceState>> due_devices() const;
    void seal_for_moving(DeviceState& device, std::vector<Moving>& moving);
    Status move_to_files(Instant now);
    Status move(std::span<Moving> moving, Instant now);
    Status cut(const Moving& moving, Instant now, std::map<Window, std::vector<WindowFile::Put>>& cut_up);
    Status make_tiers(Window raw);
    Status keep_retention(Instant now);
    Status release_log();
    void watch_disk();
    Status erase_from_files(DeviceId device);

    // reading.cpp
    std::vector<Range> read(DeviceId device, RangeBuilder& builder, Instant from, Instant to, Instant minutes_from, Instant raw_from) const;
    void read_tier(DeviceId device, Tier tier, Instant from, Instant to, std::span<const uint64_t> in_memory, RangeBuilder& builder) const;

    const std::string folder_;
    Clock& clock_;
    std::unique_ptr<Catalogue> catalogue_;
    std::unique_ptr<WindowSet> files_;
    std::unique_ptr<Log> log_;

    std::mutex maintaining_;
    std::mutex appending_;
    Bytes record_;  // appending_ held; kept for its memory
    mutable std::shared_mutex devices_mutex_;
    std::unordered_map<DeviceId, std::shared_ptr<DeviceState>> devices_;
    std::map<LayoutDigest, std::weak_ptr<const Layout>> layouts_;  // devices_mutex_
    uint64_t next_number_ = 1;
    std::atomic<uint64_t> next_writer_{1};
    std::atomic<bool> disk_full_{false};
    std::atomic<uint64_t> samples_appended_{0}, reports_repeated_{0}, bytes_moved_{0};
};

/// Says once in the server's log, not for every query, that something stored cannot be read.
void report_damage(const Error& error);

}  // namespace steward::series
