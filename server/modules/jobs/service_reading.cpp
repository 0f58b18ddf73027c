// Lists of jobs, of their machines, of what ran on one machine; output.
#include "server/modules/jobs/messages.h"
#include "server/modules/jobs/service.h"
#include "server/platform/filter/filter.h"

namespace steward::jobs {

namespace {
using filter::Kind;
constexpr std::string_view class_expression =
    "case j.job_class when 1 then 'script' when 2 then 'patch' when 3 then 'reboot' when 4 then 'account' when 5 then 'restore_test' when "
    "6 "
    "then 'file_put' when 7 then 'agent_config' when 8 then 'software' when 9 then 'service' when 10 then 'interactive' when 11 then "
    "'uninstall' else 'other' end";
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
    const bool wrote_nothing = is_over(target->state) && target->output_bytes == 0;
    return output_page(output, request.offset(), job.is_sealed, target->output_whole || wrote_nothing);
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
        job.set_title(row.text(20));
        job.set_job_class(authority::class_word(static_cast<trust::JobClass>(row.integer(21))));
        job.set_drafted_at_unix_ms(row.integer(22));
        job.set_author(row.text(23));
        jobs::fill(*job.mutable_target(), target, row.boolean(24), false);
    }
    return list;
}

}  // namespace steward::jobs
