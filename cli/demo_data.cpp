#include "cli/demo_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace steward::cli {

namespace {
using namespace std::chrono_literals;
using storage::Transaction;

// The same at every client of the demonstration; the account is of the first.
constexpr std::string_view demo_person_email = "robin@demo.invalid";
constexpr int clients = 12, devices_each = 25, tickets_each = 5;
constexpr Duration history = 24h * 90, fine_history = 24h * 2, coarse_step = 30min, fine_step = 5min;
constexpr std::array<const char*, clients> client_names = {
    "Bakery Amsel",     "Clinic Birkenhain", "Carpentry Dachs", "School Elsterweg", "Architects Falke", "Brewery Gimpel",
    "Pharmacy Habicht", "Freight Igel",      "Notary Kiebitz",  "Printers Lerche",  "Optics Meise",     "Winery Nachtigall"};
constexpr std::array<const char*, tickets_each> titles = {"Printer on the first floor prints stripes", "New colleague starts on Monday",
                                                          "Mail from one customer does not arrive",
                                                          "Shared folder is slow in the afternoon", "Second screen stays black"};
constexpr std::array<const char*, tickets_each> states = {"new", "assigned", "in_progress", "resolved", "closed"};

struct DemoDevice {
    DeviceId id;
    std::string name, kind;
};
struct DemoClient {
    ClientId id;
    SiteId site;
    PersonId person;
    std::string name;
    std::vector<DemoDevice> devices;
};

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::vector<DemoClient> imagine(Instant now, Rng& rng) {
    std::vector<DemoClient> all;
    for (const auto* name : client_names) {
        DemoClient client{.id = ClientId::make(now, rng),
                          .site = SiteId::make(now, rng),
                          .person = PersonId::make(now, rng),
                          .name = std::string(name) + " (demo)",
                          .devices = {}};
        std::string word = lower(std::string(name));
        word = word.substr(word.rfind(' ') + 1);
        for (int i = 0; i < devices_each; ++i) {
            const char* kind = i < 5 ? "server" : i < 15 ? "workstation" : "laptop";
            client.devices.push_back({DeviceId::make(now, rng),
                                      fmt::format("{}-{}-{:02}", word,
                                                  i < 5    ? "srv"
                                                  : i < 15 ? "pc"
                                                           : "nb",
                                                  i + 1),
                                      kind});
        }
        all.push_back(std::move(client));
    }
    return all;
}

// A day that looks like one: busy in the morning and afternoon, quiet at night, with noise.
struct Machine {
    double load, memory, disk, disk_growth;
    std::array<int64_t, 6> at(Instant when, Instant begin, Rng& rng) const {
        const double hour = static_cast<double>(when.unix_ms / 60'000 % 1440) / 60,
                     day = static_cast<double>((when - begin).count()) / 86'400'000;
        const double busy = std::exp(-std::pow(hour - 10, 2) / 6) + std::exp(-std::pow(hour - 15, 2) / 5);
        const double noise = static_cast<double>(rng.below(1000)) / 1000;
        const double cpu = std::min(99.0, 2 + load * busy + 6 * noise);
        return {std::llround(cpu * 10),
                std::llround((memory - 10 * busy - 3 * noise) * 10),
                std::llround(std::min(96.0, disk + disk_growth * day) * 100),
                std::llround(cpu / 40 * 100),
                std::llround(50'000 * busy + 9000 * noise),
                std::llround(8000 * busy + 2000 * noise)};
    }
};

Status write_history(series::SeriesStore& series, const DemoDevice& device, Instant now, Rng& rng, DemoNumbers& numbers) {
    const std::vector<series::Definition> columns = {{"cpu_used_percent", "", SeriesKind::Gauge, 1},
                                                     {"memory_available_percent", "", SeriesKind::Gauge, 1},
                                                     {"filesystem_used_percent", "/", SeriesKind::Gauge, 2},
                                                     {"load_per_core", "", SeriesKind::Gauge, 2},
                                                     {"network_received_bytes_per_second", "eth0", SeriesKind::Gauge, 0},
                                                     {"network_sent_bytes_per_second", "eth0", SeriesKind::Gauge, 0}};
    const Machine machine{.load = 10 + static_cast<double>(rng.below(60)),
                          .memory = 35 + static_cast<double>(rng.below(50)),
                          .disk = 20 + static_cast<double>(rng.below(60)),
                          .disk_growth = static_cast<double>(rng.below(12)) / 100};
    STEWARD_TRY(const auto writer, series.open_device(device.id));
    const Instant end{now.unix_ms / fine_step.count() * fine_step.count()},
        begin = Instant{(end - history).unix_ms / coarse_step.count() * coarse_step.count()};
    Duration step{0};
    uint64_t seq = 0;
    for (Instant at = begin; at < end; at = at + step) {
        const Duration wanted = end - at > fine_history ? coarse_step : fine_step;
        if (std::exchange(step, wanted) != wanted) STEWARD_CHECK(writer->layout(columns, wanted));
        const auto values = machine.at(at, begin, rng);
        STEWARD_TRY(const bool kept, writer->append({1, ++seq}, at, values));
        numbers.samples += kept ? values.size() : 0;
    }
    return {};
}

Status insert_device(Transaction& transaction, const DemoClient& client, const DemoDevice& device, Instant since, Instant now) {
    STEWARD_CHECK(
        transaction.execute("insert into directory_devices (id, client_id, site_id, name, hostname, device_class, criticality, "
                            "criticality_assumed, status, note, attention, first_use_trust, "
                            "machine_fingerprint, os, demo, revision, enrolled_at, changed_at, retired_at, retired_reason) values ($1, $2, "
                            "$3, $4, $4, $5, $6, $7, 'active', $8, '', $9, '', $10, $7, 1, $11, $12, null, '')",
                            device.id, client.id, client.site, device.name, device.kind, device.kind == "server" ? "C2" : "C3", true,
                            "Demonstration: no such machine exists.", false,
                            device.kind == "server" ? "Debian GNU/Linux 12 (bookworm)" : "Ubuntu 24.04 LTS", since, now));
    STEWARD_CHECK(transaction.execute("insert into directory_device_clients (client_id, device_id, since, until) values ($1, $2, $3, null)",
                                      client.id, device.id, since));
    return {};
}

Status insert_ticket(Transaction& transaction, const DemoClient& client, int which, int number, Instant now, Rng& rng) {
    const Instant made = now - std::chrono::hours(5 + which * 31 + number % 7);
    const std::string id = TicketId::make(made, rng).text(), state = states[static_cast<size_t>(which)];
    const bool over = state == "resolved" || state == "closed";
    const DemoDevice& device = client.devices[static_cast<size_t>(5 + which)];
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_tickets (id, client_id, reference, kind, source, title, description, impact, urgency, priority, "
        "priority_reason, state, queue, assignee_name, "
        "requester_id, device_id, device_name, alert_state, created_at, changed_at, resolved_at, closed_at, resolution_code, "
        "resolution_text, root_cause, reopened_count, assignment_count, "
        "public_count, internal_count, entry_count, revision) values ($1, $2, $3, 'incident', 'phone', $4, $5, 'limited', 'medium', $6, "
        "'', $7, 'service desk', '', $8, $9, $10, '', $11, $11, $12, $13, '', '', '', 0, 0, 1, 0, 1, 1)",
        id, client.id, fmt::format("DEMO-{:06}", number), titles[static_cast<size_t>(which)], "Demonstration: nobody waits for this.",
        which == 2 ? "P3" : "P4", state, client.person, device.id, device.name, made, over ? std::optional(made + 3h) : std::nullopt,
        state == "closed" ? std::optional(made + 30h) : std::nullopt));
    STEWARD_CHECK(
        transaction.execute("insert into helpdesk_messages (id, client_id, ticket_id, position, at, author_kind, author_id, author_name, "
                            "internal, body) values ($1, $2, $3, 1, $4, 'person', null, $5, $6, $7)",
                            MessageId::make(made, rng), client.id, id, made, "Robin Demo", false,
                            "It has been like this since this morning. Can somebody have a look?"));
    return {};
}

// Somebody of the first client, to look at the portal with. A link lets them in: steward user link EMAIL.
Status insert_account(Transaction& transaction, const DemoClient& client, Instant now, Rng& rng) {
    const AccountId id = AccountId::make(now, rng);
    STEWARD_CHECK(transaction.execute(
        "insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, changed_at) "
        "values ($1, $2, $2, 'Robin Demo', 'invited', $3, 1, $4, $4)",
        id, demo_person_email, false, now));
    for (const auto* role : {"CDM", "CUS"})
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", id, role));
    STEWARD_CHECK(transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)", id, client.id));
    return {};
}

Status insert_client(Transaction& transaction, const DemoClient& client, Instant since, Instant now) {
    const std::string key = lower(client.name);
    STEWARD_CHECK(
        transaction.execute("insert into directory_clients (id, name, name_key, status, zone, note, demo, revision, created_at, "
                            "changed_at) values ($1, $2, $3, 'active', 'Europe/Berlin', $4, $5, 1, $6, $7)",
                            client.id, client.name, key, "Demonstration. Remove it with: steward demo remove", true, since, now));
    STEWARD_CHECK(
        transaction.execute("insert into directory_sites (id, client_id, name, name_key, address, zone, demo, revision, created_at, "
                            "changed_at) values ($1, $2, 'Main office', 'main office', '', '', $3, 1, $4, $5)",
                            client.site, client.id, true, since, now));
    STEWARD_CHECK(transaction.execute(
        "insert into directory_people (id, client_id, site_id, name, name_key, email, email_key, phone, title, roles, vip, demo, revision, "
        "created_at, changed_at) "
        "values ($1, $2, $3, 'Robin Demo', 'robin demo', $8, $8, '', 'Office', '', $4, $5, 1, $6, $7)",
        client.person, client.id, client.site, false, true, since, now, demo_person_email));
    for (const auto& device : client.devices) STEWARD_CHECK(insert_device(transaction, client, device, since, now));
    return {};
}

using Ids = std::vector<std::string>;

Result<Ids> texts(Transaction& transaction, std::string_view sql) {
    STEWARD_TRY(const auto rows, transaction.query(sql));
    Ids ids;
    for (const auto& row : rows) ids.push_back(row.text(0));
    return ids;
}

// Tables with such a column, the last made first: what refers to a row is gone before the row.
Result<Ids> tables_with(Transaction& transaction, const std::string& column) {
    const bool sqlite = transaction.engine() == storage::Engine::Sqlite;
    STEWARD_TRY(
        auto tables,
        texts(transaction, sqlite ? "select m.name from sqlite_master m join pragma_table_info(m.name) c on c.name = '" + column +
                                        "' where m.type = 'table' order by m.rowid desc"
                                  : "select cast(c.relname as text) from pg_class c join pg_attribute a on a.attrelid = c.oid where "
                                    "c.relkind = 'r' and a.attname = '" +
                                        column + "' and c.relnamespace = current_schema()::regnamespace order by c.oid desc"));
    std::erase(tables, "access_audit");  // what was done stays told
    return tables;
}

Status remove_account(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select id from access_accounts where email_key = $1", demo_person_email));
    if (!row) return {};
    STEWARD_TRY(const auto tables, tables_with(transaction, "account_id"));
    for (const auto& table : tables) STEWARD_CHECK(transaction.execute("delete from " + table + " where account_id = $1", row->text(0)));
    STEWARD_CHECK(transaction.execute("delete from access_accounts where id = $1", row->text(0)));
    return {};
}
}  // namespace

Result<DemoNumbers> add_demo(storage::Database& database, series::SeriesStore& series, Instant now) {
    STEWARD_CHECK(database.read([](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto there, transaction.query_one("select 1 from directory_clients where demo limit 1"));
        return there ? Status(fail(ErrorKind::Conflict, "demo.there",
                                   "The demonstration is there already. Remove it with: steward demo remove"))
                     : Status{};
    }));
    SystemRng rng;
    SeededRng days(12);  // the same pictures every time
    const auto all = imagine(now, rng);
    DemoNumbers numbers{.clients = clients, .devices = clients * devices_each, .tickets = clients * tickets_each};
    for (const auto& client : all) {
        for (const auto& device : client.devices) STEWARD_CHECK(write_history(series, device, now, days, numbers));
        STEWARD_CHECK(series.sync());
        STEWARD_CHECK(series.maintain(now));
    }
    STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
        int number = 0;
        for (const auto& client : all) {
            STEWARD_CHECK(insert_client(transaction, client, now - history, now));
            for (int which = 0; which < tickets_each; ++which) STEWARD_CHECK(insert_ticket(transaction, client, which, ++number, now, rng));
        }
        STEWARD_CHECK(insert_account(transaction, all.front(), now, rng));
        return {};
    }));
    return numbers;
}

