// What is under way when the curtain rises: questions that wait for an answer, work of the owner's own, a joiner, a merge.
#include "server/demo/play.h"
#include "server/demo/tale.h"

namespace steward::demo {

namespace json = boost::json;

namespace {
using namespace std::chrono_literals;

class Today {
public:
    explicit Today(Scene& scene) : scene_(scene) {}

    Result<std::string> raise(size_t company, size_t person, const char* title, const char* text, const char* kind, const char* impact,
                              const char* urgency, const Actor& owner) {
        const Company& whose = scene_.cast.companies[company];
        STEWARD_TRY(const auto made, scene_.stage.ask(dispatcher(), "POST", "/api/v1/clients/" + whose.id.text() + "/tickets",
                                                      {{"title", title},
                                                       {"description", text},
                                                       {"kind", kind},
                                                       {"impact", impact},
                                                       {"urgency", urgency},
                                                       {"source", "phone"},
                                                       {"requester_person_id", whose.people[person].id.text()}}));
        const std::string id = text_of(made, "ticket_id");
        STEWARD_CHECK(
            scene_.stage.ask(dispatcher(), "POST", "/api/v1/tickets/" + id + "/assign", {{"assignee_account_id", owner.account.text()}}));
        STEWARD_CHECK(scene_.stage.ask(owner, "POST", "/api/v1/tickets/" + id + "/state", {{"state", "in_progress"}}));
        return id;
    }

