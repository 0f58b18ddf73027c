// What the machines told us, who noticed it first, and the one time when it was a major incident.
#include <array>

#include "server/demo/faults.h"

namespace steward::demo {

namespace json = boost::json;

namespace {
using namespace std::chrono_literals;

constexpr std::array<Fault, 8> faults = {{
    {"S12", "postgresql.service", "critical", "P2", "Service postgresql.service is stopped on {device}",
     "The service postgresql.service of {device} does not run. What people or other machines need it for does not work.", "", 0, 1, 25,
     "Database started again; a runaway report had filled its memory.", "fixed", "Report without a limit",
     "The order program cannot reach its data"},
    {"S01", "/", "critical", "P2", "Volume / is 93 % full on {device}",
     "Volume / of {device} is nearly full. When it is full, what writes there stops: programs fail, and data that arrives then is lost.",
     "%", 93, 90, 70, "Old logs packed and moved, volume is at 61 %.", "fixed", "Logs were kept for ever",
     "Saving says that there is no space"},
    {"S05", "", "critical", "P3", "{device} has 4 % of its memory left",
     "{device} has almost no memory left. It becomes slow, and the system may end programs to stay alive.", "%", 4, 5, 40,
     "Service restarted, its memory is limited now.", "workaround", "Memory leak in the print service",
     "Everything on the server is very slow"},
    {"A01", "", "critical", "P2", "{device} has not reported for 6 minutes",
     "{device} has sent no report for 6 minutes. It may be off or cut off from the network, and nothing else about it is known meanwhile.",
     "s", 360, 300, 30, "A circuit breaker had tripped; power is back and the machine started in order.", "fixed",
     "Power failure in the office", "Nobody can sign in any more"},
    {"S04", "", "critical", "P3", "The processor of {device} is 97 % busy",
     "The processor of {device} has been almost fully busy for a long time. Everything that runs there answers slowly.", "%", 97, 95, 50,
     "A stuck indexing job was ended.", "fixed", "Stuck job", "The file server is unbearably slow"},
    {"S12", "cups.service", "critical", "P2", "Service cups.service is stopped on {device}",
     "The service cups.service of {device} does not run. What people or other machines need it for does not work.", "", 0, 1, 15,
     "Print service started; a broken document had stopped it.", "fixed", "Broken document in the queue", "Nothing prints any more"},
    {"S13", "", "warning", "P4", "{device} has been waiting for a restart for 8 days",
     "{device} installed updates that only count after a restart, and has waited for it for 8 days. Until then the old, vulnerable parts "
     "keep running.",
     "d", 8, 7, 600, "Restarted in the maintenance window.", "planned_work", "Window was missed",
     "Is there something wrong with the server"},
    {"S03", "/", "warning", "P3", "Volume / has used 91 % of its file entries on {device}",
     "Volume / of {device} can hold few more files, whatever space is left. When no entry is left, no new file can be made there, and "
     "programs fail as if it were full.",
     "%", 91, 90, 90, "Two million session files of the web mail removed, daily clearing turned on.", "fixed", "No clearing of sessions",
     "Web mail says that it cannot write"},
}};
constexpr int faults_each = 8;

constexpr Fault outage = {"A01",
                          "",
                          "critical",
                          "P1",
                          "{device} has not reported for 6 minutes",
                          "{device} has sent no report for 6 minutes. Nobody at this client can sign in or open files meanwhile.",
                          "s",
                          360,
                          300,
                          140,
                          "The storage controller was replaced under warranty; all data is there.",
                          "replaced",
                          "Storage controller defective",
                          "Nothing works any more, all screens are stuck"};

Notice notice_by(Scene& scene) {
    const uint64_t draw = scene.rng.below(100);
    return draw < 52 ? Notice::Nobody : draw < 80 ? Notice::Later : draw < 91 ? Notice::Before : Notice::AtOnce;
}

/// The one major incident, led by the engineer.
class Major : public std::enable_shared_from_this<Major> {
public:
    explicit Major(Scene& scene) : scene_(scene) {}

