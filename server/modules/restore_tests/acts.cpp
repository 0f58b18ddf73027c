#include "server/modules/restore_tests/acts.h"

#include "server/modules/restore_tests/words.h"
#include "server/platform/access/call.h"

namespace steward::restore_tests {

std::vector<std::string_view> moves_of(std::string_view finding_state) {
    if (finding_state == "open") return {"confirmed", "in_remediation"};
    if (finding_state == "confirmed") return {"in_remediation"};
    if (finding_state == "in_remediation") return {"resolved"};
    if (finding_state == "resolved") return {"in_remediation"};
    return {};
}

void Acts::tell_screens(Transaction& transaction, ClientId client, const std::string& test, const std::string& state) {
    live::Update update{.client = client, .topic = "restore_test", .id = test, .json = "{\"state\":\"" + state + "\"}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
}

Status Acts::plan_next(Transaction& transaction, const PlanRow& plan, Instant now) {
    STEWARD_TRY(const auto open, open_test(transaction, plan.id));
    if (open || plan.ended_at.is_set()) return {};
    STEWARD_TRY(const auto item, protection_.item(transaction, plan.item));
    if (!item) return {};
    STEWARD_TRY(const auto ended, ended_tests(transaction, plan.id, 1));
    std::optional<LastTest> last;
    if (!ended.empty()) last = {ended[0].state, ended[0].why, ended[0].ended_at, ended[0].due_at};
    const NextTest next = next_test(interval_of(plan.level, item->criticality, plan.interval), plan.created_at, last);
    TestRow test{.id = new_test(now), .client = plan.client, .item = plan.item, .backup_plan = plan.backup_plan, .proof_plan = plan.id};
    test.level = plan.level;
    test.why = next.why;
    test.operator_name = "Steward";
    test.planned_at = next.planned_at;
    test.due_at = next.due_at;
    STEWARD_CHECK(insert_test(transaction, test));
    tell_screens(transaction, plan.client, test.id.text(), test.state);
    return {};
}

Status Acts::end_plan(Transaction& transaction, PlanRow& plan, const std::string& reason, const std::string& by, Instant now) {
    plan.ended_at = now;
    plan.end_reason = reason;
    plan.waits_for.clear();
    STEWARD_CHECK(save_plan(transaction, plan));
    STEWARD_TRY(auto test, open_test(transaction, plan.id));
    if (test && test->state != "running") {
        test->state = "cancelled";
        test->state_text = "Its proof plan ended: " + reason;
        test->ended_at = now;
        STEWARD_CHECK(save_test(transaction, *test));
        tell_screens(transaction, test->client, test->id.text(), test->state);
    }
    return protection_.note(transaction, plan.item, by, "The backup " + plan.label + " is proven no more: " + reason, now);
}

Status Acts::conclude(Transaction& transaction, TestRow& test, const Verdict& verdict, bool is_new, Instant now) {
    test.state = verdict.state;
    test.state_text = verdict.text;
    test.reason_code = verdict.reason_code;
    test.achieved_rpo = verdict.achieved_rpo;
    test.achieved_rto = verdict.achieved_rto;
    if (!test.ended_at.is_set()) test.ended_at = now;
    if (is_new) STEWARD_CHECK(insert_test(transaction, test));
    const Duration over_rto = test.rto > Duration{} && test.achieved_rto ? *test.achieved_rto - test.rto : Duration{};
    const bool is_slow = over_rto > Duration{};
    if (test.state == "failed") STEWARD_CHECK(raise(transaction, test, "failed", {}, {}, now));
    if (test.state == "passed_late")
        STEWARD_CHECK(raise(transaction, test, "late", is_slow ? test.rto : test.rpo,
                            is_slow ? *test.achieved_rto : test.achieved_rpo.value_or(Duration{}), now));
    STEWARD_CHECK(save_test(transaction, test));
    STEWARD_CHECK(mark_points(transaction, test, verdict));
    STEWARD_CHECK(settle_findings(transaction, test, now));
    const std::string_view word = test.state == "passed"        ? "passed"
                                  : test.state == "passed_late" ? "passed, but not within what was agreed"
                                  : test.state == "failed"      ? "failed"
                                                                : "came to nothing";
    STEWARD_CHECK(protection_.note(
        transaction, test.item, test.operator_name,
        "The restore test of level " + std::to_string(test.level) + " " + std::string(word) + ": " + test.state_text, now));
    tell_screens(transaction, test.client, test.id.text(), test.state);
    if (test.proof_plan.is_nil()) return {};
    STEWARD_TRY(const auto plan, find_plan(transaction, test.proof_plan));
    return plan ? plan_next(transaction, *plan, now) : Status{};
}

Status Acts::mark_points(Transaction& transaction, const TestRow& test, const Verdict& verdict) {
    if (test.point_id.is_nil()) return {};
    if (verdict.is_point_bad) return protection_.mark(transaction, test.point_id, "corrupt");
    if (verdict.is_point_gone) return protection_.mark(transaction, test.point_id, "expired");
    const bool came_back = verdict.state == "passed" || verdict.state == "passed_late";
    return came_back ? protection_.mark(transaction, test.point_id, "restored_ok") : Status{};
}

Status Acts::sign(Transaction& transaction, TestRow& test, const Caller& caller, std::string note, Instant now) {
    test.signed_by_id = caller.account;
    test.signed_by = caller.name;
    test.signed_at = now;
    test.signed_note = std::move(note);
    STEWARD_CHECK(save_test(transaction, test));
    STEWARD_CHECK(settle_findings(transaction, test, now));
    STEWARD_CHECK(protection_.note(transaction, test.item, caller.name,
                                   "Signed the restore test of " + day_words(test.ended_at) + " (" + test.state + ").", now));
    tell_screens(transaction, test.client, test.id.text(), test.state);
    return {};
}

}  // namespace steward::restore_tests
