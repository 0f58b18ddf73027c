#include "server/demo/cast.h"

#include <fmt/format.h>

#include <array>

#include "server/platform/access/account_store.h"

namespace steward::demo {

namespace {
using storage::Transaction;

struct Trade {
    const char *name, *word;
    std::array<const char*, 3> own_machines;  // what such a place has beside desks
    std::array<const char*, 2> sites, addresses;
};
constexpr size_t machines_each = 25, people_each = 8;
constexpr int64_t first_number = 900'000;
constexpr std::array<Trade, 12> trades = {{
    {"Bakery Amsel",
     "amsel",
     {"till-market", "till-station", "oven-control"},
     {"Bakehouse", "Shop at the station"},
     {"Mühlenweg 4, 37073 Göttingen", "Bahnhofsplatz 1, 37073 Göttingen"}},
    {"Clinic Birkenhain",
     "birkenhain",
     {"xray-1", "reception-1", "lab-analyser"},
     {"Main building", "Day clinic"},
     {"Birkenhain 12, 34117 Kassel", "Wilhelmsstraße 8, 34117 Kassel"}},
    {"Carpentry Dachs",
     "dachs",
     {"cnc-1", "cnc-2", "workshop-tablet"},
     {"Workshop", "Office"},
     {"Sägewerk 3, 37154 Northeim", "Markt 17, 37154 Northeim"}},
    {"School Elsterweg",
     "elsterweg",
     {"library-1", "room-204", "room-lab"},
     {"Main building", "Sports hall"},
     {"Elsterweg 1, 38100 Braunschweig", "Elsterweg 9, 38100 Braunschweig"}},
    {"Architects Falke",
     "falke",
     {"plotter", "render-1", "render-2"},
     {"Studio", "Site office"},
     {"Am Hafen 22, 20457 Hamburg", "Baufeld 7, 20457 Hamburg"}},
    {"Brewery Gimpel",
     "gimpel",
     {"brewhouse", "bottling", "till-tavern"},
     {"Brewery", "Tavern"},
     {"Hopfenallee 5, 96047 Bamberg", "Obere Brücke 2, 96047 Bamberg"}},
    {"Pharmacy Habicht",
     "habicht",
     {"picker", "till-1", "till-2"},
     {"Pharmacy", "Branch North"},
     {"Lange Straße 40, 26122 Oldenburg", "Nordring 3, 26122 Oldenburg"}},
    {"Freight Igel",
     "igel",
     {"gate-scanner", "dispatch-wall", "weighbridge"},
     {"Depot", "Head office"},
     {"Hafenstraße 60, 28195 Bremen", "Contrescarpe 9, 28195 Bremen"}},
    {"Notary Kiebitz",
     "kiebitz",
     {"signing-desk", "scanner-room", "reception-1"},
     {"Chambers", "Archive"},
     {"Rathausmarkt 2, 24103 Kiel", "Eggerstedtstraße 5, 24103 Kiel"}},
    {"Printers Lerche",
     "lerche",
     {"press-rip", "prepress-1", "cutter"},
     {"Print hall", "Office"},
     {"Gutenbergring 10, 04103 Leipzig", "Gutenbergring 12, 04103 Leipzig"}},
    {"Optics Meise",
     "meise",
     {"till-1", "lens-edger", "fitting-room"},
     {"Shop", "Workshop"},
     {"Kröpcke 3, 30159 Hannover", "Lister Meile 21, 30159 Hannover"}},
    {"Winery Nachtigall",
     "nachtigall",
     {"cellar-control", "shop-till", "tasting-room"},
     {"Estate", "Shop in town"},
     {"Weinberg 1, 55116 Mainz", "Augustinerstraße 14, 55116 Mainz"}},
}};
constexpr std::array<const char*, 5> servers = {"dc1", "files", "erp", "backup", "db1"};
constexpr std::array<const char*, 8> desks = {"front-desk", "accounts", "purchasing",   "planning",
                                              "sales",      "archive",  "meeting-room", "spare"};
constexpr std::array<const char*, 36> first_names = {
    "Anna",  "Bruno", "Clara", "David",    "Elif", "Felix",  "Greta", "Hassan", "Ida",  "Jonas",  "Katja",  "Luca",
    "Maren", "Nils",  "Olga",  "Paul",     "Rana", "Simon",  "Tilda", "Ulrich", "Vera", "Willem", "Yara",   "Zoe",
    "Arda",  "Birte", "Carlo", "Dorothea", "Emil", "Franka", "Gero",  "Hanne",  "Ivo",  "Jule",   "Konrad", "Lotte"};
constexpr std::array<const char*, 32> last_names = {"Albers",  "Becker",  "Çelik",  "Dietrich", "Engel",  "Friese", "Grünwald", "Hoffmann",
                                                    "Ivanov",  "Jansen",  "Krüger", "Lorenz",   "Menzel", "Nowak",  "Oswald",   "Peters",
                                                    "Quandt",  "Richter", "Sommer", "Thoma",    "Ulmer",  "Vogel",  "Winter",   "Yilmaz",
                                                    "Ziegler", "Arndt",   "Brandt", "Claasen",  "Dorn",   "Ebert",  "Fuchs",    "Gerber"};
struct Post {
    const char *title, *roles;
};
constexpr std::array<Post, people_each> posts = {{{"Managing director", "CDM"},
                                                  {"Office manager", "CAP"},
                                                  {"Human resources", "CHR"},
                                                  {"Accounting", "CUS"},
                                                  {"Sales", "CUS"},
                                                  {"Purchasing", "CUS"},
                                                  {"Planning", "CUS"},
                                                  {"Trainee", "CUS"}}};

std::string ascii_lower(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) out += static_cast<char>(std::tolower(byte));
        else if (byte == 0xc3 || byte == 0xc4) continue;  // the first byte of ü, Ç and their like
        else out += byte == 0xbc ? 'u' : 'c';
    }
    return out;
}

