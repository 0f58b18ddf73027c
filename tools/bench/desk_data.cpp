#include "tools/bench/desk_data.h"

#include <dirent.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

namespace steward::bench {

namespace {
using storage::Transaction;
using storage::Value;

constexpr std::string_view words[] = {
    "printer",   "paper",   "jam",     "outlook",  "mailbox",  "password", "reset",   "screen",  "monitor", "keyboard", "mouse",
    "network",   "cable",   "switch",  "router",   "wireless", "slow",     "login",   "account", "locked",  "backup",   "restore",
    "server",    "disk",    "full",    "update",   "driver",   "scanner",  "invoice", "licence", "install", "software", "browser",
    "website",   "error",   "message", "calendar", "meeting",  "camera",   "phone",   "call",    "headset", "docking",  "station",
    "laptop",    "battery", "charger", "noise",    "fan",      "broken",   "please",  "again",   "morning", "today",    "since",
    "yesterday", "office",  "floor",   "room",     "user",     "works",    "nothing", "happens", "after",   "restart"};

// Words as people use them: few often, most rarely, and some that nobody else uses.
std::string text_of(Rng& rng, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        if (i > 0) text += ' ';
        const uint64_t die = rng.below(100);
        if (die < 70) text += words[rng.below(std::size(words)) * rng.below(std::size(words)) / std::size(words)];
        else if (die < 97)
            text += std::string(words[rng.below(std::size(words))]) + static_cast<char>('a' + rng.below(26)) +
                    static_cast<char>('a' + rng.below(26));
        else text += "n" + std::to_string(rng.below(1'000'000));
    }
    return text;
}

// Rows of one table, many in one statement.
class Inserter {
public:
    Inserter(Transaction& transaction, std::string head, size_t columns)
        : transaction_(transaction), head_(std::move(head)), columns_(columns) {}
    void add(std::vector<Value> row) {
        values_.insert(values_.end(), std::make_move_iterator(row.begin()), std::make_move_iterator(row.end()));
    }
    Status flush() {
        if (values_.empty()) return {};
        std::string sql = head_ + " values ";
        for (size_t i = 0; i < values_.size(); ++i) {
            sql += i % columns_ == 0 ? (i == 0 ? "($" : "), ($") : ", $";
            sql += std::to_string(i + 1);
        }
        STEWARD_TRY(const auto changed, transaction_.change(sql + ")", values_));
        static_cast<void>(changed);
        values_.clear();
        return {};
    }

private:
    Transaction& transaction_;
    std::string head_;
    size_t columns_;
    std::vector<Value> values_;
};

template <typename... Values>
std::vector<Value> row(Values&&... values) {
    return {storage::to_value(std::forward<Values>(values))...};
}

constexpr std::string_view ticket_head =
    "insert into helpdesk_tickets (id, client_id, reference, kind, source, title, description, impact, urgency, priority, priority_reason, "
    "state, "
    "queue, assignee_id, assignee_name, device_name, alert_state, created_at, changed_at, resolution_code, resolution_text, root_cause, "
    "reopened_count, assignment_count, public_count, internal_count, entry_count, revision)";
constexpr std::string_view message_head =
    "insert into helpdesk_messages (id, client_id, ticket_id, position, at, author_kind, author_name, internal, body)";
constexpr std::string_view event_head =
    "insert into helpdesk_events (id, client_id, ticket_id, position, at, actor_kind, actor_name, actor_role, field, from_value, to_value, "
    "reason, body, internal)";

struct Tables {
    explicit Tables(Transaction& transaction)
        : tickets(transaction, std::string(ticket_head), 28),
          messages(transaction, std::string(message_head), 9),
          events(transaction, std::string(event_head), 14) {}
    Inserter tickets, messages, events;
    Status flush() {
        STEWARD_CHECK(tickets.flush());
        STEWARD_CHECK(messages.flush());
        return events.flush();
    }
};

Status add_ticket(Tables& tables, const std::vector<ClientId>& clients, const DeskSize& size, int number, Instant at, Rng& rng) {
    const ClientId client = clients[rng.below(clients.size())];
    const auto id = to_text(make_raw_id(at, rng));
    char reference[32];
    std::snprintf(reference, sizeof reference, "TIC-2026-%06d", number + 1);
    const bool open = number >= size.tickets - size.tickets / 20;
    const std::string state = open ? (number % 3 == 0 ? "new" : "in_progress") : "closed";
    constexpr std::string_view priorities[] = {"P1", "P2", "P3", "P3", "P4"};
    const std::string person = "Technician " + std::to_string(rng.below(20));
    tables.tickets.add(
        (row(id, client, reference, "incident", "phone", text_of(rng, 6), text_of(rng, 30), "limited", "medium", priorities[rng.below(5)],
             "", state, "service desk", nullptr, open && number % 3 == 0 ? std::string() : person, "", "", at, at, open ? "" : "fixed",
             open ? "" : text_of(rng, 8), "", 0, 1, size.messages_a_ticket, 0, size.messages_a_ticket + 1, 1)));
    tables.events.add(
        (row(to_text(make_raw_id(at, rng)), client, id, 1, at, "staff", person, "TEC", "created", "", "", "", "Opened.", false)));
    for (int i = 0; i < size.messages_a_ticket; ++i) {
        const Instant said = at + Duration(static_cast<int64_t>(i + 1) * 600'000);
        tables.messages.add((row(to_text(make_raw_id(said, rng)), client, id, i + 2, said, i % 2 == 0 ? "person" : "staff", person, i == 3,
                                 text_of(rng, 40))));
    }
    return number % 20 == 19 ? tables.flush() : Status{};
}

double ticks_of(const std::string& pid, std::map<std::string, std::string>& parents) {
    std::ifstream file("/proc/" + pid + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::istringstream rest(text.substr(name_end + 2));
    std::string state, parent, skip;
    double user = 0, system = 0, child_user = 0, child_system = 0;
    rest >> state >> parent;
    for (int i = 0; i < 9; ++i) rest >> skip;
    rest >> user >> system >> child_user >> child_system;
    parents[pid] = parent;
    return user + system;
}
}  // namespace

Status fill_desk(storage::Database& database, const DeskSize& size, Instant now) {
    SystemRng rng;
    std::vector<ClientId> clients;
    STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto rows, transaction.query("select id from directory_clients"));
        for (const auto& one : rows) clients.push_back(one.id<ClientId>(0));
        return {};
    }));
    constexpr int at_once = 2000;
    const int64_t apart_ms = 365LL * 86'400'000 / size.tickets;
    for (int first = 0; first < size.tickets; first += at_once) {
        STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
            Tables tables(transaction);
            for (int number = first; number < std::min(first + at_once, size.tickets); ++number)
                STEWARD_CHECK(add_ticket(tables, clients, size, number, now - Duration((size.tickets - number) * apart_ms), rng));
            return tables.flush();
        }));
    }
    return {};
}

