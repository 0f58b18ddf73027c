// Standing policies: what they may do, how often they ran, and a person's selection of one of their items.
#include "server/modules/jobs/messages.h"
#include "server/modules/jobs/service.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::jobs {

namespace {
// What first aid did is known when the alert says so, not when its script ended well.
std::string effect_of(const RunRow& run, Instant now) {
    if (run.fingerprint.empty() || run.state != "done") return {};
    if (run.cleared_at.is_set()) return " What had set it off is gone.";
    return now > run.ended_at + shows_effect ? " What had set it off was not gone an hour later: it set nothing right." : "";
}

void fill(v1::PolicyRun& message, const RunRow& row, Instant now) {
    message.set_run_id(row.id.text());
    message.set_policy_id(row.policy.text());
    message.set_item(row.item_name);
    message.set_device_id(row.device.text());
    message.set_device_name(row.device_name);
    message.set_state(row.state);
    message.set_words(row.words + effect_of(row, now));
    message.set_exit_code(static_cast<int32_t>(row.exit));
    message.set_issued_at_unix_ms(row.issued_at.unix_ms);
    message.set_ended_at_unix_ms(row.ended_at.unix_ms);
    message.set_cause(row.cause);
    message.set_output_bytes(row.output_bytes);
    message.set_output_digest(row.output_digest);
    if (!row.state_before.is_nil()) message.set_state_before_run_id(row.state_before.text());
}

void fill(v1::Policy& message, const Holding& holding) {
    message.set_held_on(static_cast<int32_t>(holding.held));
    message.set_refused_on(static_cast<int32_t>(holding.refused));
    message.set_others(static_cast<int32_t>(holding.others));
    for (const HolderRow& one : holding.without) {
        auto& shown = *message.add_without();
        shown.set_device_id(one.device.text());
        shown.set_device_name(one.device_name);
        shown.set_state(one.state == "refused" ? "refused" : "waiting");
        shown.set_words(one.state.empty() ? "It is brought when the machine is connected." : one.words);
        shown.set_answered_at_unix_ms(one.answered_at.unix_ms);
    }
}

void fill(v1::Policy& message, const PolicyRow& row, const RunsLately& lately, const Holding& holding, const Caller& caller, Instant now) {
    static constexpr std::string_view triggers[] = {"", "schedule", "condition", "manual", "person"};
    message.set_policy_id(row.id.text());
    message.set_client_id(row.client.text());
    message.set_client_name(row.client_name);
    message.set_version(static_cast<int32_t>(row.version));
    message.set_job_class(authority::class_word(row.job_class));
    if (const auto items = trust::template_items(row.job_class, {row.allowed})) {
        for (const auto& item : *items) {
            auto& shown = *message.add_items();
            shown.set_name(item.name);
            for (const uint64_t level : item.levels) shown.add_levels(static_cast<int32_t>(level));
            for (const auto& range : item.parameters) {
                auto& parameter = *shown.add_parameters();
                parameter.set_name(range.name);
                parameter.set_required(true);
                parameter.set_kind(range.choices.empty() ? "number" : "choice");
                for (const auto& choice : range.choices) parameter.add_choices(choice);
                if (range.choices.empty()) parameter.set_about(std::to_string(range.least) + " to " + std::to_string(range.most));
            }
        }
    }
    message.set_trigger(std::string(triggers[static_cast<size_t>(row.trigger)]));
    for (const auto& one : row.conditions) message.add_conditions(one);
    for (const auto& one : row.windows) message.add_windows(one);
    if (const auto policy = signed_policy(row)) {
        for (const auto& ring : policy->rings) {
            auto& shown = *message.add_rings();
            shown.set_ring(static_cast<int32_t>(ring.ring));
            shown.set_wait_hours(static_cast<int32_t>(ring.wait_hours));
        }
        message.set_published_unix_ms(policy->published.unix_ms);
    }
    message.set_not_before_unix_ms(row.not_before.unix_ms);
    message.set_not_after_unix_ms(row.not_after.unix_ms);
    message.set_runs_a_day(static_cast<int32_t>(row.runs_a_day));
    for (const auto& one : row.signed_by) message.add_signed_by(one);
    message.set_devices(static_cast<int32_t>(row.devices));
    message.set_message_id(row.message_id);
    const bool is_in_force = now < row.not_after;
    message.set_state(std::string(policy_state(!is_in_force, holding.held, holding.refused)));
    fill(message, holding);
    message.set_runs(static_cast<int32_t>(row.runs));
    message.set_failures(static_cast<int32_t>(row.failures));
    message.set_runs_today(static_cast<int32_t>(lately.all));
    message.set_most_runs_today(static_cast<int32_t>(lately.most));
    message.set_waiting(static_cast<int32_t>(row.waiting));
    const bool is_first_aid = row.trigger == trust::Trigger::Condition;
    if (is_first_aid) {
        message.set_at_once(static_cast<int32_t>(at_once(holding.held)));
        message.set_state_before_item(row.state_before);
        message.set_stopped_at_unix_ms(row.stopped_at.unix_ms);
        if (is_in_force && row.stopped_at.is_set()) message.set_state("stopped");
        message.set_stop_words(row.stop_words);
    }
    if (!is_in_force || !caller.may("job.run")) return;
    if (row.trigger != trust::Trigger::Person) message.add_allowed_actions("run");
    if (is_first_aid) message.add_allowed_actions("keep_state_before");
    if (row.stopped_at.is_set()) message.add_allowed_actions("resume");
}
}  // namespace

