#include "base/bytes.h"

#include <array>
#include <cstring>

namespace steward {

namespace {
constexpr std::string_view base64_standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64_url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view base32_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// Both base64 and base32 are "take `width` bits at a time"; one loop serves all alphabets.
std::string encode_bits(ByteView bytes, std::string_view alphabet, int width) {
    std::string text;
    text.reserve(bytes.size() * 8 / static_cast<size_t>(width) + 4);
    uint32_t buffer = 0;
    int held = 0;
    for (const uint8_t byte : bytes) {
        buffer = (buffer << 8) | byte;
        held += 8;
        while (held >= width) {
            held -= width;
            text += alphabet[(buffer >> held) & ((1u << width) - 1)];
        }
        buffer &= (1u << held) - 1;
    }
    if (held > 0) text += alphabet[(buffer << (width - held)) & ((1u << width) - 1)];
    return text;
}

std::unexpected<Error> invalid_encoding() {
    return fail(ErrorKind::Invalid, "bytes.invalid_encoding", "The value is not correctly encoded.");
}

Result<Bytes> decode_bits(std::string_view text, std::string_view alphabet, int width) {
    std::array<int8_t, 256> value_of;
    value_of.fill(-1);
    for (size_t i = 0; i < alphabet.size(); ++i) value_of[static_cast<uint8_t>(alphabet[i])] = static_cast<int8_t>(i);
    Bytes bytes;
    bytes.reserve(text.size() * static_cast<size_t>(width) / 8);
    uint32_t buffer = 0;
    int held = 0;
    for (const char c : text) {
        const int value = value_of[static_cast<uint8_t>(c)];
        if (value < 0) return invalid_encoding();
        buffer = (buffer << width) | static_cast<uint32_t>(value);
        held += width;
        if (held >= 8) {
            held -= 8;
            bytes.push_back(static_cast<uint8_t>(buffer >> held));
            buffer &= (1u << held) - 1;
        }
    }
    // Left-over bits must be zero padding shorter than one character, or the text was cut or forged.
    if (held >= width || buffer != 0) return invalid_encoding();
    return bytes;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr std::array<uint32_t, 256> make_crc32c_table() {
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < 256; ++i) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0x82f63b78u : 0u);
        table[i] = crc;
    }
    return table;
}
constexpr auto crc32c_table = make_crc32c_table();
}  // namespace

std::string to_hex(ByteView bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

Result<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return fail(ErrorKind::Invalid, "bytes.invalid_hex", "A hexadecimal value has an even number of digits.");
    Bytes bytes(text.size() / 2);
    for (size_t i = 0; i < bytes.size(); ++i) {
        const int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return fail(ErrorKind::Invalid, "bytes.invalid_hex", "A hexadecimal value has digits 0 to 9 and a to f only.");
        bytes[i] = static_cast<uint8_t>(high * 16 + low);
    }
    return bytes;
}

std::string to_base64(ByteView bytes) {
    std::string text = encode_bits(bytes, base64_standard, 6);
    while (text.size() % 4 != 0) text += '=';
    return text;
}

Result<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return invalid_encoding();
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    return decode_bits(text, base64_standard, 6);
}

std::string to_base64url(ByteView bytes) { return encode_bits(bytes, base64_url, 6); }
Result<Bytes> from_base64url(std::string_view text) { return decode_bits(text, base64_url, 6); }
std::string to_base32(ByteView bytes) { return encode_bits(bytes, base32_alphabet, 5); }
Result<Bytes> from_base32(std::string_view text) { return decode_bits(text, base32_alphabet, 5); }

bool equal_in_constant_time(ByteView a, ByteView b) {
    if (a.size() != b.size()) return false;
    volatile uint8_t difference = 0;
    for (size_t i = 0; i < a.size(); ++i) difference = difference | (a[i] ^ b[i]);
    return difference == 0;
}

namespace {
uint32_t crc32c_by_table(ByteView bytes, uint32_t crc) {
    for (const uint8_t byte : bytes) crc = (crc >> 8) ^ crc32c_table[(crc ^ byte) & 255];
    return crc;
}

#if defined(__x86_64__)
// The processor's own instruction (SSE 4.2): twenty times as fast, and every stored block is checked on reading.
__attribute__((target("sse4.2"))) uint32_t crc32c_by_processor(ByteView bytes, uint32_t crc) {
    uint64_t wide = crc;
    while (bytes.size() >= 8) {
        uint64_t word;
        std::memcpy(&word, bytes.data(), 8);
        wide = __builtin_ia32_crc32di(wide, word);
        bytes = bytes.subspan(8);
    }
    crc = static_cast<uint32_t>(wide);
    for (const uint8_t byte : bytes) crc = __builtin_ia32_crc32qi(crc, byte);
    return crc;
}
#endif
}  // namespace

uint32_t crc32c(ByteView bytes, uint32_t crc) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return ~crc32c_by_processor(bytes, ~crc);
#endif
    return ~crc32c_by_table(bytes, ~crc);
}

}  // namespace steward
