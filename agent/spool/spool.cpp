#include "agent/spool/spool.h"

#include <algorithm>
#include <charconv>

#include "agent/spool/values.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

namespace {
constexpr uint64_t fresh_segment_after = 256 << 10;  // when all is acknowledged: little is sent twice after a crash
constexpr size_t kept_buffer = 8 << 10;

void shrink_buffer(Bytes& buffer) {
    if (buffer.capacity() > kept_buffer) Bytes().swap(buffer);
}
}  // namespace

std::unique_ptr<Spool> Spool::open(Disk& disk, std::string folder, SpoolBounds bounds, SegmentHead life,
                                   std::function<void(std::string_view)> log) {
    std::unique_ptr<Spool> spool(new Spool(disk, std::move(folder), bounds, life, std::move(log)));
    spool->read_segments();
    return spool;
}

uint64_t Spool::acknowledged(uint64_t epoch) const {
    for (const auto& one : acknowledged_) {
        if (one.epoch == epoch) return one.seq;
    }
    return 0;
}

uint64_t Spool::total() const {
    uint64_t bytes = 0;
    for (const Segment& segment : segments_) bytes += segment.size;
    return bytes;
}

void Spool::set_layout(std::string layout, Instant now, Duration monotonic) {
    layout_ = std::move(layout);
    if (!own_segment_ && tail_.empty()) return;  // the next segment begins with it
    append(RecordKind::Layout, as_bytes(layout_), now, monotonic);
}

uint64_t Spool::append_report(std::span<const int64_t> values, Instant observed_at, Duration monotonic) {
    scratch_.clear();
    append_values(scratch_, values);
    return append(RecordKind::Report, scratch_, observed_at, monotonic);
}

uint64_t Spool::append_event(ByteView payload, Instant observed_at, Duration monotonic) {
    return append(RecordKind::Event, payload, observed_at, monotonic);
}

uint64_t Spool::append(RecordKind kind, ByteView payload, Instant observed_at, Duration monotonic) {
    append_lost();
    const uint64_t seq = kind == RecordKind::Layout ? 0 : ++seq_;
    const bool begins_anew = !own_segment_ && tail_.empty() && !layout_.empty() && kind != RecordKind::Layout;
    if (begins_anew)
        append_record(tail_,
                      {.kind = RecordKind::Layout, .observed_at = observed_at, .monotonic = monotonic, .payload = as_bytes(layout_)});
    const size_t before = tail_.size();
    append_record(tail_, {.kind = kind, .seq = seq, .observed_at = observed_at, .monotonic = monotonic, .payload = payload});
    const size_t size = tail_.size() - before;
    store_tail();
    if (!tail_.empty()) {
        limit_tail();
        return seq;
    }
    Segment& own = segments_.back();
    if (seq != 0) {
        if (!own.oldest.is_set() || acknowledged(own.epoch) >= own.newest_seq) own.oldest = observed_at;
        own.newest_seq = seq;
        own.newest = observed_at;
        unsynced_seq_ = seq;
    }
    unsynced_ += size;
    if (!sync_due_) sync_due_ = monotonic + bounds_.unsynced_time;
    if (is_class_a(kind) || unsynced_ >= bounds_.unsynced_bytes) tend(*sync_due_);
    return seq;
}

// Nothing is written that would break the bounds: room is made first, at the cost of the oldest.
void Spool::store_tail() {
    bool class_a = false;
    for (ByteView rest = tail_; !rest.empty();) {
        const auto record = read_record(rest);
        if (!record) break;
        class_a = class_a || is_class_a(record->kind);
        rest = rest.subspan(record->size);
    }
    if (!make_room(tail_.size(), class_a)) return;
    Status stored = write_tail();
    while (!stored && stored.error().code == "disk.full" && remove_oldest()) stored = write_tail();
    if (!stored && stored.error().code == "disk.full" && class_a && !reserve_released_) {
        release_reserve();
        stored = write_tail();
    }
    if (!stored) return note_failure(stored.error());
    if (std::exchange(unwritable_, false)) log_("The agent's state can be written again.");
    last_failure_.clear();
}

