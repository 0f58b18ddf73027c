// How the spool stays within its bounds: first it is thinned, then the oldest goes, and every loss
// becomes a gap in the place of the first report that was dropped.
#include <algorithm>

#include "agent/spool/spool.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

namespace {
constexpr std::string_view spool_full = "spool_full", disk_full = "disk_full", disk_failed = "disk_failed";
constexpr size_t most_segments = 1024;

struct Run {
    uint64_t first_seq = 0, reports = 0;
    Instant from, to;
    Duration monotonic{};
};

void append_gap(Bytes& out, const Run& run, std::string_view reason) {
    v1::Gap gap;
    gap.set_from_ms(static_cast<uint64_t>(run.from.unix_ms));
    gap.set_to_ms(static_cast<uint64_t>(run.to.unix_ms));
    gap.set_reports(run.reports);
    gap.set_reason(reason.data(), reason.size());
    const std::string payload = gap.SerializeAsString();
    append_record(
        out,
        {.kind = RecordKind::Gap, .seq = run.first_seq, .observed_at = run.to, .monotonic = run.monotonic, .payload = as_bytes(payload)});
}

void extend(Run& run, const Record& record) {
    if (run.reports++ == 0) {
        run.first_seq = record.seq;
        run.from = run.to = record.observed_at;
        run.monotonic = record.monotonic;
    }
    run.from = std::min(run.from, record.observed_at);
    run.to = std::max(run.to, record.observed_at);
}

// Copies `in` without the reports that `keeps` does not want; what is no report stays.
template <typename Keeps>
uint64_t copy_without(ByteView in, Bytes& out, std::string_view reason, Keeps keeps) {
    Run run;
    uint64_t dropped = 0;
    const auto end_run = [&] {
        if (run.reports > 0) append_gap(out, run, reason);
        dropped += run.reports;
        run = {};
    };
    while (const auto record = read_record(in)) {
        in = in.subspan(record->size);
        if (record->kind == RecordKind::Report && !keeps(*record)) {
            extend(run, *record);
            continue;
        }
        end_run();
        append_record(out, *record);
    }
    end_run();
    return dropped;
}
}  // namespace

bool Spool::make_room(uint64_t bytes, bool class_a) {
    const uint64_t most = class_a ? bounds_.disk_bytes : bounds_.disk_bytes - bounds_.class_a_bytes;
    // Too many files are fewer only when one goes: none gets shorter for that.
    while (segments_.size() > most_segments && remove_oldest()) {
    }
    while (total() + bytes > most) {
        if (!thin_oldest() && !remove_oldest()) return segments_.size() <= 1;
    }
    return true;
}

bool Spool::thin_oldest() {
    const size_t finished = segments_.size() - (own_segment_ ? 1 : 0);
    for (size_t i = 0; i < finished; ++i) {
        if (!segments_[i].thinned) return shrink(segments_[i], false);
    }
    for (size_t i = 0; i < finished; ++i) {
        if (!segments_[i].emptied) return shrink(segments_[i], true);
    }
    return false;
}

bool Spool::shrink(Segment& segment, bool all_reports) {
    Bytes whole(segment.size);
    const auto read = disk_.read(path(segment.number), 0, whole);
    if (!read || *read < segment_head_size) return false;
    whole.resize(*read);
    Bytes kept(whole.begin(), whole.begin() + segment_head_size);
    int64_t last_slot = -1;
    const auto keeps = [&](const Record& record) {
        const int64_t slot = record.observed_at.unix_ms / bounds_.thinned.count();
        return !all_reports && std::exchange(last_slot, slot) != slot;
    };
    const uint64_t dropped = copy_without(ByteView(whole).subspan(segment_head_size), kept, spool_full, keeps);
    segment.thinned = true;
    segment.emptied = all_reports;
    if (dropped == 0) return true;
    if (const auto replaced = disk_.replace(path(segment.number), kept); !replaced) return false;
    if (dropped_reports_ == 0) log_("The spool is full: the oldest measured values are thinned out, then dropped.");
    dropped_reports_ += dropped;
    segment.size = kept.size();
    if (reading_segment_ < segments_.size() && &segments_[reading_segment_] == &segment) {
        reading_at_ = 0;  // what was given out of it already is known by its numbers
        window_.clear();
    }
    return true;
}

// The last resort, when the disk leaves no room even for a shorter copy.
bool Spool::remove_oldest() {
    if (segments_.empty() || (own_segment_ && segments_.size() == 1)) return false;
    const Segment oldest = segments_.front();
    uint64_t reports = 0, told_already = 0;  // gaps of before: said again, in the new one
    Bytes whole(oldest.size);
    if (const auto read = disk_.read(path(oldest.number), 0, whole); read && *read > segment_head_size) {
        ByteView rest = ByteView(whole).first(*read).subspan(segment_head_size);
        while (const auto record = read_record(rest)) {
            rest = rest.subspan(record->size);
            if (record->kind == RecordKind::Layout || record->seq <= acknowledged(oldest.epoch)) continue;
            v1::Gap gap;
            const bool is_gap =
                record->kind == RecordKind::Gap && gap.ParseFromArray(record->payload.data(), static_cast<int>(record->payload.size()));
            told_already += is_gap ? gap.reports() : 0;
            reports += is_gap ? 0 : 1;
        }
    }
    if (!disk_.remove(path(oldest.number))) return false;
    segments_.erase(segments_.begin());
    if (reading_segment_ > 0) --reading_segment_;
    else reading_at_ = 0;
    window_.clear();
    dropped_reports_ += reports;
    if (reports + told_already > 0) note_lost({oldest.oldest, oldest.newest, reports + told_already, disk_full});
    return true;
}

void Spool::release_reserve() {
    reserve_released_ = true;
    if (const auto released = disk_.reserve(folder_ + "/reserve", 0); !released) note_failure(released.error());
}

// In memory there is less room than on the disk: the oldest reports go first, then all of it.
void Spool::limit_tail() {
    if (tail_.size() <= bounds_.memory_bytes) return;
    const size_t to_free = tail_.size() - bounds_.memory_bytes / 2;
    size_t freed = 0;
    Bytes kept;
    const uint64_t dropped = copy_without(tail_, kept, disk_failed, [&](const Record& record) {
        if (freed >= to_free) return true;
        freed += record.size;
        return false;
    });
    dropped_reports_ += dropped;
    tail_ = std::move(kept);
    reading_tail_ = 0;
    if (tail_.size() <= bounds_.memory_bytes) return;
    ++dropped_reports_;
    note_lost({{}, {}, 1, disk_failed});
    tail_.clear();
}

void Spool::note_lost(const Lost& lost) {
    if (lost_.reports == 0) {
        lost_ = lost;
        return;
    }
    lost_.reports += lost.reports;
    lost_.to = std::max(lost_.to, lost.to);
}

void Spool::append_lost() {
    if (lost_.reports == 0) return;
    const Lost lost = std::exchange(lost_, {});
    append_gap(tail_, {++seq_, lost.reports, lost.from, lost.to}, lost.reason);
}

}  // namespace steward::agent
