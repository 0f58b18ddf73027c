// The log: what was appended and is in no block yet, so that acknowledging costs one fdatasync.
//
// Segments of a fixed size whose space is there before the first record: a sync then changes no
// file size and needs no journal of the file system, and a full disk is met when a segment is
// made, not in the middle of a record. A segment whose records are all in blocks is used again
// under a new number; records carry that number in their checksum, so old ones are not believed.
//
//   segment = "STEWLOG1" ‖ number (8 bytes) ‖ records;  record = 0xA7 ‖ hint (8 bits of
//   number and length) ‖ length (LEB128) ‖ CRC-32C ‖ body
//
// One thread appends; `sync`, `release_before` and the rest may come from others.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>

#include "server/platform/series/file.h"

namespace steward::series {

/// A place in the log: number of the segment and offset in it. Rises with every record.
using LogPlace = uint64_t;
constexpr uint64_t segment_of(LogPlace place) { return place >> 32; }

class Log {
public:
    /// Reads every whole record of the folder in order. A damaged one is passed over; a torn end is
    /// the end. Failure: Internal, when a file cannot be read.
    static Status replay(const std::string& folder, const std::function<void(LogPlace place, ByteView body)>& each);

    /// Goes on behind the last whole record that is there, in the same segment when it has room. The
    /// next record stands beyond `known`, also when the files that held it are lost.
    /// Failures: Internal "series.open_failed"; Unavailable "series.disk_full".
    static Result<std::unique_ptr<Log>> open(const std::string& folder, uint64_t segment_bytes, LogPlace known);

    /// The segment in which the next record of at most `longest` bytes will stand; turns to a new
    /// one when the present one is too full. Failures: as `open`; Invalid "series.columns" when no
    /// segment can hold it; Internal "series.log_failed" after a failed sync.
    Result<uint64_t> segment_with_room(size_t longest);

    /// Appends to memory. `segment_with_room` was asked before.
    LogPlace append(ByteView body);

    /// What was appended before the call is on stable storage. A full disk is Unavailable
    /// "series.disk_full", and may be tried again. After any other failure every later call fails
    /// with Internal "series.log_failed": only a restart knows what is on the disk.
    Status sync();

    /// Segments below this number are no longer needed; one is kept for use again.
    Status release_before(uint64_t segment);

    /// Makes a segment in advance, so that appending need not wait for it. From maintenance.
    Status prepare();

    uint64_t present_segment() const;
    uint64_t bytes_on_disk() const;
    uint64_t bytes_written() const;

private:
    struct Unwritten {
        std::shared_ptr<File> file;
        uint64_t place = 0;  // start of a page
        Bytes bytes;
    };
    Log(std::string folder, uint64_t segment_bytes) : folder_(std::move(folder)), segment_bytes_(segment_bytes) {}
    Status turn();                                              // to the next segment; mutex_ held
    Status go_on_in(uint64_t number, const std::string& path);  // when its size is ours
    Status write_out(bool sync);                                // writing_mutex_ held
    void take_back(std::deque<Unwritten> parts);                // mutex_ held; after a full disk

    const std::string folder_;
    const uint64_t segment_bytes_;
    std::mutex writing_mutex_;  // before mutex_
    mutable std::mutex mutex_;
    std::deque<Unwritten> unwritten_;        // the last is where append adds
    uint64_t present_ = 0;                   // number of the present segment
    uint64_t end_ = 0;                       // offset behind its last record
    std::map<uint64_t, std::string> paths_;  // every segment that is still needed
    std::string spare_;                      // path of a segment that can be used at once
    uint64_t written_ = 0;
    bool unsynced_ = false;
    bool failed_ = false;
};

}  // namespace steward::series
