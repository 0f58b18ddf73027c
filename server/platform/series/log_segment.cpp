#include "server/platform/series/log_segment.h"

#include <algorithm>
#include <cstring>

#include "server/platform/series/file.h"
#include "server/platform/series/packed.h"

namespace steward::series {

namespace {
constexpr std::string_view segment_magic = "STEWLOG1";
constexpr uint8_t frame_mark = 0xA7;

uint32_t frame_checksum(uint64_t segment, ByteView body) {
    uint8_t seed[16];
    const uint64_t words[2] = {segment, body.size()};
    std::memcpy(seed, words, 16);
    return crc32c(body, crc32c(seed));
}

// Old records of a segment in use again, and what only looks like one, are seldom worth a checksum.
uint8_t frame_hint(uint64_t segment, uint64_t length) {
    return static_cast<uint8_t>(((segment << 20 ^ length) * 0x9e3779b97f4a7c15U) >> 56);
}
}  // namespace

Bytes segment_head(uint64_t number) {
    Bytes head(segment_magic.begin(), segment_magic.end());
    head.resize(segment_head_bytes);
    std::memcpy(head.data() + 8, &number, 8);
    return head;
}

uint64_t read_segment_head(ByteView segment) {
    if (segment.size() < segment_head_bytes || as_text(segment.first(8)) != segment_magic) return 0;
    uint64_t number;
    std::memcpy(&number, segment.data() + 8, 8);
    return number;
}

size_t framed_size(size_t body) {
    Bytes length;
    pack_number(length, body);
    return 2 + length.size() + 4 + body;
}

void append_frame(uint64_t segment, ByteView body, Bytes& out) {
    out.push_back(frame_mark);
    out.push_back(frame_hint(segment, body.size()));
    pack_number(out, body.size());
    const uint32_t checksum = frame_checksum(segment, body);
    const size_t at = out.size();
    out.resize(at + 4);
    std::memcpy(out.data() + at, &checksum, 4);
    out.insert(out.end(), body.begin(), body.end());
}

void read_frames(ByteView segment, const std::function<void(uint64_t, ByteView)>& each) {
    const uint64_t number = read_segment_head(segment);
    if (number == 0) return;
    for (size_t at = segment_head_bytes; at < segment.size();) {
        if (segment[at] == frame_mark && at + 1 < segment.size()) {
            Unpacker in(segment.subspan(at + 2));
            const uint64_t length = in.number();
            const bool likely = segment[at + 1] == frame_hint(number, length);
            const ByteView stored = in.bytes(4), body = in.bytes(length);
            uint32_t checksum = 0;
            if (likely && !in.failed()) std::memcpy(&checksum, stored.data(), 4);
            if (likely && !in.failed() && length != 0 && checksum == frame_checksum(number, body)) {
                each(at, body);
                at = segment.size() - in.rest().size();
                continue;
            }
        }
        // Not a record: the end, or damage. Behind damage there may be more, so look for the next mark.
        const auto next = std::find(segment.begin() + static_cast<ptrdiff_t>(at) + 1, segment.end(), frame_mark);
        at = static_cast<size_t>(next - segment.begin());
    }
}

std::string segment_path(const std::string& folder, uint64_t number) {
    Bytes big_endian(8);
    for (size_t i = 0; i < 8; ++i) big_endian[i] = static_cast<uint8_t>(number >> (56 - 8 * i));
    return folder + "/" + to_hex(big_endian) + ".log";
}

Status make_empty_segment(const std::string& path, uint64_t bytes) {
    STEWARD_TRY(const auto file, File::open(path, true));
    const Bytes zeros(1 << 18);
    for (uint64_t at = 0; at < bytes; at += zeros.size()) {
        STEWARD_CHECK(file->write(ByteView(zeros).first(std::min<uint64_t>(zeros.size(), bytes - at)), at));
    }
    STEWARD_CHECK(file->sync());
    file->forget_cached();
    return {};
}

}  // namespace steward::series
