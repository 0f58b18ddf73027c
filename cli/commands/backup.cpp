// steward backup FILE: the server makes a consistent copy, this packs it into one file.
#include <unistd.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/session.h"
#include "cli/stopped_state.h"
#include "server/platform/backup/archive.h"

namespace steward::cli {

namespace {
// What `restore` must judge first stands first.
std::vector<std::string> in_order(std::vector<std::string> files) {
    std::stable_partition(files.begin(), files.end(), [](const std::string& name) { return name == "keys.sealed"; });
    std::stable_partition(files.begin(), files.end(), [](const std::string& name) { return name == "manifest.json"; });
    return files;
}

struct Packed {
    uint64_t bytes = 0;
    std::string database;
};

// Which database it is says the copy itself: without one it would be no backup.
Result<Packed> pack_snapshot(const std::string& folder, const std::string& path) {
    STEWARD_TRY(auto files, backup::files_below(folder));
    const auto holds = [&](const char* name) { return std::find(files.begin(), files.end(), name) != files.end(); };
    Packed packed{.bytes = 0, .database = holds("steward.db") ? "sqlite" : holds("database.dump") ? "postgresql" : ""};
    if (packed.database.empty()) return fail(ErrorKind::Internal, "backup.no_database", "The server's copy holds no database.");
    STEWARD_TRY(packed.bytes, backup::pack(folder, in_order(std::move(files)), path));
    return packed;
}

// For somebody who watches: a large database takes its time, and a scheduled job shall not mail about it.
void tell(const Arguments& arguments, const char* what) {
    if (!arguments.has("json") && isatty(STDERR_FILENO)) std::fprintf(stderr, "%s\n", what);
}
}  // namespace

int run_backup(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        if (arguments.words.size() != 1) return wrong_usage("backup FILE --passphrase-file FILE");
        if (!arguments.option("server").empty())
            return fail(ErrorKind::Invalid, "cli.local_only", "A backup is made on the server's own machine, where its files are.");
        STEWARD_TRY(const auto passphrase, read_passphrase(arguments, true));
        tell(arguments, "The server copies its database, measurements and attachments, and goes on meanwhile ...");
        STEWARD_TRY(const auto snapshot, client.call("POST", "/api/v1/installation/snapshots", {{"passphrase", passphrase}}));
        tell(arguments, "Packing the copy ...");
        const auto packed = pack_snapshot(text_of(snapshot, "folder"), arguments.words[0]);
        // Packed or not: the copy has done what it was for.
        const auto removed = client.call("DELETE", "/api/v1/installation/snapshots/" + text_of(snapshot, "snapshot_id"));
        if (!packed) return std::unexpected(packed.error());
        if (!removed) return std::unexpected(removed.error());
        if (arguments.has("json")) print_json({{"file", arguments.words[0]}, {"bytes", packed->bytes}, {"database", packed->database}});
        else
            std::printf(
                "%s holds the database (%s), measurements, attachments and keys as of now (%.1f MiB). Its keys open with the "
                "passphrase only: keep the two apart.\n",
                arguments.words[0].c_str(), packed->database == "sqlite" ? "SQLite" : "PostgreSQL",
                static_cast<double>(packed->bytes) / (1 << 20));
        return {};
    });
}

}  // namespace steward::cli