Result<DemoNumbers> remove_demo(storage::Database& database, series::SeriesStore& series) {
    DemoNumbers numbers;
    Ids devices;
    STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(devices, texts(transaction,
                                   "select id from directory_devices where client_id in (select id from directory_clients where demo)"));
        STEWARD_TRY(const auto tables, tables_with(transaction, "client_id"));
        for (const auto& table : tables) {
            STEWARD_TRY(const int64_t gone,
                        transaction.execute("delete from " + table + " where client_id in (select id from directory_clients where demo)"));
            if (table == "helpdesk_tickets") numbers.tickets = static_cast<int>(gone);
        }
        STEWARD_CHECK(remove_account(transaction));
        // An index of words without the words cannot forget single ones: the server makes it anew when it starts.
        STEWARD_CHECK(transaction.execute("delete from search_state"));
        STEWARD_TRY(const int64_t clients_gone, transaction.execute("delete from directory_clients where demo"));
        numbers.clients = static_cast<int>(clients_gone);
        return {};
    }));
    numbers.devices = static_cast<int>(devices.size());
    for (const auto& text : devices) {
        STEWARD_TRY(const auto id, DeviceId::parse(text));
        STEWARD_CHECK(series.erase(id));
    }
    STEWARD_CHECK(series.sync());
    return numbers;
}

}  // namespace steward::cli
