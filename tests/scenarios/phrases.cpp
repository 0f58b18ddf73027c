// What the lines of a scenario mean: one entry each, first match counts.
#include <functional>
#include <regex>

#include "server/modules/monitoring/monitoring.h"
#include "tests/scenarios/story.h"
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
            json::object move{{"state", step}};
            if (step == "resolved") move["resolution_code"] = "fixed", move["resolution_text"] = "as the story wants it";
            STEWARD_CHECK(world.call("POST", "/api/v1/tickets/" + text_of(ticket, "ticket_id") + "/state", move));
        }
    }
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
        {pattern("somebody (resolves|closes) the tickets of client <N>"), end_tickets},
        {pattern("somebody acknowledges the alerts on <N>"),
         [](World& world, const Words& words) {
             return ask_for_each_alert(world, words[1], "acknowledge", {{"note", "mine"}});
         }},
    };
    return table;
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
        {pattern("(\\w+) mails? reached <N>"), mails_are},
        {pattern("(\\w+) deliver(?:y|ies) by mail to <N>(, attempted once)?"), deliveries_are},
        {pattern("now begins with <N>"),
         [](World& world, const Words& words) -> Status {
             STEWARD_TRY(const auto items, world.list("/api/v1/now", "items"));
             const std::string kind = items.empty() ? "nothing" : text_of(items.front(), "kind");
             return kind == words[1] ? Status{} : Status(not_so(in_short(items, {"kind", "title", "reason"})));
         }},
        {pattern("<N> is (ok|warning|critical|unknown)"), health_is},
        {pattern("check ([A-Z]\\d+) of <N> is (\\w+)"), check_is},
    };
    return table;
}

Status act_on(const std::vector<Meaning>& table, World& world, const std::string& phrase) {
    std::smatch words;
    for (const auto& meaning : table) {
        if (std::regex_match(phrase, words, meaning.pattern)) return meaning.act(world, words);
    }
    return fail(ErrorKind::Invalid, "scenario.unknown_phrase", "Nobody knows what this means. See tests/scenarios/phrases.cpp.");
}
}  // namespace

Status perform(World& world, const std::string& phrase) { return act_on(deeds(), world, phrase); }
Status holds(World& world, const std::string& phrase) { return act_on(wishes(), world, phrase); }

}  // namespace steward::scenarios
