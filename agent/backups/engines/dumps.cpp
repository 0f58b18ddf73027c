// pg_dump, pg_dumpall and mariadb-dump. Their exit code is not enough: of a small dump that pg_dump 15 writes by way of the shell to
// a full disk nothing is there, and the exit code is 0 (seen). So there must be something, and a plain dump must end as a whole one does.
#include "agent/backups/engines/readers.h"
#include "agent/backups/engines/words.h"

namespace steward::agent::backups {

namespace {
bool is_postgres_error(std::string_view line) { return says(line, "error:") || says(line, "fatal:"); }
bool is_mariadb_error(std::string_view line) { return line.starts_with("mariadb-dump: ") || line.starts_with("mysqldump: "); }

std::string_view trailer_of(std::string_view engine) { return engine == "pg_dump" ? "-- PostgreSQL database " : "-- Dump completed"; }

bool has_whole_end(std::string_view engine, std::string_view tail) {
    const size_t at = tail.rfind(trailer_of(engine));
    if (at == std::string_view::npos) return false;
    return engine != "pg_dump" || tail.find("dump complete", at) != std::string_view::npos;
}

// Not plain text: the custom and tar formats and compressed ones have their own ends, which `pg_restore --list` reads.
bool is_plain(std::string_view head) {
    return !head.starts_with("PGDMP") && !head.starts_with("\x1f\x8b") && !head.starts_with("\x28\xb5\x2f\xfd") &&
           head.find('\0') == std::string_view::npos;
}

bool is_cut_off(const Engine& engine, const Seen& seen) {
    if (seen.dump && seen.dump->tail.empty()) return true;
    if (!engine.has_trailer) return false;
    if (seen.dump) return is_plain(seen.dump->head) && !has_whole_end(engine.name, seen.dump->tail);
    if (seen.output.empty()) return false;  // it wrote where we do not see it
    return is_plain(seen.output) && !has_whole_end(engine.name, seen.output);
}
}  // namespace

Account read_dump(const Engine& engine, const Seen& seen) {
    if (seen.exit_code != 0) return failed_with(seen, engine.name == "pg_dump" ? is_postgres_error : is_mariadb_error);
    Account account;
    if (is_cut_off(engine, seen)) {
        account.outcome = Outcome::Failed;
        account.reason = "backup.dump_truncated";
        return account;
    }
    for_each_line(seen.errors, [&](std::string_view line) {
        if (says(line, "warning:") || says(line, "-- warning")) warn(account, line);
        return true;
    });
    return account;
}

}  // namespace steward::agent::backups
