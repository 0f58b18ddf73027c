// Values as libpq takes and gives them, and what its errors mean for us.
#pragma once

#include <libpq-fe.h>

#include <memory>

#include "server/platform/storage/database.h"

namespace steward::storage {

using PostgresResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// Parameters of one statement. Numbers, booleans and bytes travel binary with their type said, so that
/// "$1 = 0" does not make a time an int4; texts travel as text and take the type that the statement
/// wants. Texts are not copied: `values` must outlive this.
class PostgresParameters {
public:
    explicit PostgresParameters(std::span<const Value> values);
    int count() const { return static_cast<int>(types_.size()); }
    const Oid* types() const { return types_.data(); }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }
    /// One letter a parameter: with other types it is another prepared statement.
    const std::string& signature() const { return signature_; }

private:
    void add(Oid type, char letter, const char* value, size_t length, bool binary);
    void add_packed(Oid type, char letter, std::string packed);

    std::vector<Oid> types_;
    std::vector<const char*> values_;
    std::vector<int> lengths_, formats_;
    std::vector<std::string> packed_;
    std::string signature_;
};

/// One row of a result in text form.
Row read_postgres_row(const PGresult* result, int row);

/// What a failed answer asks for.
struct PostgresTrouble {
    bool met_another = false;  // serialization failure or deadlock: the whole transaction may run again
    bool lost = false;         // the session has ended, or will with the next word
    bool stale_plans = false;  // a table changed under a prepared statement: prepare again, then the same
};
PostgresTrouble trouble_of(const PGresult* result);

/// `result` may be null. Never holds the values of a row: PostgreSQL's DETAIL and data errors would.
std::unexpected<Error> postgres_failure(const PGconn* connection, const PGresult* result, std::string_view sql);

}  // namespace steward::storage
