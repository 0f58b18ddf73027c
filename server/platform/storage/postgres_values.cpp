#include "server/platform/storage/postgres_values.h"

#include <bit>
#include <charconv>
#include <cstring>

namespace steward::storage {

namespace {
// From PostgreSQL's catalogue pg_type.dat; the numbers are part of its protocol and never change.
enum KnownType : Oid {
    BoolType = 16,
    ByteaType = 17,
    Int8Type = 20,
    Int2Type = 21,
    Int4Type = 23,
    OidType = 26,
    Float4Type = 700,
    Float8Type = 701,
    NumericType = 1700
};

std::string big_endian(uint64_t value) {
    std::string packed(8, '\0');
    for (size_t i = 0; i < 8; ++i) packed[i] = static_cast<char>(value >> (56 - 8 * i));
    return packed;
}

Value read_number(std::string_view text, bool whole) {
    if (whole) {
        int64_t value = 0;
        if (const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            error == std::errc{} && end == text.data() + text.size())
            return value;
    }
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);  // "NaN" and "Infinity" too
    return value;
}

Value read_postgres_column(Oid type, std::string_view text) {
    switch (type) {
        case BoolType:
            return text == "t";
        case Int2Type:
        case Int4Type:
        case Int8Type:
        case OidType:
            return read_number(text, true);
        case Float4Type:
        case Float8Type:
            return read_number(text, false);
        // What sum() makes of a bigint is whole; what avg() makes of one has a point.
        case NumericType:
            return read_number(text, text.find('.') == std::string_view::npos);
        case ByteaType:
            return from_hex(text.substr(std::min<size_t>(2, text.size()))).value_or(Bytes{});  // "\x00ff"
        default:
            return std::string(text);
    }
}

std::string_view sql_state(const PGresult* result) {
    const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    return state ? state : "";
}

// A data error quotes the datum it did not like.
std::string cause_of(const PGconn* connection, const PGresult* result, std::string_view sql) {
    const std::string_view state = sql_state(result);
    std::string cause(state);
    if (state.empty()) {
        cause = PQerrorMessage(connection);
        while (cause.ends_with('\n')) cause.pop_back();
    } else if (const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY); message && !state.starts_with("22")) {
        cause += std::string(" ") + message;
    }
    return cause + " in: " + std::string(sql.substr(0, 300));
}
}  // namespace

PostgresParameters::PostgresParameters(std::span<const Value> values) {
    packed_.reserve(values.size());
    for (const Value& value : values) {
        if (const auto* whole = std::get_if<int64_t>(&value)) add_packed(Int8Type, 'i', big_endian(std::bit_cast<uint64_t>(*whole)));
        else if (const auto* real = std::get_if<double>(&value)) add_packed(Float8Type, 'd', big_endian(std::bit_cast<uint64_t>(*real)));
        else if (const auto* flag = std::get_if<bool>(&value)) add_packed(BoolType, 'b', std::string(1, *flag ? '\1' : '\0'));
        else if (const auto* text = std::get_if<std::string>(&value)) add(0, 't', text->c_str(), text->size(), false);
        else if (const auto* bytes = std::get_if<Bytes>(&value))
            add(ByteaType, 'x', bytes->empty() ? "" : reinterpret_cast<const char*>(bytes->data()), bytes->size(), true);
        else add(0, 'n', nullptr, 0, false);
    }
}

void PostgresParameters::add(Oid type, char letter, const char* value, size_t length, bool binary) {
    types_.push_back(type);
    values_.push_back(value);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(binary ? 1 : 0);
    signature_ += letter;
}

void PostgresParameters::add_packed(Oid type, char letter, std::string packed) {
    const std::string& kept = packed_.emplace_back(std::move(packed));
    add(type, letter, kept.data(), kept.size(), true);
}

Row read_postgres_row(const PGresult* result, int row) {
    const int columns = PQnfields(result);
    std::vector<Value> values;
    values.reserve(static_cast<size_t>(columns));
    for (int column = 0; column < columns; ++column) {
        if (PQgetisnull(result, row, column)) values.emplace_back(std::monostate{});
        else
            values.push_back(read_postgres_column(
                PQftype(result, column),
                std::string_view(PQgetvalue(result, row, column), static_cast<size_t>(PQgetlength(result, row, column)))));
    }
    return Row(std::move(values));
}

PostgresTrouble trouble_of(const PGresult* result) {
    const std::string_view state = sql_state(result);
    // 0A000 is also "not supported": only this routine raises it for a plan that is out of date.
    const char* routine = state == "0A000" ? PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION) : nullptr;
    return {.met_another = state == "40001" || state == "40P01",
            .lost = state.empty() || state.starts_with("57P"),
            .stale_plans = routine && std::strcmp(routine, "RevalidateCachedQuery") == 0};
}

std::unexpected<Error> postgres_failure(const PGconn* connection, const PGresult* result, std::string_view sql) {
    const std::string_view state = sql_state(result);
    const std::string cause = cause_of(connection, result, sql);
    if (state == "23505") return fail(ErrorKind::Conflict, "storage.unique", "Something with this name or number exists already.", cause);
    if (state == "23503" || state == "23001")
        return fail(ErrorKind::Conflict, "storage.foreign_key", "What this refers to does not exist, or something still refers to it.",
                    cause);
    if (state == "53100")
        return fail(ErrorKind::Unavailable, "storage.disk_full",
                    "The database server's disk is full. Nothing was lost; free space and try again.", cause);
    // Met another transaction, waited too long, was cut off, or the server is going down or coming up.
    const bool passing = state.empty() || state.starts_with("40") || state.starts_with("08") || state.starts_with("53") ||
                         state.starts_with("57P") || state == "55P03" || state == "57014" || state == "25P03";
    if (passing) return fail(ErrorKind::Unavailable, "storage.busy", "The database is busy or away. Try again in a moment.", cause);
    return fail(ErrorKind::Internal, "storage.failed", "The database refused this. The log says why.", cause);
}

}  // namespace steward::storage
