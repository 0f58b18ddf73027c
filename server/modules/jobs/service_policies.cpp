// Standing policies: what they may do, how often they ran, and a person's selection of one of their items.
#include "server/modules/jobs/messages.h"
#include "server/modules/jobs/service.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::jobs {

namespace {
void fill(v1::PolicyRun& message, const RunRow& row) {
    message.set_run_id(row.id.text());
    message.set_policy_id(row.policy.text());
    message.set_item(row.item_name);
    message.set_device_id(row.device.text());
    message.set_device_name(row.device_name);
    message.set_state(row.state);
    message.set_words(row.words);
    message.set_exit_code(static_cast<int32_t>(row.exit));
    message.set_issued_at_unix_ms(row.issued_at.unix_ms);
    message.set_ended_at_unix_ms(row.ended_at.unix_ms);
    message.set_cause(row.cause);
    message.set_output_bytes(row.output_bytes);
    message.set_output_digest(row.output_digest);
}

void fill(v1::Policy& message, const PolicyRow& row, const RunsLately& lately, const Caller& caller, Instant now) {
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
    message.set_state(is_in_force ? "in_force" : "over");
    message.set_runs(static_cast<int32_t>(row.runs));
    message.set_failures(static_cast<int32_t>(row.failures));
    message.set_runs_today(static_cast<int32_t>(lately.all));
    message.set_most_runs_today(static_cast<int32_t>(lately.most));
    if (is_in_force && row.trigger != trust::Trigger::Person && caller.may("job.run")) message.add_allowed_actions("run");
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
    for (const auto& row : page.rows) {
        const PolicyRow policy = read_policy(row);
        fill(*list.add_policies(), policy, lately[policy.id], call.caller(), call.now());
    }
    return list;
}

Result<v1::PolicyRun> Service::run_policy_item(Call& call, const v1::RunPolicyItemRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto policy, find_policy(*transaction, PolicyId::parse(request.policy_id()).value_or(PolicyId{})));
    if (!policy || policy->client != call.client())
        return fail(ErrorKind::NotFound, "jobs.policy_not_found", "There is no such policy, or it is not one of your clients'.");
    if (request.item() < 0) return bad_field("/item", "The policy has no such item.");
    STEWARD_TRY(const auto reason, access::typed_line("/reason", request.reason(), 500, false));
    const trust::Selection selection{.item = static_cast<uint64_t>(request.item()),
                                     .values = {request.values().begin(), request.values().end()}};
    const std::string cause = call.caller().name + (reason.empty() ? "" : ": " + reason);
    STEWARD_TRY(const auto run, policies_.run(*transaction, *policy, selection, DeviceId::parse(request.device_id()).value_or(DeviceId{}),
                                              cause, "", call.now()));
    transaction->after_commit([this, device = run.device] { (void)work_.deliver(device); });
    call.set_audit_subject(run.id.text());
    call.add_audit_detail("item", run.item_name);
    call.add_audit_detail("device_id", run.device.text());
    v1::PolicyRun message;
    fill(message, run);
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
    for (const auto& row : page.rows) fill(*list.add_runs(), read_run(row));
    return list;
}

}  // namespace steward::jobs
