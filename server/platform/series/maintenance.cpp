// What is done regularly: rows into files, old files into tiers, what is past retention away.
#include <algorithm>
#include <filesystem>

#include "server/platform/series/block.h"
#include "server/platform/series/embedded_store.h"
#include "server/platform/series/file.h"
#include "server/platform/series/tiers.h"

namespace steward::series {

namespace {
constexpr size_t devices_at_once = 32;      // in one transaction: about a megabyte
constexpr size_t worth_a_transaction = 16;  // devices; less waits a little, so that a sync serves many
constexpr uint32_t latest_rows = 32;        // beyond what was wanted: then it does not wait
constexpr uint64_t most_segments = 12;      // devices that report seldom are moved rather than hold the log
constexpr Duration most_ahead = std::chrono::days(1);
constexpr uint64_t little_disk = 1 << 30;  // refuse below a tenth of the disk, but never with more free than this

// Rows [begin, end) of a table.
Table part_of(const Table& table, size_t begin, size_t end) {
    const auto cut_out = [&](std::span<const int64_t> values) {
        values = values.subspan(begin, end - begin);
        return std::vector<int64_t>(values.begin(), values.end());
    };
    Table part{table.layout, cut_out(table.times), {}};
    part.columns.reserve(table.columns.size());
    for (const auto& column : table.columns) part.columns.push_back(cut_out(column));
    return part;
}

StoredBlock encoded(const Table& table, int64_t name, std::span<const SeriesKind> kinds) {
    StoredBlock block{name, Instant{table.times.front()}, Instant{table.times.back()}, table.layout, {}};
    encode_block(table.times, kinds, table.columns, block.body);
    return block;
}

using CutUp = std::map<Window, std::vector<WindowFile::Put>>;

// The table by windows of the tier; for a made tier folded first.
void cut_by_window(const Table& table, Tier tier, DeviceId device, int64_t name, CutUp& cut_up) {
    const auto kinds =
        tier == Tier::Raw ? std::vector<SeriesKind>(table.layout->kinds().begin(), table.layout->kinds().end()) : tier_kinds(*table.layout);
    for (size_t begin = 0; begin < table.times.size();) {
        const Window window{tier, window_start(tier, Instant{table.times[begin]})};
        const int64_t end_time = (window.start + window_length(tier)).unix_ms;
        const auto end = static_cast<size_t>(std::ranges::lower_bound(table.times, end_time) - table.times.begin());
        const bool whole = begin == 0 && end == table.times.size();
        cut_up[window].push_back({device, encoded(whole ? table : part_of(table, begin, end), name, kinds)});
        begin = end;
    }
}

void join(Table& table, Table&& more) {
    table.times.insert(table.times.end(), more.times.begin(), more.times.end());
    for (size_t i = 0; i < table.columns.size(); ++i)
        table.columns[i].insert(table.columns[i].end(), more.columns[i].begin(), more.columns[i].end());
}

Result<Table> decoded(const StoredBlock& stored) {
    STEWARD_TRY(const auto block, BlockReader::open(stored.body, stored.layout->columns()));
    Table table{stored.layout, block.times(), {}};
    for (size_t i = 0; i < stored.layout->columns(); ++i) {
        table.columns.emplace_back(block.rows());
        STEWARD_CHECK(block.column(i, stored.layout->kinds()[i], table.columns.back()));
    }
    return table;
}

// The rows of one device in a raw file, joined by their columns, in rising time. Damage is passed over.
Result<std::vector<Table>> whole_window(WindowFile& file, DeviceId device, Window window) {
    const auto blocks = file.blocks(device, window.start, window.start + window_length(window.tier));
    std::vector<Table> tables;
    if (!blocks && blocks.error().code != "series.damaged") return std::unexpected(blocks.error());
    if (!blocks) {
        report_damage(blocks.error());
        return tables;
    }
    for (const StoredBlock& block : *blocks) {
        auto table = decoded(block);
        if (!table) {
            report_damage(table.error());
            continue;
        }
        const auto same =
            std::ranges::find_if(tables, [&](const Table& known) { return known.layout->digest() == table->layout->digest(); });
        if (same == tables.end()) tables.push_back(std::move(*table));
        else join(*same, std::move(*table));
    }
    for (Table& table : tables) sort_by_time(table);
    std::erase_if(tables, [](const Table& table) { return table.times.empty(); });
    return tables;
}
}  // namespace

/// Rows of one device on their way, and the record that says they arrived. What the record holds
/// was appended before the sync that follows sealing: it never says more than the disk has.
struct EmbeddedStore::Moving {
    std::shared_ptr<DeviceState> device;
    std::vector<std::shared_ptr<const RowBlock>> blocks;
    DeviceRecord record;
};

Status EmbeddedStore::maintain(Instant now) {
    const std::lock_guard guard(maintaining_);
    watch_disk();
    // One that fails must not keep the others from making room.
    const Status steps[] = {keep_retention(now), move_to_files(now), release_log(), log_->prepare()};
    watch_disk();
    for (const Status& step : steps) STEWARD_CHECK(step);
    return {};
}

void EmbeddedStore::watch_disk() {
    const auto space = disk_space(folder_);
    if (space) disk_full_ = space->free < std::min(space->total / 10, little_disk);
}

std::vector<std::shared_ptr<DeviceState>> EmbeddedStore::due_devices() const {
    std::vector<std::shared_ptr<DeviceState>> due;
    bool urgent = false;
    const uint64_t present = log_->present_segment(), oldest_allowed = present > most_segments ? present - most_segments : 0;
    for (auto& device : all_devices()) {
        const std::lock_guard guard(device->mutex);
        const uint32_t rows = device->rows();
        if (rows == 0) continue;
        const bool holds_log = segment_of(*device->oldest()) < oldest_allowed;
        if (rows < device->wanted_rows && !holds_log) continue;
        urgent = urgent || holds_log || rows >= device->wanted_rows + latest_rows;
        due.push_back(std::move(device));
    }
    if (!urgent && due.size() < worth_a_transaction) due.clear();
    return due;
}

void EmbeddedStore::seal_for_moving(DeviceState& device, std::vector<Moving>& moving) {
    device.seal();
    Moving& one = moving.back();
    one.blocks = device.sealed;
    one.record = {device.id, device.layout, device.held, one.blocks.empty() ? device.stored_to : one.blocks.back()->ended(),
                  device.latest.pack()};
}

Status EmbeddedStore::move_to_files(Instant now) {
    std::vector<Moving> moving;
    for (auto& device : due_devices()) {
        moving.push_back({device, {}, {}});
        const std::lock_guard guard(device->mutex);
        if (device->erased) moving.pop_back();
        else seal_for_moving(*device, moving);
    }
    if (moving.empty()) return {};
    STEWARD_CHECK(log_->sync());
    for (size_t i = 0; i < moving.size(); i += devices_at_once) {
        STEWARD_CHECK(move(std::span(moving).subspan(i, std::min(devices_at_once, moving.size() - i)), now));
    }
    return {};
}

// Blocks sealed early (by a restart, by a change and back) join, as long as the columns are the same.
Status EmbeddedStore::cut(const Moving& moving, Instant now, CutUp& cut_up) {
    const Instant raw_from = catalogue_->floor(Tier::Raw), minutes_from = catalogue_->floor(Tier::FiveMinutes),
                  hours_from = catalogue_->floor(Tier::Hour);
    for (size_t i = 0; i < moving.blocks.size();) {
        const auto name = static_cast<int64_t>(moving.blocks[i]->began());
        STEWARD_TRY(Table table, to_table(*moving.blocks[i]));
        for (++i; i < moving.blocks.size() && moving.blocks[i]->layout()->digest() == table.layout->digest(); ++i) {
            STEWARD_TRY(Table more, to_table(*moving.blocks[i]));
            join(table, std::move(more));
        }
        sort_by_time(table);
        const auto place = [&](Instant at) {
            return static_cast<size_t>(std::ranges::lower_bound(table.times, at.unix_ms) - table.times.begin());
        };
        // A moment far ahead is a wrong clock: it would found a file that no retention ever meets.
        const size_t end = place(now + most_ahead), raw = std::min(end, place(raw_from));
        if (raw == 0 && end == table.times.size()) cut_by_window(table, Tier::Raw, moving.device->id, name, cut_up);
        else if (raw < end) cut_by_window(part_of(table, raw, end), Tier::Raw, moving.device->id, name, cut_up);
        for (const auto& [tier, from] : {std::pair(Tier::FiveMinutes, minutes_from), std::pair(Tier::Hour, hours_from)}) {
            if (place(from) < raw)
                cut_by_window(fold(part_of(table, place(from), raw), resolution_of(tier)), tier, moving.device->id, name, cut_up);
        }
    }
    return {};
}

Status EmbeddedStore::move(std::span<Moving> moving, Instant now) {
    CutUp cut_up;
    std::vector<DeviceRecord> records;
    for (const Moving& one : moving) {
        STEWARD_CHECK(cut(one, now, cut_up));
        records.push_back(one.record);
    }
    for (const auto& [window, puts] : cut_up) {
        STEWARD_CHECK(files_->put(window, puts));
        for (const auto& put : puts) bytes_moved_ += put.block.body.size();
    }
    STEWARD_CHECK(catalogue_->store(records));
    for (const Moving& one : moving) {
        DeviceState& device = *one.device;
        const std::lock_guard guard(device.mutex);
        device.sealed.erase(device.sealed.begin(), device.sealed.begin() + static_cast<ptrdiff_t>(one.blocks.size()));
        device.stored_to = one.record.stored_to;
        device.wanted_rows = usual_block_rows;
        if (device.layout == one.record.layout) device.layout_stored = true;
    }
    return {};
}

Status EmbeddedStore::release_log() {
    uint64_t needed = log_->present_segment();
    for (const auto& device : all_devices()) {
        const std::lock_guard guard(device->mutex);
        if (const auto oldest = device->oldest()) needed = std::min(needed, segment_of(*oldest));
    }
    return log_->release_before(needed);
}

// Both tiers of one day, from its raw file. Repeating it writes the same blocks under the same names.
Status EmbeddedStore::make_tiers(Window raw) {
    auto opened = files_->find(raw);
    if (!opened || !*opened) {
        if (!opened && opened.error().code != "series.damaged") return std::unexpected(opened.error());
        if (!opened) report_damage(opened.error());
        return {};
    }
    WindowFile& file = **opened;
    const auto devices = file.devices();
    if (!devices) {
        if (devices.error().code != "series.damaged") return std::unexpected(devices.error());
        report_damage(devices.error());
        return {};
    }
    CutUp cut_up;
    const auto flush = [&]() -> Status {
        for (const auto& [window, puts] : cut_up) {
            STEWARD_CHECK(files_->put(window, puts));
            for (const auto& put : puts) bytes_moved_ += put.block.body.size();
        }
        cut_up.clear();
        return {};
    };
    size_t waiting = 0;
    for (const DeviceId device : *devices) {
        STEWARD_TRY(const auto tables, whole_window(file, device, raw));
        int64_t name = -(raw.start.unix_ms / window_length(Tier::Raw).count()) * 10'000;
        for (const Table& table : tables) {
            for (const Tier tier : {Tier::FiveMinutes, Tier::Hour})
                cut_by_window(fold(table, resolution_of(tier)), tier, device, name, cut_up);
            --name;
        }
        if (++waiting % devices_at_once == 0) STEWARD_CHECK(flush());
    }
    return flush();
}

Status EmbeddedStore::keep_retention(Instant now) {
    for (const Tier tier : {Tier::Hour, Tier::FiveMinutes}) {
        STEWARD_CHECK(catalogue_->raise_floor(tier, floor_of(tier, now)));
        for (const Window window : files_->windows(tier, always, catalogue_->floor(tier))) STEWARD_CHECK(files_->drop(window));
    }
    const Instant raw_from = floor_of(Tier::Raw, now);
    const auto old = files_->windows(Tier::Raw, always, raw_from);
    for (const Window window : old) {
        // Below the floor: made into tiers already, only its removal was interrupted.
        if (window.start >= catalogue_->floor(Tier::Raw)) STEWARD_CHECK(make_tiers(window));
        STEWARD_CHECK(catalogue_->raise_floor(Tier::Raw, window.start + window_length(Tier::Raw)));
        STEWARD_CHECK(files_->drop(window));
    }
    return catalogue_->raise_floor(Tier::Raw, raw_from);
}

}  // namespace steward::series
