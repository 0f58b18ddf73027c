// Asking the index: whose words, in which order, a page at a time.
#pragma once

#include <optional>

#include "server/modules/search/index.h"
#include "server/modules/search/query.h"
#include "server/platform/access/call.h"

namespace steward::search {

/// What a search is made of, once its text is understood.
struct Question {
    Query query;
    Fence fence;
    bool nothing_to_see = false;                      // the fence leaves nothing: no client or no kind
    std::string condition;                            // " and ...": of the filter language and of what the caller may see
    std::vector<storage::Value> parameters;           // of `condition`; $1 is the words
    bool with_tickets = false, with_clients = false;  // what `condition` speaks of
    bool asks_kinds = false;                          // `kind:` stands in the filter
    /// Of somebody who sees their own tickets alone and has few: the numbers of what is written in those, in no order. A word that
    /// many have is then looked for in these, not in all that the client has.
    std::optional<std::vector<int64_t>> own;
    std::string reference;  // a ticket's number among the words: "tic-2026-000123", or its end "123"
    Instant now;
};
/// Failure: those of the filter language.
Result<Question> read_question(Call& call, std::string_view filter);

/// The numbers that a word can mean: an end without its year is one of the last five years.
std::vector<std::string> references_of(std::string_view word, Instant now);

struct Found {
    int64_t number = 0;
    Document document;
};
/// At most `limit` of one place, the newest first, from numbers under `below`.
Result<std::vector<Found>> find(Transaction& transaction, const Question& question, Place place, int64_t below, int limit);
/// People and devices of that name, people first; at most `limit`.
Result<std::vector<Found>> find_names(Transaction& transaction, const Question& question, int limit);
/// The tickets with that number, the newest first; rarely more than one.
Result<std::vector<Found>> find_exact(Transaction& transaction, const Question& question);

struct Counts {
    std::vector<std::pair<std::string, int>> kinds;
    bool more = false;
};
constexpr int most_counted = 1000;
Result<Counts> count_kinds(Transaction& transaction, const Question& question);

}  // namespace steward::search
