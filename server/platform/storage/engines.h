// What both engines' connections share.
#pragma once

#include "server/platform/storage/database.h"

namespace steward::storage {

/// PostgreSQL keeps no NUL in a text and libpq would cut it off there without a word: on both engines
/// such a text is refused. Failure: Invalid "storage.text_with_nul".
Status check_texts(std::span<const Value> values);

}  // namespace steward::storage
