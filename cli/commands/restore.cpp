// steward restore FILE: a backup into an empty state folder, and its database, when it is PostgreSQL, into an empty one. Pinned agents
// recognise the server, because its keys come with it.
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
#include "server/platform/setup/setup.h"
#include "server/platform/storage/postgres_copy.h"

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

// What a backup says of its database: where it lay, and in which file of the archive it is ("" before copies of PostgreSQL were made).
struct Told {
    std::string database, file;
    bool is_postgres() const { return database == "postgresql"; }
    bool comes_back() const { return !is_postgres() || !file.empty(); }
};

Result<Told> manifest_of(const std::string& file) {
    STEWARD_TRY(const std::string text, backup::first_file(file, "manifest.json"));
    boost::json::error_code code;
    const auto manifest = boost::json::parse(text, code);
    Told told{.database = text_of(manifest, "database"), .file = text_of(manifest, "database_file")};
    const bool is_known = told.database == "sqlite" || (told.is_postgres() && (told.file.empty() || told.file == "database.dump"));
    if (!code && text_of(manifest, "format") == "1" && is_known) return told;
    return fail(ErrorKind::Invalid, "restore.unknown_format",
                "This backup was made by a version that this program does not know. Restore it with that version.");
}

// Before anything is unpacked: where the database is to go takes it.
Status has_place(const Told& told, const Arguments& arguments) {
    if (!told.is_postgres() && !arguments.option("postgres").empty())
        return fail(ErrorKind::Invalid, "restore.is_sqlite",
                    "This backup's database is SQLite and comes back into the state folder. Leave --postgres away.");
    if (!told.is_postgres() || !told.comes_back()) return {};
    if (!postgres_url(arguments).empty()) return storage::takes_postgres_copy(postgres_url(arguments));
    return fail(ErrorKind::Invalid, "restore.needs_postgres",
                "This backup's database is PostgreSQL. Name an empty one that it goes into: --postgres URL, or STEWARD_POSTGRES.");
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

Status restore_database(const Told& told, const std::string& folder, const std::string& postgres) {
    if (!told.is_postgres()) return check_database(folder + "/steward.db");
    if (!told.comes_back()) return {};
    STEWARD_CHECK(storage::restore_postgres(postgres, folder + "/" + told.file));
    fs::remove(folder + "/" + told.file);
    STEWARD_TRY(const auto database, storage::open_postgres(postgres, 1));
    return setup::forget_processes(*database);
}

// Into `restoring/`, judged there, and only then into place: a wrong passphrase leaves nothing behind.
Status restore_into(const StoppedState& state, const Told& told, const Arguments& arguments, const std::string& passphrase) {
    const std::string folder = state.file("restoring");
    fs::remove_all(folder);
    fs::create_directory(folder);
    STEWARD_CHECK(backup::unpack(arguments.words[0], folder));
    STEWARD_TRY(const auto keys, backup::open_keys(as_bytes(read_file(folder + "/keys.sealed")), passphrase));
    STEWARD_CHECK(restore_database(told, folder, postgres_url(arguments)));
    for (const auto& [name, bytes] : keys) STEWARD_CHECK(setup::write_key_file(state.file(name), as_text(bytes)));
    fs::remove(folder + "/keys.sealed");
    fs::remove(folder + "/manifest.json");
    for (const auto& entry : fs::directory_iterator(folder)) fs::rename(entry.path(), state.file(entry.path().filename().string()));
    fs::remove_all(folder);
    return {};
}

void say_done(const Told& told, const StoppedState& state) {
    if (!told.is_postgres())
        std::printf("Restored into %s. Start the server: steward-server --state %s\n", state.path().c_str(), state.path().c_str());
    else if (told.comes_back())
        std::printf("Restored into %s, and the database into PostgreSQL. Start the server with the same --postgres URL.\n",
                    state.path().c_str());
    else
        std::printf(
            "Restored into %s, without the database: this backup was made before copies of PostgreSQL were. Load your pg_dump of the same "
            "time into an empty database, then start the server with --postgres URL.\n",
            state.path().c_str());
}

Status restore(const std::vector<std::string>& words) {
    STEWARD_TRY(const auto arguments, read_arguments(words, flags()));
    if (arguments.words.size() != 1) return wrong_usage("restore FILE --passphrase-file FILE [--postgres URL]");
    STEWARD_TRY(const auto state, StoppedState::open(arguments.option("state", "/var/lib/steward")));
    STEWARD_CHECK(is_empty(*state));
    STEWARD_TRY(const auto passphrase, read_passphrase(arguments, false));
    STEWARD_TRY(const auto told, manifest_of(arguments.words[0]));
    STEWARD_CHECK(has_place(told, arguments));
    STEWARD_CHECK(state->keep_private());
    if (const auto restored = restore_into(*state, told, arguments, passphrase); !restored) {
        std::error_code ignored;
        fs::remove_all(state->file("restoring"), ignored);
        return restored;
    }
    state->give_to_owner();
    if (arguments.has("json"))
        print_json({{"state", state->path()}, {"database", told.database}, {"database_restored", told.comes_back()}});
    else say_done(told, *state);
    return {};
}
}  // namespace

int run_restore(const std::vector<std::string>& words) {
    const Status status = restore(words);
    return status ? 0 : report(status.error());
}

}  // namespace steward::cli
