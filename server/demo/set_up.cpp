// What a desk has before the first ticket comes: promises, who is on call, templates, a channel.
#include <fmt/format.h>

#include "server/demo/play.h"

namespace steward::demo {

namespace json = boost::json;

extern const std::string_view embedded_desk;  // words/desk.json

const json::object& desk_words() {
    static const json::value all = words(embedded_desk);
    return all.as_object();
}

namespace {
const Actor& manager(Scene& scene) { return scene.cast.staff.manager; }

// The tree that every installation begins with has the same ids everywhere.
Status find_categories(Scene& scene) {
    STEWARD_TRY(const auto answer, scene.stage.ask(manager(scene), "GET", "/api/v1/ticket-categories"));
    std::map<std::string, std::string> by_path;
    for (const auto& one : answer.at("categories").as_array()) by_path[text_of(one, "path")] = text_of(one, "category_id");
    for (const auto& [name, path] : desk_words().at("categories").as_object()) {
        const auto at = by_path.find(std::string(path.as_string()));
        if (at == by_path.end())
            return fail(ErrorKind::Internal, "demo.no_category", "The demonstration misses the category " + std::string(name) + ".");
        scene.categories[std::string(name)] = at->second;
    }
    return {};
}

json::object target(const char* kind, int minutes) { return {{"kind", kind}, {"target_s", minutes * 60}}; }

json::object promise(const char* priority, const std::string& calendar, int answer, int solve) {
    json::object all{
        {"priority", priority},
        {"targets", json::array{target("acknowledge", answer / 2), target("first_response", answer), target("resolve", solve)}}};
    if (!calendar.empty()) all["calendar_id"] = calendar;
    return all;
}

// Two kinds of contract: the larger clients are promised more.
Status make_promises(Scene& scene, const Company& company, bool premium) {
    json::array week;
    for (const char* day : {"mon", "tue", "wed", "thu", "fri"})
        week.push_back(json::object{{"day", day}, {"start", premium ? "07:00" : "08:00"}, {"end", premium ? "19:00" : "17:00"}});
    STEWARD_TRY(
        const auto calendar,
        scene.stage.ask(
            manager(scene), "POST", "/api/v1/calendars",
            {{"name", premium ? "Premium hours" : "Office hours"},
             {"client_id", company.id.text()},
             {"rules", {{"week", week}, {"holidays", json::array{json::object{{"date", "2026-12-25"}, {"name", "Christmas Day"}}}}}}}));
    const std::string hours = text_of(calendar, "calendar_id");
    const json::array kinds{"update", "mitigate", "resolve"};
    json::array pauses;
    for (const char* state : {"waiting_client", "waiting_parts", "scheduled"})
        pauses.push_back(json::object{{"state", state}, {"kinds", kinds}});
    const json::array promises = premium ? json::array{promise("P1", "", 15, 240), promise("P2", hours, 30, 480),
                                                       promise("P3", hours, 120, 960), promise("P4", hours, 240, 2400)}
                                         : json::array{promise("P1", hours, 30, 480), promise("P2", hours, 60, 960),
                                                       promise("P3", hours, 240, 1620), promise("P4", hours, 480, 2700)};
    STEWARD_CHECK(scene.stage.ask(manager(scene), "POST", "/api/v1/sla-policies",
                                  {{"name", premium ? "Premium" : "Standard for small offices"},
                                   {"client_id", company.id.text()},
                                   {"rules", {{"promises", promises}, {"pauses", pauses}}}}));
    return {};
}

json::object step(int after_s, const char* label, json::object whom) {
    return {{"after_s", after_s}, {"label", label}, {"targets", json::array{std::move(whom)}}};
}

Status make_ladder(Scene& scene, const Company& company) {
    const json::array first{step(0, "on-call primary", {{"kind", "on_call"}, {"layer", 0}}),
                            step(300, "on-call secondary", {{"kind", "on_call"}, {"layer", 1}}),
                            step(600, "service manager", {{"kind", "account"}, {"account_id", manager(scene).account.text()}})};
    const json::array second{step(0, "queue", {{"kind", "queue"}}), step(900, "on-call", {{"kind", "on_call"}, {"layer", 0}})};
    const json::array third{step(0, "queue", {{"kind", "queue"}})};
    json::array ladders{json::object{{"priority", "P1"}, {"repeat_after_s", 900}, {"steps", first}},
                        json::object{{"priority", "P2"}, {"repeat_after_s", 1800}, {"steps", second}}};
    for (const char* priority : {"P3", "P4"}) ladders.push_back(json::object{{"priority", priority}, {"steps", third}});
    STEWARD_CHECK(scene.stage.ask(manager(scene), "POST", "/api/v1/escalation-policies",
                                  {{"client_id", company.id.text()},
                                   {"name", "On call (demo)"},
                                   {"schedule_id", scene.schedule},
                                   {"rules", {{"ladders", ladders}}}}));
    return {};
}

// The second layer has a turn that is nobody's: a gap to be found before it is night.
Status make_rotation(Scene& scene) {
    const Staff& staff = scene.cast.staff;
    const auto id = [](const Actor& actor) { return json::string(actor.account.text()); };
    const std::string monday = day_of(clock_on(day_number(scene.stage.now()) / 7 * 7 + 4 - 7, 12, 0));
    const json::array layers{
        json::object{{"name", "Primary"},
                     {"starts_on", monday},
                     {"turn_days", 7},
                     {"hand_over_at", "09:00"},
                     {"account_ids", json::array{id(staff.technicians[0]), id(staff.technicians[1]), id(staff.technicians[2])}}},
        json::object{{"name", "Secondary"},
                     {"starts_on", monday},
                     {"turn_days", 7},
                     {"hand_over_at", "09:00"},
                     {"account_ids", json::array{id(staff.engineer), id(staff.manager), id(staff.technicians[2]), ""}}}};
    STEWARD_TRY(const auto made,
                scene.stage.ask(manager(scene), "POST", "/api/v1/on-call-schedules",
                                {{"name", "Nights and weekends (demo)"}, {"rules", {{"zone", "Europe/Berlin"}, {"layers", layers}}}}));
    scene.schedule = text_of(made, "schedule_id");
    return {};
}

Status make_templates(Scene& scene) {
    for (const auto& one : desk_words().at("templates").as_array()) {
        STEWARD_TRY(const auto made, scene.stage.ask(manager(scene), "POST", "/api/v1/ticket-templates", one));
        scene.templates[text_of(one, "name")] = text_of(made, "template_id");
    }
    for (const auto& one : desk_words().at("replies").as_array())
        STEWARD_CHECK(scene.stage.ask(manager(scene), "POST", "/api/v1/canned-replies",
                                      {{"name", one.at(0)}, {"shortcut", one.at(1)}, {"text", one.at(2)}}));
    return {};
}

// Nothing of it is ever sent (notifications/deliver.h); what would have been stands in the delivery log.
Status make_channel(Scene& scene) {
    json::array clients;
    for (const Company& company : scene.cast.companies) clients.emplace_back(company.id.text());
    STEWARD_CHECK(scene.stage.ask(
        manager(scene), "POST", "/api/v1/channels",
        {{"kind", "email"},
         {"name", "E-mail of the demonstration"},
         {"settings",
          {{"host", "127.0.0.1"}, {"port", "25"}, {"security", "none"}, {"from", "desk@demo.invalid"}, {"to", "team@staff.demo.invalid"}}},
         {"events", json::array{"ticket.created", "clock.breached", "mail.answer", "mail.receipt", "page.due", "notice.personal"}},
         {"minimum_priority", "P3"},
         {"client_ids", clients}}));
    STEWARD_CHECK(scene.stage.ask(manager(scene), "PATCH", "/api/v1/mail-settings", {{"address", "desk@demo.invalid"}}));
    return {};
}

Status dress_portal(Scene& scene, const Company& company, size_t which) {
    static constexpr const char* colors[] = {"#9a3412", "#0f766e", "#1d4ed8", "#7e22ce"};
    STEWARD_CHECK(scene.stage.ask(manager(scene), "PATCH", "/api/v1/clients/" + company.id.text() + "/portal",
                                  {{"color", colors[which % 4]},
                                   {"contact_phone", fmt::format("+49 30 23125 {:02}", 10 + which)},
                                   {"contact_email", "desk@demo.invalid"},
                                   {"contact_note", "Monday to Friday from 8 to 17. Out of hours for emergencies only."}}));
    STEWARD_CHECK(scene.stage.ask(manager(scene), "PATCH", "/api/v1/clients/" + company.id.text() + "/named-contact",
                                  {{"person_id", company.people[0].id.text()}}));
    STEWARD_CHECK(scene.stage.ask(manager(scene), "POST", "/api/v1/clients/" + company.id.text() + "/mail-domains",
                                  {{"domain", company.word + ".demo.invalid"}}));
    return {};
}
}  // namespace

Status set_up(Scene& scene) {
    STEWARD_CHECK(find_categories(scene));
    STEWARD_CHECK(make_rotation(scene));
    STEWARD_CHECK(make_templates(scene));
    STEWARD_CHECK(make_channel(scene));
    STEWARD_CHECK(scene.stage.ask(manager(scene), "PATCH", "/api/v1/survey-settings", {{"enabled", true}, {"delay_minutes", 60}}));
    for (size_t i = 0; i < scene.cast.companies.size(); ++i) {
        const Company& company = scene.cast.companies[i];
        STEWARD_CHECK(make_promises(scene, company, i % 3 == 1));
        STEWARD_CHECK(make_ladder(scene, company));
        STEWARD_CHECK(dress_portal(scene, company, i));
    }
    // A ticket of the calendar: the restore test of each month.
    for (const size_t which : {1, 6})
        STEWARD_CHECK(scene.stage.ask(manager(scene), "POST",
                                      "/api/v1/clients/" + scene.cast.companies[which].id.text() + "/ticket-schedules",
                                      {{"name", "Restore test"},
                                       {"template_id", scene.templates["Monthly restore test (demo)"]},
                                       {"rule", "FREQ=MONTHLY;BYDAY=1TU"},
                                       {"zone", "Europe/Berlin"},
                                       {"starts_on", day_of(scene.until - std::chrono::hours(24 * 35))},
                                       {"at", "09:00"}}));
    return {};
}

}  // namespace steward::demo
