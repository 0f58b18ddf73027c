#include "prove/levels/database/postgresql_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>

namespace steward::prove::database {

namespace {
namespace fs = std::filesystem;

constexpr size_t most_of_log = 8 << 20;
constexpr int until_it_stops_ms = 120'000;

// A file of ours, where there was none. False: it cannot be made.
bool write_new(const std::string& path, std::string_view content) {
    unlink(path.c_str());
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    const bool is_written = file >= 0 && write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
    const bool is_theirs = file >= 0 && fchown(file, nobodys_number, nobodys_number) == 0;
    if (file >= 0) close(file);
    return is_written && is_theirs;
}

// Links to table spaces lead where the server will see them.
bool lead_links(const std::string& data, const std::string& before, const std::string& after) {
    std::error_code why;
    for (const auto& entry : fs::directory_iterator(data + "/pg_tblspc", why)) {
        const std::string target = fs::read_symlink(entry.path(), why).string();
        if (why || !target.starts_with(before)) continue;
        fs::remove(entry.path(), why);
        fs::create_symlink(after + target.substr(before.size()), entry.path(), why);
        if (why) return false;
    }
    return true;
}

// A place in the logs as the server's programs say it: "0/2000000".
std::string place_words(uint64_t place) {
    char words[2 * sizeof(place) + 2];
    std::snprintf(words, sizeof words, "%X/%X", static_cast<unsigned>(place >> 32), static_cast<unsigned>(place & 0xffff'ffff));
    return words;
}

// "Blocks scanned:  3780"
uint64_t number_behind(std::string_view text, std::string_view words) {
    const size_t at = text.find(words);
    if (at == std::string_view::npos) return 0;
    text.remove_prefix(at + words.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return static_cast<uint64_t>(number_in(text.substr(0, text.find_first_not_of("0123456789"))).value_or(0));
}
}  // namespace

Attempt<void> move_in(const Place& place, const std::string& folder) {
    const std::string data = place.room + "/data";
    std::error_code why;
    for (const char* part : {"data", "spaces"})
        if (!why) fs::rename(folder + "/" + part, place.room + "/" + part, why);
    for (const char* obeyed : {"postgresql.auto.conf", "standby.signal", "recovery.signal", "postmaster.pid"})
        if (!why) fs::remove(data + "/" + obeyed, why);
    const bool is_led = !why && lead_links(data, folder + "/spaces", "/tmp/spaces");
    // No link is followed.
    const Ended given = run(
        {.words = {"chown", "-hR", "65534:65534", "data", "spaces"}, .environment = {}, .writable = {folder}, .folder = place.room},
        [](std::string_view) { return true; }, place.spent);
    chmod(data.c_str(), 0700);
    if (!is_led || given.exit != 0 || !write_new(data + "/recovery.signal", "") || !write_new(place.room + "/settings", "") ||
        !write_new(place.room + "/hba", "local all all trust\n") || !write_new(place.room + "/ident", ""))
        return obstacle("restore.database_failed", "What came back is not a database server's folder.");
    return {};
}

Attempt<void> PostgreSqlCopy::must_be_there() const {
    if (!programs_.empty()) return {};
    return obstacle("restore.database_missing",
                    "PostgreSQL " + std::to_string(version_) + ", of which the copy is, is not installed on this host.");
}

Command PostgreSqlCopy::own_server(std::vector<std::string> settings) const {
    settings.insert(settings.end(),
                    {"config_file=/tmp/settings", "hba_file=/tmp/hba", "ident_file=/tmp/ident", "wal_level=replica", "hot_standby=off",
                     "max_prepared_transactions=200", "max_logical_replication_workers=0", "restart_after_crash=off"});
    return server(settings);
}

uint64_t PostgreSqlCopy::segment_bytes() const {
    const Said said = ask(client({"pg_controldata", "-D", "/tmp/data"}), place_.spent);
    return said.ended.exit == 0 ? number_behind(said.output, "Bytes per WAL segment:") : 0;
}

Commits PostgreSqlCopy::commits(const Segment& first, uint64_t last, uint64_t segment_bytes) const {
    Commits commits;
    // By places and not by the files' names: of one name it would read one file alone. Without an end it waits for the next file.
    run(
        client({"pg_waldump", "--rmgr=Transaction", "--path=/tmp/data/pg_wal", "--timeline=" + std::to_string(first.time_line),
                "--start=" + place_words(first.number * segment_bytes), "--end=" + place_words((last + 1) * segment_bytes)}),
        [&](std::string_view piece) {
            commits.take(piece);
            return commits.count() < Commits::most;
        },
        place_.spent);
    return commits;
}

Recovery PostgreSqlCopy::bring_forward(const std::string& aim) {
    std::vector<std::string> settings{"restore_command=" + std::string(no_more_logs), "recovery_target_action=promote",
                                      "recovery_target_timeline=latest"};
    if (!aim.empty()) settings.push_back(aim);
    ServerLog log;
    Background recovering(own_server(std::move(settings)), log.open_in(place_.room), place_.spent);
    const bool is_there = becomes_ready(recovering, client({"pg_isready", "-q"}), place_.spent, Patience::Endless);
    Recovery recovery = recovery_in(log.beginning(most_of_log));
    // Ends it as its own people would, so that its files are whole.
    const bool has_ended = recovering.ends_by(SIGINT, until_it_stops_ms);
    if ((!is_there || !has_ended) && recovery.fatal.empty()) recovery.fatal = log.says_no_room() ? "no space left" : "it ended by itself";
    return recovery;
}

Consistency PostgreSqlCopy::checksums() const {
    const Said said = ask(client({"pg_checksums", "--check", "-D", "/tmp/data"}), place_.spent);
    const uint64_t pages = number_behind(said.output, "Blocks scanned:");
    // 1: pages are wrong, or there are no checksums.
    return {.objects = pages, .is_sound = said.ended.exit == 0, .is_asked = pages > 0};
}

Attempt<std::string> PostgreSqlCopy::open(const std::string& database) {
    // Nobody here knows what its first user is called; alone with itself a server asks for none.
    Command alone = own_server({"restore_command="});
    alone.words.insert(alone.words.begin() + 1, "--single");
    std::erase(alone.words, "-k");
    std::erase(alone.words, "/tmp");
    alone.words.emplace_back("template1");
    const std::string words = place_.room + "/words";
    const std::string user = own_name;
    if (!write_new(words, "CREATE ROLE " + user + ";\nALTER ROLE " + user + " SUPERUSER LOGIN;\nALTER ROLE " + user + " RESET ALL;\n"))
        return obstacle("restore.disk_full", "There was no room left in the scratch space.");
    alone.input = ::open(words.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    const Said made = ask(alone, place_.spent);
    close(alone.input);
    server_.emplace(own_server({}), log_.open_in(place_.room), place_.spent);
    database_ = database;
    if (made.ended.exit == 0 && becomes_ready(*server_, client({"pg_isready", "-q"}), place_.spent)) {
        const Said version = ask(query("SHOW server_version"), place_.spent);
        if (version.ended.exit == 0) return "PostgreSQL " + version.output;
        if (version.ended.errors.find("does not exist") != std::string::npos)
            return obstacle("restore.dump_missing", "The copied server has no database that is called as the policy says.");
    }
    const std::string errors = made.ended.errors + log_.beginning();
    if (errors.find("incompatible with operating system") != std::string::npos)
        return obstacle("restore.database_lacks", "The database needs a sorting order that this host does not have.");
    return std::unexpected(not_started("PostgreSQL", {.exit = made.ended.exit == not_isolated ? not_isolated : 1}, errors));
}

bool PostgreSqlCopy::sorts_alike() {
    constexpr uint64_t first_that_says = 15;
    if (version_ < first_that_says) return true;
    return count(
               "SELECT count(*) FROM pg_database WHERE datname = current_database() AND datcollversion IS DISTINCT FROM "
               "pg_database_collation_actual_version(oid)")
               .value_or(0) == 0;
}

uint64_t PostgreSqlCopy::tables() {
    return count(
               "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm') AND "
               "nspname "
               "NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_toast%'")
        .value_or(0);
}

}  // namespace steward::prove::database
