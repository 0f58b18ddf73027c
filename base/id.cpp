#include "base/id.h"

#include "base/bytes.h"

namespace steward {

RawId make_raw_id(Instant now, Rng& rng) {
    RawId id;
    rng.fill(id.bytes);
    const auto milliseconds = static_cast<uint64_t>(now.unix_ms);
    for (size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<uint8_t>(milliseconds >> (40 - 8 * i));
    id.bytes[6] = static_cast<uint8_t>(0x70 | (id.bytes[6] & 0x0f));  // version 7
    id.bytes[8] = static_cast<uint8_t>(0x80 | (id.bytes[8] & 0x3f));  // variant of RFC 9562
    return id;
}

std::string to_text(const RawId& id) {
    std::string hex = to_hex(id.bytes);
    for (const size_t at : {8u, 13u, 18u, 23u}) hex.insert(at, 1, '-');
    return hex;
}

Result<RawId> parse_raw_id(std::string_view text) {
    const auto invalid = [] { return fail(ErrorKind::Invalid, "id.invalid", "An id has the form 019abcde-1234-7abc-8abc-123456789abc."); };
    if (text.size() != 36) return invalid();
    std::string hex;
    for (size_t i = 0; i < text.size(); ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') return invalid();
        } else if (text[i] >= 'A' && text[i] <= 'F') {
            return invalid();  // one spelling per id, or two spellings would be two cache keys
        } else {
            hex += text[i];
        }
    }
    auto bytes = from_hex(hex);
    if (!bytes) return invalid();
    RawId id;
    std::copy(bytes->begin(), bytes->end(), id.bytes.begin());
    return id;
}

}  // namespace steward
