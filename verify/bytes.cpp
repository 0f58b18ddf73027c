#include "verify/bytes.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <utility>

namespace steward::verify {

namespace {
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t no_digit = 0xff;

constexpr std::array<uint8_t, 256> digits = [] {
    std::array<uint8_t, 256> table{};
    table.fill(no_digit);
    for (size_t i = 0; i < alphabet.size(); ++i) table[static_cast<uint8_t>(alphabet[i])] = static_cast<uint8_t>(i);
    return table;
}();

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::chrono::sys_days day_of(int64_t days) { return std::chrono::sys_days(std::chrono::days(std::clamp<int64_t>(days, 0, 2'900'000))); }
}  // namespace

bool read_base64(std::string_view text, Bytes& out) {
    out.clear();
    if (text.size() % 4 != 0) return false;
    const size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    out.reserve(text.size() / 4 * 3);
    for (size_t i = 0; i < text.size(); i += 4) {
        const bool is_last = i + 4 == text.size();
        const size_t letters = is_last ? 4 - padding : 4;
        uint32_t group = 0;
        for (size_t j = 0; j < 4; ++j) {
            const uint8_t digit = j < letters ? digits[static_cast<uint8_t>(text[i + j])] : 0;
            if (digit == no_digit) return false;
            group = group << 6 | digit;
        }
        // Bits that no byte uses are zero: one text for the same bytes.
        if ((letters == 3 && (group & 0xff) != 0) || (letters == 2 && (group & 0xffff) != 0)) return false;
        out.push_back(static_cast<uint8_t>(group >> 16));
        if (letters > 2) out.push_back(static_cast<uint8_t>(group >> 8));
        if (letters > 3) out.push_back(static_cast<uint8_t>(group));
    }
    return true;
}

std::string write_base64(ByteView bytes) {
    std::string out;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const size_t left = std::min<size_t>(3, bytes.size() - i);
        uint32_t group = 0;
        for (size_t j = 0; j < 3; ++j) group = group << 8 | (j < left ? bytes[i + j] : 0u);
        for (size_t j = 0; j < 4; ++j) out += j <= left ? alphabet[group >> (18 - 6 * j) & 63] : '=';
    }
    return out;
}

bool read_hex(std::string_view text, std::span<uint8_t> out) {
    if (text.size() != out.size() * 2) return false;
    for (size_t i = 0; i < out.size(); ++i) {
        const int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = static_cast<uint8_t>(high * 16 + low);
    }
    return true;
}

std::string write_hex(ByteView bytes) {
    std::string out;
    for (const uint8_t byte : bytes) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

Hash sha256(ByteView first, ByteView second) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, first.data(), first.size());
    crypto_hash_sha256_update(&state, second.data(), second.size());
    Hash hash;
    crypto_hash_sha256_final(&state, hash.data());
    return hash;
}

Hash sha256(uint8_t kind, ByteView first, ByteView second) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &kind, 1);
    crypto_hash_sha256_update(&state, first.data(), first.size());
    crypto_hash_sha256_update(&state, second.data(), second.size());
    Hash hash;
    crypto_hash_sha256_final(&state, hash.data());
    return hash;
}

std::string_view next_word(std::string_view& rest) {
    const size_t space = rest.find(' ');
    const std::string_view word = rest.substr(0, space);
    rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
    return word;
}

std::optional<uint64_t> read_number(std::string_view text) {
    uint64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    return number;
}

std::string with_commas(uint64_t number) {
    const std::string digits_only = std::to_string(number);
    std::string out;
    for (size_t i = 0; i < digits_only.size(); ++i) {
        if (i > 0 && (digits_only.size() - i) % 3 == 0) out += ',';
        out += digits_only[i];
    }
    return out;
}

std::string day_text(int64_t days_since_1970) {
    const std::chrono::year_month_day day(day_of(days_since_1970));
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

std::string date_of(int64_t unix_ms) { return day_text(unix_ms / 86'400'000); }

std::string minute_of(int64_t unix_ms) {
    const int64_t minutes = unix_ms / 60'000 % 1440;
    char text[32];
    std::snprintf(text, sizeof text, " %02d:%02d UTC", static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
    return date_of(unix_ms) + text;
}

namespace {
// Of a character in UTF-8 (RFC 3629) at the beginning of the text, how long it is and which; 0: none.
size_t character_at(std::string_view text, uint32_t& character) {
    const auto first = static_cast<uint8_t>(text[0]);
    const size_t length = first < 0x80                    ? 1
                          : first >= 0xc2 && first < 0xe0 ? 2
                          : (first & 0xf0) == 0xe0        ? 3
                          : first >= 0xf0 && first < 0xf5 ? 4
                                                          : 0;
    if (length == 0 || text.size() < length) return 0;
    character = length == 1 ? first : first & (0x7fU >> length);
    for (size_t i = 1; i < length; ++i) {
        const auto next = static_cast<uint8_t>(text[i]);
        if ((next & 0xc0) != 0x80) return 0;
        character = character << 6 | (next & 0x3fU);
    }
    constexpr uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return character < least[length] || character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff) ? 0 : length;
}

// What a terminal obeys, what turns text round, and what takes no place.
bool is_unseen(uint32_t character) {
    static constexpr std::pair<uint32_t, uint32_t> ranges[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},    {0x115f, 0x1160},
        {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},  {0x3164, 0x3164},
        {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff}};
    return std::ranges::any_of(ranges, [&](const auto& range) { return character >= range.first && character <= range.second; });
}
}  // namespace

std::string plain(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        uint32_t character = 0;
        const size_t length = character_at(text, character);
        if (length == 0 || is_unseen(character)) out += ' ';
        else out.append(text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

}  // namespace steward::verify
