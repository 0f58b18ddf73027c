#include "server/modules/restore_tests/service.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::restore_tests {

namespace {
constexpr size_t longest_reason = 1000, shortest_reason = 10;
constexpr int64_t shortest_interval_s = 86400, longest_interval_s = 366 * 86400LL;
constexpr int usual_level = 1, highest_built = 2;  // files, databases

Result<Duration> typed_interval(int64_t seconds) {
    if (seconds != 0 && (seconds < shortest_interval_s || seconds > longest_interval_s))
        return bad_field("/interval_s", "Between a day and a year; 0 means as the level and the criticality say.");
    return Duration(std::chrono::seconds(seconds));
}
}  // namespace

Result<std::string> typed_reason(std::string_view pointer, std::string_view value) {
    STEWARD_TRY(auto reason, access::typed_text(pointer, value, longest_reason));
    if (reason.size() < shortest_reason) return bad_field(std::string(pointer), "Give a reason of ten characters or more.");
    return reason;
}

bool etag_holds(std::string_view wanted, int64_t revision) {
    if (wanted.starts_with("W/")) wanted.remove_prefix(2);
    if (wanted.size() >= 2 && wanted.front() == '"' && wanted.back() == '"') wanted = wanted.substr(1, wanted.size() - 2);
    return wanted.empty() || wanted == "*" || wanted == std::to_string(revision);
}

Result<PlanRow> Service::load_plan(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto plan, find_plan(*transaction, ProofPlanId::parse(id).value_or(ProofPlanId{})));
    if (!plan || plan->client != call.client())
        return fail(ErrorKind::NotFound, "restore_tests.plan_not_found", "There is no such proof plan, or it is not one of your clients'.");
    if (!etag_holds(call.if_match, plan->revision)) return changed_meanwhile();
    return std::move(*plan);
}

Result<backups::PlanCard> Service::load_backup(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto plan, protection_.plan(*transaction, BackupPlanId::parse(id).value_or(BackupPlanId{})));
    if (!plan || plan->client != call.client())
        return fail(ErrorKind::NotFound, "backups.plan_not_found", "There is no such backup plan, or it is not one of your clients'.");
    STEWARD_TRY(const auto item, protection_.item(*transaction, plan->item));
    if (!plan->is_alive || !item || !item->is_wanted)
        return fail(ErrorKind::Conflict, "backups.plan_over",
                    "This backup has ended, or is not wanted any more: there is nothing to prove.");
    return std::move(*plan);
}

Result<v1::ProofPlan> Service::answer(Call& call, ProofPlanId id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto plan, find_plan(*transaction, id));
    if (!plan) return fail(ErrorKind::NotFound, "restore_tests.plan_not_found", "There is no such proof plan.");
    call.set_audit_subject(id.text());
    v1::ProofPlan message;
    fill(message, *plan, call.caller());
    STEWARD_TRY(const auto item, runs_.item(*transaction, plan->client, plan->policy, plan->policy_item, call.now()));
    if (item) message.set_policy_item_name(item->policy_name);
    return message;
}

Status Service::place(Call& call, PlanRow& plan, const std::string* device, const std::string* repository) const {
    if (device) {
        const auto card = directory_.device(DeviceId::parse(*device).value_or(DeviceId{}));
        if (!card || card->client != call.client() || card->retired) return bad_field("/device_id", "This client has no such machine.");
        STEWARD_TRY(auto* transaction, call.transaction());
        STEWARD_TRY(const auto backup, protection_.plan(*transaction, plan.backup_plan));
        if (backup && backup->device == card->id)
            return bad_field("/device_id", "A backup is never proven on the machine that it is of. Choose another one.");
        plan.device = card->id;
    }
    if (repository) {
        if (!trust::is_repository_name(*repository))
            return bad_field("/repository", "1 to 64 of a-z 0-9 . _ -, as the file below /etc/steward/restore is called there.");
        plan.repository = *repository;
    }
    return {};
}

Status Service::allow(Call& call, PlanRow& plan, const std::string& policy, int64_t item) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto found, runs_.item(*transaction, call.client(), policy, item, call.now()));
    if (!found) return bad_field("/policy_id", "This client has no such standing policy, or it has no such item.");
    if (found->job_class != "restore-test")
        return bad_field("/policy_id", "That policy is not of class restore-test. Two people sign one with steward-sign.");
    if (std::ranges::find(found->levels, static_cast<uint64_t>(plan.level)) == found->levels.end())
        return bad_field("/policy_id",
                         "That policy allows no test of this level, or does not say what is to be expected in the database. "
                         "Two people sign one that does (docs/guide/jobs.md).");
    plan.policy = policy;
    plan.policy_item = item;
    return {};
}