Status Spool::write_tail() {
    if (own_segment_ && segments_.back().size + tail_.size() > bounds_.segment_bytes && segments_.back().newest_seq != 0)
        own_segment_ = false;
    if (!own_segment_) STEWARD_CHECK(begin_segment());
    Segment& own = segments_.back();
    STEWARD_CHECK(disk_.write(path(own.number), own.size, tail_));
    own.size += tail_.size();
    for (ByteView rest = tail_; !rest.empty();) {
        const auto record = read_record(rest);
        if (record->seq != 0) {
            own.newest_seq = std::max(own.newest_seq, record->seq);
            if (!own.oldest.is_set()) own.oldest = record->observed_at;
            own.newest = record->observed_at;
        }
        rest = rest.subspan(record->size);
    }
    tail_.clear();
    shrink_buffer(tail_);
    reading_tail_ = 0;
    return {};
}

Status Spool::begin_segment() {
    SegmentHead head = life_;
    head.segment = std::max(segments_.empty() ? 0 : segments_.back().number, kept_aside_) + 1;
    Bytes bytes;
    append_head(bytes, head);
    const auto first = read_record(tail_);
    const bool has_layout = first && first->kind == RecordKind::Layout;
    if (!layout_.empty() && !has_layout) append_record(bytes, {.kind = RecordKind::Layout, .payload = as_bytes(layout_)});
    STEWARD_CHECK(disk_.write(path(head.segment), 0, bytes));
    segments_.push_back({.number = head.segment, .epoch = life_.epoch, .size = bytes.size()});
    own_segment_ = true;
    if (reserve_released_ && disk_.reserve(folder_ + "/reserve", bounds_.class_a_bytes)) reserve_released_ = false;
    return {};
}

void Spool::tend(Duration monotonic) {
    if (!sync_due_ || monotonic < *sync_due_) return;
    sync_due_.reset();
    unsynced_ = 0;
    if (!own_segment_) return;
    if (const auto synced = disk_.sync(path(segments_.back().number)); !synced) {
        // Nobody knows what of it is on the disk: what comes now goes to another file.
        note_failure(synced.error());
        own_segment_ = false;
    }
}

void Spool::close() {
    store_tail();
    if (sync_due_) tend(*sync_due_);
}

void Spool::acknowledge(uint64_t epoch, uint64_t seq) {
    const auto known = std::find_if(acknowledged_.begin(), acknowledged_.end(), [&](const auto& one) { return one.epoch == epoch; });
    if (known != acknowledged_.end()) {
        known->seq = std::max(known->seq, seq);
    } else {
        const bool ours =
            epoch == life_.epoch || std::any_of(segments_.begin(), segments_.end(), [&](const Segment& one) { return one.epoch == epoch; });
        if (!ours) return;
        acknowledged_.push_back({epoch, seq});
    }
    if (epoch == life_.epoch && seq >= unsynced_seq_) {
        // The server has it: a sync would buy nothing.
        sync_due_.reset();
        unsynced_ = 0;
    }
    trim();
}

// What is only in memory and acknowledged goes; the layouts stay with what is left.
void Spool::trim_tail() {
    const uint64_t safe = acknowledged(life_.epoch);
    Bytes kept;
    bool needed = false;
    for (ByteView rest = tail_; !rest.empty();) {
        const auto record = read_record(rest);
        rest = rest.subspan(record->size);
        if (record->kind != RecordKind::Layout && record->seq <= safe) continue;
        needed = needed || record->kind != RecordKind::Layout;
        append_record(kept, *record);
    }
    if (!needed) kept.clear();
    tail_ = std::move(kept);
    reading_tail_ = 0;  // what was given out of it already is known by its numbers
}

void Spool::trim() {
    if (!tail_.empty()) trim_tail();
    for (size_t i = 0; i < segments_.size();) {
        const Segment& segment = segments_[i];
        const bool safe = acknowledged(segment.epoch) >= segment.newest_seq;
        const bool own = own_segment_ && i + 1 == segments_.size();
        if (!safe || (own && (segment.size < fresh_segment_after || !tail_.empty()))) {
            ++i;
            continue;
        }
        if (const auto removed = disk_.remove(path(segment.number)); !removed && removed.error().kind != ErrorKind::NotFound)
            return note_failure(removed.error());
        if (own) own_segment_ = false;
        segments_.erase(segments_.begin() + static_cast<ptrdiff_t>(i));
        if (i < reading_segment_) {
            --reading_segment_;
        } else if (i == reading_segment_) {
            reading_at_ = 0;
            window_.clear();
        }
    }
    std::erase_if(acknowledged_, [&](const Acknowledged& one) {
        return one.epoch != life_.epoch &&
               std::none_of(segments_.begin(), segments_.end(), [&](const Segment& segment) { return segment.epoch == one.epoch; });
    });
}

