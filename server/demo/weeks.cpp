// Time that belongs to no ticket, and the sheets of every week: handed in, looked at, now and then given back.
#include <fmt/format.h>

#include "server/demo/play.h"

namespace steward::demo {

namespace json = boost::json;

namespace {
struct Habit {
    const char *from, *until, *activity, *note;
};
constexpr Habit meeting = {"08:00", "08:20", "internal", "Morning round"};
constexpr Habit own[] = {{"16:20", "16:55", "internal", "Documentation"},
                         {"13:00", "13:45", "internal", "Training: new firewall"},
                         {"11:20", "11:50", "internal", "Stock of spare parts"}};
constexpr Habit of_clients[] = {{"08:30", "10:45", "project", "Move to the new file server"},
                                {"09:00", "11:15", "proactive", "Monthly walk through all servers"},
                                {"13:15", "15:40", "project", "New network in the office"},
                                {"10:00", "11:40", "proactive", "Updates looked through and approved"},
                                {"13:30", "15:00", "onboarding", "Documentation of the network"},
                                {"14:00", "15:30", "vcio", "Review of the quarter with the client"}};

// ISO 8601: "2026-W48".
std::string week_of(int64_t day) {
    const auto date = std::chrono::sys_days(std::chrono::days(day));
    const auto thursday = date + std::chrono::days(3 - (day + 3) % 7);
    const auto year = std::chrono::year_month_day(thursday).year();
    const auto first = std::chrono::sys_days(year / 1 / 1);
    return fmt::format("{:04}-W{:02}", static_cast<int>(year), (thursday - first).count() / 7 + 1);
}

json::object worked(const Habit& habit, int64_t day) {
    return {{"day", day_of(clock_on(day, 12, 0))},
            {"from", habit.from},
            {"until", habit.until},
            {"activity", habit.activity},
            {"note", habit.note}};
}

Status book_day(Scene& scene, const Actor& who, int64_t day, size_t number) {
    STEWARD_CHECK(scene.stage.ask(who, "POST", "/api/v1/time-entries", {{"worked", worked(meeting, day)}}));
    if (scene.by_chance(55))
        STEWARD_CHECK(
            scene.stage.ask(who, "POST", "/api/v1/time-entries", {{"worked", worked(own[scene.rng.below(std::size(own))], day)}}));
    if (number == 1 || scene.by_chance(25)) return {};  // the dispatcher directs; others have days of tickets alone
    const Company& company = scene.cast.companies[scene.rng.below(scene.cast.companies.size())];
    STEWARD_CHECK(scene.stage.ask(who, "POST", "/api/v1/clients/" + company.id.text() + "/time-entries",
                                  {{"worked", worked(of_clients[scene.rng.below(std::size(of_clients))], day)}}));
    return {};
}

Status submit(Scene& scene, const Actor& who, const std::string& week) {
    STEWARD_CHECK(scene.stage.ask(who, "POST", "/api/v1/time-sheets/" + week + "/submit", json::object{}));
    return {};
}

// By another person; the manager's own by the owner.
Status approve(Scene& scene, const Actor& who, const std::string& week) {
    const Actor& judge = who.account == scene.cast.staff.manager.account ? scene.cast.owner : scene.cast.staff.manager;
    STEWARD_TRY(const auto sheet, scene.stage.ask(judge, "GET", "/api/v1/time-sheet?account_id=" + who.account.text() + "&week=" + week));
    if (text_of(sheet, "state") != "submitted") return {};
    STEWARD_CHECK(scene.stage.ask(judge, "POST", "/api/v1/time-sheets/" + week + "/of/" + who.account.text() + "/approve",
                                  {{"etag", text_of(sheet, "etag")}}));
    return {};
}

void plan_week(Scene& scene, const Actor& who, size_t number, int64_t monday, int64_t today) {
    for (int64_t day = monday; day < monday + 5; ++day)
        scene.agenda.at(clock_on(day, 18, 10), [&scene, who, day, number] { return book_day(scene, who, day, number); });
    const std::string week = week_of(monday);
    const int64_t next = monday + 7;
    scene.agenda.at(clock_on(next, 8, 25), [&scene, who, week] { return submit(scene, who, week); });
    const bool is_newest = next + 7 > today;
    if (is_newest && number > 2) return;  // somebody has still to look at these
    if (number == 3 && next + 14 > today) {
        scene.agenda.at(clock_on(next + 1, 9, 10), [&scene, who, week]() -> Status {
            STEWARD_CHECK(scene.stage.ask(scene.cast.staff.manager, "POST",
                                          "/api/v1/time-sheets/" + week + "/of/" + who.account.text() + "/reject",
                                          {{"reason", "Thursday afternoon is missing."}}));
            return {};
        });
        scene.agenda.at(clock_on(next + 1, 15, 0), [&scene, who, week] { return submit(scene, who, week); });
    }
    scene.agenda.at(clock_on(next + 2, 9, 30), [&scene, who, week] { return approve(scene, who, week); });
}
}  // namespace

Status tell_weeks(Scene& scene) {
    const Staff& staff = scene.cast.staff;
    const std::vector<Actor> all = {staff.manager,        staff.dispatcher,     staff.engineer,
                                    staff.technicians[0], staff.technicians[1], staff.technicians[2]};
    const int64_t today = day_number(scene.until);
    const int64_t first = (day_number(scene.stage.now()) + 3) / 7 * 7 - 3 + 7;  // the first Monday
    for (int64_t monday = first; monday <= today; monday += 7) {
        for (size_t i = 0; i < all.size(); ++i) plan_week(scene, all[i], i, monday, today);
    }
    scene.agenda.at(clock_on(first + 7, 8, 1), [&scene, staff, today]() -> Status {
        for (int i = 0; i < 3; ++i)
            STEWARD_CHECK(scene.stage.ask(staff.manager, "POST", "/api/v1/absences",
                                          {{"account_id", staff.technicians[1].account.text()},
                                           {"day", day_of(clock_on(today + 5 + i, 12, 0))},
                                           {"minutes", 480},
                                           {"kind", "leave"},
                                           {"note", ""}}));
        return {};
    });
    return {};
}

}  // namespace steward::demo
