// steward backup FILE: the server makes a consistent copy, this packs it into one file.
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

Result<uint64_t> pack_snapshot(const std::string& folder, const std::string& path) {
    STEWARD_TRY(auto files, backup::files_below(folder));
    return backup::pack(folder, in_order(std::move(files)), path);
}
}  // namespace

int run_backup(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        if (arguments.words.size() != 1) return wrong_usage("backup FILE --passphrase-file FILE");
        if (!arguments.option("server").empty())
            return fail(ErrorKind::Invalid, "cli.local_only", "A backup is made on the server's own machine, where its files are.");
        STEWARD_TRY(const auto passphrase, read_passphrase(arguments, true));
        STEWARD_TRY(const auto snapshot, client.call("POST", "/api/v1/installation/snapshots", {{"passphrase", passphrase}}));
        const auto size = pack_snapshot(text_of(snapshot, "folder"), arguments.words[0]);
        // Packed or not: the copy has done what it was for.
        const auto removed = client.call("DELETE", "/api/v1/installation/snapshots/" + text_of(snapshot, "snapshot_id"));
        if (!size) return std::unexpected(size.error());
        if (!removed) return std::unexpected(removed.error());
        if (arguments.has("json")) print_json({{"file", arguments.words[0]}, {"bytes", *size}});
        else
            std::printf("%s holds everything as of now (%.1f MiB). Its keys open with the passphrase only: keep the two apart.\n",
                        arguments.words[0].c_str(), static_cast<double>(*size) / (1 << 20));
        return {};
    });
}

}  // namespace steward::cli
