// What the desk costs at 200,000 tickets: the list under every filter and order that a technician uses, one ticket, an
// answer; in the server's methods, without the network.
//
//   desk_bench [--tickets N] [sqlite|postgres]
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/contract/databases.h"
#include "tools/bench/desk_data.h"

namespace steward {
namespace service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
}  // namespace steward

namespace {
using namespace steward;

void list(testing_house::House& house, const Caller& caller, const std::string& filter, const std::string& order, int page_size = 200) {
    helpdesk::v1::ListTicketsRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    request.set_page_size(page_size);
    int total = 0;
    const auto costs =
        bench::measure(20, [&](int) { total = house.must<helpdesk::v1::ListTicketsResponse>(caller, "ListTickets", request).total(); });
    bench::print("list " + filter + " by " + (order.empty() ? "-changed" : order) + " (" + std::to_string(total) + ")", costs);
}

void measure_one(storage::Engine engine, const bench::DeskSize& size) {
    std::printf("%s, %d tickets\n", engine == storage::Engine::Sqlite ? "SQLite" : "PostgreSQL", size.tickets);
    auto fresh = contract::FreshDatabase::make(engine);
    if (!fresh) return;
    constexpr std::string_view rooms[] = {"journal", "access", "directory", "service_levels", "helpdesk"};
    if (!(*fresh)->migrate(rooms)) return;
    auto& database = (*fresh)->database();
    testing_house::House house(database, {directory::make_module, service_levels::make_module, helpdesk::make_module});
    std::vector<ClientId> clients;
    for (int i = 0; i < size.clients; ++i) clients.push_back(house.client("Client " + std::to_string(i)));
    if (const auto filled = bench::fill_desk(database, size, house.clock.now()); !filled) {
        std::printf("  %s %s\n", filled.error().message.c_str(), filled.error().cause.c_str());
        return;
    }
    static_cast<void>(database.write([](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("analyze"));
        return {};
    }));
    const Caller owner = house.owner(), narrow = house.technician({clients[7]});
    list(house, owner, "is:open", "");
    list(house, owner, "is:open", "due");
    list(house, owner, "is:open assignee:\"Technician 3\"", "");
    list(house, owner, "is:open assignee:none", "priority,created");
    list(house, owner, "is:open priority:P1,P2", "");
    list(house, owner, "state:resolved", "");
    list(house, owner, "is:open client:\"Client 7\"", "");
    list(house, owner, "", "");
    list(house, owner, "printer is:open", "");
    list(house, owner, "reference:TIC-2026-123456", "");
    list(house, narrow, "is:open", "");
    helpdesk::v1::ListTicketsRequest request;
    request.set_filter("is:open");
    request.set_page_size(200);
    const auto page = house.must<helpdesk::v1::ListTicketsResponse>(owner, "ListTickets", request);
    bench::print("one ticket", bench::measure(100, [&](int i) {
                     helpdesk::v1::GetTicketRequest get;
                     get.set_ticket_id(page.tickets(i).ticket_id());
                     house.must<helpdesk::v1::Ticket>(owner, "GetTicket", get);
                 }));
    bench::print("its conversation", bench::measure(100, [&](int i) {
                     helpdesk::v1::ListMessagesRequest messages;
                     messages.set_ticket_id(page.tickets(i).ticket_id());
                     house.must<helpdesk::v1::ListMessagesResponse>(owner, "ListMessages", messages);
                 }));
    bench::print("an answer", bench::measure(100, [&](int i) {
                     helpdesk::v1::AddMessageRequest add;
                     add.set_ticket_id(page.tickets(i).ticket_id());
                     add.set_text("We look into it.");
                     house.must<helpdesk::v1::TicketMessage>(owner, "AddMessage", add);
                 }));
    bench::print("queues and who can take work", bench::measure(20, [&](int) {
                     house.must<helpdesk::v1::ListQueuesResponse>(owner, "ListQueues", helpdesk::v1::ListQueuesRequest{});
                 }));
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
