// What the lines of a scenario mean: one entry each, first match counts.
#include <functional>
#include <regex>

#include "server/modules/monitoring/monitoring.h"
#include "tests/scenarios/asked.h"
#include "tests/scenarios/duplicates.h"
#include "tests/scenarios/history.h"
#include "tests/scenarios/on_call.h"
#include "tests/scenarios/story.h"
#include "tests/scenarios/works.h"
#include "tests/scenarios/world.h"

namespace steward::scenarios {
namespace json = boost::json;
namespace {
using Words = std::smatch;
struct Meaning {
    std::regex pattern;
    std::function<Status(World&, const Words&)> act;
};

std::unexpected<Error> not_so(std::string what) { return fail(ErrorKind::Conflict, "scenario.not_so", std::move(what)); }

// `N` stands for a name with or without quotes.
std::regex pattern(std::string text) {
    for (size_t at = text.find("<N>"); at != std::string::npos; at = text.find("<N>", at)) text.replace(at, 3, "\"?([^\",]+?)\"?");
    return std::regex(text);
}

int count_of(const std::string& word) {
    static const std::map<std::string, int> words{{"no", 0}, {"one", 1}, {"two", 2}, {"three", 3}};
    const auto at = words.find(word);
    return at == words.end() ? std::stoi(word) : at->second;
}

int64_t seconds_of(const std::string& number, const std::string& unit) {
    const int64_t each = unit.starts_with("day") ? 86'400 : unit.starts_with("hour") ? 3600 : unit.starts_with("minute") ? 60 : 1;
    return std::stoll(number) * each;
}

// --- what happens ---
Status reports(World& world, const Words& words) {
    STEWARD_TRY(auto* device, world.device(words[1]));
    static const std::regex one(R"(([a-z_]+)(?: of (\S+))? (-?[0-9.]+))");
    const std::string values = words[2];
    for (std::sregex_iterator at(values.begin(), values.end(), one), end; at != end; ++at)
        device->set((*at)[1], (*at)[2], std::stod((*at)[3]));
    return device->report_if_due(world.now());
}

Status maintenance(World& world, const Words& words) {
    const int64_t now = world.now().unix_ms, until = now + 1000 * seconds_of(words[3], words[4]);
    json::object request{{"starts_at_unix_ms", now}, {"ends_at_unix_ms", until}, {"reason", "as the story wants it"}};
    std::string client;
    if (words[1] == "device") {
        STEWARD_TRY(auto* device, world.device(words[2]));
        client = device->client().text();
        request["device_id"] = device->id().text();
    } else {
        STEWARD_TRY(client, world.client_id(words[2]));
    }
    STEWARD_CHECK(world.call("POST", "/api/v1/clients/" + client + "/maintenance-windows", request));
    return {};
}

// "exemption of S01 on client harbour for 2 hours: interval 10, hold 0, 1 of 1"
Status exemption(World& world, const Words& words) {
    json::object request{{"check", std::string(words[1])},
                         {"reason", "as the story wants it"},
                         {"expires_at_unix_ms", world.now().unix_ms + 1000 * seconds_of(words[4], words[5])}};
    std::string client;
    if (words[2] == "device") {
        STEWARD_TRY(auto* device, world.device(words[3]));
        client = device->client().text();
        request["device_id"] = device->id().text();
    } else {
        STEWARD_TRY(client, world.client_id(words[3]));
    }
    const std::string terms = words[6];
    std::smatch term;
    if (std::regex_search(terms, term, std::regex("interval (\\d+)"))) request["interval_s"] = std::stoi(term[1]);
    if (std::regex_search(terms, term, std::regex("hold (\\d+)"))) request["hold_s"] = std::stoi(term[1]);
    if (std::regex_search(terms, term, std::regex("warning at ([0-9.]+)"))) request["raise_warning"] = std::stod(term[1]);
    if (std::regex_search(terms, term, std::regex("(\\d+) of (\\d+)")))
        (request["samples_needed"] = std::stoi(term[1]), request["samples_of"] = std::stoi(term[2]));
    if (terms.find("disabled") != std::string::npos) request["disabled"] = true;
    STEWARD_CHECK(world.call("POST", "/api/v1/clients/" + client + "/exemptions", request));
    return {};
}

Status ask_for_each_alert(World& world, const std::string& device, const std::string& verb, const json::object& body) {
    STEWARD_TRY(const auto alerts, world.list("/api/v1/alerts", "alerts"));
    for (const auto& alert : alerts) {
        if (text_of(alert, "device_name") != device || text_of(alert, "state") != "open") continue;
        STEWARD_CHECK(world.call("POST", "/api/v1/alerts/" + text_of(alert, "alert_id") + "/" + verb, body));
    }
    return {};
}

// A resolved ticket went through the states before; a closed one was resolved.
Status end_tickets(World& world, const Words& words) {
    STEWARD_TRY(const auto tickets, world.list("/api/v1/tickets", "tickets"));
    const bool resolves = words[1] == "resolves";
    for (const auto& ticket : tickets) {
        const std::string state = text_of(ticket, "state");
        if (text_of(ticket, "client_name") != words[2] || state == "closed" || (state == "resolved") == resolves) continue;
        std::vector<std::string> steps =
            resolves ? std::vector<std::string>{"triaged", "in_progress", "resolved"} : std::vector<std::string>{"closed"};
        if (state == "assigned") steps = {"in_progress", "resolved"};
        if (state == "in_progress") steps = {"resolved"};
        for (const auto& step : steps) {
            json::object move{{"state", step}, {"category_id", usual_category}};
            if (step == "resolved") move["resolution_code"] = "fixed", move["resolution_text"] = "as the story wants it";
            STEWARD_CHECK(world.call("POST", "/api/v1/tickets/" + text_of(ticket, "ticket_id") + "/state", move));
        }
    }
    return {};
}

// By telephone, written down at once.
Status calls_about(World& world, const Words& words) {
    STEWARD_TRY(auto* device, world.device(words[1]));
    const json::object ticket{
        {"kind", "incident"}, {"source", "phone"}, {"title", std::string(words[2])}, {"device_id", device->id().text()}};
    STEWARD_CHECK(world.call("POST", "/api/v1/clients/" + device->client().text() + "/tickets", ticket));
    return {};
}

Status give_tickets(World& world, const Words& words) {
    STEWARD_TRY(const auto account, world.technician_id(words[2]));
    STEWARD_TRY(const auto tickets, world.list("/api/v1/tickets", "tickets"));
    for (const auto& ticket : tickets) {
        if (text_of(ticket, "client_name") != words[1]) continue;
        STEWARD_CHECK(
            world.call("POST", "/api/v1/tickets/" + text_of(ticket, "ticket_id") + "/assign", {{"assignee_account_id", account}}));
    }
    return {};
}

// --- promises ---
// "08:00 to 12:00 and 13:00 to 17:00", Monday to Friday; the standard promises on these hours.
Status works_by_hours(World& world, const Words& words) {
    STEWARD_TRY(const auto client, world.client_id(words[1]));
    STEWARD_CHECK(world.call("PATCH", "/api/v1/clients/" + client, {{"zone", std::string(words[2])}}));
    json::array week;
    static const std::regex window(R"((\d\d:\d\d) to (\d\d:\d\d))");
    const std::string hours = words[3];
    for (std::sregex_iterator at(hours.begin(), hours.end(), window), end; at != end; ++at) {
        for (const char* day : {"mon", "tue", "wed", "thu", "fri"})
            week.push_back(json::object{{"day", day}, {"start", (*at)[1].str()}, {"end", (*at)[2].str()}});
    }
    const json::object rules{{"zone", std::string(words[2])}, {"week", week}};
    STEWARD_TRY(const auto calendar,
                world.call("POST", "/api/v1/calendars", {{"name", std::string(words[1])}, {"client_id", client}, {"rules", rules}}));
    STEWARD_TRY(const auto policies, world.list("/api/v1/sla-policies", "policies"));
    json::value promised = policies.at(0).at("rules");
    for (auto& promise : promised.at("promises").as_array()) {
        if (!text_of(promise, "calendar_id").empty()) promise.as_object()["calendar_id"] = text_of(calendar, "calendar_id");
    }
    STEWARD_CHECK(
        world.call("POST", "/api/v1/sla-policies", {{"name", std::string(words[1])}, {"client_id", client}, {"rules", promised}}));
    return {};
}

Status calls_with_priority(World& world, const Words& words) {
    static const std::map<std::string, std::pair<const char*, const char*>> cells{
        {"P1", {"extensive", "high"}}, {"P2", {"significant", "high"}}, {"P3", {"significant", "medium"}}, {"P4", {"limited", "low"}}};
    STEWARD_TRY(const auto client, world.client_id(words[1]));
    const auto& [impact, urgency] = cells.at(words[2]);
    STEWARD_CHECK(world.call("POST", "/api/v1/clients/" + client + "/tickets",
                             {{"source", "phone"}, {"title", std::string(words[3])}, {"impact", impact}, {"urgency", urgency}}));
    return {};
}

Status for_each_ticket(World& world, const std::string& client, const std::function<Status(const json::value&, const std::string&)>& act) {
    STEWARD_TRY(const auto tickets, world.list("/api/v1/tickets", "tickets"));
    for (const auto& ticket : tickets) {
        if (text_of(ticket, "client_name") == client) STEWARD_CHECK(act(ticket, "/api/v1/tickets/" + text_of(ticket, "ticket_id")));
    }
    return {};
}

Status moves_tickets(World& world, const Words& words) {
    const std::string state = words[2] == "asks" ? "waiting_client" : "in_progress";
    return for_each_ticket(world, words[1], [&](const json::value& ticket, const std::string& path) -> Status {
        if (text_of(ticket, "state") == "new") STEWARD_CHECK(world.call("POST", path + "/state", {{"state", "triaged"}, {"category_id", usual_category}}));
        json::object move{{"state", state}};
        if (state == "waiting_client") move["message"] = "Which one is it?";
        STEWARD_CHECK(world.call("POST", path + "/state", move));
        return {};
    });
}

Status sets_priority(World& world, const Words& words) {
    return for_each_ticket(world, words[1], [&](const json::value&, const std::string& path) -> Status {
        STEWARD_CHECK(world.call("PATCH", path, {{"priority", std::string(words[2])}, {"priority_reason", "as the story wants it"}}));
        return {};
    });
}

// What people do at the desk, and about it.
std::vector<Meaning> desk_deeds() {
    return {
        {pattern("somebody (resolves|closes) the tickets of client <N>"), end_tickets},
        {pattern("somebody calls about <N>: <N>"), calls_about},
        {pattern("client <N> in <N> works Monday to Friday (.+)"), works_by_hours},
        {pattern("somebody of client <N> calls, priority (P\\d): <N>"), calls_with_priority},
        {pattern("in the tickets of client <N> somebody (asks|works)"), moves_tickets},
        {pattern("the tickets of client <N> get priority (P\\d)"), sets_priority},
        {pattern("service manager <N>"), [](World& world, const Words& words) { return world.add_technician(words[1], "SVM"); }},
        {pattern("<N> is on call first, <N> second"),
         [](World& world, const Words& words) { return put_on_call(world, words[1], words[2]); }},
        {pattern("the condition ([A-Z]\\d+) is raised on <N>, priority (P\\d): <N>"),
         [](World& world, const Words& words) { return raise_condition(world, words[2], words[1], words[3], words[4]); }},
        {pattern("<N> decides for client <N>"),
         [](World& world, const Words& words) { return add_decision_maker(world, words[1], words[2]); }},
        {pattern("the client <N> is told: <N>"), [](World& world, const Words& words) { return tell_major(world, words[1], words[2]); }},
        {pattern("it works again at client <N>: <N>"),
         [](World& world, const Words& words) { return restore_major(world, words[1], words[2]); }},
        {pattern("<N> takes it by the link in the mail"), [](World& world, const Words& words) { return take_by_link(world, words[1]); }},
        {pattern("the (?:history of client <N> is uploaded|import is (brought in|undone))"),
         [](World& world, const Words& words) { return play_history(world, words[1], words[2]); }},
        {pattern("the emergency change <N> on <N> begins, which <N> approved"),
         [](World& world, const Words& words) { return change_begins(world, words[2], words[1], words[3]); }},
        {pattern("surveys are on"), [](World& world, const Words&) { return turn_surveys_on(world); }},
        {pattern("<N> of client <N> calls: <N>"),
         [](World& world, const Words& words) { return person_calls(world, words[1], words[2], words[3]); }},
        {pattern("a scanner of mail opens the links to <N>"),
         [](World& world, const Words& words) { return scanner_opens(world, words[1]); }},
        {pattern("<N> answers (good|ok|bad)"), [](World& world, const Words& words) { return person_answers(world, words[1], words[2]); }},
        {pattern("somebody writes in the ticket <N>: <N>"),
         [](World& world, const Words& words) { return write_in(world, words[1], words[2]); }},
        {pattern("the ticket <N> is merged into <N>"),
         [](World& world, const Words& words) { return merge_tickets(world, words[1], words[2]); }},
        {pattern("the ticket <N> is a ticket of its own again"),
         [](World& world, const Words& words) { return part_tickets(world, words[1]); }},
        {pattern("in the ticket <N> the words <N> are split off as <N>"),
         [](World& world, const Words& words) { return split_off(world, words[1], words[2], words[3]); }},
        {pattern("somebody acknowledges the alerts on <N>"),
         [](World& world, const Words& words) {
             return ask_for_each_alert(world, words[1], "acknowledge", {{"note", "mine"}});
         }},
    };
}

const std::vector<Meaning>& deeds() {
    static const std::vector<Meaning> table = {
        {pattern("client <N>"), [](World& world, const Words& words) { return world.add_client(words[1]); }},
        {pattern("(server|workstation|laptop) <N> of client <N>(?:, criticality (C[1-4]))?"),
         [](World& world, const Words& words) { return world.add_device(words[1], words[2], words[3], words[4]); }},
        {pattern("mail to <N> for ([a-z. ]+)"), [](World& world, const Words& words) { return world.add_mail(words[1], words[2]); }},
        {pattern("mail to <N>, the owner first, for ([a-z. ]+)"),
         [](World& world, const Words& words) { return world.add_mail(words[1], words[2], true); }},
        {pattern("the server takes (no reports in|reports in again)"),
         [](World& world, const Words& words) -> Status {
             const std::string reason = words[1] == "no reports in" ? "The disk of the state folder is 91 % full." : "";
             world.house().context().take<monitoring::Monitoring>().refuse_reports(reason, world.now());
             return {};
         }},
        {pattern("technician <N>"), [](World& world, const Words& words) { return world.add_technician(words[1]); }},
        {pattern("somebody gives the tickets of client <N> to <N>"), give_tickets},
        {pattern("device <N> reports (.+)"), reports},
        {pattern("device <N> falls silent"),
         [](World& world, const Words& words) -> Status {
             STEWARD_TRY(auto* device, world.device(words[1]));
             device->disconnect();
             return {};
         }},
        {pattern("device <N> comes back"),
         [](World& world, const Words& words) -> Status {
             STEWARD_TRY(auto* device, world.device(words[1]));
             return device->connect(world.now());
         }},
        {pattern("device <N> sends its last report again"),
         [](World& world, const Words& words) -> Status {
             STEWARD_TRY(auto* device, world.device(words[1]));
             return device->repeat_last(world.now());
         }},
        {pattern("device <N> says that it had an? ([a-z_]+)"),
         [](World& world, const Words& words) -> Status {
             STEWARD_TRY(auto* device, world.device(words[1]));
             return device->event(words[2], world.now());
         }},
        {pattern("maintenance of (device|client) <N> begins, for (\\d+) (\\w+)"), maintenance},
        {pattern("exemption of ([A-Z0-9]+) on (device|client) <N> for (\\d+) (\\w+): (.+)"), exemption},
    };
    static const std::vector<Meaning> all = [] {
        std::vector<Meaning> joined = table, desk = desk_deeds();
        for (Meaning& one : desk) joined.push_back(std::move(one));
        return joined;
    }();
    return all;
}

// --- what is so ---
std::string in_short(const json::array& items, std::initializer_list<std::string_view> fields) {
    std::string text;
    for (const auto& item : items) {
        text += text.empty() ? "" : "; ";
        for (const auto field : fields) text += text_of(item, field) + " ";
    }
    return text.empty() ? "none" : text;
}

bool is_open(const std::string& state) { return state == "open" || state == "acknowledged"; }

Status alerts_are(World& world, const Words& words) {
    STEWARD_TRY(const auto alerts, world.list("/api/v1/alerts", "alerts"));
    const std::string state = words[2];
    int found = 0;
    for (const auto& alert : alerts) {
        const bool state_fits = state.empty() || (state == "open" ? is_open(text_of(alert, "state")) : text_of(alert, "state") == state);
        found += state_fits && text_of(alert, "device_name") == words[3] && (!words[4].matched || text_of(alert, "check") == words[4]) &&
                 (!words[5].matched || text_of(alert, "priority") == words[5]) &&
                 (!words[6].matched || text_of(alert, "severity") == words[6]);
    }
    if (found == count_of(words[1])) return {};
    return not_so(std::to_string(found) +
                  " of these: " + in_short(alerts, {"device_name", "check", "item", "severity", "priority", "state"}));
}

Status incidents_are(World& world, const Words& words) {
    STEWARD_TRY(const auto incidents, world.list("/api/v1/incidents", "incidents"));
    int found = 0;
    const std::string wanted = words[2];
    for (const auto& incident : incidents) {
        const std::string state = text_of(incident, "state");
        const bool over = state == "resolved" || state == "closed" || state == "restored" || state == "monitoring";
        found += text_of(incident, "device_name") == words[3] && (wanted.empty() || (wanted == "open"       ? !over
                                                                                     : wanted == "resolved" ? over
                                                                                                            : state == wanted));
    }
    if (found == count_of(words[1])) return {};
    return not_so(std::to_string(found) + " of these: " + in_short(incidents, {"device_name", "title", "priority", "state"}));
}

Status tickets_are(World& world, const Words& words) {
    STEWARD_TRY(const auto tickets, world.list("/api/v1/tickets", "tickets"));
    int found = 0;
    for (const auto& ticket : tickets) {
        const std::string state = text_of(ticket, "state");
        const bool ended = state == "resolved" || state == "closed" || state == "cancelled" || state == "merged";
        found += text_of(ticket, "client_name") == words[3] && (!words[4].matched || text_of(ticket, "priority") == words[4]) &&
                 (!words[2].matched || !ended);
    }
    if (found == count_of(words[1])) return {};
    return not_so(std::to_string(found) + " of these: " + in_short(tickets, {"client_name", "title", "priority", "state"}));
}

Status deliveries_are(World& world, const Words& words) {
    STEWARD_TRY(const auto deliveries, world.list("/api/v1/deliveries", "deliveries"));
    int found = 0, attempts = 0;
    for (const auto& delivery : deliveries) {
        if (text_of(delivery, "channel_name") != words[2] || text_of(delivery, "state") != "delivered") continue;
        ++found;
        attempts = std::max(attempts, std::stoi("0" + text_of(delivery, "attempts")));
    }
    const bool once = !words[3].matched || attempts == 1;
    const bool arrived = static_cast<int>(world.mail().messages().size()) >= found;
    if (found == count_of(words[1]) && once && arrived) return {};
    return not_so(in_short(deliveries, {"channel_name", "event", "subject", "state", "attempts", "last_error"}));
}

Status mails_are(World& world, const Words& words) {
    STEWARD_TRY(const auto deliveries, world.list("/api/v1/deliveries", "deliveries"));
    int found = 0;
    for (const auto& delivery : deliveries)
        found += text_of(delivery, "recipient") == words[2] && text_of(delivery, "state") == "delivered";
    if (found == count_of(words[1])) return {};
    return not_so(in_short(deliveries, {"recipient", "event", "subject", "state", "last_error"}));
}

Status disturbances_are(World& world, const Words& words) {
    STEWARD_TRY(const auto disturbances, world.list("/api/v1/disturbances", "disturbances"));
    int found = 0;
    for (const auto& one : disturbances) {
        const int reports = std::stoi("0" + text_of(one, "report_count")), lead = std::stoi("0" + text_of(one, "lead_seconds"));
        found += text_of(one, "state") != "merged" && text_of(one, "device_name") == words[2] &&
                 (!words[3].matched || text_of(one, "verdict") == words[3]) && (!words[4].matched || reports == count_of(words[4])) &&
                 (!words[5].matched || lead >= count_of(words[5]));
    }
    if (found == count_of(words[1])) return {};
    return not_so(std::to_string(found) +
                  " of these: " + in_short(disturbances, {"device_name", "title", "state", "verdict", "report_count", "lead_seconds"}));
}

// In every ticket of the client that an alert did not open.
Status callers_are_told(World& world, const Words& words) {
    STEWARD_TRY(const auto tickets, world.list("/api/v1/tickets", "tickets"));
    for (const auto& ticket : tickets) {
        if (text_of(ticket, "client_name") != words[1] || text_of(ticket, "source") == "alert") continue;
        STEWARD_TRY(const auto messages, world.list("/api/v1/tickets/" + text_of(ticket, "ticket_id") + "/messages", "messages"));
        const auto told = std::count_if(messages.begin(), messages.end(), [](const auto& message) {
            return text_of(message, "text").find("known and being worked on") != std::string::npos;
        });
        if (told != 1) return not_so("told " + std::to_string(told) + " times in " + text_of(ticket, "reference"));
    }
    return {};
}

Status figure_is(World& world, const Words& words) {
    STEWARD_TRY(const auto client, world.client_id(words[1]));
    STEWARD_TRY(const auto figures, world.call("GET", "/api/v1/clients/" + client + "/proactivity"));
    const auto number = [&](const char* field) { return std::stoi("0" + text_of(figures, field)); };
    if (number("numerator") == count_of(words[2]) && number("denominator") == count_of(words[3])) return {};
    return not_so(text_of(figures, "numerator") + " of " + text_of(figures, "denominator"));
}

// Of the client's only ticket.
Status clock_is(World& world, const Words& words) {
    STEWARD_TRY(const auto tickets, world.list("/api/v1/tickets", "tickets"));
    for (const auto& ticket : tickets) {
        if (text_of(ticket, "client_name") != words[2]) continue;
        STEWARD_TRY(const auto shown, world.call("GET", "/api/v1/tickets/" + text_of(ticket, "ticket_id")));
        for (const auto& clock : shown.at("clocks").as_array()) {
            if (text_of(clock, "kind") != words[1]) continue;
            const std::string due = to_rfc3339(Instant{std::stoll(text_of(clock, "due_at_unix_ms"))}).substr(0, 16);
            const bool so = text_of(clock, "state") == words[3] && (!words[4].matched || due == words[4].str() + "T" + words[5].str()) &&
                            (!words[6].matched || text_of(clock, "consumed_s") == words[6].str()) &&
                            (!words[7].matched || text_of(clock, "explanation").find(words[7]) != std::string::npos);
            if (so) return {};
            return not_so(text_of(clock, "state") + ", " + text_of(clock, "consumed_s") + " s used: " + text_of(clock, "explanation"));
        }
    }
    return not_so("no such clock");
}

Status health_is(World& world, const Words& words) {
    STEWARD_TRY(auto* device, world.device(words[1]));
    STEWARD_TRY(const auto shown, world.call("GET", "/api/v1/devices/" + device->id().text()));
    if (text_of(shown, "health") == words[2]) return {};
    return not_so(text_of(shown, "health") + ": " + text_of(shown, "health_reason"));
}

Status check_is(World& world, const Words& words) {
    STEWARD_TRY(auto* device, world.device(words[2]));
    STEWARD_TRY(const auto checks, world.list("/api/v1/devices/" + device->id().text() + "/checks", "checks"));
    for (const auto& check : checks) {
        if (text_of(check, "check") == words[1] && text_of(check, "state") == words[3]) return {};
    }
    return not_so(in_short(checks, {"check", "item", "state", "value"}));
}

const std::vector<Meaning>& wishes() {
    static const std::vector<Meaning> table = {
        {pattern("(?:there (?:is|are) )?(\\w+) (?:(open|suppressed|cleared|closed|acknowledged) )?alerts? on <N>(?: for ([A-Z]\\d+))?(?:, "
                 "priority (P\\d))?(?:, (warning|critical))?"),
         alerts_are},
        {pattern("(?:there (?:is|are) )?(\\w+) (?:(open|resolved) )?incidents? on <N>"), incidents_are},
        {pattern("(?:there (?:is|are) )?(\\w+) (?:(open) )?tickets? for client <N>(?:, priority (P\\d))?"), tickets_are},
        {pattern("(?:there (?:is|are) )?(\\w+) disturbances? on <N>(?:, verdict (\\w+))?(?:, (\\w+) reports?)?(?:, led by (\\d+) seconds "
                 "or more)?"),
         disturbances_are},
        {pattern("each caller of client <N> is told once that it is known"), callers_are_told},
        {pattern("the proactivity of client <N> is (\\w+) of (\\w+)"), figure_is},
        {pattern("(\\w+) mails? reached <N>"), mails_are},
        {pattern("the survey of client <N> is (\\w+)(?: with (\\w+))?"),
         [](World& world, const Words& words) { return survey_is(world, words[1], words[2], words[3]); }},
        {pattern("(\\w+) deliver(?:y|ies) by mail to <N>(, attempted once)?"), deliveries_are},
        {pattern("now begins with <N>"),
         [](World& world, const Words& words) -> Status {
             STEWARD_TRY(const auto items, world.list("/api/v1/now", "items"));
             const std::string kind = items.empty() ? "nothing" : text_of(items.front(), "kind");
             return kind == words[1] ? Status{} : Status(not_so(in_short(items, {"kind", "title", "reason"})));
         }},
        {pattern("the (\\w+) clock of client <N> is (\\w+)(?:, due (\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d))?(?:, (\\d+) seconds used)?(?:, "
                 "because "
                 "<N>)?"),
         clock_is},
        {pattern("the (\\w+) clock of the ticket <N> is (\\w+)(?:, (\\d+) seconds used)?"),
         [](World& world, const Words& words) { return ticket_clock_is(world, words[1], words[2], words[3], words[4]); }},
        {pattern("the escalation of client <N> was taken by <N> after (\\d+) minutes"),
         [](World& world, const Words& words) { return taken_by(world, words[1], words[2], std::stoi(words[3])); }},
        {pattern("one major incident of client <N>, (\\w+), because (\\w+), declared at (\\d\\d:\\d\\d)(?:, (\\d+) updates missed)?"),
         [](World& world, const Words& words) { return major_is(world, words[1], words[2], words[3], words[4], words[5]); }},
        {pattern("no major incident of client <N>"), [](World& world, const Words& words) { return no_major(world, words[1]); }},
        {pattern("one problem on <N>, about <N>, (\\w+), (\\w+) incidents"),
         [](World& world, const Words& words) { return problem_is(world, words[1], words[2], words[3], count_of(words[4])); }},
        {pattern("no problem on <N>"), [](World& world, const Words& words) { return no_problem(world, words[1]); }},
        {pattern("the incidents of client <N> (?:come from no change|may come from <N>)"),
         [](World& world, const Words& words) { return cause_is(world, words[1], words[2]); }},
        {pattern("<N> is (ok|warning|critical|unknown)"), health_is},
        {pattern("check ([A-Z]\\d+) of <N> is (\\w+)"), check_is},
    };
    return table;
}

Status act_on(const std::vector<Meaning>& table, World& world, const std::string& phrase) {
    std::smatch words;
    for (const auto& meaning : table)
        if (std::regex_match(phrase, words, meaning.pattern)) return meaning.act(world, words);
    return fail(ErrorKind::Invalid, "scenario.unknown_phrase", "Nobody knows what this means. See tests/scenarios/phrases.cpp.");
}
}  // namespace

Status perform(World& world, const std::string& phrase) { return act_on(deeds(), world, phrase); }
Status holds(World& world, const std::string& phrase) { return act_on(wishes(), world, phrase); }

}  // namespace steward::scenarios