    Status approvals() {
        const Actor& technician = scene_.technician(0);
        const Company& bakery = scene_.cast.companies[0];
        STEWARD_TRY(const auto tablet, raise(0, 3, "Two tablets for the bakehouse", "We want to enter the batches where they are made.",
                                             "request", "limited", "low", technician));
        STEWARD_CHECK(ask(technician, tablet,
                          {{"kind", "purchase"},
                           {"question", "Two robust tablets with covers?"},
                           {"consequence", "Ordered today, they are here within a week."},
                           {"cost_minor", 89'800},
                           {"currency", "EUR"},
                           {"rule", "any"},
                           {"person_ids", json::array{bakery.people[1].id.text(), bakery.people[0].id.text()}}}));
        STEWARD_TRY(const auto access, raise(0, 4, "Access to the recipes for the new baker", "He needs to read the folder Recipes.",
                                             "request", "limited", "low", technician));
        STEWARD_CHECK(ask(technician, access,
                          {{"kind", "access"},
                           {"question", "May the new baker read the folder Recipes?"},
                           {"consequence", "He can read all recipes, not change them."},
                           {"rule", "any"},
                           {"person_ids", json::array{bakery.people[0].id.text()}}}));
        const Company& clinic = scene_.cast.companies[1];
        STEWARD_TRY(const auto license, raise(1, 4, "Licence for the dictation program", "Two more doctors dictate from January.",
                                              "request", "limited", "low", scene_.technician(1)));
        STEWARD_CHECK(ask(scene_.technician(1), license,
                          {{"kind", "purchase"},
                           {"question", "Two licences of the dictation program?"},
                           {"consequence", "Billed each year from January."},
                           {"cost_minor", 42'000},
                           {"currency", "EUR"},
                           {"rule", "any"},
                           {"person_ids", json::array{clinic.people[1].id.text()}}}));
        return decide(clinic.people[1].actor, "approved", "Yes, please order both.");
    }

    // So that "waiting for you" is not empty for whoever looks at this.
    Status of_the_owner() {
        const Actor& owner = scene_.cast.owner;
        STEWARD_TRY(const auto offer,
                    raise(8, 0, "Offer for a second line to the archive", "Dr. Kiebitz asks you personally what a second line would cost.",
                          "request", "limited", "medium", owner));
        STEWARD_CHECK(
            scene_.stage.ask(owner, "POST", "/api/v1/tickets/" + offer + "/messages",
                             {{"text", "Good morning, I have asked two carriers and come back to you on Tuesday."}, {"internal", false}}));
        STEWARD_CHECK(scene_.stage.ask(
            scene_.technician(2), "POST", "/api/v1/tickets/" + offer + "/messages",
            {{"text", "The street is being dug up in January anyway, good moment for a second line."}, {"internal", true}}));
        STEWARD_TRY(const auto drive, raise(11, 0, "Tasting room: music and card terminal share one network",
                                            "Guests fill the line on Saturdays.", "incident", "significant", "medium", owner));
        STEWARD_CHECK(scene_.stage.ask(scene_.technician(1), "POST", "/api/v1/tickets/" + drive + "/messages",
                                       {{"text", "I can be there on Thursday morning."}, {"internal", true}}));
        STEWARD_TRY(const auto firewall,
                    raise(9, 3, "Firewall rule for the colour service of the vendor", "The vendor wants to reach the RIP from outside.",
                          "request", "limited", "low", scene_.cast.staff.engineer));
        return ask(scene_.cast.staff.engineer, firewall,
                   {{"kind", "access"},
                    {"question", "May the vendor reach the RIP from two fixed addresses?"},
                    {"consequence", "Open for two weeks, watched, closed by itself."},
                    {"rule", "any"},
                    {"account_ids", json::array{owner.account.text()}}});
    }

    Status joiner() {
        const Company& freight = scene_.cast.companies[7];
        STEWARD_TRY(const auto opened, scene_.stage.ask(dispatcher(), "POST", "/api/v1/clients/" + freight.id.text() + "/template-tickets",
                                                        {{"template_id", scene_.templates["New colleague (demo)"]},
                                                         {"source", "phone"},
                                                         {"requester_person_id", freight.people[2].id.text()}}));
        const std::string path = "/api/v1/tickets/" + text_of(opened, "ticket_id");
        const Actor& technician = scene_.technician(1);
        STEWARD_CHECK(scene_.stage.ask(dispatcher(), "POST", path + "/assign", {{"assignee_account_id", technician.account.text()}}));
        STEWARD_CHECK(scene_.stage.ask(technician, "POST", path + "/state", {{"state", "in_progress"}}));
        STEWARD_TRY(const auto list, scene_.stage.ask(technician, "GET", path + "/checklist"));
        const auto& items = list.at("items").as_array();
        for (size_t i = 0; i < 2 && i < items.size(); ++i)
            STEWARD_CHECK(scene_.stage.ask(technician, "PATCH", path + "/checklist/" + text_of(items[i], "item_id"), {{"done", true}}));
        const Company& school = scene_.cast.companies[3];
        STEWARD_CHECK(scene_.stage.ask(school.people[2].actor, "POST", "/api/v1/clients/" + school.id.text() + "/staff-changes",
                                       {{"kind", "leaver"},
                                        {"person_id", school.people[7].id.text()},
                                        {"effective_on", day_of(scene_.until + 24h * 20)},
                                        {"hand_over_person_id", school.people[6].id.text()},
                                        {"note", "End of the trainee year."}}));
        return {};
    }

    Status merged_and_linked() {
        const Actor& technician = scene_.technician(2);
        STEWARD_TRY(const auto first, raise(10, 4, "Lens edger does not take jobs", "The machine in the workshop shows no jobs.",
                                            "incident", "significant", "high", technician));
        STEWARD_TRY(const auto second,
                    raise(10, 5, "No jobs at the lens edger", "Same as my colleague said.", "incident", "limited", "medium", technician));
        STEWARD_CHECK(scene_.stage.ask(dispatcher(), "POST", "/api/v1/tickets/" + second + "/merge", {{"into_ticket_id", first}}));
        STEWARD_CHECK(scene_.stage.ask(
            technician, "POST", "/api/v1/tickets/" + first + "/messages",
            {{"text", "The job list hangs at an order with a comma in its name. I have asked the vendor."}, {"internal", false}}));
        STEWARD_CHECK(scene_.stage.ask(
            technician, "POST", "/api/v1/tickets/" + first + "/state",
            {{"state", "waiting_vendor"}, {"vendor_reference", "case 88123"}, {"reason", "The maker of the edger looks at it."}}));
        STEWARD_TRY(const auto later, raise(2, 4, "New monitors for the office", "Four monitors, after the holidays is fine.", "request",
                                            "limited", "low", technician));
        STEWARD_CHECK(scene_.stage.ask(technician, "POST", "/api/v1/tickets/" + later + "/state",
                                       {{"state", "scheduled"},
                                        {"until_unix_ms", (scene_.until + 24h * 40).unix_ms},
                                        {"requester_agreed", true},
                                        {"reason", "Agreed by telephone for January"}}));
        STEWARD_CHECK(scene_.stage.ask(technician, "POST", "/api/v1/tickets/" + later + "/articles",
                                       {{"article_id", scene_.articles["Print on the copier with your badge"]}, {"how", "link"}}));
        waits_for_vendor_ = first;
        return {};
    }

    // Only now: a timer that runs since another week keeps that week from being handed in.
    Status timer() {
        if (waits_for_vendor_.empty()) return {};
        STEWARD_CHECK(scene_.stage.ask(scene_.technician(2), "POST", "/api/v1/tickets/" + waits_for_vendor_ + "/timer",
                                       {{"note", "On the phone with the vendor"}}));
        return {};
    }

    Status windows() {
        const Company& printers = scene_.cast.companies[9];
        const auto window = [&](const Machine& machine, Instant from, Instant until, const char* reason) -> Status {
            STEWARD_CHECK(scene_.stage.ask(scene_.cast.staff.engineer, "POST",
                                           "/api/v1/clients/" + printers.id.text() + "/maintenance-windows",
                                           {{"device_id", machine.id.text()},
                                            {"starts_at_unix_ms", from.unix_ms},
                                            {"ends_at_unix_ms", until.unix_ms},
                                            {"reason", reason}}));
            return {};
        };
        STEWARD_CHECK(window(printers.server(3), scene_.stage.now() + 1min, scene_.stage.now() + 5h, "Second disk shelf is built in"));
        STEWARD_CHECK(window(printers.server(1), scene_.until + 30h, scene_.until + 34h, "Updates of the month"));
        for (const auto& [name, query] : {std::pair("P1 and P2, open (demo)", "is:open priority:P1,P2"),
                                          std::pair("Waits for the client (demo)", "state:waiting_client")})
            STEWARD_CHECK(scene_.stage.ask(scene_.cast.staff.manager, "POST", "/api/v1/saved-views",
                                           {{"page", "tickets"}, {"name", name}, {"query", query}, {"team", true}}));
        return {};
    }

private:
    const Actor& dispatcher() const { return scene_.cast.staff.dispatcher; }
    Status ask(const Actor& who, const std::string& ticket, json::object what) {
        what["due_at_unix_ms"] = after(scene_.until, 900).unix_ms;
        STEWARD_CHECK(scene_.stage.ask(who, "POST", "/api/v1/tickets/" + ticket + "/approvals", what));
        return {};
    }
    Status decide(const Actor& who, const char* decision, const char* comment) {
        STEWARD_TRY(const auto mine, scene_.stage.ask(who, "GET", "/api/v1/my-approvals?filter=state:pending"));
        const auto* list = mine.if_contains("approvals");
        for (const auto& one : list ? list->as_array() : json::array{})
            STEWARD_CHECK(scene_.stage.ask(who, "POST", "/api/v1/approvals/" + text_of(one, "approval_id") + "/decide",
                                           {{"decision", decision}, {"comment", comment}}));
        return {};
    }
    Scene& scene_;
    std::string waits_for_vendor_;
};
}  // namespace

Status tell_today(Scene& scene) {
    using Part = Status (Today::*)();
    const auto today = std::make_shared<Today>(scene);
    const auto on = [&](Instant at, Part part) { scene.agenda.at(at, [today, part] { return ((*today).*part)(); }); };
    const Instant newest = scene.until - 25min;
    on(open_from(scene.until - 24h * 4), &Today::approvals);
    on(open_from(scene.until - 24h * 5), &Today::joiner);
    on(open_from(scene.until - 24h * 4) + 1min, &Today::merged_and_linked);
    on(newest, &Today::of_the_owner);
    on(newest + 1min, &Today::windows);
    on(newest + 2min, &Today::timer);
    // Fresh ones, each at another point of its way.
    for (size_t i = 0; i < 14; ++i) {
        const Company& company = scene.cast.companies[(i * 7 + 3) % scene.cast.companies.size()];
        const auto tale = std::make_shared<Tale>(scene, stories()[(i * 11 + 4) % stories().size()].as_object(), company,
                                                 company.people[3 + i % 4], scene.technician(i));
        tale->stop_after(i % 4);
        tale->begin(scene.until - std::chrono::minutes(12 + 37 * static_cast<int>(i)));
    }
    return {};
}

}  // namespace steward::demo
