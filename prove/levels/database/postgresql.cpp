#include "prove/levels/database/postgresql.h"

#include <unistd.h>

#include <filesystem>

namespace steward::prove::database {

namespace {
constexpr const char* of_users = "nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_toast%'";

// Debian's and Red Hat's places; what is in the path is Debian's wrapper, or nobody knows whose. Of this version, or (0) of the newest.
std::string programs_of(uint64_t wanted) {
    std::string found;
    int64_t newest = 0;
    for (const auto& [folder, beginning] : {std::pair("/usr/lib/postgresql", ""), std::pair("/usr", "pgsql-")}) {
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
            const std::string name = entry.path().filename();
            const auto version =
                name.starts_with(beginning) ? number_in(std::string_view(name).substr(std::string_view(beginning).size())) : std::nullopt;
            if (!version || *version <= newest || (wanted != 0 && static_cast<uint64_t>(*version) != wanted) ||
                access((entry.path() / "bin/postgres").c_str(), X_OK) != 0)
                continue;
            newest = *version;
            found = entry.path() / "bin/";
        }
    }
    return found;
}
}  // namespace

PostgreSql::PostgreSql(const Place& place, uint64_t version) : PrivateServer(place), programs_(programs_of(version)) {
    database_ = own_name;
}

Command PostgreSql::client(std::vector<std::string> words) const {
    words[0] = programs_ + words[0];
    Command command = in_place(place_, std::move(words));
    command.environment.insert(command.environment.end(),
                               {"PGHOST=/tmp", std::string("PGUSER=") + own_name, "PGDATABASE=" + database_, "PGTZ=UTC", "TZ=UTC"});
    return command;
}

Command PostgreSql::query(const std::string& sql) const {
    return client({"psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql});
}

std::optional<Instant> PostgreSql::newest(const std::string& table, const std::string& column) {
    const auto ms = number("SELECT coalesce((extract(epoch FROM max(" + in_quotes(column, '"') +
                           ")::timestamptz) * 1000)::bigint, 0) FROM " + in_quotes(table, '"'));
    return ms ? std::optional(Instant::from_unix_ms(*ms)) : std::nullopt;
}

std::optional<uint64_t> PostgreSql::rows(const std::string& table) { return count("SELECT count(*) FROM " + in_quotes(table, '"')); }

Attempt<std::string> PostgreSql::start() {
    if (programs_.empty()) return std::unexpected(not_started("PostgreSQL", {.exit = 127}, ""));
    Command making = client({"initdb", "--no-sync", "-A", "trust", "-U", own_name, "-E", "UTF8", "--locale=C.UTF-8", "-D", "/tmp/data"});
    making.shell = "";  // it starts its own programs by one, and has seen nothing yet
    const Said made = ask(making, place_.spent);
    if (made.ended.exit != 0) return std::unexpected(not_started("PostgreSQL", made.ended, made.ended.errors));
    const int log = log_.open_in(place_.room);
    server_.emplace(server({"wal_level=minimal"}), log, place_.spent);
    database_ = "postgres";
    const bool is_ready = becomes_ready(*server_, query("SELECT 1"), place_.spent);
    const Said created = is_ready ? ask(query(std::string("CREATE DATABASE ") + own_name), place_.spent) : Said{.ended = {.exit = 1}};
    database_ = own_name;
    if (created.ended.exit == 0) return "PostgreSQL " + ask(query("SHOW server_version"), place_.spent).output;
    const std::string errors = log_.beginning();
    return std::unexpected(not_started("PostgreSQL", {.exit = 1}, errors + created.ended.errors));
}

Command PostgreSql::server(const std::vector<std::string>& settings) const {
    std::vector<std::string> words{"postgres", "-D", "/tmp/data", "-k", "/tmp"};
    // Little memory, nothing kept for a crash: it lives for this test alone.
    for (const char* setting :
         {"listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_senders=0", "max_wal_size=64MB",
          "min_wal_size=32MB", "shared_buffers=32MB", "maintenance_work_mem=64MB", "dynamic_shared_memory_type=mmap", "max_connections=10",
          "autovacuum=off", "timezone=UTC", "log_timezone=UTC", "lc_messages=C", "logging_collector=off", "jit=off"})
        words.insert(words.end(), {"-c", setting});
    for (const std::string& setting : settings) words.insert(words.end(), {"-c", setting});
    return client(std::move(words));
}

Attempt<void> PostgreSql::load(int dump, DumpForm form, const std::string&, Complaints& complaints) {
    Command loading = form == DumpForm::Archive ? client({"pg_restore", "--no-owner", "--no-privileges", "-d", own_name})
                                                : client({"psql", "-X", "-q", "-f", "-"});
    loading.input = dump;
    const Ended ended = run(
        loading, [](std::string_view) { return true; }, place_.spent, [&](std::string_view piece) { complaints.take(piece); });
    if (ended.exit == not_isolated) return std::unexpected(not_started("PostgreSQL", ended, ""));
    // psql ends with 0 whatever failed; another end is one of its own.
    if (ended.exit != 0 && complaints.failed + complaints.passed_over == 0) ++complaints.failed;
    return {};
}

uint64_t PostgreSql::tables() {
    const std::string here =
        std::string(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm') AND ") +
        of_users;
    if (const auto found = count(here); found.value_or(0) > 0) return *found;
    // A dump of --create brings its own.
    const std::string other = only_one(
        std::string("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname NOT IN ('postgres', '") + own_name + "')");
    if (other.empty()) return 0;
    database_ = other;
    return count(here).value_or(0);
}

Consistency PostgreSql::consistency() {
    if (access((programs_ + "pg_amcheck").c_str(), X_OK) != 0) return {};
    const auto objects = number(
        std::string(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm', 'i') AND ") +
        of_users);
    const Said checked = ask(client({"pg_amcheck", "--install-missing", "--heapallindexed"}), place_.spent);
    // 1: it could not be asked, as where the extension is not installed; 2: it found something.
    if (checked.ended.exit != 0 && checked.ended.exit != 2) return {};
    return {.objects = static_cast<uint64_t>(objects.value_or(0)), .is_sound = checked.ended.exit == 0, .is_asked = true};
}

std::unique_ptr<DatabaseServer> make_postgresql(const Place& place) { return std::make_unique<PostgreSql>(place); }

}  // namespace steward::prove::database
