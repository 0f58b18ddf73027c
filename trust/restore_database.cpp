#include "trust/restore_database.h"

#include <charconv>

#include "base/counted.h"

namespace steward::trust {

namespace {
constexpr size_t longest_identifier = 63, longest_dump_path = 1000;
constexpr uint64_t an_hour = 3600, a_day = 86400;
constexpr std::string_view of_identifiers = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", not_at_begin = "0123456789$";

std::string_view take_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(word.size());
    return word;
}

bool take_number(std::string_view word, uint64_t& into) {
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), into);
    return error == std::errc() && end == word.data() + word.size();
}

bool is_part_of_identifier(char c) {
    return of_identifiers.find(c) != std::string_view::npos || not_at_begin.find(c) != std::string_view::npos;
}

// "shop", "shop newest", "shop drawn", "shop 2026-11-30T12:00:00Z"
bool take_server(std::string_view text, DatabaseExpectation& database) {
    database.of_server = take_word(text);
    const std::string_view reach = take_word(text);
    if (!take_word(text).empty()) return false;
    database.reach = reach.empty() ? Reach::Backup : reach == "newest" ? Reach::Newest : reach == "drawn" ? Reach::Drawn : Reach::Moment;
    if (database.reach != Reach::Moment) return true;
    const auto moment = parse_rfc3339(reach);
    if (moment) database.until = *moment;
    return moment.has_value();
}

}  // namespace

bool is_column_name(std::string_view name) {
    if (name.empty() || name.size() > longest_identifier || of_identifiers.find(name[0]) == std::string_view::npos) return false;
    return std::ranges::all_of(name, is_part_of_identifier);
}

bool is_database_name(std::string_view name) {
    if (name.empty() || name.size() > longest_identifier || of_identifiers.find(name[0]) == std::string_view::npos) return false;
    return std::ranges::all_of(name, [](char c) { return c == '-' || is_part_of_identifier(c); });
}

bool is_dump_or_copy(const DatabaseExpectation& database) {
    const bool has_moment = database.until.is_set();
    if (database.of_server.empty()) return is_dump_path(database.dump) && database.reach == Reach{} && !has_moment;
    if (database.kind != DatabaseKind::PostgreSql || !database.dump.empty() || !is_database_name(database.of_server)) return false;
    return database.reach >= Reach::Backup && database.reach <= Reach::Moment && (database.reach == Reach::Moment) == has_moment;
}

bool is_table_name(std::string_view name) {
    const size_t dot = name.find('.');
    if (dot == std::string_view::npos) return is_column_name(name);
    return is_column_name(name.substr(0, dot)) && is_column_name(name.substr(dot + 1));
}

bool is_dump_path(std::string_view path) {
    if (!path.starts_with('/') || path.ends_with('/') || path.size() > longest_dump_path) return false;
    if (std::ranges::any_of(path, [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; })) return false;
    if (path.find("//") != std::string_view::npos || (std::string(path) + "/").find("/../") != std::string::npos) return false;
    const size_t star = path.find('*');
    return star == std::string_view::npos || (path.find_first_of("/*", star + 1) == std::string_view::npos);
}

bool is_dump(std::string_view dump, std::string_view path) {
    const size_t star = dump.find('*');
    if (star == std::string_view::npos) return dump == path;
    const std::string_view before = dump.substr(0, star), after = dump.substr(star + 1);
    if (path.size() < before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) return false;
    return path.substr(before.size(), path.size() - before.size() - after.size()).find('/') == std::string_view::npos;
}

std::optional<DatabaseExpectation> database_of(std::string_view text) {
    const std::string_view kind = take_word(text);
    DatabaseExpectation database;
    for (const auto one : {DatabaseKind::PostgreSql, DatabaseKind::MariaDb})
        if (kind == word_of(one)) database.kind = one;
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (std::string_view rest = text; take_word(rest) == "server") {
        if (!take_server(rest, database)) return std::nullopt;
    } else {
        database.dump = text.substr(0, text.find_last_not_of(" \t") + 1);
    }
    if (database.kind == DatabaseKind{} || !is_dump_or_copy(database)) return std::nullopt;
    return database;
}

std::optional<TableExpectation> table_of(std::string_view text) {
    TableExpectation table{.table = std::string(take_word(text))};
    if (!is_table_name(table.table) || !take_number(take_word(text), table.least_rows) || table.least_rows == 0) return std::nullopt;
    table.time_column = take_word(text);
    const std::string_view age = take_word(text);
    if (!take_word(text).empty()) return std::nullopt;
    if (table.time_column.empty()) return table;
    const uint64_t unit = age.ends_with('h') ? an_hour : age.ends_with('d') ? a_day : 0;
    uint64_t count = 0;
    if (!is_column_name(table.time_column) || unit == 0 || !take_number(age.substr(0, age.size() - 1), count) || count == 0 || count > 9999)
        return std::nullopt;
    table.newest_within_s = count * unit;
    return table;
}

std::string_view word_of(DatabaseKind kind) {
    return kind == DatabaseKind::PostgreSql ? "postgresql" : kind == DatabaseKind::MariaDb ? "mariadb" : "";
}

std::string words_of(const DatabaseExpectation& database) {
    if (database.of_server.empty()) return "the dump " + database.dump;
    const std::string words = "the database " + database.of_server + " of the server's copy, ";
    if (database.reach == Reach::Newest) return words + "brought forward to the newest log";
    if (database.reach == Reach::Drawn) return words + "brought forward to a moment that is drawn from the logs";
    if (database.reach == Reach::Moment) return words + "brought forward to " + to_rfc3339(database.until);
    return words + "as it was at the end of the backup";
}

std::string age_words(uint64_t seconds) {
    return seconds >= 2 * a_day && seconds % a_day == 0 ? counted(seconds / a_day, "day")
                                                        : std::to_string((seconds + an_hour - 1) / an_hour) + " h";
}

std::string words_of(const TableExpectation& table) {
    std::string words = table.table + " has " + counted(table.least_rows, "row") + " or more";
    if (!table.time_column.empty())
        words += ", the newest by " + table.time_column + " at most " + age_words(table.newest_within_s) + " older than the recovery point";
    return words;
}

}  // namespace steward::trust
