#include "server/platform/http/disposition.h"

#include <cstdint>

namespace steward::http {

namespace {
constexpr size_t most_name_bytes = 200;

struct Letter {
    uint32_t code = 0;
    size_t length = 0;  // 0: these bytes are no letter
};

Letter letter_at(std::string_view text) {
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
    const uint8_t first = byte(0);
    if (first < 0x80) return {first, 1};
    const size_t length = first >= 0xF0 && first <= 0xF4 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
    if (length == 0 || text.size() < length) return {};
    uint32_t code = first & (0xFF >> (length + 1));
    for (size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3F);
    }
    const bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool no_letter = (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF;
    return too_long || no_letter ? Letter{} : Letter{code, length};
}

// Control characters, and marks that make a name read differently from what it is: "exe.gpj" for "jpg.exe".
bool is_hidden(uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0x61C || (code >= 0x200B && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
           (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE0FFF);
}

std::string cleaned(std::string_view name) {
    if (const size_t slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
    std::string clean;
    while (!name.empty() && clean.size() + 4 <= most_name_bytes) {
        const Letter letter = letter_at(name);
        if (letter.length == 0) clean += '_';
        else if (!is_hidden(letter.code)) clean += name.substr(0, letter.length);
        name.remove_prefix(letter.length == 0 ? 1 : letter.length);
    }
    const size_t begin = clean.find_first_not_of(". ");
    return begin == std::string::npos ? "attachment" : clean.substr(begin);
}

bool stands_as_it_is(char c) {  // attr-char of RFC 8187
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return word || std::string_view("!#$&+-.^_`|~").find(c) != std::string_view::npos;
}
}  // namespace

std::string attachment_disposition(std::string_view name) {
    const std::string clean = cleaned(name);
    std::string plain, encoded;
    for (const char c : clean) {
        const bool ascii = c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '%';
        plain += ascii ? c : '_';
        const auto byte = static_cast<uint8_t>(c);
        if (stands_as_it_is(c)) encoded += c;
        else (encoded += '%', encoded += "0123456789ABCDEF"[byte >> 4], encoded += "0123456789ABCDEF"[byte & 15]);
    }
    return "attachment; filename=\"" + plain + "\"" + (plain == clean ? "" : "; filename*=UTF-8''" + encoded);
}

}  // namespace steward::http