Result<v1::ListPoliciesResponse> Service::list_policies(Call& call, const v1::ListPoliciesRequest& request) {
    static constexpr filter::Field fields[] = {{"client", "c.name"},
                                               {"client_id", "p.client_id"},
                                               {"condition", "p.conditions"},
                                               {"until", "p.not_after", filter::Kind::Time},
                                               {"version", "p.version", filter::Kind::Number}};
    static constexpr std::string_view text[] = {"c.name", "p.conditions", "p.windows", "p.signed_by"};
    std::vector<storage::Value> parameters;
    STEWARD_TRY(auto* transaction, call.transaction());
    const std::string from = std::string(policies_joined) + call.client_filter("p.client_id", parameters);
    STEWARD_TRY(
        const auto page,
        filter::read_list(*transaction, {std::string(policy_columns) + std::string(runs_counted), from, fields, text, "p.id", "client"},
                          filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListPoliciesResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    std::vector<PolicyId> shown;
    for (const auto& row : page.rows) shown.push_back(row.id<PolicyId>(0));
    STEWARD_TRY(auto lately, runs_lately(*transaction, shown, call.now() - std::chrono::hours(24)));
    STEWARD_TRY(auto holdings, holdings_of(*transaction, shown));
    for (const auto& row : page.rows) {
        const PolicyRow policy = read_policy(row);
        auto& message = *list.add_policies();
        fill(message, policy, lately[policy.id], holdings[policy.id], call.caller(), call.now());
        STEWARD_CHECK(fill_reach(*transaction, message, policy, holdings[policy.id]));
    }
    return list;
}

Result<PolicyRow> Service::load_policy(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto policy, find_policy(*transaction, PolicyId::parse(id).value_or(PolicyId{})));
    if (!policy || policy->client != call.client())
        return fail(ErrorKind::NotFound, "jobs.policy_not_found", "There is no such policy, or it is not one of your clients'.");
    return std::move(*policy);
}

Result<v1::Policy> Service::answer(Call& call, PolicyId id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto policy, find_policy(*transaction, id));
    STEWARD_TRY(auto lately, runs_lately(*transaction, {id}, call.now() - std::chrono::hours(24)));
    STEWARD_TRY(auto holdings, holdings_of(*transaction, {id}));
    v1::Policy message;
    fill(message, *policy, lately[id], holdings[id], call.caller(), call.now());
    STEWARD_CHECK(fill_reach(*transaction, message, *policy, holdings[id]));
    return message;
}

