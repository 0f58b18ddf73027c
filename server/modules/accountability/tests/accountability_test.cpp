// What staff and clients see of the log, and what they can take with them.
#include "server/modules/directory/directory.h"
#include "server/platform/access/roles.h"
#include "server/platform/ledger/ledger.h"
#include "server/platform/ledger/record.h"
#include "steward/accountability/v1/accountability.pb.h"
#include "tests/house/story.h"

namespace steward::directory {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::accountability {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {

class CheckUs : public testing_house::Story {
protected:
    CheckUs() : Story({"journal", "access", "directory"}, {directory::make_module, make_module}) {
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        act(harbour, "access.account_changed", "Anna Weber");
        act(mill, "access.account_changed", "canary of the mill");
        act(ClientId{}, "access.sign_in", "Anna Weber");
        house.reconcile();
        decider = house.client_person(harbour);
        decider.roles = {"CDM"};
        decider.permissions = access::find_role("CDM")->permissions;
        decider.client_side = true;
    }
    void act(ClientId client, const std::string& action, const std::string& by) {
        const Status done = house.database.write([&](storage::Transaction& transaction) {
            return ledger::record(transaction,
                                  {.at = house.clock.now(), .action = action, .client = client, .by = by, .principal = "account"});
        });
        EXPECT_TRUE(done);
    }
    v1::ListLogEntriesResponse seen_by(const Caller& caller, const std::string& filter = "") {
        v1::ListLogEntriesRequest request;
        request.set_filter(filter);
        return house.must<v1::ListLogEntriesResponse>(caller, "ListLogEntries", request);
    }
    Caller decider;
    ClientId harbour, mill;
};
STEWARD_ON_EVERY_DATABASE(CheckUs);

TEST_P(CheckUs, a_client_sees_its_own_entries_in_words_and_nothing_else) {
    const auto entries = seen_by(decider);
    ASSERT_EQ(entries.entries_size(), 1);
    EXPECT_EQ(entries.entries(0).words(), "Anna Weber changed an account");
    EXPECT_EQ(entries.entries(0).kind(), "role_change");
    EXPECT_EQ(entries.entries(0).client_name(), "Harbour");
    EXPECT_EQ(entries.entries(0).allowed_actions_size(), 0);
}

TEST_P(CheckUs, an_entry_says_how_a_job_ended_and_which_it_was) {
    const DeviceId web = house.device(harbour, "web-2");
    const auto ended = [&](const std::string& outcome) {
        trust::EntryBody body{.action = outcome == "refused" ? "jobs.refused" : "jobs.result", .by = "web-2", .principal = "device"};
        body.client = harbour.raw().bytes;
        body.details = {{"outcome", outcome}, {"title", "Clear temporary files on 3 machines"}, {"device_id", web.text()}};
        const auto kind = outcome == "refused" ? trust::EntryKind::Refusal : trust::EntryKind::Result;
        EXPECT_TRUE(house.database.write(
            [&](storage::Transaction& transaction) { return ledger::append_entry(transaction, house.clock.now(), kind, body); }));
        return seen_by(decider).entries(0);
    };
    const auto failed = ended("failed");
    EXPECT_EQ(failed.words(), "web-2 failed at a job: Clear temporary files on 3 machines");
    ASSERT_EQ(failed.details_size(), 3);
    EXPECT_EQ(failed.details(2).name(), "machine");
    EXPECT_EQ(failed.details(2).value(), "web-2") << "nobody knows a machine by its number";
    EXPECT_EQ(ended("done").words(), "web-2 did a job: Clear temporary files on 3 machines");
    EXPECT_EQ(ended("unknown").words(), "web-2 cannot say how a job ended: Clear temporary files on 3 machines");
    EXPECT_EQ(ended("refused").words(), "web-2 refused a job: Clear temporary files on 3 machines");
}

TEST_P(CheckUs, staff_see_all_with_the_filter_and_the_providers_own_with_the_audit_trail) {
    EXPECT_EQ(seen_by(house.owner()).total(), 4);  // the log's beginning is the fourth
    EXPECT_EQ(seen_by(house.owner(), "kind:login").total(), 1);
    EXPECT_EQ(seen_by(house.owner(), "client:mill").total(), 1);
    Caller lead = house.technician({harbour, mill});
    lead.permissions = {"log.read"};
    EXPECT_EQ(seen_by(lead).total(), 2);
}

TEST_P(CheckUs, an_entry_comes_with_its_proof_and_its_words_go_on_request) {
    const int64_t number = seen_by(decider).entries(0).number();
    v1::GetLogEntryRequest request;
    request.set_client_id(harbour.text());
    request.set_number(std::to_string(number));
    auto proof = house.must<v1::LogEntryProof>(decider, "GetLogEntry", request);
    EXPECT_EQ(proof.size(), 4);
    EXPECT_EQ(proof.path_size(), 2);
    EXPECT_FALSE(proof.body().empty());
    request.set_client_id(mill.text());
    EXPECT_FALSE(house.call<v1::LogEntryProof>(house.owner(), "GetLogEntry", request));
    v1::EraseLogEntryRequest erase;
    erase.set_client_id(harbour.text());
    erase.set_number(std::to_string(number));
    EXPECT_FALSE(house.call<v1::LogEntry>(decider, "EraseLogEntry", erase));
    EXPECT_TRUE(house.must<v1::LogEntry>(house.owner(), "EraseLogEntry", erase).is_erased());
    EXPECT_EQ(house.call<v1::LogEntry>(house.owner(), "EraseLogEntry", erase).error().code, "accountability.not_erasable");
    request.set_client_id(harbour.text());
    proof = house.must<v1::LogEntryProof>(decider, "GetLogEntry", request);
    EXPECT_TRUE(proof.body().empty());
    EXPECT_EQ(proof.entry().words(), "Somebody changed an account");
}

TEST_P(CheckUs, the_head_is_signed_and_continues_every_smaller_one) {
    const auto head = house.must<v1::LogHead>(decider, "GetLogHead", v1::GetLogHeadRequest());
    EXPECT_EQ(head.size(), 4);
    EXPECT_TRUE(head.key().starts_with("steward/"));
    v1::GetLogConsistencyRequest request;
    request.set_old_size(3);
    EXPECT_EQ(house.must<v1::LogConsistency>(decider, "GetLogConsistency", request).path_size(), 3);
    request.set_old_size(5);
    EXPECT_FALSE(house.call<v1::LogConsistency>(decider, "GetLogConsistency", request));
}

TEST_P(CheckUs, an_export_of_a_client_is_for_those_who_may_see_it) {
    v1::BeginLogExportRequest request;
    request.set_client_id(harbour.text());
    const auto part = house.must<v1::LogExportPart>(decider, "BeginLogExport", request);
    EXPECT_TRUE(part.text().starts_with("steward-log-export/v1\n"));
    EXPECT_TRUE(part.text().ends_with("end 3\n"));
    EXPECT_TRUE(part.next_place().empty());
    Caller owner = house.owner(), theirs = decider;
    owner.factor_at = theirs.factor_at = house.clock.now() - std::chrono::minutes(6);
    EXPECT_EQ(house.call<v1::LogExportPart>(owner, "BeginLogExport", request).error().code, "access.step_up_needed");
    EXPECT_TRUE(house.call<v1::LogExportPart>(theirs, "BeginLogExport", request)) << "nothing stands between them and their log";
    request.set_client_id(mill.text());
    EXPECT_FALSE(house.call<v1::LogExportPart>(decider, "BeginLogExport", request));
    EXPECT_FALSE(house.call<v1::LogExportPart>(decider, "BeginOwnLogExport", v1::BeginOwnLogExportRequest()));
    EXPECT_TRUE(
        house.must<v1::LogExportPart>(house.owner(), "BeginOwnLogExport", v1::BeginOwnLogExportRequest()).text().ends_with("end 2\n"));
    v1::ReadLogExportRequest odd;
    odd.set_client_id(harbour.text());
    for (const char* place : {"", "x", "9,9,9", "1,2", "5,0,9999999"}) {
        odd.set_place(place);
        EXPECT_FALSE(house.call<v1::LogExportPart>(decider, "ReadLogExport", odd)) << place;
    }
}

TEST_P(CheckUs, a_cosignature_of_nobody_is_refused) {
    v1::PostCosignatureRequest request;
    request.set_device_id("01a20000-0000-7000-8000-000000000000");
    request.set_note("x");
    const auto refused = house.call<v1::PostCosignatureResponse>(house.owner(), "PostCosignature", request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "ledger.cosignature_refused");
}

}  // namespace
}  // namespace steward::accountability
