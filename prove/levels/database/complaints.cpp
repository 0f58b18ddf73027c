#include "prove/levels/database/complaints.h"

#include <algorithm>
#include <charconv>

namespace steward::prove::database {

namespace {
constexpr size_t longest_line = 4096;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool has_one_of(std::string_view text, std::initializer_list<std::string_view> parts) {
    return std::ranges::any_of(parts, [&](std::string_view part) { return has(text, part); });
}

// "psql:<stdin>:41: ERROR: ..." and "ERROR 1064 (42000) at line 12: ..."
uint64_t line_in(std::string_view text) {
    for (const std::string_view before : {"<stdin>:", " at line "}) {
        const size_t at = text.find(before);
        uint64_t number = 0;
        if (at != std::string_view::npos) std::from_chars(text.data() + at + before.size(), text.data() + text.size(), number);
        if (number > 0) return number;
    }
    return 0;
}

bool is_about_users(std::string_view text) {
    return (has(text, "role \"") && has(text, "\" does not exist")) || has(text, "unrecognized configuration parameter");
}
}  // namespace

void Complaints::take(std::string_view piece) {
    while (!piece.empty()) {
        const size_t end = std::min(piece.find('\n'), piece.size());
        held_ += piece.substr(0, std::min(end, longest_line - std::min(longest_line, held_.size())));
        if (end == piece.size()) return;
        line(held_);
        held_.clear();
        piece.remove_prefix(end + 1);
    }
}

void Complaints::line(std::string_view text) {
    // Only how a line begins: what follows may be data.
    const bool is_of_client = text.starts_with("psql:") || text.starts_with("pg_restore:");
    const bool is_error = text.starts_with("ERROR") ||
                          (is_of_client && has_one_of(text.substr(0, 200), {" ERROR:  ", " FATAL:  ", " PANIC:  ", ": error: "}));
    if (!is_error) return;
    // After a message from the server to the archive's reader the same is said with its statement; the reason stands in this line alone.
    if (has_one_of(text, {"No space left on device", "disk full", "errno: 28", "\" is full", "' is full"})) is_full = true;
    if (has_one_of(text, {"could not read from input file", "unexpected end of file", "could not find block ID"})) is_cut = true;
    if (has_one_of(text, {"is not available", "could not open extension control file", "invalid locale name",
                          "could not access file \"$libdir", "Unknown storage engine", "Unknown collation"}) ||
        (has(text, "collation \"") && has(text, "does not exist")))
        lacks_part = true;
    if (has_one_of(text, {": error: \\!", "near '\\!", "near 'system ", "sandbox"})) runs_commands = true;
    if (is_about_users(text)) {
        ++passed_over;
        return;
    }
    if (failed++ == 0) first_line = line_in(text);
}

}  // namespace steward::prove::database
