#include "tests/scenarios/furnished_backups.h"

#include <gtest/gtest.h>

#include "tests/scenarios/furnished_services.h"

namespace steward::scenarios {

namespace {
// A restore that failed, carried out by hand, with what it found. Nobody signs a policy in this house, so the proof plan is written as the
// room would, and ended: nothing is begun by it.
void furnish_restore_tests(World& world, std::map<std::string, std::string>& nouns, const std::string& mark) {
    namespace json = boost::json;
    const int64_t now = world.now().unix_ms;
    const auto answer =
        world.call("POST", "/api/v1/backup-plans/" + nouns["backup_plan"] + "/restore-tests",
                   {{"level", 4},
                    {"result", "failed"},
                    {"reason", "It did not start: " + mark},
                    {"started_at_unix_ms", now - 3'600'000},
                    {"point", "point " + mark},
                    {"environment", "where " + mark},
                    {"evidence", "evidence " + mark},
                    {"witnessed_by", "witness " + mark},
                    {"not_covered", json::array{"left out " + mark}},
                    {"checks", json::array{{{"name", "check " + mark}, {"verdict", "failed"}, {"found", "found " + mark}}}}});
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
    nouns["restore_test"] = answer ? text_of(answer->as_object(), "test_id") : "";
    nouns["proof_finding"] = answer ? text_of(answer->as_object(), "finding_id") : "";
    nouns["proof_plan"] = nouns["backup_plan"];
    EXPECT_TRUE(world.database().write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute(
            "insert into restore_tests_plans (id, client_id, item_id, backup_plan_id, level, device_id, repository, policy_id, "
            "policy_item, interval_s, waits_for, created_at, created_by, ended_at, end_reason, revision) values ($1, $2, $3, $4, 1, $5, "
            "$6, $1, 0, 0, '', $7, $8, $7, $9, 1)",
            nouns["proof_plan"], nouns["client"], nouns["backup_item"], nouns["backup_plan"], nouns["device"], "repository " + mark,
            world.now(), "by " + mark, "ended " + mark));
        return {};
    }));
}
}  // namespace

void furnish_backups(World& world, std::map<std::string, std::string>& nouns, const std::string& mark) {
    namespace json = boost::json;
    const auto made = [&](const std::string& path, const json::value& body, const char* id) {
        const auto answer = world.call("POST", path, body);
        EXPECT_TRUE(answer) << path << ": " << (answer ? "" : answer.error().message);
        return answer ? std::string(answer->at(id).as_string()) : std::string();
    };
    nouns["backup_item"] =
        made("/api/v1/clients/" + nouns["client"] + "/backup-items",
             {{"name", "item " + mark}, {"kind", "database"}, {"device_id", nouns["device"]}, {"note", "note " + mark}}, "item_id");
    nouns["backup_plan"] = made("/api/v1/backup-items/" + nouns["backup_item"] + "/plans",
                                {{"device_id", nouns["device"]},
                                 {"label", "erp"},
                                 {"engine", "engine " + mark},
                                 {"schedule", "daily 02:00"},
                                 {"retention", "retention " + mark}},
                                "plan_id");
    const auto said = world.call(
        "POST", "/api/v1/backup-items/" + nouns["backup_item"] + "/copies",
        {{"copies", json::array{{{"place", "safe " + mark},
                                 {"medium", "tape"},
                                 {"properties", json::array{{{"property", "off_site"}, {"says", "yes"}, {"how", "known by " + mark}}}}}}}});
    EXPECT_TRUE(said) << (said ? "" : said.error().message);
    nouns["backup_run"] =
        made("/api/v1/backup-plans/" + nouns["backup_plan"] + "/runs",
             {{"key", "key"}, {"outcome", "failed"}, {"text", "reason " + mark}, {"repository", "place " + mark}}, "run_id");
    furnish_restore_tests(world, nouns, mark);
    furnish_services(world, nouns, mark);
    EXPECT_TRUE(world.settle());
}

}  // namespace steward::scenarios
