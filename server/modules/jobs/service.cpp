// Jobs: drafting, approving, cancelling, trying again.
#include "server/modules/jobs/service.h"

#include <algorithm>

#include "server/modules/jobs/messages.h"
#include "server/platform/access/typed_text.h"

namespace steward::jobs {

namespace {
using access::typed_text;
constexpr size_t longest_reason = 2000;

std::vector<DeviceId> ids_of(const google::protobuf::RepeatedPtrField<std::string>& texts) {
    std::vector<DeviceId> ids;
    for (const auto& text : texts) ids.push_back(DeviceId::parse(text).value_or(DeviceId{}));
    return ids;
}

// What never ran and what nobody knows of are tried again only when somebody says so: the second may have run.
std::unexpected<Error> nothing_to_retry(const Counts& counts) {
    std::string sentence = "It failed nowhere: there is nothing to try again.";
    if (counts.expired > 0) sentence += " Machines that were not reached in time are taken with with_expired.";
    if (counts.unknown > 0)
        sentence += " Where nobody knows what came of it, look at the machine first; then they are taken with with_unknown.";
    return fail(ErrorKind::Conflict, "jobs.nothing_failed", sentence);
}
}  // namespace

Result<JobRow> Service::load(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto job, find_job(*transaction, JobId::parse(id).value_or(JobId{})));
    if (!job || job->client != call.client())
        return fail(ErrorKind::NotFound, "jobs.not_found", "There is no such job, or it is not one of your clients'.");
    return std::move(*job);
}

Result<v1::Job> Service::answer(Call& call, JobId id) const {
    STEWARD_TRY(const auto job, load(call, id.text()));
    STEWARD_TRY(auto* transaction, call.transaction());
    call.set_audit_subject(id.text());
    v1::Job message;
    fill(message, job, call.caller());
    STEWARD_TRY(const bool is_cancellable, can_be_kept_back(*transaction, id));
    const auto take_away = [&](std::string_view action) {
        auto& actions = *message.mutable_allowed_actions();
        actions.erase(std::remove(actions.begin(), actions.end(), action), actions.end());
    };
    if (!is_cancellable) take_away("cancel");
    const bool is_own = job.state == "pending_approval" && !job.alone_until.is_set() && job.author_id == call.caller().account;
    if (is_own) {
        STEWARD_TRY(const bool could, has_another(*transaction, job.author_id, job.client, roles_with("job.approve")));
        if (could) take_away("approve");
        message.set_words(could ? "It reaches many machines: another person than you has to approve it."
                                : "It reaches many machines, and nobody else here could approve it. Say that it is meant so, and time is "
                                  "the second person.");
    }
    const bool waits = !job.message_id.empty() && is_open(job.state) && job.counts.waiting > 0;
    if (waits && !job.is_emergency && static_cast<int64_t>(job.job_class) != changes_nothing) {
        STEWARD_TRY(const auto freezes, freezes_of(*transaction, job.client, call.now(), call.now() + Duration{1}));
        if (!freezes.empty()) message.set_words(words_of(freezes.front()) + ". It goes out when that is over, if its window is open then.");
    }
    STEWARD_TRY(const auto lines, lines_of(*transaction, id));
    for (const auto& line : lines) {
        auto& shown = *message.add_lines();
        shown.set_at_unix_ms(line.at.unix_ms);
        shown.set_by(line.by);
        shown.set_text(line.text);
    }
    return message;
}

Result<v1::Job> Service::get_job(Call& call, const v1::GetJobRequest& request) {
    STEWARD_TRY(const auto job, load(call, request.job_id()));
    return answer(call, job.id);
}

