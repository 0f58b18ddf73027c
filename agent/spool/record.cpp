#include "agent/spool/record.h"

#include <algorithm>
#include <cstring>

namespace steward::agent {

namespace {
constexpr std::string_view magic = "STWSPL1\n";

template <typename Number>
void put_number(Bytes& out, Number value) {
    for (size_t i = 0; i < sizeof value; ++i) out.push_back(static_cast<uint8_t>(static_cast<uint64_t>(value) >> (8 * i)));
}

template <typename Number>
Number get_number(ByteView in, size_t at) {
    uint64_t value = 0;
    for (size_t i = 0; i < sizeof(Number); ++i) value |= uint64_t{in[at + i]} << (8 * i);
    return static_cast<Number>(value);
}

void set_number(Bytes& out, size_t at, uint32_t value) {
    for (size_t i = 0; i < sizeof value; ++i) out[at + i] = static_cast<uint8_t>(value >> (8 * i));
}
}  // namespace

void append_head(Bytes& out, const SegmentHead& head) {
    const size_t begin = out.size();
    out.insert(out.end(), magic.begin(), magic.end());
    put_number(out, head.segment);
    put_number(out, head.epoch);
    put_number(out, head.start_count);
    out.insert(out.end(), head.boot_id.begin(), head.boot_id.end());
    put_number(out, crc32c(ByteView(out).subspan(begin)));
}

std::optional<SegmentHead> read_head(ByteView in) {
    if (in.size() < segment_head_size || as_text(in.first(magic.size())) != magic) return std::nullopt;
    if (crc32c(in.first(segment_head_size - 4)) != get_number<uint32_t>(in, segment_head_size - 4)) return std::nullopt;
    SegmentHead head{
        .segment = get_number<uint64_t>(in, 8), .epoch = get_number<uint64_t>(in, 16), .start_count = get_number<uint32_t>(in, 24)};
    std::copy_n(in.begin() + 28, head.boot_id.size(), head.boot_id.begin());
    return head;
}

void append_record(Bytes& out, const Record& record) {
    const size_t begin = out.size();
    put_number(out, static_cast<uint32_t>(record.payload.size()));
    put_number(out, uint32_t{0});
    out.push_back(static_cast<uint8_t>(record.kind));
    put_number(out, record.seq);
    put_number(out, static_cast<uint64_t>(record.observed_at.unix_ms));
    put_number(out, static_cast<uint64_t>(record.monotonic.count()));
    out.insert(out.end(), record.payload.begin(), record.payload.end());
    set_number(out, begin + 4, crc32c(ByteView(out).subspan(begin + 8)));
}

std::optional<Record> read_record(ByteView in, size_t* wanted) {
    if (wanted) *wanted = record_head_size;
    if (in.size() < record_head_size) return std::nullopt;
    const auto length = get_number<uint32_t>(in, 0);
    const bool known = in[8] >= static_cast<uint8_t>(RecordKind::Layout) && in[8] <= static_cast<uint8_t>(RecordKind::Gap);
    if (length > largest_payload || !known) {
        if (wanted) *wanted = 0;
        return std::nullopt;
    }
    const size_t size = record_head_size + length;
    if (wanted) *wanted = size;
    if (in.size() < size) return std::nullopt;
    if (crc32c(in.subspan(8, size - 8)) != get_number<uint32_t>(in, 4)) {
        if (wanted) *wanted = 0;
        return std::nullopt;
    }
    return Record{.kind = static_cast<RecordKind>(in[8]),
                  .seq = get_number<uint64_t>(in, 9),
                  .observed_at = Instant{static_cast<int64_t>(get_number<uint64_t>(in, 17))},
                  .monotonic = Duration{static_cast<int64_t>(get_number<uint64_t>(in, 25))},
                  .payload = in.subspan(record_head_size, length),
                  .size = size};
}

}  // namespace steward::agent
