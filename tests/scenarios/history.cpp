#include "tests/scenarios/history.h"

#include "base/bytes.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
std::string history_of(const std::string& client, Instant now) {
    const std::string last_week = to_rfc3339(now - std::chrono::days(7));
    std::string file;
    const auto add = [&](json::object record) { file += json::serialize(record) + "\n"; };
    add({{"record", "person"}, {"external_id", "p1"}, {"client", client}, {"name", "Anna"}, {"email", "anna@client.example"}});
    add({{"record", "ticket"},
         {"external_id", "t1"},
         {"reference", "OLD-1"},
         {"client", client},
         {"requester_id", "p1"},
         {"title", "The printer was dead"},
         {"state", "closed"},
         {"priority", "P1"},
         {"created_at", "2024-03-01T09:00:00Z"},
         {"closed_at", "2024-03-09T09:00:00Z"}});
    add({{"record", "message"},
         {"external_id", "m1"},
         {"ticket_id", "t1"},
         {"at", "2024-03-01T10:00:00Z"},
         {"contact", "Anna"},
         {"text", "It says toner."}});
    add({{"record", "ticket"},
         {"external_id", "t2"},
         {"reference", "OLD-2"},
         {"client", client},
         {"requester_id", "p1"},
         {"title", "Nothing works"},
         {"state", "in_progress"},
         {"priority", "P1"},
         {"created_at", last_week}});
    return file;
}

Result<std::string> newest_import(World& world) {
    STEWARD_TRY(const auto imports, world.list("/api/v1/imports", "imports"));
    if (imports.empty()) return fail(ErrorKind::NotFound, "scenario.no_import", "Nothing was imported.");
    return "/api/v1/imports/" + text_of(imports.front(), "import_id");
}

Status is_state(World& world, const std::string& path, const std::string& state) {
    STEWARD_TRY(const auto import, world.call("GET", path));
    if (text_of(import, "state") == state && (text_of(import, "rejected") == "0" || text_of(import, "rejected").empty())) return {};
    return fail(ErrorKind::Conflict, "scenario.not_so", json::serialize(import));
}

Status upload_history(World& world, const std::string& client) {
    const std::string file = history_of(client, world.now());
    STEWARD_CHECK(world.call("POST", "/api/v1/imports", {{"name", "history.jsonl"}, {"size_bytes", file.size()}}));
    STEWARD_TRY(const auto path, newest_import(world));
    STEWARD_CHECK(world.call("PATCH", path + "/content", {{"offset", 0}, {"content", to_base64(as_bytes(file))}}));
    STEWARD_CHECK(world.call("POST", path + "/check", json::object()));
    return {};
}
}  // namespace

Status play_history(World& world, const std::string& client, const std::string& step) {
    if (step.empty()) return upload_history(world, client);
    STEWARD_TRY(const auto path, newest_import(world));
    STEWARD_CHECK(is_state(world, path, step == "undone" ? "done" : "checked"));
    STEWARD_CHECK(world.call("POST", path + (step == "undone" ? "/undo" : "/apply"), json::object()));
    return {};
}

}  // namespace steward::scenarios
