#include "server/modules/restore_tests/certificate.h"
#include "server/modules/restore_tests/service.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"
#include "server/platform/paper/page.h"
#include "server/platform/paper/pdf.h"

namespace steward::restore_tests {

namespace {
constexpr size_t longest_note = 1000;

struct Details {
    std::vector<trust::RestoreCheck> checks;
    std::vector<std::string> not_covered;
    std::optional<trust::RestoreRecord> record;
};
// Of the restore host's record, or of what was written down by hand.
Result<Details> details_of(Transaction& transaction, const TestRow& test) {
    Details details;
    if (!test.record.empty()) details.record = trust::read_record(test.record);
    if (details.record) {
        details.checks = details.record->checks;
        details.not_covered = details.record->not_covered;
        return details;
    }
    STEWARD_TRY(details.checks, checks_of(transaction, test.id));
    STEWARD_TRY(details.not_covered, not_covered_of(transaction, test.id));
    return details;
}
}  // namespace

Result<TestRow> Service::load_test(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto test, find_test(*transaction, TestId::parse(id).value_or(TestId{})));
    if (!test || test->client != call.client())
        return fail(ErrorKind::NotFound, "restore_tests.not_found", "There is no such restore test, or it is not one of your clients'.");
    if (!etag_holds(call.if_match, test->revision)) return changed_meanwhile();
    return std::move(*test);
}

Result<v1::RestoreTest> Service::answer(Call& call, TestId id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto test, find_test(*transaction, id));
    if (!test) return fail(ErrorKind::NotFound, "restore_tests.not_found", "There is no such restore test.");
    call.set_audit_subject(id.text());
    v1::RestoreTest message;
    fill(message, *test, call.caller());
    STEWARD_TRY(const auto details, details_of(*transaction, *test));
    fill_details(message, details.checks, details.not_covered, details.record);
    return message;
}

Result<v1::RestoreTest> Service::get_restore_test(Call& call, const v1::GetRestoreTestRequest& request) {
    STEWARD_TRY(const auto test, load_test(call, request.test_id()));
    return answer(call, test.id);
}

