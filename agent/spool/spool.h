// What was not yet acknowledged: numbered, on disk, bounded, given out in order.
//
// Everything appended gets the next number of this life of the program (epoch), whatever the disk
// says: what cannot be written is held in memory for a while, so that a full or read-only disk does
// not stop an agent that is connected. Not thread safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/spool/disk.h"
#include "agent/spool/record.h"

namespace steward::agent {

struct SpoolBounds {
    uint64_t disk_bytes = 64 << 20;    // of all segments ...
    uint64_t class_a_bytes = 8 << 20;  // ... of which only events and gaps may use these
    uint64_t segment_bytes = 1 << 20;
    size_t memory_bytes = 64 << 10;  // what cannot be written
    uint64_t unsynced_bytes = 64 << 10;
    Duration unsynced_time = std::chrono::seconds(5);
    Duration thinned = std::chrono::minutes(15);  // when there is too much: one report of so long
};

/// A record as it is given out. The payload is valid until the next call.
struct Entry {
    uint64_t epoch = 0;
    Record record;
};

class Spool {
public:
    struct Numbers {
        uint64_t bytes = 0;            // on disk
        uint64_t dropped_reports = 0;  // since the start
        Instant oldest;                // of what is not acknowledged; not set: nothing is
        bool unwritable = false;
    };

    /// Reads what earlier lives left in `folder`; torn ends are cut off. A disk that cannot be read or
    /// written is logged and no reason not to start.
    static std::unique_ptr<Spool> open(Disk& disk, std::string folder, SpoolBounds bounds, SegmentHead life,
                                       std::function<void(std::string_view)> log);

    /// The columns of the reports that follow.
    void set_layout(std::string layout, Instant now, Duration monotonic);
    uint64_t append_report(std::span<const int64_t> values, Instant observed_at, Duration monotonic);
    /// Synced before it returns, when the disk allows it.
    uint64_t append_event(ByteView payload, Instant observed_at, Duration monotonic);
    /// A number for something that is not kept here; only while `drained`.
    uint64_t take_number() { return ++seq_; }

    /// When `tend` has something to do (monotonic); nothing: not before the next append.
    std::optional<Duration> due() const { return sync_due_; }
    void tend(Duration monotonic);

    void acknowledge(uint64_t epoch, uint64_t seq);

    /// The next record that was not given out since `rewind`, and its layout before it. Nothing: all
    /// are out.
    std::optional<Entry> next();
    bool drained() const;
    /// The connection is gone: from the oldest unacknowledged on again.
    void rewind();

    /// Before the program ends: everything synced.
    void close();
    Numbers numbers() const;
    uint64_t epoch() const { return life_.epoch; }

private:
    struct Segment {
        uint64_t number = 0, epoch = 0, size = 0;
        uint64_t newest_seq = 0;
        Instant oldest, newest;
        bool thinned = false, emptied = false;
    };
    struct Acknowledged {
        uint64_t epoch, seq;
    };
    struct Lost {
        Instant from, to;
        uint64_t reports = 0;
        std::string_view reason;
    };

    Spool(Disk& disk, std::string folder, SpoolBounds bounds, SegmentHead life, std::function<void(std::string_view)> log)
        : disk_(disk), folder_(std::move(folder)), bounds_(bounds), life_(life), log_(std::move(log)) {}

    void read_segments();
    static std::optional<Segment> segment_in(uint64_t number, ByteView bytes);
    std::string path(uint64_t number) const;
    uint64_t append(RecordKind kind, ByteView payload, Instant observed_at, Duration monotonic);
    void store_tail();
    Status begin_segment();
    Status write_tail();
    bool make_room(uint64_t bytes, bool class_a);
    bool thin_oldest();
    bool shrink(Segment& segment, bool all_reports);
    bool remove_oldest();
    void release_reserve();
    void limit_tail();
    void note_lost(const Lost& lost);
    void append_lost();
    void note_failure(const Error& error);
    uint64_t acknowledged(uint64_t epoch) const;
    uint64_t total() const;
    void trim();
    void trim_tail();
    std::optional<Entry> next_on_disk();
    std::optional<Entry> next_in_memory();
    bool fill(const Segment& segment, size_t wanted);
    bool is_given_out(uint64_t epoch, const Record& record) const;

    Disk& disk_;
    const std::string folder_;
    const SpoolBounds bounds_;
    SegmentHead life_;
    std::function<void(std::string_view)> log_;

    std::vector<Segment> segments_;  // by number; the last may be this life's own
    uint64_t kept_aside_ = 0;        // the largest number of a file that could not be read at the start
    bool own_segment_ = false;       // the last one is, and may be appended to
    std::vector<Acknowledged> acknowledged_;
    std::string layout_;
    uint64_t seq_ = 0;
    Bytes tail_;  // whole records that could not be written yet
    Bytes scratch_;
    Lost lost_;  // still to be told
    uint64_t dropped_reports_ = 0;

    std::optional<Duration> sync_due_;
    uint64_t unsynced_ = 0;
    uint64_t unsynced_seq_ = 0;
    bool unwritable_ = false, reserve_released_ = false;
    std::string last_failure_;

    // Where the reading stands.
    size_t reading_segment_ = 0;
    uint64_t reading_at_ = 0;  // the next record in it; 0: its head
    size_t reading_tail_ = 0;
    std::vector<Acknowledged> given_out_;  // the newest of each epoch
    Bytes window_;                         // bytes of the segment from `window_at_` on
    uint64_t window_at_ = 0;
};

}  // namespace steward::agent
