#include "cli/commands.h"

#include <algorithm>

#include "base/arguments.h"

namespace steward::cli {

std::span<const Command> commands() {
    static constexpr Command table[] = {
        {"setup",
         "setup --provider NAME --owner-name NAME --owner-email ADDRESS [--postgres URL] [--public-url URL] [--i-know] | setup link EMAIL "
         "[--reset-second-factor]",
         "make the state folder and the first owner", run_setup},
        {"url", "url", "the console's address, and a sign-in link while nobody has signed in", run_url},
        {"user", "user list | create NAME EMAIL --roles CODES [--clients all|NAMES] | link EMAIL", "people who sign in", run_user},
        {"client", "client list | create NAME [--zone ZONE]", "organisations", run_client},
        {"enrol", "enrol --client NAME [--uses N] [--hours N] [--line-only]", "a one-time line for a new agent", run_enrol},
        {"device", "device list [FILTER] | show NAME|ID [--client NAME] | retire NAME|ID [--client NAME] --reason TEXT", "managed machines",
         run_device},
        {"alert", "alert list [FILTER] | acknowledge ID [--note TEXT]", "what someone should know", run_alert},
        {"ticket",
         "ticket list [FILTER] | show REFERENCE | create --client NAME --title TEXT [--description TEXT] [--kind KIND] "
         "[--impact extensive|significant|limited] [--urgency high|medium|low] [--source SOURCE] | reply REFERENCE TEXT [--internal]",
         "pieces of work", run_ticket},
        {"courier",
         "courier sync FOLDER [--every SECONDS] | publish FOLDER --to URL [--region REGION] [--access FILE] | fetch FOLDER --from URL "
         "[--authority ID] [--every SECONDS] [--region REGION] [--access FILE] | keys",
         "carries between the server and the folder in which steward-sign works, and between a folder and a mirror on the web (WebDAV, "
         "S3); "
         "says the server's keys as they are typed there",
         run_courier},
        {"import",
         "import FILE [--kind|--records KIND] [--format PRODUCT] [--source NAME] [--zone ZONE] [--date-order DMY|MDY|YMD] "
         "[--unknown-clients "
         "create|leave-out] [--dry-run] [--rejected FILE]; import list | show|check|apply|cancel|undo|delete ID | rejected ID FILE",
         "the history of another system", run_import},
        {"export", "export FILE [--records KINDS]", "our records as a file that can be imported", run_export},
        {"backup", "backup FILE --passphrase-file FILE", "everything into one file, while the server runs", run_backup},
        {"restore", "restore FILE --passphrase-file FILE [--postgres URL]", "a backup into an empty state folder (and an empty database)",
         run_restore},
        {"demo", "demo add | remove [--postgres URL]", "made-up clients to look around with, while the server is stopped", run_demo},
        {"doctor", "doctor", "what is well and what is not, each with a fix", run_doctor},
        {"version", "version", "of this program and of the server", run_version}};
    return table;
}

const std::set<std::string>& flags() {
    static const std::set<std::string> names{"json", "i-know", "reset-second-factor", "line-only", "internal", "dry-run"};
    return names;
}

namespace {
// As `steward help` says of all.
const std::set<std::string>& options_of_all() {
    static const std::set<std::string> names{"json", "server", "state", "token"};
    return names;
}
}  // namespace

std::vector<std::string> command_first(std::vector<std::string> words) {
    size_t at = 0;
    while (at < words.size() && words[at].starts_with("--")) {
        const size_t equals = words[at].find('=');
        const std::string name = words[at].substr(2, equals == std::string::npos ? equals : equals - 2);
        if (!options_of_all().contains(name)) return words;  // it is said to be no command
        at += equals == std::string::npos && !flags().contains(name) ? 2 : 1;
    }
    if (at < words.size())
        std::rotate(words.begin(), words.begin() + static_cast<ptrdiff_t>(at), words.begin() + static_cast<ptrdiff_t>(at) + 1);
    return words;
}

Status check_options(const Command& command, const std::vector<std::string>& words) {
    std::set<std::string> known = options_in(command.usage);
    known.insert(options_of_all().begin(), options_of_all().end());
    const auto read = read_arguments(words, flags(), known, "steward " + std::string(command.name));
    return read ? Status() : std::unexpected(read.error());
}

}  // namespace steward::cli
