#include "server/modules/knowledge/words.h"

#include <algorithm>
#include <cstdint>
#include <set>

namespace steward::knowledge {

namespace {
constexpr size_t longest_word = 64;
constexpr std::string_view everywhere[] = {
    "an",  "and",  "are", "as",   "at",   "be",  "by", "can", "das", "dem", "den", "der",  "des",  "die", "do",  "ein",  "er", "es",
    "for", "from", "has", "have", "how",  "ich", "im", "in",  "is",  "ist", "it",  "its",  "mit",  "my",  "no",  "not",  "of", "on",
    "or",  "our",  "sie", "so",   "that", "the", "to", "und", "von", "was", "we",  "when", "with", "wir", "you", "your", "zu"};

bool stands_everywhere(std::string_view word) {
    return std::find(std::begin(everywhere), std::end(everywhere), word) != std::end(everywhere);
}

bool begins_with(const std::string& word, const std::string& asked) {
    return word == asked || (asked.size() >= 4 && word.starts_with(asked)) || (word.size() >= 4 && asked.starts_with(word));
}

bool has(const std::vector<std::string>& words, const std::string& asked) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return begins_with(word, asked); });
}
}  // namespace

std::vector<std::string> words_of(std::string_view text, size_t most) {
    std::vector<std::string> words;
    std::set<std::string> seen;
    std::string word;
    const auto end_word = [&] {
        const bool good = word.size() >= 2 && word.size() <= longest_word && !stands_everywhere(word);
        if (good && words.size() < most && seen.insert(word).second) words.push_back(word);
        word.clear();
    };
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<uint8_t>(c);
        const bool has_next = i + 1 < text.size();
        const auto next = has_next ? static_cast<uint8_t>(text[i + 1]) : uint8_t{0};
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
        else if (c >= 'A' && c <= 'Z') word += static_cast<char>(c + 32);
        else if (byte == 0xE2 && (next == 0x80 || next == 0x81)) (end_word(), i += 2);  // dashes, quotes and blanks of typography
        else if (byte == 0xC2) (end_word(), ++i);                                       // signs of Latin-1
        else if (byte == 0xC3 && next >= 0x80 && next <= 0x9E && next != 0x97) (word += c, word += static_cast<char>(next + 0x20), ++i);
        else if (byte >= 0x80) word += c;
        else end_word();
    }
    end_word();
    return words;
}

int score(const std::vector<std::string>& asked, const std::vector<std::string>& title, const std::vector<std::string>& body) {
    int points = 0, matched = 0;
    for (const auto& word : asked) {
        const bool in_title = has(title, word), in_body = has(body, word);
        if (in_title || in_body) ++matched;
        points += (in_title ? 3 : 0) + (in_body ? 1 : 0);
    }
    const bool chance = asked.size() > 1 && matched == 1 && points == 1;
    return chance ? 0 : points;
}

std::string plain_beginning(std::string_view markdown, size_t most) {
    std::string plain;
    for (size_t i = 0; i < markdown.size() && plain.size() < most; ++i) {
        const char c = markdown[i];
        if (c == ']' && i + 1 < markdown.size() && markdown[i + 1] == '(') {
            const size_t close = markdown.find(')', i);
            if (close != std::string_view::npos) i = close;
            continue;
        }
        if (std::string_view("#*_`>[]|").find(c) != std::string_view::npos) continue;
        const bool blank = c == '\n' || c == '\t' || c == ' ';
        if (blank && (plain.empty() || plain.back() == ' ')) continue;
        plain += blank ? ' ' : c;
    }
    // A letter that was cut goes as a whole.
    size_t end = plain.size();
    while (end > 0 && (static_cast<uint8_t>(plain[end - 1]) & 0xC0) == 0x80) --end;
    if (end > 0) {
        const auto lead = static_cast<uint8_t>(plain[end - 1]);
        const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        if (end - 1 + length > plain.size()) plain.resize(end - 1);
    }
    while (!plain.empty() && plain.back() == ' ') plain.pop_back();
    return plain;
}

}  // namespace steward::knowledge
