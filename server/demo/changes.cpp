// Changes of the past and of the next weeks, a freeze, templates; and problems that people opened.
#include <array>

#include "server/demo/play.h"

namespace steward::demo {

namespace json = boost::json;

namespace {
using namespace std::chrono_literals;

struct Plan {
    const char *title, *reason, *plan, *rollback, *test, *impact, *likelihood, *outcome;
    bool affects_users;
};
constexpr std::array<Plan, 8> plans = {{
    {"New firmware on both switches", "The vendor closed a hole.",
     "1. Save the configuration.\n2. Firmware on the second switch, wait for its port.\n3. The first.",
     "Old firmware from the second slot.", "All ports have their speed, phones ring.", "significant", "low",
     "Both run the new firmware, four minutes without network each.", false},
    {"Mail gateway checks signatures strictly", "Forged senders came through.",
     "1. Rule in watching mode for a week.\n2. Look at what it would have held.\n3. Turn it on.", "Back to watching mode.",
     "A forged test mail is held, a real one arrives.", "limited", "medium", "On since noon, two forged mails were held on the first day.",
     false},
    {"Move the shared folders to the new file server", "The old one is six years old.",
     "1. Copy in advance.\n2. Lock at 18:00, copy the rest.\n3. Point the name to the new server.", "Point the name back, unlock.",
     "Five people open, save and print.", "extensive", "medium", "Moved in two hours and ten minutes, 1.9 TB, no file missing.", true},
    {"Second factor for everybody who works from home", "Insurance asks for it.",
     "1. Letter to all.\n2. Groups of ten each day.\n3. Old way is closed on Friday.", "Open the old way for one group.",
     "Each signs in once with us on the telephone.", "significant", "medium", "All 14 people have it, two needed a key instead of a phone.",
     true},
    {"Database server gets twice the memory", "Reports fill it every month's end.",
     "1. Announce.\n2. Shut down at 19:00.\n3. Build in, start, look at the log.", "Take it out again.",
     "Report of the month runs in under a minute.", "significant", "low", "64 GB are in, the report takes 24 seconds.", false},
    {"Guest network apart from the office", "Guests could see the printers.",
     "1. New network on the access points.\n2. Firewall rule.\n3. New poster.", "Old network stays prepared.",
     "A guest reaches the internet and nothing else.", "limited", "low", "Apart since Monday.", false},
    {"Backup goes to a second place", "One place is not enough.",
     "1. Line to the second place.\n2. First copy over the weekend.\n3. Restore test.", "Stop the copy.",
     "A file restored from the second place.", "limited", "low", "First copy took 31 hours; a restore from there worked.", false},
    {"New version of the order program", "Support of the old one ends.",
     "1. Test system for two weeks.\n2. Update on Saturday.\n3. Three people test on Sunday.", "Snapshot of Saturday noon.",
     "Order, delivery note, invoice.", "extensive", "high", "Update took four hours, one report had to be mended.", true},
}};

/// A change from its draft on; how far it gets is a matter of time alone.
class Course : public std::enable_shared_from_this<Course> {
public:
    Course(Scene& scene, const Company& company, const Plan& plan, const Machine& machine)
        : scene_(scene), company_(company), plan_(plan), machine_(machine) {}

