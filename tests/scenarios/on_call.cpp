#include "tests/scenarios/on_call.h"

#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace {
namespace json = boost::json;

std::unexpected<Error> is_otherwise(std::string what) { return fail(ErrorKind::Conflict, "scenario.not_so", std::move(what)); }

std::string token_in(const std::string& mail) {
    constexpr std::string_view mark = "/acknowledge#";
    const size_t at = mail.find(mark);
    const size_t begin = at == std::string::npos ? mail.size() : at + mark.size();
    return mail.substr(begin, mail.find_first_of("\r\n ", begin) - begin);
}
}  // namespace

std::string words_of(const std::string& mail) {
    constexpr std::string_view mark = "Content-Transfer-Encoding: base64";
    const size_t at = mail.find(mark);
    std::string body;
    for (size_t i = at == std::string::npos ? mail.size() : at + mark.size(); i < mail.size(); ++i) {
        if (mail[i] == '.' || mail[i] == '-') break;  // the end of the mail, or of its plain part
        if (mail[i] != '\r' && mail[i] != '\n') body += mail[i];
    }
    const auto bytes = from_base64(body);
    return bytes ? std::string(as_text(*bytes)) : "";
}

Status put_on_call(World& world, const std::string& primary, const std::string& secondary) {
    json::array layers;
    for (const auto& [layer, name] : {std::pair("Primary", primary), std::pair("Secondary", secondary)}) {
        STEWARD_TRY(const auto account, world.technician_id(name));
        layers.push_back(json::object{{"name", layer},
                                      {"starts_on", to_rfc3339(world.now() - std::chrono::hours(24)).substr(0, 10)},
                                      {"turn_days", 7},
                                      {"hand_over_at", "00:00"},
                                      {"account_ids", json::array{account}}});
    }
    STEWARD_CHECK(world.call("POST", "/api/v1/on-call-schedules", {{"name", "Nights"}, {"rules", {{"zone", "UTC"}, {"layers", layers}}}}));
    return {};
}

Status raise_condition(World& world, const std::string& name, const std::string& check, const std::string& priority,
                       const std::string& title) {
    STEWARD_TRY(auto* device, world.device(name));
    facts::v1::ConditionRaised fact;
    fact.set_client_id(device->client().text());
    fact.set_device_id(device->id().text());
    fact.set_fingerprint(device->id().text() + "/" + check);
    fact.set_check(check);
    fact.set_severity("critical");
    fact.set_priority(priority);
    fact.set_title(title);
    fact.set_plain_text(title + ".");
    fact.set_since_unix_ms(world.now().unix_ms);
    fact.set_observed_at_unix_ms(world.now().unix_ms);
    return world.database().write([&](storage::Transaction& transaction) {
        return journal::append(transaction, world.now(), device->client(), fact.fingerprint(), fact);
    });
}

Status take_by_link(World& world, const std::string& name) {
    std::string token;
    for (const std::string& mail : world.mail().messages()) {
        const std::string words = words_of(mail);
        if (mail.find("To: " + name + "@desk.example") != std::string::npos && !token_in(words).empty()) token = token_in(words);
    }
    if (token.empty()) return is_otherwise("no mail with a link reached " + name);
    Visitor nobody(world, "nobody");
    const auto looked = nobody.ask("POST", "/api/v1/pages/look", {{"token", token}});
    const auto taken = nobody.ask("POST", "/api/v1/pages/acknowledge", {{"token", token}});
    if (looked.status != 200 || taken.status != 200) return is_otherwise("the link was answered " + looked.body + " " + taken.body);
    if (looked.body.find("\"acknowledged_by\":\"" + name) != std::string::npos) return is_otherwise("looking took it");
    return {};
}

Status taken_by(World& world, const std::string& client, const std::string& name, int minutes) {
    STEWARD_TRY(const auto runs, world.list("/api/v1/escalation-runs", "runs"));
    std::string seen = "none";
    for (const auto& run : runs) {
        if (text_of(run, "client_name") != client) continue;
        seen = text_of(run, "state") + " by " + text_of(run, "acknowledged_by") + " after " + text_of(run, "seconds_to_acknowledge") + " s";
        if (text_of(run, "acknowledged_by") == name && text_of(run, "seconds_to_acknowledge") == std::to_string(minutes * 60)) return {};
    }
    return is_otherwise("the escalation: " + seen);
}

Status add_decision_maker(World& world, const std::string& name, const std::string& client) {
    STEWARD_TRY(const auto id, world.client_id(client));
    STEWARD_CHECK(world.call("POST", "/api/v1/clients/" + id + "/people",
                             {{"name", name}, {"email", name + "@harbour.example"}, {"roles", json::array{"CDM"}}}));
    return {};
}

namespace {
Result<json::value> only_major(World& world, const std::string& client) {
    STEWARD_TRY(const auto all, world.list("/api/v1/major-incidents", "major_incidents"));
    json::array of_client;
    for (const auto& one : all) {
        if (text_of(one, "client_name") == client) of_client.push_back(one);
    }
    if (of_client.size() != 1) return is_otherwise(std::to_string(of_client.size()) + " major incidents of " + client);
    return of_client.front();
}

Status write_major(World& world, const std::string& client, const std::string& verb, const json::object& words) {
    STEWARD_TRY(const auto incident, only_major(world, client));
    STEWARD_CHECK(world.call("POST", "/api/v1/major-incidents/" + text_of(incident, "major_incident_id") + "/" + verb, words));
    return {};
}
}  // namespace

Status major_is(World& world, const std::string& client, const std::string& state, const std::string& reason, const std::string& declared,
                const std::string& missed) {
    STEWARD_TRY(const auto incident, only_major(world, client));
    const std::string at = to_rfc3339(Instant{std::stoll(text_of(incident, "declared_at_unix_ms"))}).substr(11, 5);
    const bool so = text_of(incident, "state") == state && text_of(incident, "reason") == reason && at == declared &&
                    (missed.empty() || text_of(incident, "missed_updates") == missed);
    if (so) return {};
    return is_otherwise(text_of(incident, "state") + ", because " + text_of(incident, "reason") + ", declared at " + at + ", " +
                        text_of(incident, "missed_updates") + " updates missed");
}

Status no_major(World& world, const std::string& client) {
    const auto found = only_major(world, client);
    if (!found && found.error().message.starts_with("0 ")) return {};
    return found ? is_otherwise("there is one") : std::unexpected(found.error());
}

Status tell_major(World& world, const std::string& client, const std::string& known) {
    return write_major(world, client, "updates", {{"affected", "The warehouse."}, {"known", known}, {"doing", "The carrier works on it."}});
}

Status restore_major(World& world, const std::string& client, const std::string& words) {
    return write_major(world, client, "restored", {{"text", words}});
}

}  // namespace steward::scenarios
