// Where documents come from: public views of the rooms above, one select for each source.
#pragma once

#include <span>

#include "server/modules/search/index.h"

namespace steward::search {

struct Source {
    std::string_view name;
    std::string_view select;    // id, kind, client_id, ticket_id, internal, at, title, body, is_open, assignee_id
    bool follows_facts = true;  // false: nobody says when it changes, so it is compared now and then
};
/// In the order in which a rebuild reads them.
std::span<const Source> sources();
const Source& source_named(std::string_view name);

/// The documents with ids after `after`, in the order of their ids.
Result<std::vector<Document>> read_page(Transaction& transaction, const Source& source, std::string_view after, int limit);
/// Puts what stands there now into the index; what is gone there goes here too.
Status take(Transaction& transaction, const Source& source, std::string_view id);
/// All messages and mails of a ticket: it was split, became part of another or somebody else's, or ended.
Status take_words_of(Transaction& transaction, std::string_view ticket);
/// At most `limit` differences between a source that tells no facts and the index, mended. Answers how many there were.
Result<int> compare(Transaction& transaction, const Source& source, int limit);
Result<int64_t> count(Transaction& transaction, const Source& source);

}  // namespace steward::search
