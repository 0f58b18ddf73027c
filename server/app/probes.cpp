#include "server/app/probes.h"

#include <sys/stat.h>
#include <sys/timex.h>

#include <cerrno>

namespace steward::app {

namespace {
// The first column of one row, or nothing when the database does not answer.
std::optional<int64_t> count(storage::Database& database, std::string_view sql, std::initializer_list<storage::Value> parameters = {}) {
    std::optional<int64_t> number;
    (void)database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto rows, transaction.query_values(sql, parameters));
        if (!rows.empty()) number = rows.front().integer_or(0, 0);
        return {};
    });
    return number;
}

std::string days(Duration span) { return std::to_string(std::chrono::duration_cast<std::chrono::hours>(span).count() / 24) + " days"; }
}  // namespace

Probe probe_database(storage::Database& database) {
    return [&database](Instant now) -> std::vector<Finding> {
        const std::string engine = database.engine() == storage::Engine::Sqlite ? "SQLite" : "PostgreSQL";
        const auto written = database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("update access_installation set created_at = created_at where id = 1"));
            return {};
        });
        (void)now;
        if (written) return {ok("database", engine + " takes changes.")};
        return {failed("database", engine + " takes no change: " + written.error().message,
                       "Read the server's log; see that the database runs and its disk has space.")};
    };
}

Probe probe_audit_trail(access::Access& access) {
    return [&access](Instant) -> std::vector<Finding> {
        const auto verdict = access.verify_audit();
        if (!verdict) return {unknown("audit trail", "It could not be read: " + verdict.error().message, "See to the database first.")};
        if (verdict->holds()) return {ok("audit trail", "All " + std::to_string(verdict->lines) + " lines hold together.")};
        return {failed("audit trail", verdict->sentence, "Somebody changed the database beside the server. Compare it with a backup.")};
    };
}

Probe probe_key_file(std::string path) {
    return [path = std::move(path)](Instant) -> std::vector<Finding> {
        struct stat file {};
        if (stat(path.c_str(), &file) != 0)
            return {failed("key file", path + " is missing.",
                           "Restore it from where you keep its copy: after a restart the server cannot read its secrets.")};
        if ((file.st_mode & 077) != 0) return {failed("key file", path + " can be read by others.", "chmod 600 " + path)};
        return {ok("key file", "Only its owner can read it.")};
    };
}

Probe probe_clock() {
    return [](Instant) -> std::vector<Finding> {
        timex state{};
        const int answer = adjtimex(&state);
        if (answer < 0) return {unknown("clock", "Whether the clock is kept right cannot be seen from here.", "Run: timedatectl")};
        if ((state.status & STA_UNSYNC) == 0) return {ok("clock", "A time service keeps it right.")};
        return {warning("clock", "No time service keeps it right; silence and order of events are judged by it.",
                        "Run: timedatectl set-ntp true")};
    };
}

Probe probe_channels(storage::Database& database) {
    return [&database](Instant now) -> std::vector<Finding> {
        const auto enabled = count(database, "select count(*) from notifications_channels where enabled");
        const auto given_up = count(database, "select count(*) from notifications_deliveries where state = 'failed' and created_at > $1",
                                    {storage::to_value(now - std::chrono::hours(24))});
        if (!enabled || !given_up) return {unknown("notifications", "The channels could not be read.", "See to the database first.")};
        if (*enabled == 0)
            return {warning("notifications", "No channel is on: nobody is told of anything.",
                            "Add one in the console under Settings, Notification channels.")};
        if (*given_up > 0)
            return {failed("notifications", std::to_string(*given_up) + " messages of the last day did not arrive.",
                           "Read the delivery log in the console, send a test from the channel.")};
        return {ok("notifications", std::to_string(*enabled) + " channels are on, and everything of the last day arrived.")};
    };
}

Probe probe_dead_letters(storage::Database& database) {
    return [&database](Instant) -> std::vector<Finding> {
        const auto letters = count(database, "select count(*) from monitoring_dead_letters");
        if (!letters) return {unknown("dead letters", "They could not be counted.", "See to the database first.")};
        if (*letters == 0) return {ok("dead letters", "Every record of every agent could be used.")};
        return {warning("dead letters", std::to_string(*letters) + " records of agents could not be used.",
                        "Compare the agents' versions with the server's; report it with the server's log.")};
    };
}

Probe probe_backups(const Snapshots& snapshots) {
    return [&snapshots](Instant now) -> std::vector<Finding> {
        constexpr auto fix = "Run: steward backup FILE --passphrase-file FILE, every day, and keep the file on another machine.";
        const Instant last = snapshots.last_made();
        if (!last.is_set()) return {warning("backup", "There was never one.", fix)};
        if (now - last > std::chrono::hours(24 * 7)) return {warning("backup", "The last one was made " + days(now - last) + " ago.", fix)};
        return {ok("backup", "The last one was made at " + to_rfc3339(last) + ".")};
    };
}

}  // namespace steward::app
