#include "base/plain.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "base/utf8.h"

namespace steward {

namespace {
// What a terminal obeys (controls), what turns text round, what takes no place, and what looks like a space and is none.
bool is_unseen(uint32_t character) {
    static constexpr std::pair<uint32_t, uint32_t> ranges[] = {
        {0x00, 0x1f},     {0x7f, 0xa0},     {0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},   {0x115f, 0x1160},  {0x1680, 0x1680},
        {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f}, {0x2800, 0x2800},  {0x3000, 0x3000},
        {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff}};
    return std::ranges::any_of(ranges, [&](const auto& range) { return character >= range.first && character <= range.second; });
}

uint32_t character_of(std::string_view bytes) {
    if (bytes.size() == 1) return static_cast<uint8_t>(bytes[0]);
    uint32_t value = static_cast<uint8_t>(bytes[0]) & (0x7fU >> bytes.size());
    for (size_t i = 1; i < bytes.size(); ++i) value = value << 6 | (static_cast<uint8_t>(bytes[i]) & 0x3fU);
    return value;
}
}  // namespace

std::string plain(std::string_view text, bool* found) {
    std::string out;
    bool any = false;
    while (!text.empty()) {
        const size_t length = utf8_length(text);
        const uint32_t character = length == 0 ? static_cast<uint8_t>(text[0]) : character_of(text.substr(0, length));
        if (length == 0 || is_unseen(character)) {
            any = true;
            char written[16];
            std::snprintf(written, sizeof written, length == 0 ? "\\x%02x" : "\\u{%x}", static_cast<unsigned>(character));
            out += written;
        } else {
            out.append(text.substr(0, length));
        }
        text.remove_prefix(std::max<size_t>(1, length));
    }
    if (found) *found = any;
    return out;
}

}  // namespace steward
