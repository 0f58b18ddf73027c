#include "server/modules/directory/fold.h"

#include <cstdint>

namespace steward::directory {

namespace {
// Lower case of a code point that UTF-8 writes in two bytes (U+0080 to U+07FF). Every pair here
// stays in two bytes, so that folding never moves anything.
uint32_t fold_two_byte_letter(uint32_t letter) {
    if ((letter >= 0xc0 && letter <= 0xde && letter != 0xd7)) return letter + 32;  // Latin-1
    if (letter >= 0x100 && letter <= 0x137 && letter != 0x130 && letter != 0x131) return letter | 1;
    if (letter >= 0x139 && letter <= 0x148) return letter % 2 ? letter + 1 : letter;  // odd is upper here
    if (letter >= 0x14a && letter <= 0x177) return letter | 1;
    if (letter == 0x178) return 0xff;
    if (letter >= 0x179 && letter <= 0x17e) return letter % 2 ? letter + 1 : letter;
    if (letter >= 0x391 && letter <= 0x3a9) return letter + 32;  // Greek
    if (letter == 0x386) return 0x3ac;
    if (letter >= 0x388 && letter <= 0x38a) return letter + 37;
    if (letter >= 0x410 && letter <= 0x42f) return letter + 32;  // Cyrillic
    if (letter >= 0x400 && letter <= 0x40f) return letter + 80;
    return letter;
}
}  // namespace

std::string fold_case(std::string_view text) {
    std::string folded(text);
    for (size_t i = 0; i < folded.size(); ++i) {
        const auto byte = static_cast<uint8_t>(folded[i]);
        if (byte >= 'A' && byte <= 'Z') {
            folded[i] = static_cast<char>(byte + 32);
        } else if (byte >= 0xc3 && byte <= 0xd1 && i + 1 < folded.size() && (static_cast<uint8_t>(folded[i + 1]) & 0xc0) == 0x80) {
            const uint32_t letter = (uint32_t{byte} & 0x1f) << 6 | (static_cast<uint8_t>(folded[i + 1]) & 0x3f);
            const uint32_t lower = fold_two_byte_letter(letter);
            folded[i] = static_cast<char>(0xc0 | lower >> 6);
            folded[i + 1] = static_cast<char>(0x80 | (lower & 0x3f));
            ++i;
        }
    }
    return folded;
}

size_t count_letters(std::string_view text) {
    size_t count = 0;
    for (const char c : text) count += (static_cast<uint8_t>(c) & 0xc0) != 0x80;
    return count;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace steward::directory
