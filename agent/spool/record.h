// The bytes of a segment: its head, and records that tell when they are torn.
//
//   head   = "STWSPL1\n" ‖ segment u64 ‖ epoch u64 ‖ start_count u32 ‖ boot id 16 bytes ‖ CRC-32C u32
//   record = payload length u32 ‖ CRC-32C u32 of all that follows ‖ kind u8 ‖ seq u64 ‖ wall ms u64 ‖
//            monotonic ms u64 ‖ payload
//
// All numbers little-endian. Total: any bytes are records or the end of them.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/time.h"

namespace steward::agent {

enum class RecordKind : uint8_t {
    Layout = 1,  // payload: SeriesLayout; no number of its own
    Report = 2,  // payload: values (values.h)
    Event = 3,   // payload: Event without its number; class A
    Gap = 4,     // payload: Gap without its number; class A
};

constexpr bool is_class_a(RecordKind kind) { return kind == RecordKind::Event || kind == RecordKind::Gap; }

struct SegmentHead {
    uint64_t segment = 0, epoch = 0;
    uint32_t start_count = 0;
    std::array<uint8_t, 16> boot_id{};
};

struct Record {
    RecordKind kind = RecordKind::Layout;
    uint64_t seq = 0;
    Instant observed_at;
    Duration monotonic{};
    ByteView payload;
    size_t size = 0;  // with everything before it
};

constexpr size_t segment_head_size = 8 + 8 + 8 + 4 + 16 + 4;
constexpr size_t record_head_size = 4 + 4 + 1 + 8 + 8 + 8;
constexpr size_t largest_payload = 1 << 20;

void append_head(Bytes& out, const SegmentHead& head);
std::optional<SegmentHead> read_head(ByteView in);

void append_record(Bytes& out, const Record& record);

/// The record at the beginning of `in`; nothing when it is not whole, or none. `wanted`, when given,
/// becomes the bytes that would be needed (0: no record begins here).
std::optional<Record> read_record(ByteView in, size_t* wanted = nullptr);

}  // namespace steward::agent