void Spool::rewind() {
    reading_segment_ = 0;
    reading_at_ = 0;
    reading_tail_ = 0;
    given_out_.clear();
    window_.clear();
}

bool Spool::drained() const {
    const bool disk_read = segments_.empty() || (reading_segment_ + 1 == segments_.size() && reading_at_ >= segments_.back().size);
    return disk_read && reading_tail_ == tail_.size();
}

bool Spool::is_given_out(uint64_t epoch, const Record& record) const {
    if (record.kind == RecordKind::Layout) return false;
    if (record.seq <= acknowledged(epoch)) return true;
    return std::any_of(given_out_.begin(), given_out_.end(), [&](const auto& one) { return one.epoch == epoch && record.seq <= one.seq; });
}

std::optional<Entry> Spool::next() {
    auto entry = next_on_disk();
    if (!entry) entry = next_in_memory();
    if (!entry) {
        shrink_buffer(window_);
        return std::nullopt;
    }
    if (entry->record.seq == 0) return entry;
    const auto known = std::find_if(given_out_.begin(), given_out_.end(), [&](const auto& one) { return one.epoch == entry->epoch; });
    if (known == given_out_.end()) given_out_.push_back({entry->epoch, entry->record.seq});
    else known->seq = entry->record.seq;
    return entry;
}

std::optional<Entry> Spool::next_on_disk() {
    while (reading_segment_ < segments_.size()) {
        const Segment& segment = segments_[reading_segment_];
        if (reading_at_ == 0) {
            reading_at_ = segment_head_size;
            window_.clear();
        }
        if (reading_at_ >= segment.size) {
            if (reading_segment_ + 1 == segments_.size()) return std::nullopt;
            ++reading_segment_;
            reading_at_ = 0;
            continue;
        }
        const bool inside = reading_at_ >= window_at_ && reading_at_ < window_at_ + window_.size();
        size_t wanted = 0;
        auto record = read_record(inside ? ByteView(window_).subspan(reading_at_ - window_at_) : ByteView{}, &wanted);
        if (!record && wanted != 0 && fill(segment, wanted)) record = read_record(window_, &wanted);
        if (!record && wanted != 0 && fill(segment, wanted)) record = read_record(window_, &wanted);
        if (!record) {
            log_("A part of the spool cannot be read and is left out: " + path(segment.number));
            reading_at_ = segment.size;
            continue;
        }
        reading_at_ += record->size;
        if (!is_given_out(segment.epoch, *record)) return Entry{segment.epoch, *record};
    }
    return std::nullopt;
}

std::optional<Entry> Spool::next_in_memory() {
    while (reading_tail_ < tail_.size()) {
        const auto record = read_record(ByteView(tail_).subspan(reading_tail_));
        reading_tail_ += record->size;
        if (!is_given_out(life_.epoch, *record)) return Entry{life_.epoch, *record};
    }
    return std::nullopt;
}

// The window from where the reading stands: all that is new when little is, else a good piece.
bool Spool::fill(const Segment& segment, size_t wanted) {
    constexpr uint64_t piece = 64 << 10;
    const uint64_t left = segment.size - reading_at_;
    if (wanted > left) return false;
    window_.resize(std::min(left, std::max<uint64_t>(piece, wanted)));
    window_at_ = reading_at_;
    const auto read = disk_.read(path(segment.number), reading_at_, window_);
    if (!read) note_failure(read.error());
    window_.resize(read.value_or(0));
    return window_.size() >= wanted;
}

void Spool::note_failure(const Error& error) {
    unwritable_ = true;
    if (last_failure_ == error.code) return;
    last_failure_ = error.code;
    log_(error.message + " What it measures is kept in memory for a while and sent when the server can be reached. (" + error.cause + ")");
}

Spool::Numbers Spool::numbers() const {
    Numbers numbers{.bytes = total(), .dropped_reports = dropped_reports_, .unwritable = unwritable_};
    const auto consider = [&](Instant at) {
        if (at.is_set() && (!numbers.oldest.is_set() || at < numbers.oldest)) numbers.oldest = at;
    };
    for (const Segment& segment : segments_) {
        if (acknowledged(segment.epoch) < segment.newest_seq) consider(segment.oldest);
    }
    if (const auto first = read_record(tail_); first && first->seq > acknowledged(life_.epoch)) consider(first->observed_at);
    return numbers;
}

}  // namespace steward::agent
