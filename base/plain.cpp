#include "base/plain.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "base/utf8.h"

namespace steward {

namespace {
// What a terminal obeys (controls), what turns text round, and what takes no place.
bool is_unseen(uint32_t character) {
    return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0xad ||
           (character >= 0x200b && character <= 0x200f) || (character >= 0x2028 && character <= 0x202e) ||
           (character >= 0x2060 && character <= 0x206f) || character == 0xfeff || (character >= 0xfe00 && character <= 0xfe0f) ||
           (character >= 0xe0000 && character <= 0xe0fff);
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