Result<v1::ProofPlan> Service::create_proof_plan(Call& call, const v1::CreateProofPlanRequest& request) {
    STEWARD_TRY(const auto backup, load_backup(call, request.backup_plan_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    PlanRow plan{.id = acts_.new_plan(call.now()), .client = call.client(), .item = backup.item, .backup_plan = backup.id};
    plan.level = request.level() == 0 ? usual_level : request.level();
    if (plan.level < usual_level || plan.level > highest_built)
        return bad_field(
            "/level",
            "Only level 1, files, and 2, databases, are carried out by the program yet. Write the others down when you carried them out.");
    STEWARD_CHECK(place(call, plan, &request.device_id(), &request.repository()));
    STEWARD_CHECK(allow(call, plan, request.policy_id(), request.policy_item()));
    STEWARD_TRY(plan.interval, typed_interval(request.interval_s()));
    plan.created_at = call.now();
    plan.created_by = call.caller().name;
    STEWARD_CHECK(insert_plan(*transaction, plan));
    STEWARD_CHECK(acts_.plan_next(*transaction, plan, call.now()));
    STEWARD_CHECK(protection_.note(
        *transaction, plan.item, call.caller().name,
        "The backup " + backup.label + " is to be proven by restoring " + (plan.level == 2 ? "its database" : "files from it") + ".",
        call.now()));
    return answer(call, plan.id);
}

Result<v1::ProofPlan> Service::update_proof_plan(Call& call, const v1::UpdateProofPlanRequest& request) {
    STEWARD_TRY(auto plan, load_plan(call, request.proof_plan_id()));
    if (plan.ended_at.is_set()) return fail(ErrorKind::Conflict, "restore_tests.plan_over", "This proof plan has ended. Make a new one.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(place(call, plan, request.has_device_id() ? &request.device_id() : nullptr,
                        request.has_repository() ? &request.repository() : nullptr));
    if (request.has_policy_id() || request.has_policy_item())
        STEWARD_CHECK(allow(call, plan, request.has_policy_id() ? request.policy_id() : plan.policy,
                            request.has_policy_item() ? request.policy_item() : plan.policy_item));
    if (request.has_interval_s()) {
        STEWARD_TRY(plan.interval, typed_interval(request.interval_s()));
    }
    plan.waits_for.clear();
    STEWARD_CHECK(save_plan(*transaction, plan));
    if (request.has_interval_s()) {
        // What is planned follows the new rule; what has begun goes on.
        STEWARD_CHECK(transaction->execute("delete from restore_tests_tests where proof_plan_id = $1 and state = 'planned'", plan.id));
        STEWARD_CHECK(acts_.plan_next(*transaction, plan, call.now()));
    }
    return answer(call, plan.id);
}

Result<v1::ProofPlan> Service::end_proof_plan(Call& call, const v1::EndProofPlanRequest& request) {
    STEWARD_TRY(auto plan, load_plan(call, request.proof_plan_id()));
    if (plan.ended_at.is_set()) return answer(call, plan.id);
    STEWARD_TRY(const auto reason, typed_reason("/reason", request.reason()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.end_plan(*transaction, plan, reason, call.caller().name, call.now()));
    return answer(call, plan.id);
}

Result<v1::ProofPlan> Service::get_proof_plan(Call& call, const v1::GetProofPlanRequest& request) {
    STEWARD_TRY(const auto plan, load_plan(call, request.proof_plan_id()));
    return answer(call, plan.id);
}

Result<v1::ListProofPlansResponse> Service::list_proof_plans(Call& call, const v1::ListProofPlansRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {{"client", "c.name"},
                                               {"client_id", "q.client_id"},
                                               {"item", "i.name"},
                                               {"item_id", "q.item_id"},
                                               {"label", "p.label"},
                                               {"backup_plan_id", "q.backup_plan_id"},
                                               {"host", "coalesce(d.name, '')"},
                                               {"device_id", "q.device_id"},
                                               {"criticality", "i.criticality"},
                                               {"is", "case when q.ended_at is null then 'active' else 'ended' end"},
                                               {"level", "q.level", Kind::Number},
                                               {"next", "coalesce(t.planned_at, 0)", Kind::Time},
                                               {"due", "coalesce(t.due_at, 0)", Kind::Time},
                                               {"created", "q.created_at", Kind::Time}};
    static constexpr std::string_view text[] = {"c.name", "i.name", "p.label", "coalesce(d.name, '')", "q.repository"};
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = std::string(plans_joined) + call.client_filter("q.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(plan_columns), from, fields, text, "q.id", "client,item"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListProofPlansResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_plans(), read_plan(row), call.caller());
    return list;
}

}  // namespace steward::restore_tests
