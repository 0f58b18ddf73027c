// Lists of jobs, of their machines, of what ran on one machine; output; policies and their runs.
#include "server/modules/jobs/messages.h"
#include "server/modules/jobs/service.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::jobs {

namespace {
using filter::Kind;
constexpr size_t output_page = 256 * 1024;

constexpr std::string_view class_expression =
    "case j.job_class when 1 then 'script' when 2 then 'patch' when 3 then 'reboot' when 4 then 'account' when 5 then 'restore_test' when "
    "6 "
    "then 'file_put' when 7 then 'agent_config' when 8 then 'software' when 9 then 'service' when 10 then 'interactive' when 11 then "
    "'uninstall' else 'other' end";

// Cut where a character ends, so that the next page begins with a whole one; what is no UTF-8 is shown as "?".
std::string readable(ByteView bytes) {
    std::string text;
    for (size_t i = 0; i < bytes.size();) {
        const uint8_t first = bytes[i];
        const size_t size = first < 0x80                    ? 1
                            : first >= 0xC2 && first < 0xE0 ? 2
                            : first >= 0xE0 && first < 0xF0 ? 3
                            : first >= 0xF0 && first < 0xF5 ? 4
                                                            : 0;
        bool is_whole = size > 0 && i + size <= bytes.size();
        for (size_t k = 1; is_whole && k < size; ++k) is_whole = (bytes[i + k] & 0xC0) == 0x80;
        const bool is_odd = is_whole && ((first == 0xE0 && bytes[i + 1] < 0xA0) || (first == 0xED && bytes[i + 1] >= 0xA0) ||
                                         (first == 0xF0 && bytes[i + 1] < 0x90) || (first == 0xF4 && bytes[i + 1] >= 0x90));
        const bool is_control = size == 1 && first < 0x20 && first != '\n' && first != '\t' && first != '\r' && first != 0x1B;
        if (!is_whole || is_odd || is_control) {
            text += '?';
            ++i;
            continue;
        }
        text.append(reinterpret_cast<const char*>(bytes.data() + i), size);
        i += size;
    }
    return text;
}

size_t end_of_characters(ByteView bytes, size_t end) {
    if (end >= bytes.size()) return bytes.size();
    size_t back = end;
    while (back > 0 && end - back < 3 && (bytes[back] & 0xC0) == 0x80) --back;
    return back == 0 ? end : back;
}

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
}

void fill(v1::Policy& message, const PolicyRow& row, const Caller& caller, Instant now) {
    static constexpr std::string_view triggers[] = {"", "schedule", "condition", "manual", "person"};
    message.set_policy_id(row.id.text());
    message.set_client_id(row.client.text());
    message.set_client_name(row.client_name);
    message.set_version(static_cast<int32_t>(row.version));
    message.set_job_class(std::string(class_word(row.job_class)));
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
    if (is_in_force && row.trigger != trust::Trigger::Person && caller.may("job.run")) message.add_allowed_actions("run");
}
}  // namespace

Result<std::set<DeviceId>> Service::connected(Transaction& transaction, const std::vector<TargetRow>& targets) const {
    std::vector<DeviceId> devices;
    for (const auto& target : targets) devices.push_back(target.device);
    STEWARD_TRY(const auto gates, authority_.gates_of(transaction, devices));
    std::set<DeviceId> online;
    for (const auto& gate : gates)
        if (gate.is_connected) online.insert(gate.device);
    return online;
}

