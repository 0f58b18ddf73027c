// How long restores of an item took, what all of it is projected to take, and which items nothing will prove. On both databases.
#include "server/modules/restore_tests/tests/proof_story.h"

namespace steward::restore_tests {

namespace {
constexpr int64_t gigabyte = 1'000'000'000;

class Recovery : public ProofStory {
protected:
    Result<v1::ItemRecovery> try_recovery(const Caller& caller, const std::string& item_id) {
        v1::GetItemRecoveryRequest request;
        request.set_item_id(item_id);
        return house.call<v1::ItemRecovery>(caller, "GetItemRecovery", request);
    }
    v1::ItemRecovery recovery(const std::string& item_id) {
        auto found = try_recovery(erik, item_id);
        EXPECT_TRUE(found) << found.error().message;
        return found ? *found : v1::ItemRecovery{};
    }
    void told_size(const std::string& plan_id, int64_t bytes, const std::string& outcome = "success") {
        backups::v1::ReportBackupRunRequest run;
        run.set_plan_id(plan_id);
        run.set_key("run-" + std::to_string(++told_));
        run.set_outcome(outcome);
        run.set_text("Told by the story.");
        run.set_source_bytes(bytes);
        run.set_content_at_unix_ms((house.clock.now() - 1min).unix_ms);
        run.set_point("p" + std::to_string(told_));
        (void)house.must<backups::v1::BackupRun>(erik, "ReportBackupRun", run);
        house.pass(1h, 1h);
    }

private:
    int told_ = 0;
};
STEWARD_ON_EVERY_DATABASE(Recovery);

TEST_P(Recovery, of_all_is_projected_from_the_pace_of_what_came_back_and_never_called_measured) {
    const auto erp_item = item();
    const auto plan_id = backup(erp_item.item_id()).plan_id();
    EXPECT_EQ(recovery(erp_item.item_id()).measured_size(), 0);
    ASSERT_EQ(recovery(erp_item.item_id()).full_size(), 1);
    EXPECT_THAT(recovery(erp_item.item_id()).full(0).text(), HasSubstr("cannot be projected"));
    auto hand = by_hand(plan_id, "passed");
    hand.set_restored_bytes(72 * gigabyte);  // two hours until its data was there: 10 MB a second
    const auto test = recorded(hand);
    EXPECT_EQ(test.restored_bytes(), 72 * gigabyte);
    EXPECT_THAT(recovery(erp_item.item_id()).full(0).text(), HasSubstr("no run has told how much there is"));
    told_size(plan_id, 180 * gigabyte);
    told_size(plan_id, 360 * gigabyte);
    told_size(plan_id, 1, "failed");  // what failed read nothing whole
    const auto seen = recovery(erp_item.item_id());
    EXPECT_EQ(seen.rto_s(), 8 * 3600);
    ASSERT_EQ(seen.measured_size(), 1);
    EXPECT_EQ(seen.measured(0).achieved_rto_s(), 190 * 60);
    EXPECT_EQ(seen.measured(0).data_s(), 2 * 3600);
    EXPECT_EQ(seen.full(0).projected_s(), 10 * 3600);
    EXPECT_EQ(seen.full(0).whole_bytes(), 360 * gigabyte);
    EXPECT_THAT(seen.full(0).text(), HasSubstr("Projected, not measured: 10 h for all 360 GB"));
    ASSERT_EQ(seen.full(0).test_ids_size(), 1);
    EXPECT_EQ(seen.full(0).test_ids(0), test.test_id());
}

TEST_P(Recovery, is_not_projected_from_what_failed_and_an_ended_backup_has_none) {
    const auto erp_item = item();
    const auto plan_id = backup(erp_item.item_id()).plan_id();
    told_size(plan_id, 360 * gigabyte);
    auto hand = by_hand(plan_id, "failed");
    hand.set_restored_bytes(72 * gigabyte);
    recorded(hand);
    EXPECT_EQ(recovery(erp_item.item_id()).measured_size(), 1) << "what was measured is shown";
    EXPECT_FALSE(recovery(erp_item.item_id()).full(0).has_projected_s());
    backups::v1::EndBackupPlanRequest end;
    end.set_plan_id(plan_id);
    end.set_reason("Another product does it now.");
    (void)house.must<backups::v1::BackupPlan>(erik, "EndBackupPlan", end);
    EXPECT_EQ(recovery(erp_item.item_id()).full_size(), 0);
}

TEST_P(Recovery, is_seen_by_those_of_its_client_and_a_size_below_nothing_is_refused) {
    const auto erp_item = item();
    const auto plan_id = backup(erp_item.item_id()).plan_id();
    const auto other = house.client("Lighthouse");
    EXPECT_EQ(try_recovery(house.technician({other}), erp_item.item_id()).error().kind, ErrorKind::NotFound);
    EXPECT_TRUE(try_recovery(house.technician({harbour}), erp_item.item_id()));
    auto hand = by_hand(plan_id, "passed");
    hand.set_restored_bytes(-1);
    EXPECT_EQ(house.call<v1::RestoreTest>(erik, "RecordRestoreTest", hand).error().code, "request.invalid");
}

TEST_P(Recovery, items_that_no_proof_plan_proves_are_known_by_their_count) {
    const auto erp_item = item();
    const auto plan_id = backup(erp_item.item_id()).plan_id();
    const auto plans_of = [&] {
        const auto all = house.must<v1::Recoverability>(erik, "GetRecoverability", v1::GetRecoverabilityRequest{});
        return all.clients(0).items(0).proof_plans();
    };
    EXPECT_EQ(plans_of(), 0);
    const auto made = plan(plan_id, policy());
    EXPECT_EQ(plans_of(), 1);
    v1::EndProofPlanRequest end;
    end.set_proof_plan_id(made.proof_plan_id());
    end.set_reason("It is restored by hand from now on.");
    (void)house.must<v1::ProofPlan>(erik, "EndProofPlan", end);
    EXPECT_EQ(plans_of(), 0);
}

TEST_P(Recovery, lists_know_tests_by_their_measured_times) {
    const auto erp_item = item();
    const auto plan_id = backup(erp_item.item_id()).plan_id();
    auto hand = by_hand(plan_id, "passed");
    hand.set_restored_bytes(72 * gigabyte);
    hand.set_point("0a1b2c3d");
    recorded(hand);
    EXPECT_EQ(tests("rto>11000").size(), 1u);
    EXPECT_EQ(tests("rto>12000").size(), 0u);
    EXPECT_EQ(tests("bytes>1000000 how:hand").size(), 1u);
    EXPECT_EQ(tests("content>30d").size(), 0u);
    EXPECT_EQ(tests("point:0a1b2c3d").size(), 1u);
    EXPECT_EQ(tests("point:other").size(), 0u);
}

TEST_P(Recovery, a_certificate_is_a_pdf_too_of_a_test_that_somebody_signed) {
    const auto plan_id = backup(item().item_id()).plan_id();
    const auto test = recorded(by_hand(plan_id, "passed"));
    v1::GetRestoreCertificateRequest ask;
    ask.set_test_id(test.test_id());
    ask.set_format("pdf");
    EXPECT_EQ(house.call<v1::RestoreCertificate>(erik, "GetRestoreCertificate", ask).error().code, "restore_tests.not_signed");
    ASSERT_TRUE(try_sign(sara, test.test_id()));
    const auto pdf = house.must<v1::RestoreCertificate>(erik, "GetRestoreCertificate", ask);
    EXPECT_EQ(pdf.pdf().substr(0, 5), "%PDF-");
    EXPECT_EQ(pdf.html(), "");
    EXPECT_THAT(pdf.file_name(), HasSubstr("restore-test-erp-database-"));
    ask.set_format("");
    EXPECT_THAT(house.must<v1::RestoreCertificate>(erik, "GetRestoreCertificate", ask).html(), HasSubstr("It could be restored."));
    ask.set_format("docx");
    EXPECT_EQ(house.call<v1::RestoreCertificate>(erik, "GetRestoreCertificate", ask).error().code, "request.invalid");
}
}  // namespace

}  // namespace steward::restore_tests