    void begin(Instant drafted, Instant starts, bool waits_for_approval) {
        starts_ = starts;
        later(drafted, &Course::draft);
        later(after(drafted, 70), &Course::assess);
        if (waits_for_approval) return;
        if (plan_.affects_users) later(after(drafted, 130), &Course::ask_client), later(after(drafted, 420), &Course::client_agrees);
        later(after(drafted, 500), &Course::approve);
        later(after(drafted, 560), &Course::schedule);
        later(starts + 2min, &Course::start);
        later(starts + 95min, &Course::complete);
        later(after(starts + 24h * 4, 60), &Course::review);
    }

private:
    using Step = Status (Course::*)();
    void later(Instant at, Step step) {
        scene_.agenda.at(at, [self = shared_from_this(), step] { return ((*self).*step)(); });
    }
    const Actor& engineer() const { return scene_.cast.staff.engineer; }
    const Actor& manager() const { return scene_.cast.staff.manager; }
    Status move(const Actor& who, json::object how) {
        STEWARD_CHECK(scene_.stage.ask(who, "POST", "/api/v1/changes/" + id_ + "/move", how));
        return {};
    }
    Status draft() {
        STEWARD_TRY(const auto made, scene_.stage.ask(engineer(), "POST", "/api/v1/clients/" + company_.id.text() + "/changes",
                                                      {{"type", "normal"},
                                                       {"title", plan_.title},
                                                       {"reason", plan_.reason},
                                                       {"plan", plan_.plan},
                                                       {"rollback", plan_.rollback},
                                                       {"test", plan_.test},
                                                       {"impact", plan_.impact},
                                                       {"likelihood", plan_.likelihood},
                                                       {"affects_users", plan_.affects_users},
                                                       {"device_ids", json::array{machine_.id.text()}}}));
        id_ = text_of(made, "change_id");
        return {};
    }
    Status assess() { return move(engineer(), {{"state", "assessed"}}); }
    Status ask_client() {
        STEWARD_CHECK(scene_.stage.ask(engineer(), "POST", "/api/v1/changes/" + id_ + "/client-approval",
                                       {{"person_ids", json::array{company_.people[0].id.text()}},
                                        {"question", std::string(plan_.title) + ": may we do it as planned?"},
                                        {"due_at_unix_ms", starts_.unix_ms}}));
        return {};
    }
    Status client_agrees() {
        const Actor& decider = company_.people[0].actor;
        STEWARD_TRY(const auto mine, scene_.stage.ask(decider, "GET", "/api/v1/my-approvals?filter=state:pending"));
        const auto* list = mine.if_contains("approvals");
        if (!list) return {};
        for (const auto& one : list->as_array()) {
            if (text_of(one, "kind") == "change")
                STEWARD_CHECK(scene_.stage.ask(decider, "POST", "/api/v1/approvals/" + text_of(one, "approval_id") + "/decide",
                                               {{"decision", "approved"}, {"comment", "Fine with us, please not on a Monday."}}));
        }
        return {};
    }
    Status approve() {
        STEWARD_TRY(const auto change, scene_.stage.ask(manager(), "GET", "/api/v1/changes/" + id_));
        STEWARD_CHECK(
            scene_.stage.ask(manager(), "POST", "/api/v1/changes/" + id_ + "/decide",
                             {{"decision", "approved"}, {"text", "Plan and way back are clear."}, {"etag", text_of(change, "etag")}}));
        return {};
    }
    Status schedule() {
        return move(engineer(), {{"state", "scheduled"},
                                 {"starts_at_unix_ms", starts_.unix_ms},
                                 {"ends_at_unix_ms", (starts_ + 2h).unix_ms},
                                 {"despite_collision", true}});
    }
    Status start() { return move(engineer(), {{"state", "implementing"}}); }
    Status complete() { return move(engineer(), {{"state", "completed"}, {"text", plan_.outcome}}); }
    Status review() {
        STEWARD_CHECK(move(manager(), {{"state", "reviewed"}, {"text", "As planned. The announcement could come a day earlier."}}));
        STEWARD_TRY(const auto change, scene_.stage.ask(engineer(), "GET", "/api/v1/changes/" + id_));
        const std::string path = "/api/v1/tickets/" + text_of(change, "ticket_id");
        STEWARD_CHECK(
            scene_.stage.ask(scene_.cast.staff.dispatcher, "POST", path + "/assign", {{"assignee_account_id", engineer().account.text()}}));
        STEWARD_CHECK(scene_.stage.ask(engineer(), "POST", path + "/state", {{"state", "in_progress"}}));
        STEWARD_CHECK(scene_.stage.ask(
            engineer(), "POST", path + "/state",
            {{"state", "resolved"}, {"resolution_code", "planned_work"}, {"resolution_text", plan_.outcome}, {"minutes", 95}}));
        return {};
    }

