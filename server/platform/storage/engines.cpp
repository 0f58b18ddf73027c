// Where the two engines differ, the difference has its name here.
#include "server/platform/storage/engines.h"

namespace steward::storage {

Status serialize_writers(Transaction& transaction, std::string_view name) {
    if (transaction.engine() == Engine::Sqlite) return {};
    STEWARD_CHECK(transaction.query("select cast(pg_advisory_xact_lock(hashtextextended($1, 0)) as text)", name));
    return {};
}

// A dump holds no indexes and is compressed: it is smaller than its tables.
Result<int64_t> size_of_copy(Database& database) {
    const std::string_view sql = database.engine() == Engine::Sqlite
                                     ? "select page_count * page_size from pragma_page_count(), pragma_page_size()"
                                     : "select cast(coalesce(sum(pg_table_size(c.oid)), 0) as bigint) from pg_class c join pg_namespace n "
                                       "on n.oid = c.relnamespace where n.nspname = current_schema() and c.relkind = 'r'";
    int64_t bytes = 0;
    STEWARD_CHECK(database.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one(sql));
        bytes = row->integer(0);
        return {};
    }));
    return bytes;
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
