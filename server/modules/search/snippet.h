// The place of a text that answers a search, and what in it matched.
#pragma once

#include <string>
#include <vector>

#include "server/modules/search/query.h"

namespace steward::search {

/// [begin, end) in UTF-16 units, as a browser counts.
struct Span {
    int begin = 0, end = 0;
};
struct Snippet {
    std::string text;
    std::vector<Span> spans;
};

/// All of `text`, with what matches.
Snippet mark(std::string_view text, const Query& query);
/// About `most` bytes around the first match; from the beginning where nothing matches. Line breaks become blanks.
Snippet excerpt(std::string_view text, const Query& query, size_t most = 220);

}  // namespace steward::search