Result<v1::RestoreTest> Service::start_restore_test(Call& call, const v1::StartRestoreTestRequest& request) {
    STEWARD_TRY(const auto plan, load_plan(call, request.proof_plan_id()));
    if (plan.ended_at.is_set()) return fail(ErrorKind::Conflict, "restore_tests.plan_over", "This proof plan has ended. Make a new one.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.plan_next(*transaction, plan, call.now()));
    STEWARD_TRY(auto test, open_test(*transaction, plan.id));
    if (!test || test->state == "running") return fail(ErrorKind::Conflict, "restore_tests.runs", "A test of this plan runs already.");
    test->operator_id = call.caller().account;
    test->operator_name = call.caller().name;
    if (test->why == "interval") test->why = "person";  // one that is to be repeated stays that, with its time
    test->planned_at = call.now();
    STEWARD_CHECK(save_test(*transaction, *test));
    STEWARD_CHECK(scheduler_.begin(*transaction, plan, *test, call.now()));
    acts_.tell_screens(*transaction, test->client, test->id.text(), test->state);
    return answer(call, test->id);
}

Result<v1::RestoreTest> Service::cancel_restore_test(Call& call, const v1::CancelRestoreTestRequest& request) {
    STEWARD_TRY(auto test, load_test(call, request.test_id()));
    if (test.state != "planned" && test.state != "overdue")
        return fail(ErrorKind::Conflict, "restore_tests.begun",
                    "Only a test that has not begun can be cancelled; this one is " + test.state + ".");
    STEWARD_TRY(const auto reason, typed_reason("/reason", request.reason()));
    STEWARD_TRY(auto* transaction, call.transaction());
    test.state = "cancelled";
    test.state_text = call.caller().name + " cancelled it: " + reason;
    test.ended_at = call.now();
    STEWARD_CHECK(save_test(*transaction, test));
    acts_.tell_screens(*transaction, test.client, test.id.text(), test.state);
    STEWARD_TRY(const auto plan, find_plan(*transaction, test.proof_plan));
    if (plan) STEWARD_CHECK(acts_.plan_next(*transaction, *plan, call.now()));
    return answer(call, test.id);
}

Result<v1::RestoreTest> Service::end_restore_test(Call& call, const v1::EndRestoreTestRequest& request) {
    STEWARD_TRY(auto test, load_test(call, request.test_id()));
    if (test.state != "running")
        return fail(ErrorKind::Conflict, "restore_tests.not_running",
                    "Only a test that runs can be ended so; this one is " + test.state + ".");
    STEWARD_TRY(const auto reason, typed_reason("/reason", request.reason()));
    STEWARD_TRY(auto* transaction, call.transaction());
    const Verdict verdict{.state = "inconclusive", .reason_code = "restore_tests.by_hand", .text = call.caller().name + ": " + reason};
    STEWARD_CHECK(acts_.conclude(*transaction, test, verdict, false, call.now()));
    return answer(call, test.id);
}

Result<v1::RestoreTest> Service::sign_restore_test(Call& call, const v1::SignRestoreTestRequest& request) {
    STEWARD_TRY(auto test, load_test(call, request.test_id()));
    if (test.state != "passed" && test.state != "passed_late" && test.state != "failed")
        return fail(ErrorKind::Conflict, "restore_tests.no_result", "Only a test with a result is signed; this one is " + test.state + ".");
    if (test.signed_at.is_set())
        return fail(ErrorKind::Conflict, "restore_tests.signed_already", "It is signed already, by " + test.signed_by + ".");
    if (call.caller().account.is_nil())
        return fail(ErrorKind::Forbidden, "restore_tests.wants_a_person", "A person signs this, with an account of their own.");
    if (call.caller().account == test.operator_id)
        return fail(ErrorKind::Forbidden, "restore_tests.own_test",
                    "Whoever carried a test out does not sign it. Let somebody else look at it.");
    STEWARD_TRY(auto note, access::typed_text("/note", request.note(), longest_note, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.sign(*transaction, test, call.caller(), std::move(note), call.now()));
    return answer(call, test.id);
}

Result<v1::RestoreCertificate> Service::get_restore_certificate(Call& call, const v1::GetRestoreCertificateRequest& request) {
    if (!request.format().empty() && request.format() != "page" && request.format() != "pdf")
        return bad_field("/format", "\"page\" or \"pdf\".");
    STEWARD_TRY(auto test, load_test(call, request.test_id()));
    if (!test.signed_at.is_set())
        return fail(ErrorKind::Conflict, "restore_tests.not_signed",
                    "A test that nobody has signed has no certificate. Let somebody sign it.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto details, details_of(*transaction, test));
    v1::RestoreCertificate certificate;
    certificate.set_test_id(test.id.text());
    certificate.set_title(certificate_title(test));
    certificate.set_file_name(certificate_file_name(test, request.format() == "pdf" ? "pdf" : "html"));
    STEWARD_TRY(const auto provider, provider_name(*transaction));
    const auto document = certificate_of({std::move(test), std::move(details.checks), std::move(details.not_covered), provider});
    if (request.format() == "pdf") {
        STEWARD_TRY(const Bytes pdf, paper::pdf_of(document));
        certificate.set_pdf(pdf.data(), pdf.size());
    } else {
        certificate.set_html(paper::page_of(document));
    }
    return certificate;
}

Result<v1::ListRestoreTestsResponse> Service::list_restore_tests(Call& call, const v1::ListRestoreTestsRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {
        {"state", "t.state"},
        {"is",
         "case when t.state in ('planned', 'overdue', 'running') then 'open' when t.signed_at is not null then 'signed' when t.state in "
         "('passed', 'passed_late', 'failed') then 'unsigned' else 'over' end"},
        {"client", "c.name"},
        {"client_id", "t.client_id"},
        {"item", "i.name"},
        {"item_id", "t.item_id"},
        {"label", "p.label"},
        {"backup_plan_id", "t.backup_plan_id"},
        {"proof_plan_id", "coalesce(t.proof_plan_id, '')"},
        {"criticality", "i.criticality"},
        {"host", "coalesce(d.name, '')"},
        {"device_id", "coalesce(t.device_id, '')"},
        {"reason_code", "t.reason_code"},
        {"why", "t.why"},
        {"carried_out_by", "t.operator_name"},
        {"signed_by", "t.signed_by"},
        {"level", "t.level", Kind::Number},
        {"planned", "t.planned_at", Kind::Time},
        {"due", "t.due_at", Kind::Time},
        {"rto", "coalesce(t.achieved_rto_s, -1)", Kind::Number},
        {"rpo", "coalesce(t.achieved_rpo_s, -1)", Kind::Number},
        {"bytes", "coalesce(t.restored_bytes, -1)", Kind::Number},
        {"how", "t.how_chosen"},
        {"point", "t.point"},
        {"content", "coalesce(t.content_at, 0)", Kind::Time},
        {"signed", "coalesce(t.signed_at, 0)", Kind::Time},
        {"ended", "coalesce(t.ended_at, 0)", Kind::Time},
        {"at", "coalesce(t.ended_at, t.began_at, t.planned_at)", Kind::Time}};
    static constexpr std::string_view text[] = {"c.name", "i.name", "p.label", "coalesce(d.name, '')", "t.state_text", "t.operator_name"};
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = std::string(tests_joined) + call.client_filter("t.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(test_columns), from, fields, text, "t.id", "-at"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListRestoreTestsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_tests(), read_test(row), call.caller());
    return list;
}

}  // namespace steward::restore_tests