    void begin(const Company& company, Instant at) {
        company_ = &company;
        const Actor &engineer = scene_.cast.staff.engineer, &manager = scene_.cast.staff.manager;
        write(at + 6min, engineer, "lead", json::object{});
        write(at + 8min, manager, "communicator", json::object{});
        write(at + 12min, manager, "updates",
              {{"affected", "Sign-in, files and the dispatch program, all sites."},
               {"known", "The central server does not answer since 10:12."},
               {"doing", "An engineer is on the way with a spare machine."}});
        write(at + 18min, engineer, "log", {{"text", "No answer on the management card either. Spare server loaded into the car."}});
        write(at + 35min, manager, "updates",
              {{"affected", "As before. Loading at the gate goes on by hand."},
               {"known", "The storage controller has failed; the disks are healthy."},
               {"doing", "We move the disks into the spare server."}});
        write(at + 50min, engineer, "log", {{"text", "Controller shows no light. Disks moved, array is recognised, check runs."}});
        write(at + 64min, manager, "updates",
              {{"affected", "As before."},
               {"known", "All data is there; the check is at 70 %."},
               {"doing", "We start the services one after the other, dispatch first."}});
        write(at + 92min, manager, "updates",
              {{"affected", "Files and dispatch work again, sign-in from outside does not yet."},
               {"known", "Nothing was lost."},
               {"doing", "The tunnel for drivers is set up anew."}});
        write(at + 118min, engineer, "restored", {{"text", "All services run on the spare server, measured from two sites."}});
        write(at + 200min, manager, "end-note",
              {{"text",
                "The central server stood still for two hours because its storage controller failed. No data was lost. A second controller "
                "is ordered; until it is built in, the spare server stays."}});
        const Instant review = after(at + 24h * 3, 120);
        const json::array actions{json::object{{"text", "Second controller for the central server"},
                                               {"owner", "Sofia Marchetti"},
                                               {"side", "ours"},
                                               {"due", day_of(at + 24h * 14)}},
                                  json::object{{"text", "Emergency list of telephone numbers at the gate"},
                                               {"owner", company.people[1].name},
                                               {"side", "client"},
                                               {"due", day_of(at + 24h * 60)}}};
        write(review, manager, "review",
              {{"review",
                {{"cause", "Storage controller failed after six years, no second one."},
                 {"worked", "Spare server was ready, the client was told every half hour."},
                 {"impact_cost", "Two hours of loading by hand, about 14 trucks late."},
                 {"actions", actions}}}});
        write(review + 24h * 6, manager, "actions", {{"number", 0}});
    }

private:
    void write(Instant at, const Actor& who, const std::string& verb, json::object what) {
        scene_.agenda.at(at, [self = shared_from_this(), who, verb, what = std::move(what)]() -> Status {
            STEWARD_CHECK(self->find());
            STEWARD_CHECK(self->scene_.stage.ask(who, "POST", "/api/v1/major-incidents/" + self->id_ + "/" + verb, what));
            return {};
        });
    }
    Status find() {
        if (!id_.empty()) return {};
        STEWARD_TRY(const auto all, scene_.stage.ask(scene_.cast.staff.manager, "GET", "/api/v1/major-incidents"));
        const auto* list = all.if_contains("major_incidents");
        if (!list || list->as_array().empty())
            return fail(ErrorKind::Internal, "demo.no_major", "The major incident of the demonstration was not declared.");
        id_ = text_of(list->as_array()[0], "major_incident_id");
        return {};
    }
    Scene& scene_;
    const Company* company_ = nullptr;
    std::string id_;
};
}  // namespace

Status tell_alerts(Scene& scene) {
    const Instant begin = scene.stage.now();
    const int64_t days = (scene.until - begin).count() / 86'400'000;
    for (size_t which = 0; which < scene.cast.companies.size(); ++which) {
        const Company& company = scene.cast.companies[which];
        for (int i = 0; i < faults_each; ++i) {
            const bool by_day = scene.by_chance(70);
            const int64_t day = day_number(begin) + 1 + (days - 2) * i / faults_each + static_cast<int64_t>(scene.rng.below(5));
            const Instant at = by_day ? open_from(clock_on(day, scene.between(8, 15), scene.between(0, 59)))
                                      : clock_on(day, scene.between(18, 23), scene.between(0, 59));
            const Fault& fault = faults[(static_cast<size_t>(i) * 3 + which) % faults.size()];
            tell_fault(scene, company, company.server(which + static_cast<size_t>(i) * 2), fault, at,
                       by_day ? notice_by(scene) : Notice::Nobody, false);
        }
        // What comes back becomes a problem by itself.
        for (int i = 0; which % 4 == 3 && i < 4; ++i) {
            const Instant at = open_from(clock_on(day_number(scene.until) - 48 + 9 * i, 14, 10 + i));
            tell_fault(scene, company, company.server(1), faults[2], at, i == 2 ? Notice::Later : Notice::Nobody, false);
        }
    }
    const Company& struck = scene.cast.companies[7];
    const Instant at = open_from(clock_on(day_number(scene.until) - 34, 10, 12));
    tell_fault(scene, struck, struck.server(0), outage, at, Notice::Later, false);
    std::make_shared<Major>(scene)->begin(struck, at);
    // Not over yet.
    const Instant today = scene.until;
    tell_fault(scene, scene.cast.companies[2], scene.cast.companies[2].server(1), faults[1], today - 47min, Notice::Nobody, true);
    tell_fault(scene, scene.cast.companies[5], scene.cast.companies[5].server(2), faults[0], today - 26min, Notice::Later, true);
    tell_fault(scene, scene.cast.companies[10], scene.cast.companies[10].server(3), faults[6], today - 9h, Notice::Nobody, true);
    tell_fault(scene, scene.cast.companies[4], scene.cast.companies[4].server(4), faults[7], today - 11min, Notice::Nobody, true);
    return {};
}

}  // namespace steward::demo
