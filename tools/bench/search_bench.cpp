// What the search costs at 200,000 tickets with 800,000 messages, on both databases: building the index, its bytes, one
// more message, and questions of every kind.
//
//   search_bench [--tickets N] [sqlite|postgres]
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "server/modules/search/feed.h"
#include "server/modules/search/sources.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/search/v1/search.pb.h"
#include "tests/contract/databases.h"
#include "tools/bench/desk_data.h"

namespace steward {
namespace service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace search {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
}  // namespace steward

namespace {
using namespace steward;

int64_t bytes_of_index(storage::Database& database) {
    int64_t bytes = 0;
    const auto done = database.read([&](storage::Transaction& transaction) -> Status {
        const bool sqlite = database.engine() == storage::Engine::Sqlite;
        STEWARD_TRY(
            const auto row,
            transaction.query_one(
                sqlite ? "select coalesce(sum(pgsize), 0) from dbstat where name like 'search_%' or name like 'sqlite_autoindex_search_%'"
                       : "select cast(pg_total_relation_size('search_documents') as bigint)"));
        bytes = row->integer(0);
        return {};
    });
    return done ? bytes : 0;
}

void ask(testing_house::House& house, const Caller& caller, const std::string& what, const std::string& filter, bool counts = true) {
    search::v1::SearchRequest request;
    request.set_filter(filter);
    request.set_page_size(50);
    request.set_without_counts(!counts);
    int hits = 0;
    const auto costs =
        bench::measure(40, [&](int) { hits = house.must<search::v1::SearchResponse>(caller, "Search", request).hits_size(); });
    bench::print(what + ": " + filter + " (" + std::to_string(hits) + ")", costs);
}

void ask_everything(testing_house::House& house, ClientId client) {
    const Caller owner = house.owner();
    const Caller narrow = house.technician({client});
    ask(house, owner, "a common word", "printer");
    ask(house, owner, "its beginning", "pr");
    ask(house, owner, "a rare word", "n123456");
    ask(house, owner, "three words", "printer paper jam");
    ask(house, owner, "a phrase", "\"paper jam\"");
    ask(house, owner, "open ones", "is:open printer");
    ask(house, owner, "urgent open ones of a client", "is:open priority:P1 client:\"Client 7\" printer");
    ask(house, owner, "somebody's", "assignee:\"Technician 3\" is:open mailbox");
    ask(house, owner, "a number", "TIC-2026-123456");
    ask(house, owner, "a number's end", "123456");
    ask(house, owner, "without a word", "printer -paper");
    ask(house, owner, "as typed, without counts", "printer pap", false);
    ask(house, narrow, "for one client", "printer");
    ask(house, narrow, "for one client", "mailbox reset");
    Caller person = house.client_person(client);
    person.roles = {"CDM"};
    ask(house, person, "for a client's person", "printer");
}

void measure_one(storage::Engine engine, const bench::DeskSize& size) {
    std::printf("%s, %d tickets, %d messages\n", engine == storage::Engine::Sqlite ? "SQLite" : "PostgreSQL", size.tickets,
                size.tickets * size.messages_a_ticket);
    auto fresh = contract::FreshDatabase::make(engine);
    if (!fresh) {
        std::printf("  no database: %s\n", fresh.error().message.c_str());
        return;
    }
    constexpr std::string_view rooms[] = {"journal", "access", "directory", "service_levels", "helpdesk", "correspondence", "search"};
    if (const auto migrated = (*fresh)->migrate(rooms); !migrated) {
        std::printf("  %s %s\n", migrated.error().message.c_str(), migrated.error().cause.c_str());
        return;
    }
    auto& database = (*fresh)->database();
    testing_house::House house(database, {directory::make_module, service_levels::make_module, helpdesk::make_module, search::make_module});
    std::vector<ClientId> clients;
    for (int i = 0; i < size.clients; ++i) clients.push_back(house.client("Client " + std::to_string(i)));
    if (const auto filled = bench::fill_desk(database, size, house.clock.now()); !filled) {
        std::printf("  %s %s\n", filled.error().message.c_str(), filled.error().cause.c_str());
        return;
    }
    const double before = bench::processor_seconds();
    if (const auto built = search::rebuild(database, house.clock.now()); !built) {
        std::printf("  %s %s\n", built.error().message.c_str(), built.error().cause.c_str());
        return;
    }
    const double built_s = bench::processor_seconds() - before;
    const int documents = size.tickets * (size.messages_a_ticket + 1);
    std::printf("  index built in %.1f s of the processor, %.0f us a document; %.0f bytes a ticket with its messages\n", built_s,
                built_s * 1e6 / documents, static_cast<double>(bytes_of_index(database)) / size.tickets);
    if (engine == storage::Engine::Postgres)
        static_cast<void>(database.write([](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("analyze"));
            return {};
        }));
    bench::print("one more message of 40 words", bench::measure(200, [&](int i) {
                     const auto put = database.write([&](storage::Transaction& transaction) {
                         std::string body = "printer paper";
                         for (int word = 0; word < 38; ++word) body += " w" + std::to_string(i * 38 + word);
                         return search::put(transaction, {.source = "message",
                                                          .id = "m" + std::to_string(i),
                                                          .kind = "message",
                                                          .client = clients[0].text(),
                                                          .ticket = "",
                                                          .internal = false,
                                                          .at = house.clock.now(),
                                                          .title = "",
                                                          .body = body});
                     });
                     static_cast<void>(put);
                 }));
    ask_everything(house, clients[7]);
}
}  // namespace

int main(int count, char** words) {
    bench::DeskSize size;
    bool sqlite = true, postgres = true;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(words[i], "--tickets") == 0 && i + 1 < count) size.tickets = std::atoi(words[++i]);
        else if (std::strcmp(words[i], "sqlite") == 0) postgres = false;
        else if (std::strcmp(words[i], "postgres") == 0) sqlite = false;
    }
    if (sqlite) measure_one(storage::Engine::Sqlite, size);
    if (postgres) measure_one(storage::Engine::Postgres, size);
}
