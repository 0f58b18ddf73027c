#include <array>

#include "server/modules/backups/messages.h"
#include "server/modules/backups/service.h"
#include "server/platform/access/secrets.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::backups {

namespace {
using access::typed_line, access::typed_text, access::typed_choice;
constexpr size_t longest_key = 200, longest_text = 500;
constexpr std::array<std::string_view, 3> outcomes = {"success", "warning", "failed"};

Result<std::optional<int64_t>> typed_count(std::string_view pointer, bool is_given, int64_t value) {
    if (!is_given) return std::optional<int64_t>{};
    if (value < 0) return bad_field(std::string(pointer), "Not less than 0.");
    return std::optional(value);
}
}  // namespace

Result<v1::ListBackupRunsResponse> Service::list_backup_runs(Call& call, const v1::ListBackupRunsRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {{"state", "r.state"},
                                               {"is", "case when r.plan_id is null then 'unplanned' else 'planned' end"},
                                               {"client", "c.name"},
                                               {"client_id", "r.client_id"},
                                               {"item", "coalesce(i.name, '')"},
                                               {"item_id", "coalesce(p.item_id, '')"},
                                               {"plan_id", "coalesce(r.plan_id, '')"},
                                               {"device", "coalesce(d.name, '')"},
                                               {"device_id", "r.device_id"},
                                               {"label", "r.label"},
                                               {"engine", "r.engine"},
                                               {"reason", "r.reason_code"},
                                               {"reporter", "r.reporter"},
                                               {"started", "r.started_at", Kind::Time},
                                               {"scheduled", "coalesce(r.scheduled_at, 0)", Kind::Time},
                                               {"told", "r.told_at", Kind::Time},
                                               {"bytes", "coalesce(r.source_bytes, 0)", Kind::Number},
                                               {"took", "(r.ended_at - r.started_at) / 1000", Kind::Number}};
    static constexpr std::string_view text[] = {"r.label", "r.engine", "c.name", "coalesce(d.name, '')", "coalesce(i.name, '')", "r.words"};
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = std::string(runs_joined) + call.client_filter("r.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(run_columns), from, fields, text, "r.id", "-started"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListBackupRunsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_runs(), read_run(row));
    return list;
}

Result<v1::BackupRun> Service::get_backup_run(Call& call, const v1::GetBackupRunRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto run, find_run(*transaction, BackupRunId::parse(request.run_id()).value_or(BackupRunId{})));
    if (!run || run->client != call.client())
        return fail(ErrorKind::NotFound, "backups.run_not_found", "There is no such run, or it is not one of your clients'.");
    v1::BackupRun message;
    fill(message, *run);
    return message;
}

Result<v1::BackupRun> Service::report_backup_run(Call& call, const v1::ReportBackupRunRequest& request) {
    STEWARD_TRY(auto plan, load_plan(call, request.plan_id()));
    if (plan.ended_at.is_set())
        return fail(ErrorKind::Conflict, "backups.plan_over", "This plan has ended: its runs are not expected any more.");
    ToldRun told;
    STEWARD_TRY(const auto key, typed_line("/key", request.key(), longest_key));
    told.key = to_hex(ByteView(access::sha256(plan.id.text() + "\n" + key)).first(16));
    told.label = plan.label;
    STEWARD_TRY(told.engine, typed_line("/engine", request.engine(), 50, false));
    if (told.engine.empty()) told.engine = plan.engine;
    told.reporter = "api";
    told.reported_by = call.caller().name;
    STEWARD_TRY(told.outcome, typed_choice("/outcome", request.outcome(), outcomes));
    STEWARD_TRY(told.text, typed_text("/text", request.text(), longest_text, false));
    told.started_at = Instant{request.started_at_unix_ms()};
    told.ended_at = Instant{request.ended_at_unix_ms()};
    if (!told.started_at.is_set()) told.started_at = call.now();
    if (!told.ended_at.is_set()) told.ended_at = std::max(call.now(), told.started_at);
    if (told.ended_at < told.started_at) return bad_field("/ended_at_unix_ms", "It ended before it began.");
    STEWARD_TRY(told.items_total, typed_count("/items_total", request.has_items_total(), request.items_total()));
    STEWARD_TRY(told.items_failed, typed_count("/items_failed", request.has_items_failed(), request.items_failed()));
    STEWARD_TRY(told.source_bytes, typed_count("/source_bytes", request.has_source_bytes(), request.source_bytes()));
    STEWARD_TRY(told.added_bytes, typed_count("/added_bytes", request.has_added_bytes(), request.added_bytes()));
    STEWARD_TRY(told.point, typed_line("/point", request.point(), 200, false));
    told.content_at = Instant{request.content_at_unix_ms()};
    STEWARD_TRY(told.repository, typed_line("/repository", request.repository(), longest_text, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto taken, runs_.take(*transaction, plan.client, plan.device, told, call.now()));
    STEWARD_TRY(const auto run, find_run(*transaction, taken.id));
    call.set_audit_subject(taken.id.text());
    v1::BackupRun message;
    if (run) fill(message, *run);
    return message;
}

}  // namespace steward::backups
