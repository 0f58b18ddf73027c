#include "server/app/state_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "server/platform/assembly/module.h"

namespace steward::app {

namespace fs = std::filesystem;

namespace {
constexpr size_t copies_kept = 3;

std::unexpected<Error> unusable(const std::string& path) {
    return fail(
        ErrorKind::Internal, "state.unusable",
        "The state folder " + path + " cannot be used: " + std::strerror(errno) + ". It must belong to the user who runs the server.");
}

// How many migrations the database has seen; nullopt before the first.
Result<std::optional<int64_t>> migrations_applied(storage::Database& database) {
    std::optional<int64_t> applied;
    STEWARD_CHECK(database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto table, transaction.query_one("select count(*) from sqlite_master where name = 'storage_migrations'"));
        if (table->integer(0) == 0) return {};
        STEWARD_TRY(const auto row, transaction.query_one("select count(*) from storage_migrations"));
        applied = row->integer(0);
        return {};
    }));
    return applied;
}

void forget_old_copies(const fs::path& folder) {
    std::error_code ignored;
    std::vector<fs::path> copies;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) copies.push_back(entry.path());
    std::sort(copies.begin(), copies.end());  // named by time
    while (copies.size() > copies_kept) {
        fs::remove(copies.front(), ignored);
        copies.erase(copies.begin());
    }
}
}  // namespace

Result<std::unique_ptr<StateFolder>> StateFolder::open(const std::string& path) {
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return unusable(path);
    const int lock = ::open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return unusable(path);
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        char holder[32] = "";
        const ssize_t size = pread(lock, holder, sizeof holder - 1, 0);
        close(lock);
        const std::string who = size > 0 ? " (process " + std::string(holder, static_cast<size_t>(size)) + ")" : "";
        return fail(ErrorKind::Conflict, "state.in_use",
                    "The state folder " + path + " is in use by another server" + who + ". Stop that one first.");
    }
    const std::string process = std::to_string(getpid());
    const bool noted = ftruncate(lock, 0) == 0 && pwrite(lock, process.data(), process.size(), 0) == static_cast<ssize_t>(process.size());
    if (!noted) {
        close(lock);
        return unusable(path);
    }
    std::error_code failed;
    const std::string whole = fs::canonical(path, failed).string();
    return std::unique_ptr<StateFolder>(new StateFolder(failed ? path : whole, lock));
}

StateFolder::~StateFolder() { close(lock_); }

Status holds_anything(const StateFolder& folder, const std::string& postgres) {
    std::error_code ignored;
    const bool something =
        !postgres.empty() || fs::exists(folder.file("master.key"), ignored) || fs::exists(folder.file("steward.db"), ignored);
    if (something) return {};
    return fail(ErrorKind::Unavailable, "access.not_set_up",
                "This installation is not set up yet. Run: steward setup --state " + folder.path());
}

Result<std::unique_ptr<storage::Database>> open_database(const StateFolder& folder, const std::string& postgres) {
    return postgres.empty() ? storage::open_sqlite(folder.file("steward.db")) : storage::open_postgres(postgres);
}

Status migrate_with_copy(const StateFolder& folder, storage::Database& database, Instant now) {
    const auto migrations = assembly::all_migrations();
    if (database.engine() == storage::Engine::Sqlite) {
        STEWARD_TRY(const auto applied, migrations_applied(database));
        if (applied && *applied > 0 && *applied < static_cast<int64_t>(migrations.size())) {
            std::error_code ignored;
            fs::create_directories(folder.file("before-upgrade"), ignored);
            STEWARD_CHECK(database.copy_to(folder.file("before-upgrade/" + std::to_string(now.unix_ms) + ".db")));
            forget_old_copies(folder.file("before-upgrade"));
        }
    }
    return storage::migrate(database, migrations, now);
}

}  // namespace steward::app
