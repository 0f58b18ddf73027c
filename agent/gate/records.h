// Numbers and records as they stand in the gate's files and at its door: big-endian numbers of four bytes, and records of a length, bytes
// and their CRC-32C.
#pragma once

#include <optional>

#include "base/bytes.h"

namespace steward::gate {

constexpr size_t length_size = 4;  // of a number

inline Bytes big_endian(uint32_t number) {
    return {static_cast<uint8_t>(number >> 24), static_cast<uint8_t>(number >> 16), static_cast<uint8_t>(number >> 8),
            static_cast<uint8_t>(number)};
}
/// Of the first four bytes; there are as many (asserted).
inline uint32_t number_at(ByteView in) { return uint32_t{in[0]} << 24 | uint32_t{in[1]} << 16 | uint32_t{in[2]} << 8 | in[3]; }

inline void append(Bytes& to, ByteView more) { to.insert(to.end(), more.begin(), more.end()); }

/// The bytes and their sum.
inline Bytes summed(ByteView content) {
    Bytes out(content.begin(), content.end());
    append(out, big_endian(crc32c(content)));
    return out;
}
/// The bytes without their sum; nothing when it is another.
inline std::optional<ByteView> unsummed(ByteView whole) {
    if (whole.size() <= length_size) return std::nullopt;
    const ByteView content = whole.first(whole.size() - length_size);
    return number_at(whole.subspan(content.size())) == crc32c(content) ? std::optional(content) : std::nullopt;
}

inline Bytes packed(ByteView content) {
    Bytes out = big_endian(static_cast<uint32_t>(content.size()));
    append(out, summed(content));
    return out;
}
constexpr size_t packed_size(size_t content) { return length_size + content + length_size; }
/// The bytes of the record that stands at the beginning; nothing when it is not whole, or longer than `most`.
inline std::optional<ByteView> first_record(ByteView in, size_t most) {
    if (in.size() < length_size) return std::nullopt;
    const size_t size = number_at(in);
    if (size > most || in.size() < packed_size(size)) return std::nullopt;
    return unsummed(in.subspan(length_size, size + length_size));
}

}  // namespace steward::gate
