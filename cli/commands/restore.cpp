// steward restore FILE: a backup into an empty state folder. Pinned agents recognise the server,
// because its keys come with it.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "cli/commands.h"
#include "cli/session.h"
#include "cli/stopped_state.h"
#include "server/platform/backup/archive.h"
#include "server/platform/backup/sealed_keys.h"
#include "server/platform/setup/key_file.h"

namespace steward::cli {

namespace fs = std::filesystem;

namespace {
std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Status is_empty(const StoppedState& state) {
    for (const auto& entry : fs::directory_iterator(state.path())) {
        const std::string name = entry.path().filename().string();
        if (name == "lock" || name == "lost+found" || name == "restoring") continue;
        return fail(
            ErrorKind::Conflict, "restore.not_empty",
            state.path() + " is not empty (" + name + "). A backup is restored into an empty state folder: move this one away first.");
    }
    return {};
}

Result<std::string> database_kind(const std::string& folder) {
    boost::json::error_code code;
    const auto manifest = boost::json::parse(read_file(folder + "/manifest.json"), code);
    if (code || text_of(manifest, "format") != "1") {
        return fail(ErrorKind::Invalid, "restore.unknown_format",
                    "This backup was made by a version that this program does not know. Restore it with that version.");
    }
    return text_of(manifest, "database");
}

Status check_database(const std::string& path) {
    STEWARD_TRY(auto database, storage::open_sqlite(path));
    std::string verdict;
    STEWARD_CHECK(database->read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("pragma integrity_check(1)"));
        verdict = row ? row->text(0) : "no answer";
        return {};
    }));
    return verdict == "ok"
               ? Status{}
               : Status(fail(ErrorKind::Invalid, "restore.database_damaged", "The database in this backup is damaged.", verdict));
}

// Into `restoring/`, judged there, and only then into place: a wrong passphrase leaves nothing behind.
Result<std::string> restore_into(const StoppedState& state, const std::string& file, const std::string& passphrase) {
    const std::string folder = state.file("restoring");
    fs::remove_all(folder);
    fs::create_directory(folder);
    STEWARD_CHECK(backup::unpack(file, folder));
    STEWARD_TRY(std::string kind, database_kind(folder));
    STEWARD_TRY(const auto keys, backup::open_keys(as_bytes(read_file(folder + "/keys.sealed")), passphrase));
    if (kind == "sqlite") STEWARD_CHECK(check_database(folder + "/steward.db"));
    for (const auto& [name, bytes] : keys) STEWARD_CHECK(setup::write_key_file(state.file(name), as_text(bytes)));
    fs::remove(folder + "/keys.sealed");
    fs::remove(folder + "/manifest.json");
    for (const auto& entry : fs::directory_iterator(folder)) fs::rename(entry.path(), state.file(entry.path().filename().string()));
    fs::remove_all(folder);
    return kind;
}

Status restore(const std::vector<std::string>& words) {
    STEWARD_TRY(const auto arguments, read_arguments(words, {"json"}));
    if (arguments.words.size() != 1) return wrong_usage("restore FILE --passphrase-file FILE");
    STEWARD_TRY(const auto state, StoppedState::open(arguments.option("state", "/var/lib/steward")));
    STEWARD_CHECK(is_empty(*state));
    STEWARD_TRY(const auto passphrase, read_passphrase(arguments, false));
    const auto kind = restore_into(*state, arguments.words[0], passphrase);
    if (!kind) {
        std::error_code ignored;
        fs::remove_all(state->file("restoring"), ignored);
        return std::unexpected(kind.error());
    }
    state->give_to_owner();
    if (arguments.has("json")) {
        print_json({{"state", state->path()}, {"database", *kind}});
        return {};
    }
    std::printf("Restored into %s. ", state->path().c_str());
    if (*kind == "sqlite") std::printf("Start the server: steward-server --state %s\n", state->path().c_str());
    else
        std::printf(
            "Its database is PostgreSQL: load your pg_dump of the same time into an empty database, then start the server with --postgres "
            "URL.\n");
    return {};
}
}  // namespace

int run_restore(const std::vector<std::string>& words) {
    const Status status = restore(words);
    return status ? 0 : report(status.error());
}

}  // namespace steward::cli
