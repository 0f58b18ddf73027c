#include "tools/bench/desk_data.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include "base/id.h"
#include "tools/bench/desk_words.h"

namespace steward::bench {

Status fill_by_statements(storage::Database& database, const DeskSize& size, Instant now);  // desk_rows.cpp

namespace {
using storage::Database;
using storage::Transaction;

constexpr int64_t day_ms = 86'400'000, years_ms = 3 * 365 * day_ms;
constexpr int at_once = 2000;

struct Client {
    std::string id;
    std::vector<std::string> people, devices, device_names;
    std::string last_ticket;
};
struct World {
    std::vector<Client> clients;
    std::vector<std::pair<std::string, std::string>> technicians;  // id and name
    std::vector<std::string> categories;
    SeededRng rng{7};

    std::string id(Instant at) { return to_text(make_raw_id(at, rng)); }
    // The first few have most of the work.
    Client& some_client() { return clients[rng.below(clients.size()) * rng.below(clients.size()) / clients.size()]; }
    template <typename Choice, size_t n>
    Choice one_of(const Choice (&choices)[n]) {
        return choices[rng.below(n)];
    }
};

std::string numbered(const char* format, int number) {
    char text[64];
    std::snprintf(text, sizeof text, format, number);
    return text;
}

Status add_clients(Transaction& transaction, World& world, const DeskSize& size, Instant now) {
    Inserter clients(transaction,
                     "insert into directory_clients (id, name, name_key, status, zone, note, demo, revision, created_at, changed_at)", 10);
    for (int i = 0; i < size.clients; ++i) {
        Client client;
        client.id = world.id(now);
        const std::string name = numbered("Client %03d", i);
        clients.add(client.id, name, numbered("client %03d", i), "active", "Europe/Zurich", "", false, 1, now, now);
        STEWARD_CHECK(clients.flush());
        Inserter people(transaction,
                        "insert into directory_people (id, client_id, name, name_key, email, email_key, phone, title, roles, vip, demo, "
                        "revision, created_at, changed_at)",
                        14);
        for (int person = 0; person < size.people_a_client; ++person) {
            client.people.push_back(world.id(now));
            const std::string who = numbered("Person %04d", i * size.people_a_client + person);
            const std::string mail = numbered("person%04d@client.example", i * size.people_a_client + person);
            people.add(client.people.back(), client.id, who, who, mail, mail, "", "", "", false, false, 1, now, now);
        }
        STEWARD_CHECK(people.flush());
        Inserter devices(transaction,
                         "insert into directory_devices (id, client_id, name, hostname, device_class, criticality, criticality_assumed, "
                         "status, note, attention, first_use_trust, machine_fingerprint, os, demo, revision, enrolled_at, changed_at, "
                         "retired_reason)",
                         18);
        Inserter owners(transaction, "insert into directory_device_clients (client_id, device_id, since)", 3);
        for (int device = 0; device < size.devices_a_client; ++device) {
            client.devices.push_back(world.id(now));
            client.device_names.push_back(numbered(device % 5 == 0 ? "srv-%04d" : "wks-%04d", i * size.devices_a_client + device));
            const std::string& called = client.device_names.back();
            devices.add(client.devices.back(), client.id, called, called + ".client.example", device % 5 == 0 ? "server" : "workstation",
                        "C3", true, "active", "", "", false, client.devices.back(), "Debian GNU/Linux 12", false, 1, now, now, "");
            owners.add(client.id, client.devices.back(), now);
        }
        STEWARD_CHECK(devices.flush());
        STEWARD_CHECK(owners.flush());
        world.clients.push_back(std::move(client));
    }
    return {};
}

Status add_technicians(Transaction& transaction, World& world, const DeskSize& size, Instant now) {
    for (int i = 0; i < size.technicians; ++i) {
        const std::string id = world.id(now), mail = numbered("technician%02d@desk.example", i);
        STEWARD_CHECK(
            transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, "
                                "changed_at) values ($1, $2, "
                                "$2, $3, 'active', true, 1, $4, $4)",
                                id, mail, numbered("Technician %d", i), now));
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, 'TEC')", id));
    }
    STEWARD_TRY(const auto accounts, transaction.query("select account_id, name from access_v_accounts order by account_id"));
    for (const auto& row : accounts) world.technicians.emplace_back(row.text(0), row.text(1));
    STEWARD_TRY(const auto categories, transaction.query("select id from helpdesk_categories order by id"));
    for (const auto& row : categories) world.categories.push_back(row.text(0));
    return {};
}

constexpr std::string_view ticket_head =
    "insert into helpdesk_tickets (id, client_id, reference, kind, source, title, description, impact, urgency, priority, priority_reason, "
    "state, queue, assignee_id, assignee_name, requester_id, device_id, device_name, alert_state, created_at, changed_at, "
    "first_response_at, resolved_at, closed_at, resolution_code, resolution_text, root_cause, reopened_count, assignment_count, "
    "public_count, internal_count, entry_count, revision, category_id, parent_id, merged_into_id, state_since)";
constexpr std::string_view message_head =
    "insert into helpdesk_messages (id, client_id, ticket_id, position, at, author_kind, author_name, internal, body)";

constexpr std::string_view open_states[] = {
    "new",         "new",         "triaged",        "assigned",       "in_progress",    "in_progress",
    "in_progress", "in_progress", "waiting_client", "waiting_client", "waiting_vendor", "scheduled"};
