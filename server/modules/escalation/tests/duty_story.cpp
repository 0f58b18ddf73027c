#include "server/modules/escalation/tests/duty_story.h"

#include "server/platform/access/roles.h"
#include "server/platform/zones/zones.h"

namespace steward::alerting {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::escalation {

DutyStory::DutyStory()
    : Story({"journal", "access", "directory", "alerting", "service_levels", "helpdesk", "escalation"},
            {directory::make_module, alerting::make_module, service_levels::make_module, helpdesk::make_module, make_module}) {
    house.clock.set_wall(local("2026-11-18T02:00:00"));
    harbour = house.client("Harbour Precision");
    paula = person("Paula", "ENG");
    simon = person("Simon", "TEC");
    vera = person("Vera", "SVM");
    olga = person("Olga", "OWN");
}

Caller DutyStory::person(const std::string& name, const std::string& role) {
    SystemRng rng;
    Caller caller = house.owner();
    caller.account = AccountId::make(house.clock.now(), rng);
    caller.name = name;
    caller.roles = {role};
    caller.permissions = access::find_role(role)->permissions;
    std::string key = name + "@steward.example";
    key[0] = static_cast<char>(key[0] + 32);
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, "
                                "changed_at) values ($1, $2, $2, $3, 'active', $4, 1, 0, 0)",
                                caller.account, key, name, true));
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", caller.account, role));
        return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().cause);
    return caller;
}

PersonId DutyStory::client_person(const std::string& name, const std::string& email) {
    directory::v1::CreatePersonRequest request;
    request.set_client_id(harbour.text());
    request.set_name(name);
    request.set_email(email);
    return PersonId::parse(house.must<directory::v1::Person>(house.owner(), "CreatePerson", request).person_id()).value_or(PersonId{});
}

void DutyStory::to(Instant moment) {
    while (house.clock.now() < moment) {
        // Pages are a matter of minutes; nobody is paged on the days before.
        const Duration left = moment - house.clock.now();
        const Duration step = std::min<Duration>(std::chrono::minutes(left > std::chrono::hours(6) ? 10 : 1), left);
        house.clock.advance(step);
        house.reconcile();
    }
    house.reconcile();
}

v1::Schedule DutyStory::make_schedule(const std::string& starts_on) {
    v1::CreateScheduleRequest request;
    request.set_name("Nights");
    request.mutable_rules()->set_zone("Europe/Zurich");
    for (const auto& [name, caller] : {std::pair("Primary", &paula), std::pair("Secondary", &simon)}) {
        auto& layer = *request.mutable_rules()->add_layers();
        layer.set_name(name);
        layer.set_starts_on(starts_on);
        layer.add_account_ids(caller->account.text());
    }
    return house.must<v1::Schedule>(vera, "CreateSchedule", request);
}

std::string DutyStory::ticket(const std::string& title, const std::string& priority, const std::string& alert) {
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title(title);
    request.set_description(title);
    request.set_impact(priority == "P1" ? "extensive" : priority == "P2" ? "significant" : "limited");
    request.set_urgency(priority == "P4" ? "low" : "high");
    const auto made = house.must<helpdesk::v1::Ticket>(vera, "CreateTicket", request);
    EXPECT_EQ(made.priority(), priority);
    house.reconcile();
    // As the desk says it of a ticket that an alert made.
    if (!alert.empty()) {
        const auto told = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(
                transaction.execute("insert into helpdesk_ticket_alerts (alert_id, client_id, ticket_id, incident_id, title, "
                                    "state, joined_at) values ($1, $2, $3, '', $4, 'open', $5)",
                                    alert, harbour, made.ticket_id(), title, house.clock.now()));
            return {};
        });
        EXPECT_TRUE(told);
    }
    return made.ticket_id();
}

void DutyStory::alert_changes(const std::string& alert, const std::string& to, const std::string& by) {
    facts::v1::AlertChanged fact;
    fact.set_client_id(harbour.text());
    fact.set_alert_id(alert);
    fact.set_from("open");
    fact.set_to(to);
    fact.set_by(by);
    house.append(harbour, alert, fact);
    house.reconcile();
}

void DutyStory::clock_reaches(const std::string& ticket, int percent, const std::string& priority) {
    facts::v1::ClockAtRisk fact;
    fact.set_client_id(harbour.text());
    fact.set_subject_id(ticket);
    fact.set_clock_id("c-" + std::to_string(percent));
    fact.set_kind("resolve");
    fact.set_priority(priority);
    fact.set_percent(percent);
    house.append(harbour, ticket, fact);
    house.reconcile();
}

void DutyStory::clock_breaks(const std::string& ticket, const std::string& kind, const std::string& priority) {
    facts::v1::ClockBreached fact;
    fact.set_client_id(harbour.text());
    fact.set_subject_id(ticket);
    fact.set_clock_id("clock-" + kind);
    fact.set_kind(kind);
    fact.set_priority(priority);
    fact.set_due_at_unix_ms(house.clock.now().unix_ms);
    fact.set_breach_at_unix_ms(house.clock.now().unix_ms + 1000);
    house.append(harbour, ticket, fact);
    house.reconcile();
}

std::string DutyStory::paged() {
    static const auto zone = zones::Zone::open("Europe/Zurich").value();
    std::string all;
    const auto read = house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto rows,
                    transaction.query("select p.sent_at, p.name from escalation_pages p join escalation_runs r on r.id = p.run_id where "
                                      "p.state in ('sent', 'acknowledged') order by p.sent_at, p.position, p.name"));
        for (const auto& row : rows) {
            const std::string at = zone.text(row.integer(0) / 1000);
            const size_t colon = at.find(':');
            all += (all.empty() ? "" : ", ") + at.substr(colon - 2, 5) + " " + row.text(1);
        }
        return {};
    });
    EXPECT_TRUE(read);
    return all;
}

v1::Run DutyStory::run_of(const std::string& ticket_id) {
    v1::ListRunsRequest request;
    request.set_filter("ticket_id:" + ticket_id);
    const auto runs = house.must<v1::ListRunsResponse>(vera, "ListRuns", request);
    if (runs.runs().empty()) return {};
    v1::GetRunRequest one;
    one.set_run_id(runs.runs(0).run_id());
    return house.must<v1::Run>(vera, "GetRun", one);
}

std::string DutyStory::token_of(int page_number) {
    const auto pages = house.facts<facts::v1::PageDue>();
    if (static_cast<size_t>(page_number) >= pages.size()) return "";
    return house.take<Escalation>().page_token(PageId::parse(pages[static_cast<size_t>(page_number)].page_id()).value_or(PageId{}));
}

Result<v1::PageFace> DutyStory::take_by_link(const std::string& token) {
    v1::AcknowledgePageRequest request;
    request.set_token(token);
    Caller nobody{.kind = PrincipalKind::Nobody};
    nobody.permissions = {""};
    auto answer = house.call<v1::PageFace>(nobody, "AcknowledgePage", request);
    house.reconcile();
    return answer;
}

bool DutyStory::answers_by_mail(const std::string& text, const std::string& from) {
    bool taken = false;
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(taken, house.take<Escalation>().acknowledge_by_reply(transaction, text, from, house.clock.now()));
        return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().message + done.error().cause);
    return taken;
}

}  // namespace steward::escalation
