// From the files of the folder to the state of a running store.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "server/platform/series/embedded_store.h"

namespace steward::series {

namespace {
constexpr uint64_t segment_bytes = 8 << 20;

// One device's rows on their way out of the log.
struct Replayed {
    std::shared_ptr<DeviceState> device;
    std::optional<RowStream> stream;  // unset: rows cannot be read, or are in a file already
    std::vector<int64_t> values;
};

class Replay {
public:
    using Find = std::function<std::shared_ptr<DeviceState>(DeviceId)>;
    using FindLayout = std::function<std::shared_ptr<const Layout>(const LogRecord&)>;
    Replay(Find find, FindLayout find_layout) : find_(std::move(find)), find_layout_(std::move(find_layout)) {}

    void take(LogPlace place, ByteView body) {
        const auto record = parse_log_record(body);
        if (!record) return lose();
        switch (record->kind) {
            case LogRecord::Kind::Begin:
                return begin(place, *record);
            case LogRecord::Kind::Row:
                return row(place, *record);
            case LogRecord::Kind::Erase:
                return erase(place, record->device);
        }
    }

    void seal_all() {
        for (auto& [number, replayed] : by_number_) replayed.device->seal();
    }
    const std::vector<DeviceId>& erased() const { return erased_; }
    uint64_t lost() const { return lost_; }

private:
    void lose() { ++lost_; }

    void begin(LogPlace place, const LogRecord& record) {
        auto device = find_(record.device);
        device->seal();
        Replayed& replayed = by_number_[record.number];
        replayed = {device, std::nullopt, {}};
        if (place <= device->stored_to) return;
        auto layout = find_layout_(record);
        if (!layout) return lose();
        if (!device->layout || device->layout->digest() != layout->digest()) {
            device->latest.reset(layout->columns());
            device->layout_stored = false;
        }
        device->layout = layout;
        replayed.stream.emplace(layout);
        replayed.values.resize(layout->columns());
        take_row(place, record, replayed);
    }

    void row(LogPlace place, const LogRecord& record) {
        const auto found = by_number_.find(record.number);
        if (found == by_number_.end() || place <= found->second.device->stored_to) return;
        if (!found->second.stream) return lose();
        // Relative to a row that is not there: it would decode to nonsense.
        if (record.place_in_block != found->second.device->growing.rows()) {
            found->second.stream.reset();
            return lose();
        }
        take_row(place, record, found->second);
    }

    void take_row(LogPlace place, const LogRecord& record, Replayed& replayed) {
        RowHead head;
        if (!replayed.stream->decode(record.row, head, replayed.values)) {
            replayed.stream.reset();
            return lose();
        }
        DeviceState& device = *replayed.device;
        if (device.growing.empty()) device.growing = RowBlock(device.layout, place, head.at);
        device.growing.add(record.row, head.at, place);
        if (!device.held.holds(head.position)) device.held.add(head.position);
        device.latest.note(head.at, replayed.values);
    }

    void erase(LogPlace place, DeviceId id) {
        const auto device = find_(id);
        if (place < device->stored_to) return;  // it was finished, and the device came back
        erased_.push_back(id);
        std::erase_if(by_number_, [&](const auto& entry) { return entry.second.device->id == id; });
        device->growing = RowBlock();
        device->sealed.clear();
        device->held = {};
        device->layout.reset();
        device->layout_stored = false;
        device->latest.reset(0);
    }

    Find find_;
    FindLayout find_layout_;
    std::unordered_map<uint64_t, Replayed> by_number_;
    std::vector<DeviceId> erased_;
    uint64_t lost_ = 0;
};
}  // namespace

Result<std::unique_ptr<EmbeddedStore>> EmbeddedStore::open(const std::string& folder, Clock& clock) {
    std::error_code error;
    std::filesystem::create_directories(folder + "/log", error);
    if (error) {
        return fail(ErrorKind::Internal, "series.open_failed", "The folder of the series cannot be made; check its owner.",
                    folder + ": " + error.message());
    }
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    std::unique_ptr<EmbeddedStore> store(new EmbeddedStore(folder, clock));
    STEWARD_TRY(store->catalogue_, Catalogue::open(folder + "/catalogue.series"));
    STEWARD_TRY(store->files_, WindowSet::open(folder));
    STEWARD_CHECK(store->recover());
    store->watch_disk();
    return store;
}

Status EmbeddedStore::recover_devices() {
    STEWARD_TRY(auto records, catalogue_->devices());
    for (DeviceRecord& record : records) {
        const auto device = find_or_make(record.device);
        device->held = std::move(record.held);
        device->stored_to = record.stored_to;
        if (!record.layout) continue;
        device->layout = shared_layout(std::move(record.layout));
        device->layout_stored = true;
        device->latest = LatestValues::unpack(record.latest, device->layout->columns());
    }
    return {};
}

Status EmbeddedStore::recover() {
    STEWARD_CHECK(recover_devices());
    uint64_t stored_to = 0;
    for (const auto& device : all_devices()) stored_to = std::max(stored_to, device->stored_to);
    const auto find_layout = [this](const LogRecord& record) -> std::shared_ptr<const Layout> {
        auto layout = record.layout_content.empty() ? catalogue_->layout(record.layout) : Layout::parse(record.layout_content);
        if (!layout || !*layout || (*layout)->digest() != record.layout) return nullptr;
        return shared_layout(std::move(*layout));
    };
    Replay replay([this](DeviceId device) { return find_or_make(device); }, find_layout);
    STEWARD_CHECK(Log::replay(folder_ + "/log", [&](LogPlace place, ByteView body) { replay.take(place, body); }));
    replay.seal_all();
    if (replay.lost() != 0) {
        std::fprintf(stderr, "steward-server: %llu records of the series log were damaged and are lost.\n",
                     static_cast<unsigned long long>(replay.lost()));
    }
    STEWARD_CHECK(forget_erased(replay.erased()));
    STEWARD_TRY(log_, Log::open(folder_ + "/log", segment_bytes, stored_to));
    return {};
}

// The program may have ended in the middle of an erasure: it is done again. What the device sent
// afterwards is in memory still.
Status EmbeddedStore::forget_erased(std::span<const DeviceId> erased) {
    for (const DeviceId device : erased) STEWARD_CHECK(erase_from_files(device));
    return {};
}

Result<std::unique_ptr<SeriesStore>> open_embedded(const std::string& folder, Clock& clock) {
    STEWARD_TRY(auto store, EmbeddedStore::open(folder, clock));
    return std::unique_ptr<SeriesStore>(std::move(store));
}

}  // namespace steward::series
