// A restore that people carried out: what they say of it is written down, and judged by its times like any other.
#include <array>

#include "server/modules/restore_tests/service.h"
#include "server/platform/access/typed_text.h"

namespace steward::restore_tests {

namespace {
using access::typed_choice, access::typed_line, access::typed_text;
constexpr size_t longest_name = 100, longest_words = 500, longest_text = 4000;
constexpr int most_checks = 64, most_not_covered = 32, most_points = 1000;
constexpr std::array<std::string_view, 3> results = {"passed", "failed", "inconclusive"};
constexpr std::array<std::string_view, 3> verdicts = {"passed", "failed", "not_covered"};
constexpr Duration ahead = std::chrono::minutes(2);

Result<std::vector<trust::RestoreCheck>> typed_checks(const v1::RecordRestoreTestRequest& request) {
    if (request.checks_size() > most_checks) return bad_field("/checks", "At most 64.");
    std::vector<trust::RestoreCheck> checks;
    for (int i = 0; i < request.checks_size(); ++i) {
        const std::string at = "/checks/" + std::to_string(i);
        const auto& said = request.checks(i);
        trust::RestoreCheck check;
        STEWARD_TRY(check.name, typed_line(at + "/name", said.name(), longest_name));
        STEWARD_TRY(check.expected, typed_line(at + "/expected", said.expected(), longest_words, false));
        STEWARD_TRY(check.found, typed_line(at + "/found", said.found(), longest_words, false));
        STEWARD_TRY(check.words, typed_line(at + "/words", said.words(), longest_words, false));
        STEWARD_TRY(const auto verdict, typed_choice(at + "/verdict", said.verdict(), verdicts));
        check.verdict = verdict_named(verdict);
        if (said.objects() < 0) return bad_field(at + "/objects", "How many were looked at.");
        check.objects = static_cast<uint64_t>(said.objects());
        checks.push_back(std::move(check));
    }
    return checks;
}

Result<std::vector<std::string>> typed_not_covered(const v1::RecordRestoreTestRequest& request) {
    if (request.not_covered_size() > most_not_covered) return bad_field("/not_covered", "At most 32.");
    std::vector<std::string> all;
    for (int i = 0; i < request.not_covered_size(); ++i) {
        STEWARD_TRY(auto words, typed_line("/not_covered/" + std::to_string(i), request.not_covered(i), longest_words));
        all.push_back(std::move(words));
    }
    return all;
}

Status take_times(const v1::RecordRestoreTestRequest& request, TestRow& test, Instant now) {
    test.started_at = Instant{request.started_at_unix_ms()};
    test.data_at = Instant{request.data_at_unix_ms()};
    test.usable_at = Instant{request.usable_at_unix_ms()};
    test.content_at = Instant{request.content_at_unix_ms()};
    test.ended_at = request.ended_at_unix_ms() == 0 ? now : Instant{request.ended_at_unix_ms()};
    if (test.started_at.unix_ms <= 0) return bad_field("/started_at_unix_ms", "Say when it began.");
    if (test.ended_at < test.started_at || test.ended_at > now + ahead)
        return bad_field("/ended_at_unix_ms", "It ended after it began, and before now.");
    for (const Instant at : {test.data_at, test.usable_at})
        if (at.is_set() && (at < test.started_at || at > test.ended_at))
            return bad_field("/usable_at_unix_ms", "The data was there, and usable, between its begin and its end.");
    if (test.content_at.is_set() && (test.content_at.unix_ms < 0 || test.content_at > test.started_at))
        return bad_field("/content_at_unix_ms", "What came back is of before the test.");
    return {};
}

// Which of the known points it was, and from when on what is lost counts: the point's own time, of the newest the test's begin.
void find_point(TestRow& test, const std::vector<backups::RecoveryPoint>& points) {
    test.loss_from = test.started_at;
    const backups::RecoveryPoint* chosen = nullptr;
    for (const auto& point : points)
        if (!test.point.empty() && point.name == test.point) chosen = &point;
    if (chosen == nullptr) return;
    test.point_id = chosen->id;
    test.of_newest = true;
    for (const auto& point : points)
        if (point.known_at > chosen->known_at && point.known_at <= test.started_at) test.of_newest = false;
    if (!test.of_newest) test.loss_from = chosen->known_at;
}
}  // namespace

Result<v1::RestoreTest> Service::record_restore_test(Call& call, const v1::RecordRestoreTestRequest& request) {
    STEWARD_TRY(const auto backup, load_backup(call, request.backup_plan_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto item, protection_.item(*transaction, backup.item));
    TestRow test{.id = acts_.new_test(call.now()), .client = call.client(), .item = backup.item, .backup_plan = backup.id};
    test.level = request.level();
    if (test.level < least_level || test.level > most_level)
        return bad_field("/level", "1 files, 2 volume or database, 3 machine, 4 application, 5 site.");
    test.by_hand = true;
    test.why = test.how_chosen = "hand";
    test.operator_id = call.caller().account;
    test.operator_name = call.caller().name;
    test.planned_at = test.due_at = test.began_at = call.now();
    STEWARD_CHECK(take_times(request, test, call.now()));
    STEWARD_TRY(test.point, typed_line("/point", request.point(), longest_words, false));
    STEWARD_TRY(test.environment, typed_line("/environment", request.environment(), longest_words, false));
    STEWARD_TRY(test.evidence, typed_text("/evidence", request.evidence(), longest_text, false));
    STEWARD_TRY(test.witnessed_by, typed_line("/witnessed_by", request.witnessed_by(), longest_name, false));
    if (request.restored_bytes() < 0) return bad_field("/restored_bytes", "How many bytes came back; 0 where nobody measured.");
    if (request.restored_bytes() > 0) test.restored_bytes = request.restored_bytes();
    STEWARD_TRY(const auto points, protection_.points(*transaction, backup.id, most_points));
    find_point(test, points);
    test.label = backup.label;
    test.rpo = item ? item->rpo : Duration{};
    test.rto = item ? item->rto : Duration{};
    ByHand told;
    STEWARD_TRY(told.result, typed_choice("/result", request.result(), results));
    STEWARD_TRY(told.reason, typed_text("/reason", request.reason(), longest_words, false));
    STEWARD_TRY(told.checks, typed_checks(request));
    STEWARD_TRY(const auto not_covered, typed_not_covered(request));
    told.started_at = test.started_at;
    told.data_at = test.data_at;
    told.usable_at = test.usable_at;
    told.measure = {.rpo = test.rpo, .rto = test.rto, .content_at = test.content_at, .loss_counts_from = test.loss_from};
    if (const auto missing = missing_by_hand(told)) return bad_field(missing->first, missing->second);
    const Verdict verdict = judge_by_hand(told);
    STEWARD_CHECK(acts_.conclude(*transaction, test, verdict, true, call.now()));
    STEWARD_CHECK(put_details(*transaction, test.id, told.checks, not_covered));
    const Instant same_fault{request.same_fault_since_unix_ms()};
    for (const auto& point : points)
        if (verdict.state == "failed" && same_fault.is_set() && point.known_at >= same_fault)
            STEWARD_CHECK(protection_.mark(*transaction, point.id, "corrupt"));
    return answer(call, test.id);
}

}  // namespace steward::restore_tests
