// Where the two engines differ, the difference has its name here.
#include "server/platform/storage/engines.h"

namespace steward::storage {

Status serialize_writers(Transaction& transaction, std::string_view name) {
    if (transaction.engine() == Engine::Sqlite) return {};
    STEWARD_CHECK(transaction.query("select cast(pg_advisory_xact_lock(hashtextextended($1, 0)) as text)", name));
    return {};
}

Status check_texts(std::span<const Value> values) {
    for (const Value& value : values) {
        const auto* text = std::get_if<std::string>(&value);
        if (text && text->find('\0') != std::string::npos)
            return fail(ErrorKind::Invalid, "storage.text_with_nul", "A text holds a NUL character, which cannot be kept.");
    }
    return {};
}

}  // namespace steward::storage
