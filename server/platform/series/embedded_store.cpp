#include "server/platform/series/embedded_store.h"

#include <algorithm>
#include <filesystem>

#include "server/platform/series/file.h"

namespace steward::series {

namespace {
class EmbeddedWriter final : public DeviceWriter {
public:
    EmbeddedWriter(EmbeddedStore& store, std::shared_ptr<DeviceState> device, uint64_t writer)
        : store_(store), device_(std::move(device)), writer_(writer) {}
    Status layout(std::span<const Definition> columns, Duration interval) override {
        return store_.set_layout(*device_, writer_, columns, interval);
    }
    Result<bool> append(Position position, Instant observed_at, std::span<const int64_t> values) override {
        return store_.append(*device_, writer_, position, observed_at, values);
    }

private:
    EmbeddedStore& store_;
    const std::shared_ptr<DeviceState> device_;
    const uint64_t writer_;
};

Status refuse_old_writer(const DeviceState& device, uint64_t writer) {
    if (device.writer == writer && !device.erased) return {};
    return fail(ErrorKind::Conflict, "series.replaced", "Another connection of this device took over.");
}
}  // namespace

std::shared_ptr<DeviceState> EmbeddedStore::find(DeviceId device) const {
    const std::shared_lock guard(devices_mutex_);
    const auto found = devices_.find(device);
    return found == devices_.end() ? nullptr : found->second;
}

std::shared_ptr<DeviceState> EmbeddedStore::find_or_make(DeviceId device) {
    const std::unique_lock guard(devices_mutex_);
    auto& state = devices_[device];
    if (!state) state = std::make_shared<DeviceState>(device, next_number_++);
    return state;
}

std::vector<std::shared_ptr<DeviceState>> EmbeddedStore::all_devices() const {
    const std::shared_lock guard(devices_mutex_);
    std::vector<std::shared_ptr<DeviceState>> all;
    all.reserve(devices_.size());
    for (const auto& [id, state] : devices_) all.push_back(state);
    return all;
}

// Devices of one make have the same columns: one copy serves them all.
std::shared_ptr<const Layout> EmbeddedStore::shared_layout(std::shared_ptr<const Layout> layout) {
    const std::unique_lock guard(devices_mutex_);
    auto& known = layouts_[layout->digest()];
    if (auto held = known.lock()) return held;
    known = layout;
    return layout;
}

Result<std::unique_ptr<DeviceWriter>> EmbeddedStore::open_device(DeviceId device) {
    auto state = find_or_make(device);
    const uint64_t writer = next_writer_++;
    {
        const std::lock_guard guard(state->mutex);
        state->writer = writer;
    }
    return std::make_unique<EmbeddedWriter>(*this, std::move(state), writer);
}

Status EmbeddedStore::set_layout(DeviceState& device, uint64_t writer, std::span<const Definition> columns, Duration interval) {
    STEWARD_TRY(auto made, Layout::make(columns, interval));
    auto layout = shared_layout(std::move(made));
    const std::lock_guard guard(device.mutex);
    STEWARD_CHECK(refuse_old_writer(device, writer));
    if (device.layout && device.layout->digest() == layout->digest()) return {};
    device.seal();
    device.layout = std::move(layout);
    device.layout_stored = false;
    device.latest.reset(device.layout->columns());
    return {};
}

Result<bool> EmbeddedStore::append(DeviceState& device, uint64_t writer, Position position, Instant observed_at,
                                   std::span<const int64_t> values) {
    const std::lock_guard appending(appending_);
    const std::lock_guard guard(device.mutex);
    STEWARD_CHECK(refuse_old_writer(device, writer));
    if (!device.layout || values.size() != device.layout->columns()) {
        return fail(ErrorKind::Invalid, "series.columns", "A report has another number of columns than its layout.");
    }
    if (device.held.holds(position)) {
        ++reports_repeated_;
        return false;
    }
    if (disk_full_) return fail(ErrorKind::Unavailable, "series.disk_full", "The disk is nearly full; make room on the server.", folder_);
    STEWARD_CHECK(log_->segment_with_room(longest_record_head(*device.layout) + RowStream::longest(values.size())));

    record_.clear();
    const bool begins = !device.stream;
    if (begins) {
        device.stream.emplace(device.layout);
        pack_begin(device.number, device.id, *device.layout, !device.layout_stored, record_);
    } else {
        pack_row(device.number, device.growing.rows(), record_);
    }
    const size_t head = record_.size();
    device.stream->encode(begins, {position, observed_at}, values, record_);
    const LogPlace place = log_->append(record_);
    if (begins) device.growing = RowBlock(device.layout, place, observed_at);
    device.growing.add(ByteView(record_).subspan(head), observed_at, place);
    device.held.add(position);
    device.latest.note(observed_at, values);
    samples_appended_.fetch_add(values.size(), std::memory_order_relaxed);
    return true;
}

std::vector<Position> EmbeddedStore::high_water(DeviceId device) {
    const auto state = find(device);
    if (!state) return {};
    const std::lock_guard guard(state->mutex);
    return state->held.high_water();
}

std::vector<Latest> EmbeddedStore::latest(DeviceId device) {
    const auto state = find(device);
    if (!state) return {};
    const std::lock_guard guard(state->mutex);
    if (!state->layout) return {};
    return state->latest.list(*state->layout);
}

SeriesStore::Numbers EmbeddedStore::numbers() const {
    Numbers numbers{samples_appended_, reports_repeated_, files_->bytes_on_disk() + log_->bytes_on_disk(),
                    bytes_moved_ + log_->bytes_written(), 0};
    std::error_code error;
    const auto catalogue = std::filesystem::file_size(folder_ + "/catalogue.series", error);
    if (!error) numbers.bytes_on_disk += catalogue;
    const Instant now = clock_.now();
    for (const auto& device : all_devices()) {
        const std::lock_guard guard(device->mutex);
        if (!device->layout) continue;
        const Duration active = std::max<Duration>(std::chrono::hours(1), 3 * device->layout->interval());
        if (device->latest.newest().is_set() && now - device->latest.newest() < active) numbers.series_active += device->layout->columns();
    }
    return numbers;
}

}  // namespace steward::series