// Where it names tags, machines alone know whether it is for them: those that did not say so yet may be.
Status Service::fill_reach(Transaction& transaction, v1::Policy& message, const PolicyRow& policy, const Holding& holding) const {
    if (!policy.by_tags) return {};
    STEWARD_TRY(const int64_t gates, authority_.count_gates(transaction, policy.client));
    const int64_t reached = holding.held + holding.refused + holding.waiting;
    message.set_reached(static_cast<int32_t>(reached));
    message.set_silent(static_cast<int32_t>(std::max<int64_t>(0, gates - reached - holding.others)));
    return {};
}

Result<v1::Policy> Service::resume_policy(Call& call, const v1::ResumePolicyRequest& request) {
    STEWARD_TRY(const auto policy, load_policy(call, request.policy_id()));
    STEWARD_TRY(const auto reason, access::typed_line("/reason", request.reason(), 500, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(policies_.resume(*transaction, policy, call.now()));
    transaction->after_commit([this] { (void)work_.deliver({}); });
    call.set_audit_subject(policy.id.text());
    call.add_audit_detail("stopped_for", policy.stop_words);
    call.add_audit_detail("reason", reason);
    return answer(call, policy.id);
}

Result<v1::Policy> Service::keep_state_before(Call& call, const v1::KeepStateBeforeRequest& request) {
    STEWARD_TRY(const auto policy, load_policy(call, request.policy_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(policies_.keep_state_before(*transaction, policy, request.item()));
    call.set_audit_subject(policy.id.text());
    call.add_audit_detail("item", request.item().empty() ? "none" : request.item());
    return answer(call, policy.id);
}

Result<v1::PolicyRun> Service::run_policy_item(Call& call, const v1::RunPolicyItemRequest& request) {
    STEWARD_TRY(const auto policy, load_policy(call, request.policy_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    if (request.item() < 0) return bad_field("/item", "The policy has no such item.");
    STEWARD_TRY(const auto reason, access::typed_line("/reason", request.reason(), 500, false));
    const trust::Selection selection{.item = static_cast<uint64_t>(request.item()),
                                     .values = {request.values().begin(), request.values().end()}};
    const std::string cause = call.caller().name + (reason.empty() ? "" : ": " + reason);
    STEWARD_TRY(const auto run, policies_.run(*transaction, policy, selection, DeviceId::parse(request.device_id()).value_or(DeviceId{}),
                                              cause, "", call.now()));
    transaction->after_commit([this, device = run.device] { (void)work_.deliver(device); });
    call.set_audit_subject(run.id.text());
    call.add_audit_detail("item", run.item_name);
    call.add_audit_detail("device_id", run.device.text());
    v1::PolicyRun message;
    fill(message, run, call.now());
    return message;
}

Result<v1::JobOutput> Service::get_policy_run_output(Call& call, const v1::GetPolicyRunOutputRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto run, find_run(*transaction, RunId::parse(request.run_id()).value_or(RunId{})));
    if (!run || run->client != call.client() || run->policy.text() != request.policy_id())
        return fail(ErrorKind::NotFound, "jobs.run_not_found", "This policy has no such run. Look at the list of its runs.");
    STEWARD_TRY(const Bytes output, output_of(*transaction, run->id.text(), run->device));
    const bool wrote_nothing = is_over(run->state) && run->output_bytes == 0;
    return output_page(output, request.offset(), false, run->output_whole || wrote_nothing);
}

Result<v1::ListPolicyRunsResponse> Service::list_policy_runs(Call& call, const v1::ListPolicyRunsRequest& request) {
    static constexpr filter::Field fields[] = {{"issued", "r.issued_at", filter::Kind::Time}};
    static constexpr std::string_view text[] = {"r.item_name"};
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto page,
                filter::read_list(*transaction,
                                  {std::string(run_columns), " from jobs_policy_runs r where r.policy_id = $1 and r.client_id = $2", fields,
                                   text, "r.id", "-issued"},
                                  {.filter = {}, .order_by = {}, .page_token = request.page_token(), .page_size = request.page_size()},
                                  call.now(), {storage::to_value(request.policy_id()), storage::to_value(call.client())}));
    v1::ListPolicyRunsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_runs(), read_run(row), call.now());
    return list;
}

}  // namespace steward::jobs
