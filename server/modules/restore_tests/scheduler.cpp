#include "server/modules/restore_tests/scheduler.h"

#include <algorithm>
#include <limits>

namespace steward::restore_tests {

namespace {
constexpr int points_drawn_from = 1000, newest_looked_at = 2;
constexpr int64_t at_once_on_a_host = 1;

template <size_t size>
void read_hex(const std::string& text, std::array<uint8_t, size>& into) {
    const auto bytes = from_hex(text);
    if (bytes && bytes->size() == size) std::ranges::copy(*bytes, into.begin());
}

Asked asked_of(const TestRow& test) {
    Asked asked{.level = static_cast<uint64_t>(test.level), .repository = test.repository, .label = test.label, .point = test.point};
    read_hex(test.seed, asked.seed);
    read_hex(test.witness, asked.witness);
    asked.is_newest = test.of_newest;
    asked.measure = {.rpo = test.rpo, .rto = test.rto, .content_at = test.content_at, .loss_counts_from = test.loss_from};
    return asked;
}
// What a host says may be any number.
int64_t number_in(uint64_t said) { return static_cast<int64_t>(std::min<uint64_t>(said, std::numeric_limits<int64_t>::max())); }
}  // namespace

Status Scheduler::run(Instant now) {
    std::vector<ProofPlanId> plans, without_backup;
    std::vector<TestId> running;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(plans, living_plans(transaction));
        STEWARD_TRY(without_backup, plans_without_backup(transaction));
        STEWARD_TRY(const auto rows, transaction.query("select id from restore_tests_tests where state = 'running' order by id"));
        running.clear();
        for (const auto& row : rows) running.push_back(row.id<TestId>(0));
        return {};
    }));
    Status first;
    const auto keep = [&](Status done) {
        if (!done && first) first = std::move(done);
    };
    for (const ProofPlanId plan : without_backup) keep(end_plan(plan, now));
    for (const TestId test : running) keep(look_at_running(test, now));
    for (const ProofPlanId plan : plans) keep(look_at_plan(plan, now));
    return first;
}

Status Scheduler::end_plan(ProofPlanId id, Instant now) {
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(auto plan, find_plan(transaction, id));
        if (!plan || plan->ended_at.is_set()) return {};
        return acts_.end_plan(transaction, *plan, "The backup that it was to prove has ended.", "Steward", now);
    });
}

Status Scheduler::look_at_plan(ProofPlanId id, Instant now) {
    bool has_work = false;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto test, open_test(transaction, id));
        has_work = !test || (test->state != "running" && (test->planned_at <= now || test->due_at < now));
        return {};
    }));
    if (!has_work) return {};
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(auto plan, find_plan(transaction, id));
        if (!plan || plan->ended_at.is_set()) return {};
        STEWARD_CHECK(acts_.plan_next(transaction, *plan, now));
        STEWARD_TRY(auto test, open_test(transaction, id));
        if (!test || test->state == "running") return {};
        if (test->planned_at <= now) STEWARD_CHECK(begin(transaction, *plan, *test, now));
        return test->state == "running" ? Status{} : pass_time(transaction, *test, now);
    });
}

Status Scheduler::begin(Transaction& transaction, const PlanRow& plan, TestRow& test, Instant now) {
    Bytes witness;
    TestRow begun = test;
    STEWARD_TRY(std::string waits_for, prepare(transaction, plan, begun, witness, now));
    if (waits_for.empty()) {
        const auto ordered = runs_.order(transaction,
                                         {.client = plan.client,
                                          .policy_id = plan.policy,
                                          .item = plan.policy_item,
                                          .values = {std::to_string(begun.level), begun.point, begun.seed, begun.witness},
                                          .device = plan.device,
                                          .cause = "Restore test of " + plan.item_name + ", asked for by " + begun.operator_name,
                                          .material = witness},
                                         now);
        const bool can_wait = !ordered && (ordered.error().kind == ErrorKind::Conflict || ordered.error().kind == ErrorKind::Invalid ||
                                           ordered.error().kind == ErrorKind::NotFound || ordered.error().kind == ErrorKind::Unavailable);
        if (!ordered && !can_wait) return std::unexpected(ordered.error());
        if (ordered) {
            begun.state = "running";
            begun.state_text = "It runs on " + plan.device_name + ".";
            begun.began_at = now;
            begun.run = ordered->run_id;
            begun.window_until = ordered->until;
            STEWARD_CHECK(save_test(transaction, begun));
            acts_.tell_screens(transaction, begun.client, begun.id.text(), begun.state);
            test = begun;
        } else {
            waits_for = ordered.error().message;
        }
    }
    if (waits_for != plan.waits_for) STEWARD_CHECK(note_waits(transaction, plan.id, waits_for));
    test.waits_for = waits_for;
    return {};
}

