#include "server/modules/search/snippet.h"

#include <algorithm>
#include <cstdint>

#include "server/modules/search/words.h"

namespace steward::search {

namespace {
struct Match {
    size_t begin = 0, end = 0;  // bytes
};

bool matches_at(const std::vector<Word>& words, size_t at, const Phrase& phrase) {
    if (at + phrase.words.size() > words.size()) return false;
    for (size_t i = 0; i < phrase.words.size(); ++i) {
        const bool open = phrase.open_end && i + 1 == phrase.words.size();
        const std::string& word = words[at + i].text;
        if (open ? !word.starts_with(phrase.words[i]) : word != phrase.words[i]) return false;
    }
    return true;
}

// In the order of the text; none reaches into the next.
std::vector<Match> matches_of(std::string_view text, const Query& query) {
    const auto words = words_of(text);
    std::vector<Match> matches;
    for (size_t at = 0; at < words.size();) {
        size_t taken = 0;
        for (const Phrase& phrase : query.wanted) {
            if (matches_at(words, at, phrase)) taken = std::max(taken, phrase.words.size());
        }
        if (taken > 0) matches.push_back({words[at].begin, words[at + taken - 1].end});
        at += std::max<size_t>(taken, 1);
    }
    return matches;
}

// Of valid UTF-8: a character of four bytes has two units, every other one.
int utf16_units(std::string_view text) {
    int units = 0;
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        if ((byte & 0xc0) != 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    return units;
}

size_t character_start(std::string_view text, size_t at) {
    while (at > 0 && at < text.size() && (static_cast<uint8_t>(text[at]) & 0xc0) == 0x80) --at;
    return at;
}

// Not in the middle of a word, unless it is a long one.
size_t word_start(std::string_view text, size_t at) {
    const size_t blank = text.find(' ', at);
    return blank != std::string_view::npos && blank < at + 20 ? blank + 1 : at;
}

Snippet snippet_of(std::string_view text, const std::vector<Match>& matches, size_t begin, size_t end) {
    Snippet snippet{std::string(text.substr(begin, end - begin)), {}};
    for (const Match& match : matches) {
        if (match.begin < begin || match.end > end) continue;
        const int from = utf16_units(text.substr(begin, match.begin - begin));
        snippet.spans.push_back({from, from + utf16_units(text.substr(match.begin, match.end - match.begin))});
    }
    return snippet;
}
}  // namespace

Snippet mark(std::string_view text, const Query& query) { return snippet_of(text, matches_of(text, query), 0, text.size()); }

Snippet excerpt(std::string_view given, const Query& query, size_t most) {
    std::string text(given);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    const auto matches = matches_of(text, query);
    const size_t first = matches.empty() ? 0 : matches.front().begin;
    size_t begin = 0;
    if (first > most / 3) begin = std::min(word_start(text, character_start(text, first - most / 3)), first);
    const size_t end = begin + cut(std::string_view(text).substr(begin), most).size();
    Snippet snippet = snippet_of(text, matches, begin, end);
    if (begin > 0) {
        snippet.text = "… " + snippet.text;
        for (Span& span : snippet.spans) span = {span.begin + 2, span.end + 2};
    }
    if (end < text.size()) snippet.text += "…";
    return snippet;
}

}  // namespace steward::search
