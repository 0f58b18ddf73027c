// A client, a machine whose backups are expected, and what the machine tells of them.
#pragma once

#include <algorithm>

#include <gmock/gmock.h>

#include "server/modules/directory/directory.h"
#include "steward/agent/v1/backup.pb.h"
#include "steward/backups/v1/backups.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "tests/house/story.h"

namespace steward::backups {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

using namespace std::chrono_literals;

class BackupsStory : public testing_house::Story {
protected:
    BackupsStory() : Story({"journal", "access", "directory", "backups"}, {directory::make_module, make_module}) {
        harbour = house.client("Harbour");
        erp = house.device(harbour, "erp-1");
        hear();
    }

    void hear() { house.directory().note_vital(erp, {.health = directory::Health::Ok, .last_seen = house.clock.now()}); }
    // Time passes, and the machine is heard of all the while.
    void days(int count) {
        for (int i = 0; i < count * 24; ++i) {
            hear();
            house.pass(1h, 30min);
        }
    }
    v1::BackupItem item(const std::string& name = "ERP database", int64_t rpo_s = 86400) {
        v1::CreateBackupItemRequest request;
        request.set_client_id(harbour.text());
        request.set_name(name);
        request.set_kind("database");
        request.set_device_id(erp.text());
        request.set_criticality("C1");
        request.set_rpo_s(rpo_s);
        return house.must<v1::BackupItem>(house.owner(), "CreateBackupItem", request);
    }
    Result<v1::BackupPlan> try_plan(const std::string& item_id, const std::string& label, const std::string& schedule) {
        v1::CreateBackupPlanRequest request;
        request.set_item_id(item_id);
        request.set_device_id(erp.text());
        request.set_label(label);
        request.set_schedule(schedule);
        request.set_zone("UTC");
        return house.call<v1::BackupPlan>(house.owner(), "CreateBackupPlan", request);
    }
    v1::BackupPlan plan(const std::string& item_id, const std::string& schedule = "daily 02:00", const std::string& label = "erp") {
        auto made = try_plan(item_id, label, schedule);
        EXPECT_TRUE(made) << (made ? "" : made.error().message);
        return made.value_or(v1::BackupPlan{});
    }
    // The machine tells of a run that began `ago` and took twenty minutes, if there were so many.
    void tell(Duration ago, agent::v1::BackupOutcome outcome = agent::v1::SUCCEEDED, const std::string& label = "erp",
              DeviceId device = {}) {
        const Instant began = house.clock.now() - ago;
        agent::v1::BackupRun run;
        run.set_run_id(std::string(12, 'r') + std::to_string(1000 + ++told_));
        run.set_label(label);
        run.set_engine("restic");
        run.set_reporter(agent::v1::WRAPPER);
        run.set_started_at_ms(static_cast<uint64_t>(began.unix_ms));
        run.set_ended_at_ms(static_cast<uint64_t>((began + std::min<Duration>(20min, ago)).unix_ms));
        run.set_outcome(outcome);
        run.set_items_total(1200);
        run.set_source_bytes(5'000'000);
        if (outcome != agent::v1::FAILED) run.set_point("snap" + std::to_string(told_));
        else run.set_text("The repository is locked.");
        tell_raw(run.SerializeAsString(), device.is_nil() ? erp : device);
    }
    void tell_raw(const std::string& bytes, DeviceId device) {
        facts::v1::BackupRunReported fact;
        fact.set_client_id(harbour.text());
        fact.set_device_id(device.text());
        fact.set_received_at_unix_ms(house.clock.now().unix_ms);
        fact.set_run(bytes);
        house.append(harbour, device.text(), fact);
        house.reconcile();
    }
    v1::BackupItem get(const std::string& id) {
        v1::GetBackupItemRequest request;
        request.set_item_id(id);
        return house.must<v1::BackupItem>(house.owner(), "GetBackupItem", request);
    }
    std::vector<std::string> runs(const std::string& filter = "") {
        v1::ListBackupRunsRequest request;
        request.set_filter(filter);
        request.set_page_size(1000);
        std::vector<std::string> states;
        for (const auto& run : house.must<v1::ListBackupRunsResponse>(house.owner(), "ListBackupRuns", request).runs())
            states.push_back(run.state());
        return states;
    }
    std::vector<std::string> raised() {
        std::vector<std::string> words;
        for (const auto& fact : house.facts<facts::v1::ConditionRaised>()) words.push_back(fact.check() + " " + fact.priority());
        return words;
    }
    std::vector<std::string> cleared() {
        std::vector<std::string> words;
        for (const auto& fact : house.facts<facts::v1::ConditionCleared>())
            words.push_back(fact.fingerprint().substr(fact.fingerprint().rfind(':') + 1) + " " + fact.reason());
        return words;
    }
    v1::ClientBackupFigures figures() {
        const auto all = house.must<v1::BackupFigures>(house.owner(), "GetBackupFigures", v1::GetBackupFiguresRequest{});
        EXPECT_EQ(all.clients_size(), 1);
        return all.clients_size() == 1 ? all.clients(0) : v1::ClientBackupFigures{};
    }

    ClientId harbour;
    DeviceId erp;

private:
    int told_ = 0;
};

}  // namespace steward::backups