    Scene& scene_;
    const Company& company_;
    const Plan& plan_;
    const Machine& machine_;
    Instant starts_;
    std::string id_;
};

Status open_problem(Scene& scene) {
    const Company& company = scene.cast.companies[4];
    const Actor& engineer = scene.cast.staff.engineer;
    STEWARD_TRY(
        const auto made,
        scene.stage.ask(engineer, "POST", "/api/v1/clients/" + company.id.text() + "/problems",
                        {{"title", "Licence server of the drawing program keeps dead sessions"},
                         {"description", "Several times a month nobody can start the drawing program although licences should be free."},
                         {"device_id", company.server(2).id.text()}}));
    const std::string path = "/api/v1/problems/" + text_of(made, "problem_id");
    STEWARD_TRY(const auto tickets, scene.stage.ask(engineer, "GET", "/api/v1/tickets?filter=licence%20kind:incident&page_size=5"));
    if (const auto* list = tickets.if_contains("tickets")) {
        for (const auto& one : list->as_array()) {
            if (text_of(one, "client_id") == company.id.text())
                STEWARD_CHECK(scene.stage.ask(engineer, "POST", path + "/incidents", {{"ticket_id", text_of(one, "ticket_id")}}));
        }
    }
    STEWARD_CHECK(scene.stage.ask(engineer, "POST", path + "/move", {{"state", "investigating"}}));
    scene.agenda.at(after(scene.stage.now(), 900), [&scene, engineer, path]() -> Status {
        STEWARD_CHECK(
            scene.stage.ask(engineer, "POST", path + "/move",
                            {{"state", "known_error"},
                             {"cause", "The licence server has no time-out: computers that are switched off hard keep their licence."},
                             {"workaround", "Free the licence by hand in the console (article: Licence server keeps dead sessions)."}}));
        return {};
    });
    return {};
}

Status investigate_patterns(Scene& scene) {
    const Actor& engineer = scene.cast.staff.engineer;
    STEWARD_TRY(const auto problems, scene.stage.ask(engineer, "GET", "/api/v1/problems?filter=state:opened&page_size=50"));
    const auto* list = problems.if_contains("problems");
    int number = 0;
    for (const auto& one : list ? list->as_array() : json::array{}) {
        const std::string path = "/api/v1/problems/" + text_of(one, "problem_id") + "/move";
        if (++number % 3 == 0) continue;
        STEWARD_CHECK(scene.stage.ask(engineer, "POST", path, {{"state", "investigating"}}));
        if (number % 3 == 1) continue;
        STEWARD_CHECK(scene.stage.ask(engineer, "POST", path,
                                      {{"state", "known_error"}, {"workaround", "Restart the service; it holds for about a week."}}));
        STEWARD_CHECK(scene.stage.ask(engineer, "POST", path,
                                      {{"state", "fix_planned"}, {"fix", "More memory and a limit for the service, in the next window."}}));
    }
    return {};
}

Status make_change_templates(Scene& scene) {
    for (const auto& one : desk_words().at("change_templates").as_array()) {
        STEWARD_TRY(const auto made, scene.stage.ask(scene.cast.staff.engineer, "POST", "/api/v1/change-templates", one));
        STEWARD_CHECK(scene.stage.ask(scene.cast.staff.manager, "POST",
                                      "/api/v1/change-templates/" + text_of(made, "template_id") + "/approve",
                                      {{"etag", text_of(made, "etag")}}));
    }
    return {};
}
}  // namespace

Status tell_changes(Scene& scene) {
    STEWARD_CHECK(make_change_templates(scene));
    const int64_t first = day_number(scene.stage.now()), today = day_number(scene.until);
    const auto plan = [&](size_t company, size_t which, int64_t drafted, int64_t starts, bool waits) {
        const Company& whose = scene.cast.companies[company];
        std::make_shared<Course>(scene, whose, plans[which % plans.size()], whose.server(which))
            ->begin(open_from(clock_on(drafted, 10, static_cast<int>(which) * 3)), open_from(clock_on(starts, 8, 0)) + 10h, waits);
    };
    for (size_t i = 0; i < 9; ++i)
        plan((i * 5) % 12, i, first + 3 + static_cast<int64_t>(i) * 8, first + 8 + static_cast<int64_t>(i) * 8, false);
    for (size_t i = 0; i < 5; ++i)
        plan((i * 3 + 1) % 12, i + 1, today - 6 - static_cast<int64_t>(i % 2), today + 2 + static_cast<int64_t>(i) * 3, false);
    for (size_t i = 0; i < 2; ++i) plan(i * 6 + 2, i + 5, today - 4, today + 9, true);
    scene.agenda.at(clock_on(today - 20, 10, 0), [&scene, today]() -> Status {
        STEWARD_CHECK(scene.stage.ask(scene.cast.staff.manager, "POST", "/api/v1/change-freezes",
                                      {{"client_id", scene.cast.companies[0].id.text()},
                                       {"from_unix_ms", clock_on(today + 14, 0, 0).unix_ms},
                                       {"until_unix_ms", clock_on(today + 29, 0, 0).unix_ms},
                                       {"reason", "Christmas business: nothing is changed at the bakery."}}));
        return {};
    });
    scene.agenda.at(open_from(clock_on(today - 25, 11, 0)), [&scene] { return open_problem(scene); });
    scene.agenda.at(open_from(clock_on(today - 5, 15, 0)), [&scene] { return investigate_patterns(scene); });
    return {};
}

}  // namespace steward::demo
