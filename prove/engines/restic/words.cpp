#include "prove/engines/restic/words.h"

#include <algorithm>

namespace steward::prove::restic {

namespace {
// In this order: what says most comes first.
constexpr Phrase phrases[] = {
    {"already locked", "restore.repository_locked", "The repository is locked for one who wants it alone."},
    {"wrong password", "restore.wrong_password", "The repository's password was not accepted."},
    {"no key found", "restore.wrong_password", "The repository's password was not accepted."},
    {"resolving password failed", "restore.wrong_password", "There is no password for the repository on this host."},
    {"no space left", "restore.disk_full", "There was no room left in the scratch space."},
    {"connection refused", "restore.unreachable", "The repository's side could not be reached."},
    {"no such host", "restore.unreachable", "The repository's side could not be reached."},
    {"network is unreachable", "restore.unreachable", "The repository's side could not be reached; `network yes` may be missing."},
    {"i/o timeout", "restore.unreachable", "The repository's side did not answer."},
    {"connection reset", "restore.unreachable", "The connection to the repository broke off."},
    {"ciphertext verification failed", "restore.pack_damaged",
     "A part of the repository is damaged: what is there is not what was written."},
    {"invalid data returned", "restore.pack_damaged", "A part of the repository is damaged: what is there is not what was written."},
    {"hash does not match", "restore.pack_damaged", "A part of the repository is damaged: what is there is not what was written."},
    {"does not match id", "restore.pack_damaged", "A part of the repository is damaged: what is there is not what was written."},
    {"unexpected eof", "restore.pack_damaged", "A part of the repository is cut off."},
    {"file does not exist in", "restore.pack_missing", "A part of the repository is gone."},
    {"no matching id", "restore.point_missing", "There is no such recovery point in the repository."},
    {"unable to open config file", "restore.repository_missing", "There is no repository at the place that is named on this host."},
    {"permission denied", "restore.permission", "The repository could not be read with the rights of this host."},
};
constexpr std::string_view folders_of_parts[] = {"/data/", "<data/", "/index/", "<index/", "/snapshots/", "<snapshot/", "/keys/", "<key/"};

bool says_a_part_is_gone(const std::string& words) {
    if (words.find("no such file or directory") == std::string::npos && words.find("does not exist") == std::string::npos) return false;
    return std::ranges::any_of(folders_of_parts, [&](std::string_view folder) { return words.find(folder) != std::string::npos; });
}

}  // namespace

std::optional<Snapshot> read_snapshot(const JsonObject& object) {
    const auto at = parse_rfc3339(object.text("time"));
    const std::string_view id = object.text("id");
    if (!at || id.empty() || !trust::is_point_name(id)) return std::nullopt;
    return Snapshot{{std::string(id), *at, *at}, std::string(object.text("hostname")), object.texts("paths")};
}

std::optional<Entry> read_entry(const JsonObject& object) {
    const std::string_view path = object.text("path"), kind = object.text("type");
    if (!path.starts_with('/') || kind.empty()) return std::nullopt;
    return Entry{.path = std::string(path),
                 .is_file = kind == "file",
                 .size = object.number("size").value_or(0),
                 .changed_ns = nanoseconds_of(object.text("mtime"))};
}

std::string pattern_of(std::string_view path) {
    std::string pattern;
    for (const char c : path) {
        if (std::string_view("\\*?[]").find(c) != std::string_view::npos) pattern += '\\';
        pattern += c;
    }
    return pattern;
}

bool is_hopeless(std::string_view errors) {
    const std::string words = small_letters(errors);
    return words.find("returned error, retrying") != std::string::npos && says_a_part_is_gone(words);
}

trust::RestoreProblem problem_of(const Ended& ended, const std::vector<std::string>& secrets) {
    constexpr int no_such_program = 127, no_repository = 10, locked = 11, wrong_password = 12;
    if (ended.exit == not_isolated) return {"restore.no_isolation", "This host does not let restored data be kept apart."};
    if (ended.exit == no_such_program) return {"restore.engine_missing", "restic is not installed on this host."};
    const std::string words = small_letters(ended.errors);
    if (is_hopeless(words)) return {"restore.pack_missing", "A part of the repository is gone."};
    if (const Phrase* phrase = phrase_in(phrases, words)) return {std::string(phrase->code), std::string(phrase->sentence)};
    if (ended.exit == no_repository)
        return {"restore.repository_missing", "There is no repository at the place that is named on this host."};
    if (ended.exit == locked) return {"restore.repository_locked", "The repository is locked for one who wants it alone."};
    if (ended.exit == wrong_password) return {"restore.wrong_password", "The repository's password was not accepted."};
    if (says_a_part_is_gone(words)) return {"restore.pack_missing", "A part of the repository is gone."};
    return {"restore.engine_failed", "restic ended with " + std::to_string(ended.exit) + ": " + last_line(ended.errors, secrets)};
}

}  // namespace steward::prove::restic