constexpr std::string_view ended_states[] = {"closed", "closed", "closed", "closed", "closed", "closed", "closed", "cancelled", "merged"};
constexpr std::string_view some_priorities[] = {"P2", "P3", "P3", "P3", "P3", "P3", "P4", "P4", "P4", "P4"};
constexpr std::string_view some_kinds[] = {"incident", "incident", "incident", "request", "request", "change", "internal"};
constexpr std::string_view some_sources[] = {"email", "email", "email", "phone", "portal", "alert"};

struct Story {
    std::string state;
    Instant created_at, changed_at;
    bool open = false;
};

// The newest are open, two of three; of the old ones one in a thousand was forgotten.
Story story_of(World& world, const DeskSize& size, int number, Instant now) {
    Story story;
    story.created_at = now - Duration(years_ms / size.tickets * (size.tickets - number));
    const bool recent = number >= size.tickets - size.tickets * 3 / 40;
    story.open = recent ? world.rng.below(3) < 2 : world.rng.below(1000) == 0;
    story.state = story.open ? world.one_of(open_states) : recent && world.rng.below(3) == 0 ? "resolved" : world.one_of(ended_states);
    const int64_t age = (now - story.created_at).count();
    story.changed_at =
        story.created_at +
        Duration(static_cast<int64_t>(world.rng.below(static_cast<uint64_t>(story.open ? age + 1 : std::min(age + 1, 10 * day_ms)))));
    return story;
}

Status add_messages(Inserter& messages, World& world, const DeskSize& size, const Client& client, const std::string& ticket,
                    const Story& story, const std::string& technician) {
    const int64_t life = (story.changed_at - story.created_at).count();
    for (int i = 0; i < size.messages_a_ticket; ++i) {
        const Instant said = story.created_at + Duration(life * (i + 1) / (size.messages_a_ticket + 1));
        std::string body = text_of(world.rng, 40);
        if (world.rng.below(20) == 0) body += " " + client.device_names[world.rng.below(client.device_names.size())];
        messages.add(world.id(said), client.id, ticket, i + 2, said, i % 2 == 0 ? "person" : "staff", technician, i == 3, body);
    }
    return {};
}

Status add_ticket(Inserter& tickets, Inserter& messages, World& world, const DeskSize& size, int number, Instant now) {
    Client& client = world.some_client();
    const Story story = story_of(world, size, number, now);
    const auto id = world.id(story.created_at);
    const bool nobodys = story.state == "new" || story.state == "triaged";
    const auto& [technician_id, technician] = world.technicians[world.rng.below(world.technicians.size())];
    const size_t device = world.rng.below(client.devices.size());
    const bool has_device = world.rng.below(5) < 2, has_ended = !story.open,
               merged = story.state == "merged" && !client.last_ticket.empty();
    const bool child = story.open && world.rng.below(50) == 0 && !client.last_ticket.empty();
    const auto at_end = [&](Instant at) { return has_ended ? std::optional(at) : std::nullopt; };
    const auto or_none = [](bool is, const std::string& text) { return is ? std::optional(text) : std::nullopt; };
    const std::string source(world.one_of(some_sources));
    tickets.add(id, client.id, numbered("TIC-2026-%06d", number + 1), world.one_of(some_kinds), source, text_of(world.rng, 6),
                text_of(world.rng, 30), "limited", "medium", world.rng.below(100) < 2 ? "P1" : world.one_of(some_priorities), "",
                merged || story.state != "merged" ? story.state : "closed", source == "alert" ? "alerts" : "service desk",
                or_none(!nobodys, technician_id), nobodys ? "" : technician,
                or_none(source != "alert", client.people[world.rng.below(client.people.size())]),
                or_none(has_device, client.devices[device]), has_device ? client.device_names[device] : "", "", story.created_at,
                story.changed_at, nobodys ? std::nullopt : std::optional(story.created_at), at_end(story.changed_at),
                story.state == "closed" ? std::optional(story.changed_at) : std::nullopt, has_ended ? "fixed" : "",
                has_ended ? text_of(world.rng, 8) : "", "", 0, 1, size.messages_a_ticket - 1, 1, size.messages_a_ticket + 4, 1,
                world.categories[world.rng.below(world.categories.size())], or_none(child, client.last_ticket),
                or_none(merged, client.last_ticket), story.changed_at);
    if (!merged && !child) client.last_ticket = id;
    STEWARD_CHECK(add_messages(messages, world, size, client, id, story, technician));
    // What is said in a ticket points at it.
    if (!messages.is_full()) return {};
    STEWARD_CHECK(tickets.flush());
    return messages.flush();
}
}  // namespace

Status fill_desk(Database& database, const DeskSize& size, Instant now) {
    World world;
    STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
        STEWARD_CHECK(add_clients(transaction, world, size, now));
        return add_technicians(transaction, world, size, now);
    }));
    for (int first = 0; first < size.tickets; first += at_once) {
        STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
            Inserter tickets(transaction, std::string(ticket_head), 37), messages(transaction, std::string(message_head), 9);
            for (int number = first; number < std::min(first + at_once, size.tickets); ++number)
                STEWARD_CHECK(add_ticket(tickets, messages, world, size, number, now));
            STEWARD_CHECK(tickets.flush());
            return messages.flush();
        }));
    }
    return fill_by_statements(database, size, now);
}

}  // namespace steward::bench
