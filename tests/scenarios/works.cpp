#include "tests/scenarios/works.h"

#include "tests/scenarios/device.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
std::string text_in(const json::value& value, std::string_view name) {
    const auto* found = value.is_object() ? value.as_object().if_contains(name) : nullptr;
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

int64_t number_in(const json::value& value, std::string_view name) {
    const auto* found = value.as_object().if_contains(name);
    return found && found->is_number() ? found->to_number<int64_t>() : 0;
}

std::unexpected<Error> otherwise(std::string what) { return fail(ErrorKind::Conflict, "scenario.not_so", std::move(what)); }
}  // namespace

Status problem_is(World& world, const std::string& device, const std::string& about, const std::string& state, int incidents) {
    STEWARD_TRY(const auto problems, world.list("/api/v1/problems?filter=device:" + device, "problems"));
    if (problems.size() != 1) return otherwise(std::to_string(problems.size()) + " problems on " + device);
    const json::value& one = problems.front();
    if (text_in(one, "about_words") == about && text_in(one, "state") == state && number_in(one, "incidents") == incidents) return {};
    return otherwise("the problem is about " + text_in(one, "about_words") + ", " + text_in(one, "state") + ", with " +
                     std::to_string(number_in(one, "incidents")) + " incidents");
}

Status no_problem(World& world, const std::string& device) {
    STEWARD_TRY(const auto problems, world.list("/api/v1/problems?filter=device:" + device, "problems"));
    return problems.empty() ? Status{} : otherwise(std::to_string(problems.size()) + " problems on " + device);
}

Status change_begins(World& world, const std::string& device_name, const std::string& title, const std::string& manager) {
    STEWARD_TRY(auto* device, world.device(device_name));
    STEWARD_TRY(const auto account, world.technician_id(manager));
    const json::object plan{
        {"type", "emergency"},   {"title", title},          {"plan", "Do it."},    {"rollback", "Undo it."},
        {"test", "Look at it."}, {"impact", "significant"}, {"likelihood", "low"}, {"device_ids", json::array{device->id().text()}}};
    STEWARD_TRY(const auto change, world.call("POST", "/api/v1/clients/" + device->client().text() + "/changes", plan));
    const std::string at = "/api/v1/changes/" + text_in(change, "change_id") + "/move";
    STEWARD_CHECK(world.call("POST", at, {{"state", "assessed"}}));
    STEWARD_CHECK(world.call("POST", at, {{"state", "approved"}, {"verbal_by_account_id", account}}));
    const int64_t now = world.now().unix_ms;
    STEWARD_CHECK(world.call("POST", at, {{"state", "scheduled"}, {"starts_at_unix_ms", now}, {"ends_at_unix_ms", now + 3'600'000}}));
    STEWARD_CHECK(world.call("POST", at, {{"state", "implementing"}}));
    return {};
}

Status cause_is(World& world, const std::string& client, const std::string& title) {
    STEWARD_TRY(const auto tickets, world.list("/api/v1/tickets?filter=kind:incident", "tickets"));
    int seen = 0;
    for (const auto& ticket : tickets) {
        if (text_in(ticket, "client_name") != client) continue;
        ++seen;
        STEWARD_TRY(const auto answer, world.call("GET", "/api/v1/tickets/" + text_in(ticket, "ticket_id") + "/changes"));
        const auto* causes = answer.as_object().if_contains("causes");
        const json::array none;
        const json::array& all = causes ? causes->as_array() : none;
        if (title.empty() != all.empty()) return otherwise(std::to_string(all.size()) + " changes at " + text_in(ticket, "title"));
        for (const auto& one : all) {
            if (text_in(one.at("change"), "title") != title || text_in(one, "verdict") != "probable")
                return otherwise("the cause is " + text_in(one.at("change"), "title") + ", " + text_in(one, "verdict"));
        }
    }
    return seen > 0 ? Status{} : otherwise("there is no incident's ticket");
}

}  // namespace steward::scenarios
