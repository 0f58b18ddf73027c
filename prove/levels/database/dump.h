// The dump of a database as a file: what it is, by its beginning and its end. Pure.
#pragma once

#include <string>
#include <string_view>

#include "trust/restore_database.h"

namespace steward::prove::database {

enum class DumpForm : uint8_t { Unknown, Sql, Archive, Gzip };  // Archive: pg_dump's own forms, which pg_restore reads

struct Look {
    DumpForm form = DumpForm::Unknown;
    bool has_head = false;  // it begins as the program begins it: then it must end so
    bool has_end = false;
    std::string database;  // as it was called at the source, which views of MariaDB name; empty: it does not say
};

constexpr size_t looked_at = 4096;  // of both ends

Look look_at(std::string_view head, std::string_view tail, trust::DatabaseKind kind);

}  // namespace steward::prove::database
