#include "prove/engines/borg/words.h"

namespace steward::prove::borg {

namespace {
constexpr std::string_view damaged = "A part of the repository is damaged: what is there is not what was written.";
// In this order: what says most comes first.
constexpr Phrase reasons[] = {
    {"is incorrect", "restore.wrong_password", "The repository's password was not accepted."},
    {"no key file for repository", "restore.wrong_password", "The repository's key is not on this host."},
    {"can not acquire a passphrase", "restore.wrong_password", "There is no password for the repository on this host."},
    {"no space left", "restore.disk_full", "There was no room left in the scratch space."},
    {"integrity error", "restore.pack_damaged", damaged},
    {"integrityerror", "restore.pack_damaged", damaged},
    {"checksum mismatch", "restore.pack_damaged", damaged},
    {"missing file chunk", "restore.pack_missing", "A part of the repository is gone."},
    {"not found in repository", "restore.pack_missing", "A part of the repository is gone."},
    {"read-only file system", "restore.pack_damaged", "The repository has lost its last state: borg wants to repair it before it reads."},
    {"is not a valid repository", "restore.repository_missing", "There is no repository at the place that is named on this host."},
    {"connection closed", "restore.unreachable", "The repository's side could not be reached."},
    {"connection refused", "restore.unreachable", "The repository's side could not be reached."},
    {"failed to create/acquire the lock", "restore.repository_locked", "The repository is locked for one who wants it alone."},
    {"permission denied", "restore.permission", "The repository could not be read with the rights of this host."},
};

bool has(const std::string& words, std::string_view part) { return words.find(part) != std::string::npos; }
}  // namespace

std::optional<Archive> read_archive(const std::vector<std::string>& fields) {
    if (fields.size() != archive_fields) return std::nullopt;
    const auto at = parse_rfc3339(fields[2]);
    if (!at) return std::nullopt;
    // The source's runs tell of it by its name, where a test can name it.
    const bool is_nameable = !fields[0].empty() && trust::is_point_name(fields[0]);
    const std::string& point = is_nameable ? fields[0] : fields[1];
    if (point.empty() || !trust::is_point_name(point)) return std::nullopt;
    return Archive{fields[0], {.point = {point, *at, *at}, .host = fields[3], .paths = {}, .cut_by = std::chrono::seconds(1)}};
}

std::optional<Entry> read_entry(const JsonObject& object) {
    const std::string_view path = object.text("path"), kind = object.text("type");
    if (path.empty() || kind.empty()) return std::nullopt;
    std::string moment(object.text("mtime"));
    if (!moment.empty() && moment.find_first_of("Z+") == std::string::npos) moment += 'Z';  // borg says none; it runs by UTC
    return Entry{.path = (path.starts_with('/') ? "" : "/") + std::string(path),
                 .is_file = kind == "-",
                 .size = object.number("size").value_or(0),
                 .changed_ns = nanoseconds_of(moment),
                 .cut_by_ns = 1000,
                 .is_second_name = object.text("mode").starts_with('h')};
}

std::string in_quotes_of_a_shell(std::string_view word) {
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return quoted + "'";
}

trust::RestoreProblem problem_of(const Ended& ended, const std::vector<std::string>& secrets) {
    constexpr int no_such_program = 127;
    if (ended.exit == not_isolated) return {"restore.no_isolation", "This host does not let restored data be kept apart."};
    if (ended.exit == no_such_program) return {"restore.engine_missing", "borg is not installed on this host."};
    const std::string words = small_letters(ended.errors);
    if (has(words, "repository ") && has(words, " does not exist"))
        return {"restore.repository_missing", "There is no repository at the place that is named on this host."};
    if (has(words, "archive ") && has(words, " does not exist"))
        return {"restore.point_missing", "There is no such recovery point in the repository."};
    if (has(words, "no such file or directory") && has(words, "/data/"))
        return {"restore.pack_missing", "A part of the repository is gone."};
    if (const Phrase* phrase = phrase_in(reasons, words)) return {std::string(phrase->code), std::string(phrase->sentence)};
    return {"restore.engine_failed", "borg ended with " + std::to_string(ended.exit) + ": " + last_line(ended.errors, secrets)};
}

}  // namespace steward::prove::borg
