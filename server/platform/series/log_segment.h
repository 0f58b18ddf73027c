// The bytes of a log segment: head and record frames. See log.h for the format.
#pragma once

#include <functional>

#include "base/bytes.h"
#include "base/error.h"

namespace steward::series {

constexpr size_t segment_head_bytes = 16;
constexpr uint64_t log_page = 4096;

Bytes segment_head(uint64_t number);
/// The number of the segment, or 0 when this is none.
uint64_t read_segment_head(ByteView segment);

/// Bytes that a record takes at most beside its body.
constexpr size_t frame_bytes = 1 + 1 + 10 + 4;
size_t framed_size(size_t body);
void append_frame(uint64_t segment, ByteView body, Bytes& out);

/// Calls `each(offset, body)` for every whole record of the segment.
void read_frames(ByteView segment, const std::function<void(uint64_t offset, ByteView body)>& each);

/// "<folder>/<number as 16 hexadecimal digits>.log"
std::string segment_path(const std::string& folder, uint64_t number);

/// Makes a file of zeros, synced. Failures: Unavailable "series.disk_full", Internal.
Status make_empty_segment(const std::string& path, uint64_t bytes);

}  // namespace steward::series
