// Taking signed jobs, and what their machines' words make of them.
#include "server/modules/jobs/work.h"

#include <algorithm>

#include "server/modules/jobs/refusals.h"

namespace steward::jobs {

namespace {
std::string counted_machines(int64_t number) { return std::to_string(number) + (number == 1 ? " machine" : " machines"); }

std::unexpected<Error> differs(const std::string& what) {
    return fail(ErrorKind::Conflict, "jobs.differs",
                "What was signed is not what was drafted here. " + what +
                    " Fetch the draft again and sign that, or sign a job of your own with another id.");
}
}  // namespace

Status Work::write(const std::function<Status(Transaction&)>& work) {
    auto done = database_.write(work);
    if (!done)
        std::fprintf(stderr, "steward-server: jobs could not store what a machine said (%s: %s; %s)\n", done.error().code.c_str(),
                     done.error().message.c_str(), done.error().cause.c_str());
    return done;
}

void Work::say_live(Transaction& transaction, const JobRow& job, DeviceId device) {
    live::Update update{.client = job.client, .topic = "job", .id = job.id.text(), .json = "{\"state\":\"" + job.state + "\""};
    if (!device.is_nil()) update.json += ",\"device_id\":\"" + device.text() + "\"";
    update.json += "}";
    transaction.after_commit([this, update = std::move(update)] { hub_.publish(update); });
}

Result<std::string> Work::take_job(Transaction& transaction, const authority::SignedWork& work, const trust::Job& signed_job,
                                   int64_t log_number, std::string_view by) {
    const Instant now = clock_.now();
    STEWARD_TRY(auto job, find_job(transaction, id_of<JobId>(signed_job.id)));
    if (!job) return take_foreign(transaction, work, signed_job, log_number, by, now);
    if (!job->message_id.empty()) {
        if (job->message_id == to_hex(work.message)) return job->id.text();  // the same once more
        return fail(ErrorKind::Conflict, "jobs.id_used", "A job of this id was signed before. Draft it anew.");
    }
    if (job->state == "pending_approval")
        return fail(ErrorKind::Conflict, "jobs.not_approved",
                    "This job reaches many machines and nobody else has approved it yet. Let another person approve it, then publish it.");
    if (job->state != "drafted" && job->state != "approved")
        return fail(ErrorKind::Conflict, "jobs.over", "This job is " + job->state + ". Draft it anew.");
    const auto drafted = trust::read_message<trust::Job>(job->payload);
    if (!drafted) return fail(ErrorKind::Internal, "jobs.bad_payload", "The draft cannot be read. Draft it anew.");
    if (const std::string what = difference(*drafted, signed_job); !what.empty()) return differs(what);
    if (signed_job.not_after <= now) return fail(ErrorKind::Conflict, "jobs.over", "Its window is over. Draft it anew.");
    job->is_sealed = !signed_job.seal_output_to.empty();
    job->not_before = signed_job.not_before;
    job->not_after = signed_job.not_after;
    STEWARD_CHECK(sign_targets(transaction, *job, work, log_number, now));
    STEWARD_CHECK(add_line(transaction, job->id, now, by, "Signed by " + names_of(work.holders) + " and published."));
    STEWARD_CHECK(settle(transaction, *job, now));
    return job->id.text();
}

Status Work::sign_targets(Transaction& transaction, JobRow& job, const authority::SignedWork& work, int64_t log_number, Instant now) {
    job.signed_by = work.holders;
    job.message_id = to_hex(work.message);
    job.signed_at = now;
    job.frame = work.bytes;
    job.log_number = log_number;
    STEWARD_CHECK(transaction.execute("update jobs_targets set state = 'signed' where job_id = $1 and state = 'requested'", job.id));
    return {};
}

// Signed by people, so it is shown and carried like any other: the server has no say in what they may sign.
Result<std::string> Work::take_foreign(Transaction& transaction, const authority::SignedWork& work, const trust::Job& made,
                                       int64_t log_number, std::string_view by, Instant now) {
    JobRow job{.id = id_of<JobId>(made.id), .client = id_of<ClientId>(made.target.client), .job_class = made.job_class};
    std::vector<authority::GateView> gates;
    for (const auto& device : made.target.devices) {
        STEWARD_TRY(auto gate, authority_.gate_called(transaction, device));
        if (gate && gate->client == job.client) gates.push_back(std::move(*gate));
    }
    if (gates.empty())
        return fail(ErrorKind::Conflict, "jobs.nobody_reached",
                    "The job names no machine of this client that this server knows. Check for which machines it was signed.");
    std::ranges::stable_sort(gates, [](const auto& a, const auto& b) { return a.is_connected > b.is_connected; });
    job.title = words_of_action(made) + " on " + counted_machines(static_cast<int64_t>(gates.size())) + ", made outside the console";
    job.author = names_of(work.holders);
    job.drafted_at = now;
    job.reason = made.reason;
    job.ticket_reference = made.ticket;
    job.payload.assign(work.frame.payload.begin(), work.frame.payload.end());
    job.files = files_of_action(made);
    job.not_before = made.not_before;
    job.not_after = made.not_after;
    job.timeout_s = static_cast<int64_t>(made.limits.timeout_s);
    job.devices = static_cast<int64_t>(gates.size());
    job.radius = radius_of(gates.size());
    job.persons = static_cast<int64_t>(drafting_.persons(made.job_class, made.target.devices.size()));
    job.is_foreign = true;
    job.is_sealed = !made.seal_output_to.empty();
    job.state = "queued";
    STEWARD_CHECK(insert_job(transaction, job));
    for (const auto& digest : digests_of(job.files)) STEWARD_CHECK(keep_named(transaction, digest, work.files, job.title));
    const size_t first = first_batch(gates.size());
    for (size_t i = 0; i < gates.size(); ++i) {
        const auto card = directory_.device(gates[i].device);
        STEWARD_CHECK(insert_target(transaction, {.job = job.id,
                                                  .device = gates[i].device,
                                                  .client = job.client,
                                                  .device_name = card ? card->name : gates[i].host_name,
                                                  .gate_id = to_hex(gates[i].gate),
                                                  .batch = i < first ? 1 : 2}));
    }
    STEWARD_CHECK(sign_targets(transaction, job, work, log_number, now));
    const size_t missing = made.target.devices.size() - gates.size();
    STEWARD_CHECK(add_line(transaction, job.id, now, by,
                           "Made outside the console, signed by " + job.author + " and published." +
                               (missing > 0 ? " " + counted_machines(static_cast<int64_t>(missing)) + " of it are not known here." : "")));
    STEWARD_CHECK(settle(transaction, job, now));
    return job.id.text();
}

// A draft of another id may say anything of itself: what was signed is described then.
Result<std::string> Work::title_of(Transaction& transaction, const trust::Job& job) {
    STEWARD_TRY(const auto drafted, find_job(transaction, id_of<JobId>(job.id)));
    const bool is_its_draft = drafted && drafted->message_id.empty() && drafted->client == id_of<ClientId>(job.target.client);
    return is_its_draft ? drafted->title : words_of_action(job);
}

Result<std::string> Work::take_policy(Transaction& transaction, const authority::SignedWork& work, const trust::Policy& policy,
                                      int64_t log_number, std::string_view) {
    STEWARD_TRY(auto id, policies_.take(transaction, work, policy, log_number));
    const std::lock_guard held(came_mutex_);
    came_for_.insert(id_of<ClientId>(policy.target.client));
    return id;
}

Status Work::settle(Transaction& transaction, JobRow& job, Instant now) {
    STEWARD_TRY(auto now_is, tally(transaction, job.id));
    const bool is_batched = now_is.batches.size() > 1;
    const bool do_others_wait =
        std::ranges::any_of(now_is.batches, [](const BatchCount& one) { return one.batch > 1 && one.over < one.all; });
    for (const BatchCount& batch : now_is.batches) {
        if (!is_batched || !job.halted.empty() || batch.batch > job.open_batch) continue;
        if (is_too_many(static_cast<size_t>(batch.failed), static_cast<size_t>(batch.all))) {
            job.halted = std::to_string(batch.failed) + " of the " + counted_machines(batch.all) +
                         " of one batch failed: no further machine gets it.";
            STEWARD_CHECK(transaction.execute(
                "update jobs_targets set state = 'cancelled', waits = $3, words = $2 where job_id = $1 and (state in ('requested', "
                "'signed') or (state = 'delivered' and waits))",
                job.id, "Not delivered: too many of the others failed.", false));
            STEWARD_CHECK(add_line(transaction, job.id, now, "Steward", "Halted. " + job.halted));
        } else if (batch.batch == 1 && batch.over == batch.all && job.open_batch == 1 && do_others_wait) {
            job.open_batch = 2;
            STEWARD_CHECK(add_line(transaction, job.id, now, "Steward",
                                   "The first " + counted_machines(batch.all) + " went well enough: the others get it now."));
        }
    }
    if (!job.halted.empty()) {
        STEWARD_TRY(now_is, tally(transaction, job.id));
    }
    job.counts = now_is.counts;
    const bool was_open = is_open(job.state);
    job.state = state_of(job.counts, now_is.has_started, now_is.too_long);
    if (was_open && !is_open(job.state)) STEWARD_CHECK(end(transaction, job, now));
    STEWARD_CHECK(save_job(transaction, job));
    say_live(transaction, job, {});
    return {};
}

Status Work::end(Transaction& transaction, JobRow& job, Instant now) {
    const Counts& n = job.counts;
    std::string text = "Ended: " + std::to_string(n.done) + " of " + counted_machines(n.all()) + " done";
    if (n.failed > 0) text += ", " + std::to_string(n.failed) + " failed";
    if (n.refused > 0) text += ", " + std::to_string(n.refused) + " refused";
    if (n.expired > 0) text += ", " + std::to_string(n.expired) + " not reached in time";
    if (n.unknown > 0) text += ", " + std::to_string(n.unknown) + " unknown";
    if (n.cancelled > 0) text += ", " + std::to_string(n.cancelled) + " cancelled";
    text += ".";
    STEWARD_CHECK(add_line(transaction, job.id, now, "Steward", text));
    if (job.ticket.is_nil()) return {};
    static const helpdesk::Doer steward{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    const Status said = tickets_.say(transaction, job.ticket, steward, true, "Job “" + job.title + "”. " + text, now);
    return !said && said.error().code == "helpdesk.ticket_not_found" ? Status{} : said;
}

Status Work::cancel(Transaction& transaction, JobRow& job, const std::string& reason, std::string_view by, Instant now) {
    if (!is_open(job.state)) return fail(ErrorKind::Conflict, "jobs.over", "This job has ended. There is nothing to cancel.");
    const bool is_draft = job.message_id.empty();
    STEWARD_TRY(const int64_t kept_back,
                transaction.execute(
                    "update jobs_targets set state = 'cancelled', waits = $3, words = $2 where job_id = $1 and (state in ('requested', "
                    "'signed') or (state = 'delivered' and waits))",
                    job.id, "Cancelled by " + std::string(by) + ".", false));
    if (kept_back == 0)
        return fail(ErrorKind::Conflict, "jobs.all_delivered",
                    "Every machine has it already. What was delivered runs; stop work in the signer when it must not.");
    STEWARD_TRY(const auto left, tally(transaction, job.id));
    const int64_t had_it = left.counts.running;
    STEWARD_CHECK(add_line(transaction, job.id, now, by,
                           "Cancelled for " + counted_machines(kept_back) + " that had not got it." +
                               (had_it > 0 ? " " + counted_machines(had_it) + " had it before: what they say of it still comes." : "") +
                               (reason.empty() ? "" : " " + reason)));
    if (!is_draft) return settle(transaction, job, now);
    job.state = "cancelled";
    job.counts = {.cancelled = kept_back};
    STEWARD_CHECK(save_job(transaction, job));
    say_live(transaction, job, {});
    return {};
}

Status Work::pass_time(Instant now) {
    std::vector<JobId> ids;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(ids, jobs_to_look_at(transaction, now, 500));
        return {};
    }));
    for (const JobId id : ids)
        STEWARD_CHECK(write([&](Transaction& transaction) -> Status {
            STEWARD_TRY(auto job, find_job(transaction, id));
            return job && is_open(job->state) ? look_at(transaction, *job, now) : Status{};
        }));
    STEWARD_CHECK(policies_.pass_time(now));
    return deliver({});
}