double processor_seconds() {
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    double seconds = static_cast<double>(own.ru_utime.tv_sec + own.ru_stime.tv_sec) +
                     static_cast<double>(own.ru_utime.tv_usec + own.ru_stime.tv_usec) / 1e6;
    // The database server was started by us: all processes below us.
    std::map<std::string, std::string> parents;
    std::map<std::string, double> ticks;
    if (DIR* folder = opendir("/proc")) {
        while (const dirent* entry = readdir(folder)) {
            const std::string pid = entry->d_name;
            if (pid.find_first_not_of("0123456789") == std::string::npos) ticks[pid] = ticks_of(pid, parents);
        }
        closedir(folder);
    }
    const std::string self = std::to_string(getpid());
    for (const auto& [pid, used] : ticks) {
        std::string above = pid;
        while (above != self && parents.contains(above) && above != "1" && above != "0") above = parents[above];
        if (above == self && pid != self) seconds += used / static_cast<double>(sysconf(_SC_CLK_TCK));
    }
    return seconds;
}

Costs measure(int times, const std::function<void(int)>& act) {
    std::vector<double> each;
    const double before = processor_seconds();
    for (int i = 0; i < times; ++i) {
        timespec begin{}, end{};
        clock_gettime(CLOCK_MONOTONIC, &begin);
        act(i);
        clock_gettime(CLOCK_MONOTONIC, &end);
        each.push_back(static_cast<double>(end.tv_sec - begin.tv_sec) * 1e3 + static_cast<double>(end.tv_nsec - begin.tv_nsec) / 1e6);
    }
    std::sort(each.begin(), each.end());
    return {each[each.size() / 2], each[each.size() * 95 / 100], (processor_seconds() - before) * 1e3 / times};
}

void print(const std::string& what, const Costs& costs) {
    std::printf("  %-58s p50 %7.2f  p95 %7.2f  processor %7.2f ms\n", what.c_str(), costs.p50_ms, costs.p95_ms, costs.processor_ms);
    std::fflush(stdout);
}

}  // namespace steward::bench
