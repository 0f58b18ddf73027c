// Words as the index knows them: the same folding for both databases, for what is stored, what is asked and what is shown.
//
// A word is a run of letters and digits; case and accents do not count ("Müller" is "muller", "straße" is "strasse").
// Where people write without blanks (Chinese, Japanese, Korean) every character is a word, found as a phrase.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace steward::search {

struct Word {
    std::string text;           // folded; at most 64 bytes
    size_t begin = 0, end = 0;  // bytes of the text it stands in
};

/// Total: bytes that are no UTF-8 separate words.
std::vector<Word> words_of(std::string_view text);

/// The folded words with one blank between: what the index takes.
std::string folded(std::string_view text);

/// The first `most` bytes or fewer, never within a character.
std::string_view cut(std::string_view text, size_t most);

}  // namespace steward::search
