// Words of texts, cut and folded the same way for what is stored and what is asked. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace steward::knowledge {

/// Small letters and digits; what is not ASCII stays as its bytes. At most `most` different words in their order, without words of
/// one letter, of more than 64 bytes, and those that stand in every text. Total: any bytes.
std::vector<std::string> words_of(std::string_view text, size_t most);

/// Of the words asked, those that are in the article: three points each in the title, one in the body. 0: it does not
/// fit (one word of several in the body alone is chance).
int score(const std::vector<std::string>& asked, const std::vector<std::string>& title, const std::vector<std::string>& body);

/// Markdown without its marks on one line, at most `most` bytes of whole letters.
std::string plain_beginning(std::string_view markdown, size_t most);

}  // namespace steward::knowledge
