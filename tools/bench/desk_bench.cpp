// What the desk costs at 200,000 tickets: the list under every filter and order that a technician uses, one ticket with its
// conversation and its promises, the board, an answer; in the server's methods, without the network. A star stands before what
// took more than 30 ms of the processor.
//
//   desk_bench [--tickets N] [--only WORDS] [--kept LOCATION] [sqlite|postgres]
//   desk_bench --fill LOCATION [--tickets N]      fills the database of a stopped server that ran once: its file, or postgresql://...
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/time.h"
#include "server/modules/search/index.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tools/bench/desk_setup.h"

namespace {
using namespace steward;

constexpr double bar_ms = 30;
std::string only;  // of the measurements, those that have these words
bool is_asked_for(const std::string& what) { return what.find(only) != std::string::npos; }

struct List {
    const char *filter, *order;
    int page_size = 200;
};
constexpr List lists[] = {
    // The shipped views, as the console opens them.
    {"is:open", ""},
    {"is:open assignee:me", ""},
    {"is:open assignee:none", ""},
    {"is:open priority:P1,P2", ""},
    {"state:waiting_client,waiting_vendor,waiting_parts,scheduled", ""},
    {"state:resolved", ""},
    {"", ""},
    // Another order.
    {"is:open", "due"},
    {"is:open", "-due"},
    {"is:open", "priority"},
    {"is:open", "priority,created"},
    {"is:open", "created"},
    {"is:open", "title"},
    {"is:open", "client"},
    {"is:open", "assignee"},
    {"is:open", "state"},
    {"is:open", "queue"},
    {"is:open", "-reference"},
    {"", "priority"},
    {"", "created"},
    {"", "title"},
    {"", "client"},
    {"", "assignee"},
    {"", "queue"},
    {"", "state"},
    {"", "due"},
    // What is typed.
    {"is:open client:\"Client 007\"", ""},
    {"is:open client:\"Client 00*\"", ""},
    {"client:\"Client 007\"", ""},
    {"is:open queue:alerts", ""},
    {"is:open assignee:\"Technician 3\"", "due"},
    {"assignee:\"Technician 3\"", ""},
    {"is:closed assignee:\"Technician 3\"", ""},
    {"printer is:open", ""},
    {"assignee:\"Technician 3\" is:open printer", ""},
    {"printer", ""},
    {"printer paper", ""},
    {"nowhereatall", ""},
    {"wks-0011", ""},
    {"reference:TIC-2026-123456", ""},
    {"TIC-2026-123456", ""},
    {"123456", ""},
    {"is:open tag:\"tag 4\"", ""},
    {"tag:\"tag 4\"", ""},
    {"watcher:me is:open", ""},
    {"is:open category:\"network*\"", ""},
    {"device:wks-0011", ""},
    {"requester:\"Person 0003\"", ""},
    {"created<7d", ""},
    {"changed<1h", ""},
    {"kind:problem", ""},
    {"source:email is:open", ""},
    // The board, what waits for an answer, a client's page, choosing another ticket.
    {"is:open", "due", 400},
    // A queue as the console opens it.
    {"is:open", "", 60},
    {"is:open", "due", 60},
    {"is:open assignee:me", "due", 60},
    {"is:open priority:P1,P2", "", 60},
    {"client:\"Client 007\"", "", 60},
    {"is:open printer", "", 60},
    {"state:waiting_client", "priority,changed", 50},
    {"is:open -state:merged printer", "-changed", 8},
};

void list(bench::FilledDesk& desk, const Caller& caller, const List& one, int pages_before = 0) {
    const std::string what = std::string("list ") + (caller.scope.all ? "" : "of one client ") + "[" + one.filter + "] by " +
                             (*one.order == 0 ? "-changed" : one.order) +
                             (pages_before > 0 ? ", page " + std::to_string(pages_before + 1) : "") + ", " + std::to_string(one.page_size) +
                             " rows";
    if (!is_asked_for(what)) return;
    helpdesk::v1::ListTicketsRequest request;
    request.set_filter(one.filter);
    request.set_order_by(one.order);
    request.set_page_size(one.page_size);
    for (int page = 0; page < pages_before; ++page) {
        const auto answer = desk.house->must<helpdesk::v1::ListTicketsResponse>(caller, "ListTickets", request);
        request.set_page_token(answer.next_page_token());
    }
    int total = 0;
    const auto costs = desk.meter.measure(
        20, [&](int) { total = desk.house->must<helpdesk::v1::ListTicketsResponse>(caller, "ListTickets", request).total(); });
    bench::print(what + " (" + std::to_string(total) + ")", costs, bar_ms);
}

void one_ticket(bench::FilledDesk& desk) {
    helpdesk::v1::ListTicketsRequest request;
    request.set_filter("is:open");
    request.set_page_size(200);
    auto& house = *desk.house;
    const auto page = house.must<helpdesk::v1::ListTicketsResponse>(desk.owner, "ListTickets", request);
    const auto each = [&](const std::string& what, const std::function<void(const std::string&)>& act) {
        if (is_asked_for(what)) bench::print(what, desk.meter.measure(100, [&](int i) { act(page.tickets(i).ticket_id()); }), bar_ms);
    };
    each("one ticket", [&](const std::string& id) {
        helpdesk::v1::GetTicketRequest get;
        get.set_ticket_id(id);
        house.must<helpdesk::v1::Ticket>(desk.owner, "GetTicket", get);
    });
    each("its conversation", [&](const std::string& id) {
        helpdesk::v1::ListMessagesRequest messages;
        messages.set_ticket_id(id);
        house.must<helpdesk::v1::ListMessagesResponse>(desk.owner, "ListMessages", messages);
    });
    each("its relations", [&](const std::string& id) {
        helpdesk::v1::GetTicketRelationsRequest relations;
        relations.set_ticket_id(id);
        house.must<helpdesk::v1::TicketRelations>(desk.owner, "GetTicketRelations", relations);
    });
    each("an answer", [&](const std::string& id) {
        helpdesk::v1::AddMessageRequest add;
        add.set_ticket_id(id);
        add.set_text("We look into it.");
        house.must<helpdesk::v1::TicketMessage>(desk.owner, "AddMessage", add);
    });
    if (!is_asked_for("queues and who can take work")) return;
    bench::print(
        "queues and who can take work",
        desk.meter.measure(
            20, [&](int) { house.must<helpdesk::v1::ListQueuesResponse>(desk.owner, "ListQueues", helpdesk::v1::ListQueuesRequest{}); }),
        bar_ms);
}

Status measure_one(bench::FilledDesk& desk, const bench::DeskSize&) {
    for (const List& one : lists) list(desk, desk.owner, one);
    list(desk, desk.owner, {"is:open", ""}, 40);
    list(desk, desk.owner, {"is:open", "due"}, 40);
    list(desk, desk.owner, {"", ""}, 100);
    list(desk, desk.owner, {"", "priority"}, 100);
    list(desk, desk.narrow, {"is:open", ""});
    list(desk, desk.narrow, {"is:open", "due"});
    list(desk, desk.narrow, {"", ""});
    list(desk, desk.narrow, {"printer", ""});
    one_ticket(desk);
    return {};
}

int fill(const std::string& location, const bench::DeskSize& size) {
    auto database = location.find("://") == std::string::npos ? storage::open_sqlite(location) : storage::open_postgres(location, 2);
    const SystemClock clock;
    auto filled = database ? bench::fill_desk(**database, size, clock.now()) : std::unexpected(database.error());
    // The search would read everything once before the server comes to rest; it has a measurement of its own.
    if (filled) {
        filled = (*database)->write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("delete from search_state"));
            STEWARD_CHECK(
                transaction.execute("insert into search_state (id, version, rebuilding, after_id, done, total, started_at, "
                                    "finished_at) values (1, $1, '', '', 0, 0, $2, $2)",
                                    search::index_version, clock.now()));
            return {};
        });
    }
    if (!filled) std::fprintf(stderr, "%s %s\n", filled.error().message.c_str(), filled.error().cause.c_str());
    return filled ? 0 : 1;
}
}  // namespace

int main(int count, char** words) {
    bench::DeskSize size;
    std::string location;
    for (int i = 1; i + 1 < count; ++i) {
        if (std::strcmp(words[i], "--tickets") == 0) size.tickets = std::atoi(words[i + 1]);
        if (std::strcmp(words[i], "--only") == 0) only = words[i + 1];
        if (std::strcmp(words[i], "--fill") == 0) location = words[i + 1];
    }
    if (!location.empty()) return fill(location, size);
    return bench::on_filled_desks(count, words, measure_one);
}
