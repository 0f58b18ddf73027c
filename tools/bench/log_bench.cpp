// What the accountability log adds to a privileged act, in CPU time of the calling thread, commit included: the audit line of an
// everyday act beside that of a privileged one, on SQLite in a fresh folder; and taking entries into the tree.
//
//   log_bench            prints one line for each; no arguments
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "server/platform/access/audit.h"
#include "server/platform/assembly/module.h"
#include "server/platform/ledger/tree.h"

namespace {
using namespace steward;

constexpr Instant now = Instant::from_unix_ms(1'795'000'000'000);
constexpr int acts = 2'000;

double thread_cpu_s() {
    timespec spec{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spec);
    return static_cast<double>(spec.tv_sec) + static_cast<double>(spec.tv_nsec) / 1e9;
}

Result<double> milliseconds_an_act(storage::Database& database, const std::string& kind) {
    const double before = thread_cpu_s();
    for (int i = 0; i < acts; ++i) {
        STEWARD_CHECK(database.write([&](storage::Transaction& transaction) {
            access::AuditLine line{.at = now, .kind = kind, .principal = "account", .by_name = "Anna Weber"};
            line.roles = "OWN";
            line.subject = "01900000-0000-7000-8000-000000000000";
            line.detail = access::audit_detail({{"roles", "TEC -> ENG"}, {"clients", "12 -> 13"}});
            return access::append_audit(transaction, line);
        }));
    }
    return (thread_cpu_s() - before) * 1'000 / acts;
}

Status run(const std::string& folder) {
    STEWARD_TRY(auto database, storage::open_sqlite(folder + "/steward.db"));
    STEWARD_CHECK(storage::migrate(*database, assembly::all_migrations(), now));
    SystemRng rng;
    STEWARD_TRY(const auto key, ledger::LogKey::load_or_make(*database, folder + "/log.key", rng));
    STEWARD_CHECK(milliseconds_an_act(*database, "helpdesk.ticket_created"));  // warm
    STEWARD_TRY(const double everyday, milliseconds_an_act(*database, "helpdesk.ticket_created"));
    STEWARD_TRY(const double privileged, milliseconds_an_act(*database, "access.account_changed"));
    std::printf("an audited act %.3f ms, a privileged one %.3f ms: the log adds %.3f ms (bar 1 ms)\n", everyday, privileged,
                privileged - everyday);
    const double before = thread_cpu_s();
    STEWARD_CHECK(database->write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(ledger::sequence(transaction, *key, now));
        return {};
    }));
    std::printf("%d entries into the tree and one head: %.1f ms\n", acts, (thread_cpu_s() - before) * 1'000);
    return {};
}
}  // namespace

int main() {
    const std::string folder = (std::filesystem::temp_directory_path() / ("steward-log-bench-" + std::to_string(getpid()))).string();
    std::filesystem::create_directories(folder);
    const Status done = run(folder);
    std::filesystem::remove_all(folder);
    if (!done) std::fprintf(stderr, "%s %s\n", done.error().message.c_str(), done.error().cause.c_str());
    return done ? 0 : 1;
}