Result<v1::ListJobsResponse> Service::list_jobs(Call& call, const v1::ListJobsRequest& request) {
    static constexpr filter::Field fields[] = {{"state", "j.state"},
                                               {"is",
                                                "case when j.state in ('drafted', 'pending_approval', 'approved', 'queued', 'dispatched', "
                                                "'running') then 'open' else 'closed' end"},
                                               {"class", class_expression},
                                               {"client", "c.name"},
                                               {"client_id", "j.client_id"},
                                               {"title", "j.title"},
                                               {"author", "j.author"},
                                               {"radius", "j.radius"},
                                               {"ticket_id", "coalesce(j.ticket_id, '')"},
                                               {"script_id", "coalesce(j.script_id, '')"},
                                               {"script", "j.script_name"},
                                               {"devices", "j.devices", Kind::Number},
                                               {"failed", "j.count_failed", Kind::Number},
                                               {"drafted", "j.drafted_at", Kind::Time},
                                               {"signed", "coalesce(j.signed_at, 0)", Kind::Time}};
    static constexpr std::string_view text[] = {"j.title", "j.reason", "j.author", "c.name", "j.ticket_reference"};
    std::vector<storage::Value> parameters;
    STEWARD_TRY(auto* transaction, call.transaction());
    const std::string from = std::string(jobs_joined) + call.client_filter("j.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(job_columns), from, fields, text, "j.id", "-drafted"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListJobsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) jobs::fill(*list.add_jobs(), read_job(row), call.caller());
    return list;
}

Result<v1::ListJobTargetsResponse> Service::list_job_targets(Call& call, const v1::ListJobTargetsRequest& request) {
    static constexpr filter::Field fields[] = {{"state", "t.state"},
                                               {"device", "t.device_name"},
                                               {"device_id", "t.device_id"},
                                               {"batch", "t.batch", Kind::Number},
                                               {"exit", "t.exit_code", Kind::Number},
                                               {"started", "coalesce(t.started_at, 0)", Kind::Time},
                                               {"ended", "coalesce(t.ended_at, 0)", Kind::Time}};
    static constexpr std::string_view text[] = {"t.device_name", "t.words"};
    STEWARD_TRY(const auto job, load(call, request.job_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto page, filter::read_list(*transaction,
                                                   {std::string(target_columns), " from jobs_targets t where t.job_id = $1", fields, text,
                                                    "t.device_id", "device"},
                                                   filter::question_of(request), call.now(), {storage::to_value(job.id)}));
    std::vector<TargetRow> targets;
    for (const auto& row : page.rows) targets.push_back(read_target(row));
    STEWARD_TRY(const auto online, connected(*transaction, targets));
    v1::ListJobTargetsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& target : targets) jobs::fill(*list.add_targets(), target, job.is_sealed, online.contains(target.device));
    return list;
}

Result<v1::JobOutput> Service::get_job_output(Call& call, const v1::GetJobOutputRequest& request) {
    STEWARD_TRY(const auto job, load(call, request.job_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto target, find_target(*transaction, job.id, DeviceId::parse(request.device_id()).value_or(DeviceId{})));
    if (!target) return fail(ErrorKind::NotFound, "jobs.no_target", "The job is not for this machine.");
    STEWARD_TRY(const Bytes output, output_of(*transaction, job.id.text(), target->device));
    v1::JobOutput answer;
    const size_t from = std::min(static_cast<size_t>(std::max<int64_t>(request.offset(), 0)), output.size());
    // The end of what is still being written may be half a character: it comes with the next.
    const size_t wanted = std::min(from + output_page, output.size());
    const size_t until = job.is_sealed ? output.size() : end_of_characters(output, wanted);
    answer.set_offset(static_cast<int64_t>(from));
    answer.set_next_offset(static_cast<int64_t>(until));
    answer.set_complete(target->output_whole && until == output.size());
    if (is_over(target->state) && target->output_bytes == 0) answer.set_complete(true);
    answer.set_is_sealed(job.is_sealed);
    const ByteView part = ByteView(output).subspan(from, until - from);
    if (job.is_sealed) answer.set_sealed(std::string(as_text(part)));
    else answer.set_text(readable(part));
    return answer;
}

Result<v1::ListDeviceJobsResponse> Service::list_device_jobs(Call& call, const v1::ListDeviceJobsRequest& request) {
    static constexpr filter::Field fields[] = {{"drafted", "j.drafted_at", Kind::Time}};
    static constexpr std::string_view text[] = {"j.title"};
    STEWARD_TRY(auto* transaction, call.transaction());
    const std::string columns = std::string(target_columns) + ", j.title, j.job_class, j.drafted_at, j.author, j.is_sealed";
    STEWARD_TRY(
        const auto page,
        filter::read_list(*transaction,
                          {columns, " from jobs_targets t join jobs_jobs j on j.id = t.job_id where t.device_id = $1 and t.client_id = $2",
                           fields, text, "j.id", "-drafted"},
                          {.filter = {}, .order_by = {}, .page_token = request.page_token(), .page_size = request.page_size()}, call.now(),
                          {storage::to_value(request.device_id()), storage::to_value(call.client())}));
    v1::ListDeviceJobsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) {
        auto& job = *list.add_jobs();
        const TargetRow target = read_target(row);
        job.set_job_id(target.job.text());
        job.set_title(row.text(19));
        job.set_job_class(std::string(class_word(static_cast<trust::JobClass>(row.integer(20)))));
        job.set_drafted_at_unix_ms(row.integer(21));
        job.set_author(row.text(22));
        jobs::fill(*job.mutable_target(), target, row.boolean(23), false);
    }
    return list;
}

Result<v1::ListPoliciesResponse> Service::list_policies(Call& call, const v1::ListPoliciesRequest& request) {
    static constexpr filter::Field fields[] = {{"client", "c.name"},
                                               {"client_id", "p.client_id"},
                                               {"condition", "p.conditions"},
                                               {"until", "p.not_after", Kind::Time},
                                               {"version", "p.version", Kind::Number}};
    static constexpr std::string_view text[] = {"c.name", "p.conditions", "p.windows", "p.signed_by"};
    std::vector<storage::Value> parameters;
    STEWARD_TRY(auto* transaction, call.transaction());
    const std::string from = std::string(policies_joined) + call.client_filter("p.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(policy_columns), from, fields, text, "p.id", "client"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListPoliciesResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_policies(), read_policy(row), call.caller(), call.now());
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

Result<v1::ListPolicyRunsResponse> Service::list_policy_runs(Call& call, const v1::ListPolicyRunsRequest& request) {
    static constexpr filter::Field fields[] = {{"issued", "r.issued_at", Kind::Time}};
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
