#include "server/modules/imports/encoding.h"

#include <array>

namespace steward::imports {

namespace {
constexpr uint32_t replacement = 0xfffd;

// The letters that windows-1252 has where ISO 8859-1 has none; 0: neither.
constexpr std::array<uint16_t, 32> windows_1252 = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
                                                   0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                                                   0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

void append_utf8(uint32_t code, std::string& out) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    }
}

uint32_t unit_at(std::string_view text, size_t at, bool little) {
    const auto one = static_cast<unsigned char>(text[at]), two = static_cast<unsigned char>(text[at + 1]);
    return little ? one | (two << 8) : (one << 8) | two;
}

bool is_high(uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

std::string from_utf16(std::string_view text, bool little) {
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at + 1 < text.size(); at += 2) {
        const uint32_t unit = unit_at(text, at, little);
        const uint32_t next = is_high(unit) && at + 3 < text.size() ? unit_at(text, at + 2, little) : 0;
        if (is_low(next)) {
            append_utf8(0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00), out);
            at += 2;
        } else {
            append_utf8(is_high(unit) || is_low(unit) ? replacement : unit, out);
        }
    }
    return out;
}
}  // namespace

bool is_utf16(std::string_view encoding) { return encoding == "utf-16le" || encoding == "utf-16be"; }

std::string marked_encoding(std::string_view head, int64_t& begin) {
    begin = 0;
    if (head.starts_with("\xef\xbb\xbf")) begin = 3;
    else if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) begin = 2;
    return begin == 0 ? "" : begin == 3 ? "utf-8" : head[0] == '\xff' ? "utf-16le" : "utf-16be";
}

std::string to_utf8(std::string_view text, std::string_view encoding) {
    if (is_utf16(encoding)) return from_utf16(text, encoding == "utf-16le");
    if (encoding != "windows-1252") return std::string(text);
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const uint32_t code = byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80] : byte;
        append_utf8(code == 0 && byte != 0 ? '?' : code, out);
    }
    return out;
}

std::string cell_text(std::string_view cell, std::string_view encoding) {
    return is_utf16(encoding) ? std::string(cell) : to_utf8(cell, encoding);
}

int64_t stored_bytes(std::string_view text, std::string_view encoding) {
    if (!is_utf16(encoding)) return static_cast<int64_t>(text.size());
    int64_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        units += (byte & 0xc0) == 0x80 ? 0 : byte >= 0xf0 ? 2 : 1;
    }
    return units * 2;
}

std::string_view whole_stored(std::string_view stored, std::string_view encoding) {
    if (!is_utf16(encoding)) return stored;
    stored.remove_suffix(stored.size() % 2);
    if (stored.size() >= 2 && is_high(unit_at(stored, stored.size() - 2, encoding == "utf-16le"))) stored.remove_suffix(2);
    return stored;
}

}  // namespace steward::imports
