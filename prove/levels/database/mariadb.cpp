// MariaDB, as this host has it.
#include <unistd.h>

#include "prove/levels/database/server.h"

namespace steward::prove::database {

namespace {
class MariaDb : public PrivateServer {
public:
    explicit MariaDb(const Place& place) : PrivateServer(place) { database_ = "mysql"; }

    Attempt<std::string> start() override;
    Attempt<void> load(int dump, DumpForm form, const std::string& called, Complaints& complaints) override;
    uint64_t tables() override;
    Consistency consistency() override;

    std::optional<uint64_t> rows(const std::string& table) override { return count("SELECT count(*) FROM " + in_quotes(table, '`')); }
    std::optional<Instant> newest(const std::string& table, const std::string& column) override {
        // A column of another kind gives a moment of the year 0, or none: neither is one.
        const std::string name = in_quotes(column, '`'), from = " FROM " + in_quotes(table, '`');
        const auto has_any = number("SELECT count(" + name + ") > 0" + from);
        const auto ms = number("SELECT CAST(coalesce(UNIX_TIMESTAMP(CAST(max(" + name + ") AS DATETIME(3))), 0) * 1000 AS SIGNED)" + from);
        if (!has_any || !ms || (*has_any == 1 && *ms <= 0)) return std::nullopt;
        return Instant::from_unix_ms(*ms);
    }

private:
    Command client(std::vector<std::string> words) const {
        words.insert(words.begin() + 1, {"--no-defaults", "--user=root", "--socket=/tmp/socket"});
        return in_place(place_, std::move(words));
    }
    Command query(const std::string& sql) const override {
        return client({"mariadb", "--default-character-set=utf8mb4", "--skip-column-names", "--batch", "--raw",
                       "--init-command=SET time_zone='+00:00'", "--execute=" + sql, "--database=" + database_});
    }
};

Attempt<std::string> MariaDb::start() {
    Command making =
        in_place(place_, {"mariadb-install-db", "--no-defaults", "--datadir=/tmp/data", "--auth-root-authentication-method=normal",
                          "--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0"});
    making.shell = "";  // it is a script of one, and has seen nothing yet
    const Said made = ask(making, place_.spent);
    if (made.ended.exit != 0) return std::unexpected(not_started("MariaDB", made.ended, made.output + made.ended.errors));
    const int log = log_.open_in(place_.room);
    // Little memory, nothing kept for a crash: it lives for this test alone.
    server_.emplace(in_place(place_, {"mariadbd", "--no-defaults", "--datadir=/tmp/data", "--socket=/tmp/socket", "--pid-file=/tmp/pid",
                                      "--skip-networking", "--skip-log-bin", "--skip-name-resolve", "--innodb-log-file-size=8M",
                                      "--innodb-buffer-pool-size=64M", "--innodb-flush-log-at-trx-commit=0", "--innodb-use-native-aio=0",
                                      "--tmpdir=/tmp", "--max-allowed-packet=1G", "--default-time-zone=+00:00", "--local-infile=0"}),
                    log, place_.spent);
    const bool is_ready = becomes_ready(*server_, query("SELECT 1"), place_.spent);
    const Said created = is_ready ? ask(query(std::string("CREATE DATABASE ") + own_name), place_.spent) : Said{.ended = {.exit = 1}};
    database_ = own_name;
    if (created.ended.exit == 0) return "MariaDB " + ask(query("SELECT version()"), place_.spent).output;
    const std::string errors = log_.beginning();
    return std::unexpected(not_started("MariaDB", {.exit = is_ready ? 1 : created.ended.exit}, errors + created.ended.errors));
}

Attempt<void> MariaDb::load(int dump, DumpForm, const std::string& called, Complaints& complaints) {
    // Its own are there already, and are nobody's.
    if (!called.empty() && ask(query("CREATE DATABASE " + in_quotes(called, '`')), place_.spent).ended.exit == 0) database_ = called;
    // --binary-mode: what is in a text may be any bytes, and of the client's own commands none but the delimiter's is obeyed.
    Command loading = client({"mariadb", "--default-character-set=utf8mb4", "--batch", "--force", "--binary-mode",
                              "--max-allowed-packet=1G", "--database=" + database_});
    loading.input = dump;
    const Ended ended = run(
        loading, [](std::string_view) { return true; }, place_.spent, [&](std::string_view piece) { complaints.take(piece); });
    if (ended.exit == not_isolated) return std::unexpected(not_started("MariaDB", ended, ""));
    if (ended.exit != 0 && complaints.failed + complaints.passed_over == 0) ++complaints.failed;
    return {};
}

uint64_t MariaDb::tables() {
    const std::string here = "SELECT count(*) FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema = database()";
    if (const auto found = count(here); found.value_or(0) > 0) return *found;
    // A dump of --databases brings its own.
    const std::string other = only_one(
        "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', "
        "'performance_schema', '" +
        std::string(own_name) + "')");
    if (other.empty()) return 0;
    database_ = other;
    return count(here).value_or(0);
}

Consistency MariaDb::consistency() {
    // One line for each table, "shop.orders   OK"; of what is wrong lines of another form stand below its name.
    Consistency found{.is_sound = true};
    std::string held;
    const Ended ended = run(
        client({"mariadb-check", "--check", "--extended", "--databases", database_}),
        [&](std::string_view piece) {
            for (const char c : piece) {
                if (c != '\n') {
                    if (held.size() < 1024) held += c;
                    continue;
                }
                found.objects += held.ends_with(" OK") ? 1 : 0;
                if (held.starts_with("error ") || held.starts_with("Error ")) found.is_sound = false;
                held.clear();
            }
            return true;
        },
        place_.spent);
    found.is_asked = ended.exit == 0;
    return found;
}
}  // namespace

std::unique_ptr<DatabaseServer> make_mariadb(const Place& place) { return std::make_unique<MariaDb>(place); }

}  // namespace steward::prove::database
