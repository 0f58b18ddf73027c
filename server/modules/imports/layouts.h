// What a file can speak of: the kinds of records with their fields, and what other products call them.
//
// Pure tables. The fields are the published interchange (docs/guide/import.md); a test compares both.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace steward::imports {

/// A record by its fields; a field without text is not in it.
using Fields = std::map<std::string, std::string, std::less<>>;

struct FieldKind {
    std::string_view name, meaning;
    std::string_view form;  // "text", "time", "yes/no", "number", "our id", or the list that its words are of
    bool required = false;
};
struct RecordKind {
    std::string_view name, plural;
    int rank;  // what others point at comes first
    std::span<const FieldKind> fields;
};
std::span<const RecordKind> record_kinds();
const RecordKind* find_kind(std::string_view name);
const FieldKind* find_field(const RecordKind& kind, std::string_view name);

/// What distinguishes the records of a neutral file, and what is not a field of any.
inline constexpr std::string_view record_column = "record", reason_column = "import_reason";

/// The products whose files are known; "steward" is our own.
struct Product {
    std::string_view name, label;
};
std::span<const Product> products();

/// What a column means in a product's file of this kind: empty for one that is not kept, nothing for one that is not known.
std::optional<std::string_view> known_column(std::string_view product, std::string_view kind, std::string_view column);
/// The same, empty for both.
std::string_view field_of(std::string_view product, std::string_view kind, std::string_view column);
/// As columns are compared: lower case, single blanks, without "[required]" and *.
std::string column_key(std::string_view column);

/// Our word for a well-known word of others in a list ("state": "waiting customer" is "waiting_client"); empty: none.
std::string_view usual_word(std::string_view list, std::string_view word);

}  // namespace steward::imports