Person person_of(size_t company, size_t which, const std::string& word, Instant since, Rng& rng) {
    if (company == 0 && which == 0)
        return {PersonId::make(since, rng),
                "Robin Demo",
                "Robin",
                std::string(robin_address),
                "CDM,CUS",
                posts[0].title,
                {AccountId::make(since, rng), "Robin Demo"}};
    const size_t number = company * people_each + which;
    const std::string first = first_names[number % first_names.size()], last = last_names[(number * 5 + company) % last_names.size()];
    Person person{PersonId::make(since, rng),
                  first + " " + last,
                  first,
                  ascii_lower(first + "." + last) + "@" + word + "." + std::string(address_end),
                  posts[which].roles,
                  posts[which].title,
                  {}};
    if (which < 6) person.actor = {AccountId::make(since, rng), person.name};
    return person;
}

Company company_of(size_t which, Instant since, Rng& rng) {
    const Trade& trade = trades[which];
    Company company{.id = ClientId::make(since, rng),
                    .name = std::string(trade.name) + " (demo)",
                    .word = trade.word,
                    .sites = {},
                    .people = {},
                    .machines = {}};
    for (size_t i = 0; i < trade.sites.size(); ++i) company.sites.push_back({SiteId::make(since, rng), trade.sites[i], trade.addresses[i]});
    for (size_t i = 0; i < people_each; ++i) company.people.push_back(person_of(which, i, company.word, since, rng));
    for (size_t i = 0; i < machines_each; ++i) {
        const bool server = i < servers.size(), laptop = i >= 16;
        const std::string name = server   ? servers[i]
                                 : i < 8  ? trade.own_machines[i - 5]
                                 : laptop ? fmt::format("nb-{:02}", i - 15)
                                          : fmt::format("pc-{}", desks[i - 8]);
        const char* os = server       ? (i == 3 ? "Ubuntu 22.04 LTS" : "Debian GNU/Linux 12 (bookworm)")
                         : i % 4 == 0 ? "Debian GNU/Linux 12 (bookworm)"
                                      : "Ubuntu 24.04 LTS";
        company.machines.push_back({DeviceId::make(since, rng), company.word + "-" + name,
                                    server   ? "server"
                                    : laptop ? "laptop"
                                             : "workstation",
                                    os, static_cast<size_t>(!server && i % 5 == 1)});
    }
    return company;
}

Actor colleague(const char* name, Instant since, Rng& rng) { return {AccountId::make(since, rng), std::string(name) + " (demo)"}; }

std::string address_of(const Actor& actor) {
    std::string words = ascii_lower(actor.name.substr(0, actor.name.find(" (")));
    std::replace(words.begin(), words.end(), ' ', '.');
    return words + "@staff." + std::string(address_end);
}

Status seat_account(Transaction& transaction, const Actor& actor, const std::string& email, std::set<std::string> roles, ClientId client,
                    Instant since) {
    access::Account account;
    account.id = actor.account;
    account.email = email;
    account.name = actor.name;
    account.status = "active";  // of people who could sign in if they had a password, which nobody gave them
    account.all_clients = client.is_nil();
    account.created_at = since;
    account.roles = std::move(roles);
    if (!client.is_nil()) account.clients = {client};
    return access::insert_account(transaction, account);
}

Status seat_person(Transaction& transaction, const Company& company, const Person& person, Instant since) {
    const size_t which = static_cast<size_t>(&person - company.people.data());
    STEWARD_CHECK(transaction.execute(
        "insert into directory_people (id, client_id, site_id, name, name_key, email, email_key, phone, title, roles, vip, demo, revision, "
        "created_at, changed_at, approval_limit_minor, approval_limit_currency) values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, "
        "1, $12, $12, $13, $14)",
        person.id, company.id, company.sites[which % 4 == 3 ? 1 : 0].id, person.name, ascii_lower(person.name), person.email,
        fmt::format("+49 30 23125 {:03}", 100 + which), person.title, person.roles, which == 0, true, since, which == 1 ? 100'000 : 0,
        which == 1 ? "EUR" : ""));
    if (person.actor.account.is_nil()) return {};
    std::set<std::string> roles = {person.roles.substr(0, 3), "CUS"};
    return seat_account(transaction, person.actor, person.email, std::move(roles), company.id, since);
}

