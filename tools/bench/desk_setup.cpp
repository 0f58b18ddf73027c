#include "tools/bench/desk_setup.h"

#include <cstdlib>
#include <cstring>
#include <fstream>

#include "base/time.h"
#include "server/platform/assembly/module.h"
#include "tests/contract/private_postgres.h"

namespace steward {
namespace service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace knowledge {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace search {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
}  // namespace steward

namespace steward::bench {

namespace {
constexpr std::string_view rooms[] = {"journal",  "ledger",    "access",     "directory",      "service_levels",
                                      "helpdesk", "knowledge", "timesheets", "correspondence", "search"};

// The first process of the server in that folder; its file names it.
Result<Meter> meter_of(storage::Engine engine, std::string location) {
    if (engine == storage::Engine::Sqlite) return Meter();
    if (location.empty()) {
        STEWARD_TRY(location, contract::private_postgres());
    }
    const size_t begin = location.find('=') + 1;
    std::ifstream file(location.substr(begin, location.find(' ', begin) - begin) + "/data/postmaster.pid");
    pid_t pid = 0;
    file >> pid;
    return Meter(pid);
}

void furnish(FilledDesk& desk) {
    desk.house = std::make_unique<testing_house::House>(
        desk.database(),
        std::initializer_list<testing_house::ModuleMaker>{directory::make_module, service_levels::make_module, helpdesk::make_module,
                                                          knowledge::make_module, search::make_module});
}

Status take_kept(FilledDesk& desk, const std::string& location) {
    const bool sqlite = !location.starts_with("host=");
    STEWARD_TRY(desk.kept, sqlite ? storage::open_sqlite(location) : storage::open_postgres(location, 6));
    STEWARD_CHECK(storage::migrate(*desk.kept, assembly::all_migrations(), SystemClock().now()));
    STEWARD_TRY(desk.meter, meter_of(desk.kept->engine(), location));
    furnish(desk);
    return desk.kept->read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto newest, transaction.query_one("select max(changed_at) from helpdesk_tickets"));
        desk.house->clock.set_wall(newest->instant(0));
        return {};
    });
}

Status make_fresh(FilledDesk& desk, storage::Engine engine, const DeskSize& size) {
    STEWARD_TRY(desk.fresh, contract::FreshDatabase::make(engine));
    STEWARD_CHECK(desk.fresh->migrate(rooms));
    STEWARD_TRY(desk.meter, meter_of(engine, {}));
    furnish(desk);  // the standard policy comes with the first start
    STEWARD_CHECK(fill_desk(desk.database(), size, desk.house->clock.now()));
    desk.house.reset();
    STEWARD_CHECK(desk.fresh->reopen());  // the log of so much writing is worked in
    furnish(desk);
    return {};
}

Result<FilledDesk> make_filled(storage::Engine engine, const DeskSize& size, const std::string& kept) {
    FilledDesk desk;
    STEWARD_CHECK(kept.empty() ? make_fresh(desk, engine, size) : take_kept(desk, kept));
    // SQLite never gets statistics from us; PostgreSQL makes its own after a while.
    if (!desk.is_sqlite()) {
        STEWARD_CHECK(desk.database().write([](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("analyze"));
            return {};
        }));
    }
    desk.owner = desk.house->owner();
    desk.owner.permissions.insert("mail.read");
    STEWARD_CHECK(desk.database().read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto clients, transaction.query("select id from directory_clients order by name"));
        for (const auto& row : clients) desk.clients.push_back(row.id<ClientId>(0));
        STEWARD_TRY(const auto mine, transaction.query_one("select account_id from access_v_accounts where name = 'Technician 3'"));
        if (mine) desk.owner.account = mine->id<AccountId>(0);
        return {};
    }));
    desk.narrow = desk.house->technician({desk.clients[7]});
    return desk;
}
}  // namespace

int on_filled_desks(int count, char** words, const std::function<Status(FilledDesk&, const DeskSize&)>& work) {
    DeskSize size;
    bool sqlite = true, postgres = true;
    std::string kept;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(words[i], "--tickets") == 0 && i + 1 < count) size.tickets = std::atoi(words[++i]);
        else if (std::strcmp(words[i], "--kept") == 0 && i + 1 < count) kept = words[++i];
        else if (std::strcmp(words[i], "sqlite") == 0) postgres = false;
        else if (std::strcmp(words[i], "postgres") == 0) sqlite = false;
    }
    if (!kept.empty()) (kept.starts_with("host=") ? sqlite : postgres) = false;
    int code = 0;
    for (const auto engine : {storage::Engine::Sqlite, storage::Engine::Postgres}) {
        if (!(engine == storage::Engine::Sqlite ? sqlite : postgres)) continue;
        std::printf("%s, %d tickets with %d messages each\n", engine == storage::Engine::Sqlite ? "SQLite" : "PostgreSQL", size.tickets,
                    size.messages_a_ticket);
        std::fflush(stdout);
        auto desk = make_filled(engine, size, kept);
        const auto done = desk ? work(*desk, size) : std::unexpected(desk.error());
        if (done) continue;
        std::printf("  %s %s\n", done.error().message.c_str(), done.error().cause.c_str());
        code = 1;
    }
    return code;
}

}  // namespace steward::bench