Status Work::look_at(Transaction& transaction, JobRow& job, Instant now) {
    if (job.state == "pending_approval" && job.alone_until.is_set() && job.alone_until <= now) {
        job.state = "approved";
        job.approved_at = now;
        STEWARD_CHECK(drafting_.begin_window(job, now));
        STEWARD_CHECK(add_line(transaction, job.id, now, "Steward", "Approved: nobody objected in three days."));
        STEWARD_CHECK(save_job(transaction, job));
        say_live(transaction, job, {});
        return {};
    }
    const bool waits_alone = job.state == "pending_approval" && job.alone_until.is_set() && job.usual_window;
    if (job.not_after >= now || waits_alone) return {};
    if (job.message_id.empty()) {
        STEWARD_CHECK(transaction.execute("update jobs_targets set state = 'expired', words = $2 where job_id = $1", job.id,
                                          "Nobody signed it in time."));
        job.state = "expired";
        job.counts = {.expired = job.devices};
        STEWARD_CHECK(add_line(transaction, job.id, now, "Steward", "Its window ended before it was signed."));
        STEWARD_CHECK(save_job(transaction, job));
        say_live(transaction, job, {});
        return {};
    }
    STEWARD_TRY(int64_t changed,
                transaction.execute(
                    "update jobs_targets set state = 'expired', waits = $3, ended_at = $4, words = $2 where job_id = $1 and (state = "
                    "'signed' or (state = 'delivered' and waits))",
                    job.id, "The machine did not get it in time. It will not run.", false, now));
    // A machine that has it says what came of it; when it said nothing for long after it must have ended, nobody knows.
    const Instant surely = job.not_after + std::chrono::seconds(job.timeout_s) + std::chrono::hours(1);
    if (now > surely) {
        STEWARD_TRY(const int64_t lost,
                    transaction.execute(
                        "update jobs_targets set state = 'unknown', words = $2 where job_id = $1 and state in ('delivered', 'started')",
                        job.id, "The machine got it and never said what came of it. Look at the machine."));
        changed += lost;
    }
    return changed > 0 ? settle(transaction, job, now) : Status{};
}

}  // namespace steward::jobs