Status seat_machine(Transaction& transaction, const Company& company, const Machine& machine, Instant since) {
    const bool server = machine.kind == "server";
    STEWARD_CHECK(
        transaction.execute("insert into directory_devices (id, client_id, site_id, name, hostname, device_class, criticality, "
                            "criticality_assumed, status, note, attention, "
                            "first_use_trust, machine_fingerprint, os, demo, revision, enrolled_at, changed_at, retired_at, "
                            "retired_reason) values ($1, $2, $3, $4, $4, $5, $6, "
                            "$7, 'active', $8, '', $9, '', $10, $11, 1, $12, $12, null, '')",
                            machine.id, company.id, company.sites[machine.site].id, machine.name, machine.kind,
                            server ? (machine.name.ends_with("dc1") ? "C1" : "C2") : "C3", !server,
                            "Demonstration: no such machine exists.", false, machine.os, true, since));
    STEWARD_CHECK(transaction.execute("insert into directory_device_clients (client_id, device_id, since, until) values ($1, $2, $3, null)",
                                      company.id, machine.id, since));
    return {};
}

// The last one has just begun; the others were clients long before the three months that are played.
Status seat_company(Transaction& transaction, const Company& company, Instant since, bool has_just_begun) {
    const Instant client_since = has_just_begun ? since : since - std::chrono::days(700);
    STEWARD_CHECK(transaction.execute(
        "insert into directory_clients (id, name, name_key, status, zone, note, demo, revision, created_at, changed_at) "
        "values ($1, $2, $3, 'active', 'Europe/Berlin', $4, $5, 1, $6, $6)",
        company.id, company.name, ascii_lower(company.name), "Demonstration. Remove it with: steward demo remove", true, client_since));
    for (const Site& site : company.sites)
        STEWARD_CHECK(transaction.execute(
            "insert into directory_sites (id, client_id, name, name_key, address, zone, demo, revision, created_at, changed_at) "
            "values ($1, $2, $3, $4, $5, '', $6, 1, $7, $7)",
            site.id, company.id, site.name, ascii_lower(site.name), site.address, true, since));
    for (const Person& person : company.people) STEWARD_CHECK(seat_person(transaction, company, person, since));
    for (const Machine& machine : company.machines) STEWARD_CHECK(seat_machine(transaction, company, machine, since));
    return {};
}
}  // namespace

Cast imagine(Instant since, Rng& rng, const Actor& owner) {
    Cast cast;
    cast.owner = owner;
    for (size_t i = 0; i < trades.size(); ++i) cast.companies.push_back(company_of(i, since, rng));
    cast.staff.manager = colleague("Mara Lindqvist", since, rng);
    cast.staff.dispatcher = colleague("Jonas Okafor", since, rng);
    cast.staff.engineer = colleague("Sofia Marchetti", since, rng);
    for (const char* name : {"Lena Brandt", "Tariq Haddad", "Piotr Nowak"}) cast.staff.technicians.push_back(colleague(name, since, rng));
    return cast;
}

Status seat(storage::Database& database, const Cast& cast, Instant since) {
    return database.write([&](Transaction& transaction) -> Status {
        // Numbers that the installation itself will never come to.
        const int64_t year = static_cast<int64_t>(std::stoi(to_rfc3339(since).substr(0, 4)));
        for (const auto* table : {"helpdesk_numbers", "alerting_numbers"}) {
            for (int64_t one = year; one <= year + 1; ++one)
                STEWARD_CHECK(transaction.execute("insert into " + std::string(table) + " values ($1, $2)", one, first_number));
        }
        for (const Company& company : cast.companies)
            STEWARD_CHECK(seat_company(transaction, company, since, &company == &cast.companies.back()));
        const Staff& staff = cast.staff;
        STEWARD_CHECK(seat_account(transaction, staff.manager, address_of(staff.manager), {"SVM"}, {}, since));
        STEWARD_CHECK(seat_account(transaction, staff.dispatcher, address_of(staff.dispatcher), {"DSP"}, {}, since));
        STEWARD_CHECK(seat_account(transaction, staff.engineer, address_of(staff.engineer), {"ENG"}, {}, since));
        for (const Actor& one : staff.technicians)
            STEWARD_CHECK(seat_account(transaction, one, address_of(one), {"TEC", "ONC"}, {}, since));
        return seat_account(transaction, cast.owner, "owner@" + std::string(address_end), {"OWN"}, {}, since);
    });
}

}  // namespace steward::demo