Result<v1::Job> Service::create_job(Call& call, const v1::CreateJobRequest& request) {
    DraftWish wish{.client = call.client(), .action = request.action(), .devices = {}, .device_filter = request.device_filter()};
    STEWARD_TRY(wish.devices, drafting_.named(call.client(), ids_of(request.device_ids()), wish.device_filter, call.now()));
    STEWARD_TRY(wish.reason, typed_text("/reason", request.reason(), longest_reason));
    if (!request.ticket_id().empty()) {
        const auto ticket = TicketId::parse(request.ticket_id());
        if (!ticket) return bad_field("/ticket_id", ticket.error().message);
        wish.ticket = *ticket;
    }
    wish.not_before = Instant{request.not_before_unix_ms()};
    wish.not_after = Instant{request.not_after_unix_ms()};
    wish.timeout_s = request.timeout_s();
    wish.is_test = request.is_test();
    wish.is_emergency = request.is_emergency();
    wish.author_id = call.caller().account;
    wish.author = call.caller().name;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto job, drafting_.draft(*transaction, wish, call.now()));
    work_.say_live(*transaction, job, {});
    if (!wish.device_filter.empty()) call.add_audit_detail("device_filter", wish.device_filter);
    return answer(call, job.id);
}

Result<v1::JobPreview> Service::preview_job(Call& call, const v1::PreviewJobRequest& request) {
    STEWARD_TRY(const auto devices, drafting_.named(call.client(), ids_of(request.device_ids()), request.device_filter(), call.now()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto wanted, wanted_of(*transaction, request.action()));
    STEWARD_TRY(const auto reached, drafting_.reach(*transaction, call.client(), devices, wanted.job_class, usual_window));
    v1::JobPreview preview;
    size_t number = 0;
    for (const auto& one : reached) {
        auto& shown = *preview.add_devices();
        shown.set_device_id(one.card.id.text());
        shown.set_name(one.card.name);
        shown.set_device_class(one.card.device_class);
        shown.set_criticality(one.card.criticality);
        shown.set_online(one.gate && one.gate->is_connected);
        shown.set_gate_state(one.gate ? one.gate->state : "absent");
        shown.set_obstacle(one.obstacle);
        number += one.obstacle.empty();
    }
    preview.set_reached(static_cast<int32_t>(number));
    preview.set_blast_radius(std::string(radius_of(number)));
    preview.set_persons_needed(static_cast<int32_t>(drafting_.persons(wanted.job_class, number)));
    preview.set_approval_needed(needs_approval(radius_of(number)));
    for (const auto& warning : warnings_of(reached, call.now())) preview.add_warnings(warning);
    for (const auto& warning : wanted.warnings) preview.add_warnings(warning);
    STEWARD_TRY(const auto freezes, freezes_of(*transaction, call.client(), call.now(), call.now() + usual_window));
    for (const auto& freeze : freezes)
        preview.add_warnings(words_of(freeze) + ". It waits for the end of that, unless it is an emergency.");
    return preview;
}

Result<v1::Job> Service::approve_job(Call& call, const v1::ApproveJobRequest& request) {
    STEWARD_TRY(auto job, load(call, request.job_id()));
    STEWARD_CHECK(etag_holds(request.etag().empty() ? call.if_match : request.etag(), job.revision));
    STEWARD_TRY(const auto text, typed_text("/text", request.text(), longest_reason, false));
    if (job.state != "pending_approval") return fail(ErrorKind::Conflict, "jobs.not_pending", "This job does not wait for an approval.");
    STEWARD_TRY(auto* transaction, call.transaction());
    const Caller& caller = call.caller();
    const std::string said = text.empty() ? "" : " " + text;
    if (job.author_id == caller.account) {
        STEWARD_TRY(const bool could, has_another(*transaction, caller.account, job.client, roles_with("job.approve")));
        if (could)
            return fail(ErrorKind::Forbidden, "jobs.own_job",
                        "Whoever drafted a job that reaches many does not approve it. Ask another person who may.");
        if (job.alone_until.is_set()) return answer(call, job.id);
        job.alone_until = call.now() + time_to_object;
        STEWARD_CHECK(add_line(*transaction, job.id, call.now(), caller.name,
                               "Nobody else here could approve it: it counts as approved in three days, unless it is cancelled." + said));
    } else {
        job.state = "approved";
        job.approved_by = caller.name;
        job.approved_at = call.now();
        STEWARD_CHECK(drafting_.begin_window(job, call.now()));
        STEWARD_CHECK(add_line(*transaction, job.id, call.now(), caller.name, "Approved." + said));
    }
    STEWARD_CHECK(save_job(*transaction, job));
    work_.say_live(*transaction, job, {});
    return answer(call, job.id);
}

Result<v1::Job> Service::cancel_job(Call& call, const v1::CancelJobRequest& request) {
    STEWARD_TRY(auto job, load(call, request.job_id()));
    STEWARD_TRY(const auto reason, typed_text("/reason", request.reason(), longest_reason, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(work_.cancel(*transaction, job, reason, call.caller().name, call.now()));
    return answer(call, job.id);
}

Result<v1::Job> Service::retry_job(Call& call, const v1::RetryJobRequest& request) {
    STEWARD_TRY(const auto job, load(call, request.job_id()));
    if (is_open(job.state))
        return fail(ErrorKind::Conflict, "jobs.still_open", "This job has not ended yet. Wait, or cancel what is left of it.");
    if (job.is_foreign)
        return fail(ErrorKind::Conflict, "jobs.foreign", "This job was made outside the console. Draft one here, or sign another there.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto targets, targets_of(*transaction, job.id));
    DraftWish wish{.client = job.client};
    for (const auto& target : targets)
        if (target.state == "failed" || (request.with_expired() && target.state == "expired") ||
            (request.with_unknown() && target.state == "unknown"))
            wish.devices.push_back(target.device);
    if (wish.devices.empty()) return nothing_to_retry(job.counts);
    wish.action.ParseFromArray(job.wish.data(), static_cast<int>(job.wish.size()));
    wish.reason = job.reason;
    wish.ticket = job.ticket;
    wish.timeout_s = job.timeout_s;
    wish.author_id = call.caller().account;
    wish.author = call.caller().name;
    wish.retry_of = job.id;
    wish.is_test = job.is_test;
    wish.is_emergency = job.is_emergency;
    STEWARD_TRY(const auto again, drafting_.draft(*transaction, wish, call.now()));
    STEWARD_CHECK(add_line(*transaction, job.id, call.now(), call.caller().name, "Drafted again for the machines where it failed."));
    return answer(call, again.id);
}

Result<v1::JobDraft> Service::get_job_draft(Call& call, const v1::GetJobDraftRequest& request) {
    STEWARD_TRY(const auto job, load(call, request.job_id()));
    if (job.state == "pending_approval")
        return fail(ErrorKind::Conflict, "jobs.not_approved", "This job reaches many machines. Let another person approve it first.");
    if (job.state != "drafted" && job.state != "approved")
        return fail(ErrorKind::Conflict, "jobs.not_a_draft", "This job is no draft any more.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto targets, targets_of(*transaction, job.id));
    std::vector<DeviceId> devices;
    for (const auto& target : targets) devices.push_back(target.device);
    STEWARD_TRY(const auto gates, authority_.gates_of(*transaction, devices));
    v1::JobDraft draft;
    draft.set_draft(std::string(as_text(draft_file(job.payload))));
    draft.set_message_id(to_hex(trust::message_id(trust::MessageType::Job, job.payload)));
    draft.set_frame(std::string(as_text(job.frame)));
    for (const auto& gate : gates) draft.add_cards(std::string(as_text(gate.card)));
    for (const auto& digest : job.files) {
        STEWARD_TRY(const auto file, find_file(*transaction, digest));
        if (!file) continue;
        auto& shown = *draft.add_files();
        shown.set_digest(digest);
        shown.set_content(std::string(as_text(file->content)));
        shown.set_name(file->name);
    }
    return draft;
}

}  // namespace steward::jobs
