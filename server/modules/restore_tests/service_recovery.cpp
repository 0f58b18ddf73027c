// How long restores of one item took, and what all of it would take at that pace.
#include "server/modules/restore_tests/projection.h"
#include "server/modules/restore_tests/service.h"

namespace steward::restore_tests {

namespace {
constexpr int most_measured = 200;
// A host's clock may say anything: what lies outside of these is no time that anything took.
constexpr int64_t last_moment_ms = 100'000'000'000'000;
constexpr Duration longest_restore = std::chrono::hours(24 * 366);

Duration until_data(const TestRow& test) {
    for (const Instant at : {test.started_at, test.data_at})
        if (at.unix_ms <= 0 || at.unix_ms > last_moment_ms) return {};
    const Duration took = test.data_at - test.started_at;
    return took > Duration{} && took <= longest_restore ? took : Duration{};
}

bool came_back(const TestRow& test) { return test.state == "passed" || test.state == "passed_late"; }

void fill(v1::MeasuredRecovery& message, const TestRow& test) {
    message.set_test_id(test.id.text());
    message.set_level(test.level);
    message.set_state(test.state);
    message.set_ended_at_unix_ms(test.ended_at.unix_ms);
    message.set_backup_plan_label(test.plan_label);
    if (test.achieved_rto) message.set_achieved_rto_s(*test.achieved_rto / std::chrono::seconds(1));
    if (const Duration took = until_data(test); took > Duration{}) message.set_data_s(took / std::chrono::seconds(1));
    message.set_restored_bytes(test.restored_bytes.value_or(0));
    message.set_is_signed(test.signed_at.is_set());
}

void fill(v1::FullRestore& message, const backups::PlanCard& plan, const std::vector<TestRow>& tests, std::optional<int64_t> whole) {
    std::vector<Speed> speeds;
    std::vector<const TestRow*> of_plan;
    for (const auto& test : tests) {
        if (test.backup_plan != plan.id || !came_back(test)) continue;
        speeds.push_back({.bytes = test.restored_bytes.value_or(0), .took = until_data(test)});
        of_plan.push_back(&test);
    }
    const Projection projection = project(speeds, whole);
    message.set_backup_plan_id(plan.id.text());
    message.set_backup_plan_label(plan.label);
    if (projection.took) message.set_projected_s(*projection.took / std::chrono::seconds(1));
    message.set_text(projection.text);
    message.set_whole_bytes(whole.value_or(0));
    message.set_bytes_per_s(projection.bytes_per_second);
    for (const size_t i : projection.made_of) message.add_test_ids(of_plan[i]->id.text());
}
}  // namespace

Result<v1::ItemRecovery> Service::get_item_recovery(Call& call, const v1::GetItemRecoveryRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto item, protection_.item(*transaction, BackupItemId::parse(request.item_id()).value_or(BackupItemId{})));
    if (!item || item->client != call.client())
        return fail(ErrorKind::NotFound, "backups.item_not_found", "There is no such protected item, or it is not one of your clients'.");
    STEWARD_TRY(const auto tests, measured_of(*transaction, item->id, most_measured));
    STEWARD_TRY(const auto plans, protection_.plans_of(*transaction, item->id));
    STEWARD_TRY(const auto sizes, sizes_of(*transaction, item->id));
    v1::ItemRecovery answer;
    answer.set_item_id(item->id.text());
    answer.set_rto_s(item->rto / std::chrono::seconds(1));
    for (const auto& test : tests) fill(*answer.add_measured(), test);
    for (const auto& plan : plans) {
        if (!plan.is_alive) continue;
        const auto size = sizes.find(plan.id);
        fill(*answer.add_full(), plan, tests, size == sizes.end() ? std::nullopt : std::optional(size->second));
    }
    return answer;
}

}  // namespace steward::restore_tests
