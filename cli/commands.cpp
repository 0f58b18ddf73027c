#include "cli/commands.h"

namespace steward::cli {

std::span<const Command> commands() {
    static constexpr Command table[] = {
        {"setup", "setup --provider NAME --owner-name NAME --owner-email ADDRESS [--postgres URL] | setup link EMAIL",
         "make the state folder and the first owner", run_setup},
        {"url", "url", "the console's address, and a sign-in link while nobody has signed in", run_url},
        {"user", "user list | create NAME EMAIL --roles CODES [--clients all|NAMES] | link EMAIL", "people who sign in", run_user},
        {"client", "client list | create NAME [--zone ZONE]", "organisations", run_client},
        {"enrol", "enrol --client NAME [--uses N] [--hours N] [--line-only]", "a one-time line for a new agent", run_enrol},
        {"device", "device list [FILTER] | show NAME | retire NAME --reason TEXT", "managed machines", run_device},
        {"alert", "alert list [FILTER] | acknowledge ID [--note TEXT]", "what someone should know", run_alert},
        {"ticket", "ticket list [FILTER] | show REFERENCE | create --client NAME --title TEXT | reply REFERENCE TEXT [--internal]",
         "pieces of work", run_ticket},
        {"courier", "courier sync FOLDER [--every SECONDS] | publish FOLDER --to URL | keys",
         "carries between the server and the folder in which steward-sign works; says the server's keys as they are typed there",
         run_courier},
        {"import",
         "import FILE [--kind KIND] [--format PRODUCT] [--source NAME] [--zone ZONE] [--date-order DMY|MDY|YMD] [--unknown-clients "
         "create|leave-out] [--dry-run] [--rejected FILE]; import list | show|check|apply|cancel|undo|delete ID | rejected ID FILE",
         "the history of another system", run_import},
        {"export", "export FILE [--records KINDS]", "our records as a file that can be imported", run_export},
        {"backup", "backup FILE --passphrase-file FILE", "everything into one file, while the server runs", run_backup},
        {"restore", "restore FILE --passphrase-file FILE [--postgres URL]", "a backup into an empty state folder (and an empty database)",
         run_restore},
        {"demo", "demo add | remove", "made-up clients to look around with, while the server is stopped", run_demo},
        {"doctor", "doctor", "what is well and what is not, each with a fix", run_doctor},
        {"version", "version", "of this program and of the server", run_version}};
    return table;
}

}  // namespace steward::cli
