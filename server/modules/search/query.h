// What was asked, as the word index of either database takes it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "server/platform/filter/filter.h"

namespace steward::search {

/// Words that follow each other; the last may be only the beginning of a word.
struct Phrase {
    std::vector<std::string> words;  // folded
    bool open_end = false;
    std::vector<std::string> whole;  // the words that the open one begins, where the database was asked for them
};

struct Document;

struct Query {
    std::vector<Phrase> wanted, unwanted;
    bool has_words() const { return !wanted.empty(); }
};

/// The free text among `terms`. A bare word is open at its end, a quoted phrase (it has a blank) is exact; `*` at the
/// end opens either. What has no letter or digit is left out.
Query query_of(std::span<const filter::Term> terms);

/// Which documents may answer at all; each line an alternative. Empty lists do not narrow.
struct Fence {
    std::vector<std::string> clients;  // ids
    bool and_of_no_client = false;     // with `clients`: also what is written about none of them
    std::vector<std::string> kinds;
    std::vector<std::string> assignees;  // accounts; "none": nobody
    bool only_open = false;
    bool without_internal = false;
};

enum class Place { Anywhere, Title, BesideTitle };  // BesideTitle: it matches, but not with its title alone

/// FTS5 gathers all places of an open word that is longer than its indexes of beginnings before it gives the first; whole
/// words it reads as far as they are wanted. So longer ones are looked up (`whole`).
constexpr size_t longest_indexed_beginning = 8;

/// For `match` of SQLite's FTS5. Contains only letters, digits and our own signs.
std::string to_fts5(const Query& query, const Fence& fence, Place place);
/// For `cast(... as tsquery)` of PostgreSQL.
std::string to_tsquery(const Query& query, const Fence& fence, Place place);

/// The marks by which a fence is held, as they stand in the index with the words.
std::vector<std::string> marks_of(const Document& document);

}  // namespace steward::search
