#include "server/modules/search/words.h"

#include <algorithm>
#include <cstdint>

namespace steward::search {

namespace {
constexpr size_t longest_word = 64;

struct Character {
    char32_t code = 0;
    size_t size = 1;
    bool valid = false;
};

Character read_character(std::string_view text) {
    const auto byte = [&](size_t at) { return static_cast<uint8_t>(text[at]); };
    const uint8_t first = byte(0);
    if (first < 0x80) return {first, 1, true};
    const size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (size == 0 || first > 0xf4 || text.size() < size) return {};
    char32_t code = first & (0xffU >> (size + 1));
    for (size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3fU);
    }
    const bool too_long = (size == 3 && code < 0x800) || (size == 4 && (code < 0x10000 || code > 0x10ffff));
    if (too_long || (code >= 0xd800 && code <= 0xdfff)) return {};
    return {code, size, true};
}

// U+00C0 to U+017F without their accents; '.' separates words, '2' stands for two letters.
constexpr std::string_view latin =
    "aaaaaa2ceeeeiiiidnooooo.ouuuuy22aaaaaa2ceeeeiiiidnooooo.ouuuuy2y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii22jjkkklllllll"
    "lllnnnnnnnnnoooooo22rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(latin.size() == 0x180 - 0xc0);

std::string_view two_letters(char32_t code) {
    switch (code) {
        case 0xc6:
        case 0xe6:
            return "ae";
        case 0xde:
        case 0xfe:
            return "th";
        case 0xdf:
            return "ss";
        case 0x132:
        case 0x133:
            return "ij";
        default:
            return "oe";
    }
}

bool is_between(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

bool separates(char32_t code) {
    return is_between(code, 0x80, 0xbf) || is_between(code, 0x2000, 0x2bff) || is_between(code, 0x3000, 0x303f) ||
           is_between(code, 0xe000, 0xf8ff) || is_between(code, 0xfe00, 0xfe0f) || is_between(code, 0xff00, 0xff0f) ||
           is_between(code, 0xfff0, 0xffff) || code >= 0x1f000;
}

// One character, one word.
bool stands_alone(char32_t code) {
    return is_between(code, 0x3040, 0x30ff) || is_between(code, 0x3400, 0x9fff) || is_between(code, 0xac00, 0xd7af) ||
           is_between(code, 0xf900, 0xfaff);
}

bool is_accent(char32_t code) { return is_between(code, 0x300, 0x36f); }

// Greek and Cyrillic, whose capitals lie apart by a fixed step.
char32_t lower_case(char32_t code) {
    if (is_between(code, 0x391, 0x3a9) || is_between(code, 0x410, 0x42f)) return code + 0x20;
    if (is_between(code, 0x400, 0x40f)) return code + 0x50;
    return code;
}

void append_utf8(std::string& text, char32_t code) {
    if (code < 0x800) {
        text += static_cast<char>(0xc0 | code >> 6);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0 | code >> 12);
        text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    } else {
        text += static_cast<char>(0xf0 | code >> 18);
        text += static_cast<char>(0x80 | (code >> 12 & 0x3f));
        text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    }
    text += static_cast<char>(0x80 | (code & 0x3f));
}

// Appends what the character is in a word; false when it separates words.
bool append_folded(std::string& word, char32_t code) {
    if (code < 0x80) {
        const char c = static_cast<char>(code);
        if (c >= 'A' && c <= 'Z') word += static_cast<char>(c + 32);
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
        else return false;
        return true;
    }
    if (is_between(code, 0xc0, 0x17f)) {
        const char letter = latin[code - 0xc0];
        if (letter == '2') word += two_letters(code);
        else if (letter != '.') word += letter;
        return letter != '.';
    }
    if (separates(code)) return false;
    if (!is_accent(code)) append_utf8(word, lower_case(code));
    return true;
}
}  // namespace

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    Word word;
    const auto finish = [&](size_t end) {
        if (word.text.empty()) return;
        word.text = std::string(cut(word.text, longest_word));
        word.end = end;
        words.push_back(std::move(word));
        word = {};
    };
    for (size_t at = 0; at < text.size();) {
        const Character character = read_character(text.substr(at));
        const bool alone = character.valid && stands_alone(character.code);
        if (alone) finish(at);
        if (word.text.empty()) word.begin = at;
        const bool within = character.valid && append_folded(word.text, character.code);
        if (!within) finish(at);
        at += character.size;
        if (alone) finish(at);
    }
    finish(text.size());
    return words;
}

std::string folded(std::string_view text) {
    std::string line;
    for (const Word& word : words_of(text)) {
        if (!line.empty()) line += ' ';
        line += word.text;
    }
    return line;
}

std::string_view cut(std::string_view text, size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<uint8_t>(text[most]) & 0xc0) == 0x80) --most;
    return text.substr(0, most);
}

}  // namespace steward::search
