#include "tests/scenarios/duplicates.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
Result<std::string> path_of_ticket(World& world, const std::string& title) {
    // Also of one that was merged: it is listed only for whoever asks for states.
    STEWARD_TRY(const auto tickets, world.list("/api/v1/tickets?filter=-state:none*", "tickets"));
    for (const auto& ticket : tickets) {
        if (text_of(ticket, "title") == title) return "/api/v1/tickets/" + text_of(ticket, "ticket_id");
    }
    return fail(ErrorKind::NotFound, "scenario.not_so", "There is no ticket “" + title + "”.");
}

std::string id_in(const std::string& path) { return path.substr(path.rfind('/') + 1); }
}  // namespace

Status write_in(World& world, const std::string& ticket, const std::string& text) {
    STEWARD_TRY(const auto path, path_of_ticket(world, ticket));
    STEWARD_CHECK(world.call("POST", path + "/messages", {{"text", text}, {"internal", false}}));
    return {};
}

Status merge_tickets(World& world, const std::string& ticket, const std::string& into) {
    STEWARD_TRY(const auto from, path_of_ticket(world, ticket));
    STEWARD_TRY(const auto survivor, path_of_ticket(world, into));
    STEWARD_CHECK(world.call("POST", from + "/merge", {{"into_ticket_id", id_in(survivor)}}));
    return {};
}

Status part_tickets(World& world, const std::string& ticket) {
    STEWARD_TRY(const auto path, path_of_ticket(world, ticket));
    STEWARD_CHECK(world.call("POST", path + "/unmerge", {{"reason", "They are two."}}));
    return {};
}

Status split_off(World& world, const std::string& ticket, const std::string& text, const std::string& title) {
    STEWARD_TRY(const auto path, path_of_ticket(world, ticket));
    STEWARD_TRY(const auto messages, world.list(path + "/messages", "messages"));
    json::array ids;
    for (const auto& message : messages) {
        if (text_of(message, "text") == text) ids.emplace_back(text_of(message, "message_id"));
    }
    STEWARD_CHECK(world.call("POST", path + "/split", {{"message_ids", ids}, {"title", title}}));
    return {};
}

Status ticket_clock_is(World& world, const std::string& kind, const std::string& ticket, const std::string& state,
                       const std::string& seconds) {
    STEWARD_TRY(const auto path, path_of_ticket(world, ticket));
    STEWARD_TRY(const auto shown, world.call("GET", path));
    for (const auto& clock : shown.at("clocks").as_array()) {
        if (text_of(clock, "kind") != kind) continue;
        if (text_of(clock, "state") == state && (seconds.empty() || text_of(clock, "consumed_s") == seconds)) return {};
        return fail(ErrorKind::Conflict, "scenario.not_so",
                    text_of(clock, "state") + ", " + text_of(clock, "consumed_s") + " s used: " + text_of(clock, "explanation"));
    }
    return fail(ErrorKind::Conflict, "scenario.not_so", "no such clock");
}

}  // namespace steward::scenarios