Result<std::string> Scheduler::prepare(Transaction& transaction, const PlanRow& plan, TestRow& test, Bytes& witness, Instant now) {
    STEWARD_TRY(const auto backup, protection_.plan(transaction, plan.backup_plan));
    STEWARD_TRY(const auto item, protection_.item(transaction, plan.item));
    if (!backup || !backup->is_alive || !item || !item->is_wanted)
        return "Nobody wants this item to be protected any more: end this plan too.";
    STEWARD_TRY(const int64_t running, running_on(transaction, plan.device));
    if (running >= at_once_on_a_host) return "Another test runs on " + plan.device_name + ".";
    STEWARD_TRY(const auto points, protection_.points(transaction, plan.backup_plan, points_drawn_from));
    STEWARD_TRY(const auto before, ended_tests(transaction, plan.id, newest_looked_at));
    std::vector<bool> was_newest;
    for (const auto& one : before) was_newest.push_back(one.of_newest);
    const auto choice = choose(points, was_newest, rng_, now);
    if (!choice)
        return "No run of this backup has told yet what its source looked like: let `steward-agent backup-run` run it "
               "(docs/guide/backups.md).";
    const auto& point = points[choice->point];
    STEWARD_TRY(witness, protection_.witness(transaction, point.id));
    test.seed = to_hex(choice->seed);
    test.witness = to_hex(trust::sha256(witness));
    test.point = point.name;
    test.point_id = point.id;
    test.content_at = point.content_at;
    test.loss_from = choice->is_newest ? now : point.known_at;
    test.how_chosen = how_word(choice->how);
    test.of_newest = choice->is_newest;
    test.rpo = item->rpo;
    test.rto = item->rto;
    test.device = plan.device;
    test.repository = plan.repository;
    test.label = backup->label;
    test.policy = plan.policy;
    return std::string();
}

Status Scheduler::pass_time(Transaction& transaction, TestRow& test, Instant now) {
    if (test.state == "planned" && is_overdue(test.due_at, now)) {
        test.state = "overdue";
        test.state_text = "It was due by " + to_rfc3339(test.due_at).substr(0, 10) + ".";
        STEWARD_CHECK(save_test(transaction, test));
        acts_.tell_screens(transaction, test.client, test.id.text(), test.state);
    }
    return is_overdue_finding(test.due_at, now) ? acts_.find_overdue(transaction, test, now) : Status{};
}

Status Scheduler::look_at_running(TestId id, Instant now) {
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(auto test, find_test(transaction, id));
        if (!test || test->state != "running") return {};
        STEWARD_TRY(const auto report, runs_.find(transaction, test->run));
        const bool is_late = now > test->window_until;
        const bool has_ended = report && report->is_over && (!report->has_output || report->is_whole);
        if (!has_ended && !is_late) return {};
        Ran ran{.state = has_ended ? report->state : "lost", .words = report ? report->words : ""};
        ran.is_genuine = has_ended && (!report->has_output || report->is_genuine);
        std::optional<trust::RestoreRecord> record;
        if (ran.is_genuine) {
            STEWARD_TRY(const Bytes output, runs_.output(transaction, test->run));
            record = trust::record_in(std::string_view(reinterpret_cast<const char*>(output.data()), output.size()));
        }
        if (record) {
            test->record = trust::write_message(*record);
            test->started_at = record->started;
            test->data_at = record->data_there;
            test->usable_at = usable_at(*record);
            test->restored_files = number_in(record->restored_files);
            test->restored_bytes = number_in(record->restored_bytes);
        }
        return acts_.conclude(transaction, *test, judge(asked_of(*test), ran, record), false, now);
    });
}

}  // namespace steward::restore_tests
