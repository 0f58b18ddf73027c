// Carrying jobs to machines, and hearing what they say of them.
#include "server/modules/jobs/refusals.h"
#include "server/modules/jobs/work.h"
#include "server/platform/ledger/record.h"

namespace steward::jobs {

namespace {
constexpr size_t parcels_at_once = 1000;  // in one transaction
constexpr size_t most_kept_output = 1024 * 1024;

trust::EntryBody entry_of(const JobRow& job, const TargetRow& target, const trust::WorkResult& result, ByteView frame) {
    const auto read = trust::read_frame(frame);
    const bool is_refusal = result.outcome == trust::Outcome::Refused;
    trust::EntryBody body{.action = is_refusal ? "jobs.refused" : "jobs.result",
                          .by = target.device_name,
                          .principal = "device",
                          .roles = {},
                          .subject = job.id.text(),
                          .details = {}};
    if (read) body.message = trust::message_id(read->type, read->payload);
    body.client = short_id(job.client);
    body.details = {{"outcome", target.state},
                    {"title", job.title},
                    {"class", authority::class_word(job.job_class)},
                    {"device_id", target.device.text()},
                    {"job", job.message_id}};
    if (is_refusal) body.details.push_back({"reason", refusal_words(result.refusal)});
    else body.details.push_back({"exit", std::to_string(result.exit)});
    return body;
}

// A run of a policy may have been given the id of a job: the machine's signature says what it was asked by.
bool is_of_another(const trust::WorkResult& result, const JobRow& job) {
    return result.message != trust::Digest{} && to_hex(result.message) != job.message_id;
}
}  // namespace

std::vector<trust::Digest> digests_of(const std::vector<std::string>& files) {
    std::vector<trust::Digest> digests;
    for (const auto& file : files) {
        const auto bytes = from_hex(file);
        if (!bytes || bytes->size() != trust::Digest{}.size()) continue;
        std::copy(bytes->begin(), bytes->end(), digests.emplace_back().begin());
    }
    return digests;
}

std::string result_words(const trust::WorkResult& result) {
    switch (result.outcome) {
        case trust::Outcome::Done:
            return "Done.";
        case trust::Outcome::Failed:
            return result.exit == 0 ? "It failed. See its output."
                                    : "It failed with exit code " + std::to_string(result.exit) + ". See its output.";
        case trust::Outcome::Refused:
            return "Refused: " + refusal_words(result.refusal);
        case trust::Outcome::InterruptedUnknown:
            return "It was interrupted, and is not repeated. Look at the machine what came of it.";
        case trust::Outcome::Expired:
            return "Its window was over before it could begin. It did not run.";
    }
    return {};
}

std::string too_long_words(int64_t timeout_s) {
    return "It ran longer than its " + std::to_string(timeout_s) +
           " s and was stopped by the machine. See its output, or give it more time.";
}

// First it is written that a machine has it, then it is sent: whoever cancels afterwards is told so, and nothing goes out that was
// cancelled before. What could not be sent is put back; after a crash in between it is sent when the machine comes again.
Status Work::deliver(DeviceId device) {
    const std::lock_guard held(delivering_);
    const Instant now = clock_.now();
    const auto is_here = [this](DeviceId one) { return authority_.is_connected(one); };
    std::vector<Parcel> waiting;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(waiting, parcels(transaction, device, now, is_here));
        STEWARD_TRY(auto runs, run_parcels(transaction, device, now, is_here));
        std::ranges::move(runs, std::back_inserter(waiting));
        return {};
    }));
    for (std::span<Parcel> rest = waiting; !rest.empty(); rest = rest.subspan(std::min(parcels_at_once, rest.size())))
        STEWARD_CHECK(send(rest.first(std::min(parcels_at_once, rest.size())), now));
    return {};
}

Status Work::send(std::span<Parcel> parcels, Instant now) {
    std::vector<const Parcel*> to_send, not_sent;
    STEWARD_CHECK(write([&](Transaction& transaction) -> Status {
        to_send.clear();
        std::set<JobId> jobs;
        for (const Parcel& one : parcels) {
            bool goes_out = !one.is_new;
            if (one.is_new) {
                STEWARD_TRY(goes_out, claim(transaction, one, now));
                if (goes_out && one.run.is_nil()) jobs.insert(one.job);
            }
            if (goes_out) to_send.push_back(&one);
        }
        return settle_all(transaction, jobs, now);
    }));
    for (const Parcel* one : to_send) {
        const Letter& letter = *one->letter;
        const std::optional<int64_t> entry = letter.log_number >= 0 ? std::optional(letter.log_number) : std::nullopt;
        if (!authority_.deliver(one->device, letter.frame, digests_of(letter.files), entry) && one->is_new) not_sent.push_back(one);
    }
    if (not_sent.empty()) return {};
    return write([&](Transaction& transaction) -> Status {
        std::set<JobId> jobs;
        for (const Parcel* one : not_sent) {
            STEWARD_CHECK(put_back(transaction, *one));
            if (one->run.is_nil()) jobs.insert(one->job);
        }
        return settle_all(transaction, jobs, now);
    });
}

Status Work::settle_all(Transaction& transaction, const std::set<JobId>& jobs, Instant now) {
    for (const JobId id : jobs) {
        STEWARD_TRY(auto job, find_job(transaction, id));
        if (job) STEWARD_CHECK(settle(transaction, *job, now));
    }
    return {};
}

// A machine that is connected hears of its client's new policy at once, any other when its gate is ready.
void Work::published() {
    std::set<ClientId> came_for;
    {
        const std::lock_guard held(came_mutex_);
        came_for.swap(came_for_);
    }
    if (!came_for.empty()) {
        std::vector<DeviceId> devices;
        for (const auto& card : directory_.devices())
            if (came_for.contains(card.client)) devices.push_back(card.id);
        for (const auto& gate : connected_of(devices)) policies_.deliver_to(gate);
    }
    (void)deliver({});
}

Status Work::text_came(Transaction& transaction, std::string_view digest) {
    STEWARD_TRY(auto clients, policies_.clients_naming(transaction, digest));
    if (clients.empty()) return {};
    transaction.after_commit([this, clients = std::move(clients)] {
        {
            const std::lock_guard held(came_mutex_);
            came_for_.insert(clients.begin(), clients.end());
        }
        published();
    });
    return {};
}

// In parts: one statement names only so many.
std::vector<authority::GateView> Work::connected_of(std::span<const DeviceId> devices) {
    constexpr size_t at_once = 500;
    std::vector<authority::GateView> connected;
    (void)database_.read([&](Transaction& transaction) -> Status {
        for (; !devices.empty(); devices = devices.subspan(std::min(at_once, devices.size()))) {
            const auto part = devices.first(std::min(at_once, devices.size()));
            STEWARD_TRY(auto gates, authority_.gates_of(transaction, {part.begin(), part.end()}));
            std::ranges::copy_if(gates, std::back_inserter(connected), &authority::GateView::is_connected);
        }
        return {};
    });
    return connected;
}

void Work::gate_ready(const authority::GateView& gate) {
    policies_.deliver_to(gate);
    (void)deliver(gate.device);
}

void Work::taken(const authority::TakenWord& word) {
    const Instant now = clock_.now();
    bool goes_on = false;
    trust::ShortId begun{};
    (void)write([&](Transaction& transaction) -> Status {
        goes_on = false;
        STEWARD_TRY(auto job, job_of_message(transaction, to_hex(word.message)));
        if (!job) {
            STEWARD_TRY(begun, policies_.taken(transaction, word, now));
            return {};
        }
        STEWARD_TRY(auto target, find_target(transaction, job->id, word.device));
        if (!target || is_over(target->state)) return {};
        STEWARD_CHECK(answered(transaction, word, *job, *target, now));
        const int64_t batch = job->open_batch;
        STEWARD_CHECK(settle(transaction, *job, now));
        say_live(transaction, *job, target->device);
        goes_on = job->open_batch != batch;
        if (target->state == "started") begun = short_id(job->id);
        return {};
    });
    if (begun != trust::ShortId{}) authority_.want_output(word.device, begun, 0, true);
    if (goes_on) (void)deliver({});
}

Status Work::answered(Transaction& transaction, const authority::TakenWord& word, JobRow& job, TargetRow& target, Instant now) {
    target.waits = false;
    if (word.how == 0 || is_known_there(word.reason)) {
        if (target.state != "started") target.started_at = now;
        target.state = "started";
        target.words = "It runs.";
    } else if (word.how == 1 && passes_by_itself(word.reason)) {
        target.state = "delivered";
        target.waits = true;
        target.refusal = static_cast<int64_t>(word.reason);
        target.words = "It waits: " + refusal_words(word.reason);
    } else if (word.how == 1) {
        STEWARD_TRY(const auto gate, authority_.gate_of(transaction, word.device));
        const auto refusal = gate ? signed_refusal(word.result, *gate, short_id(job.id), job.message_id) : std::nullopt;
        if (refusal) return keep_result(transaction, job, target, *refusal, word.result, now);
        target.state = "refused";
        target.refusal = static_cast<int64_t>(word.reason);
        target.ended_at = now;
        target.words = "Refused: " + refusal_words(word.reason) + " The machine did not sign this answer.";
    } else {
        target.state = "delivered";
        target.waits = true;
        target.words = "The machine could not take it: " + (word.words.empty() ? word.code : word.words) + " It is tried again.";
    }
    return save_target(transaction, target);
}

Result<bool> Work::done(const authority::GateView& gate, const trust::WorkResult& result, ByteView frame) {
    const Instant now = clock_.now();
    const trust::ShortId work = result.work;
    uint64_t has = 0;
    bool wants_output = false, goes_on = false;
    const auto of_a_policy = [&](Transaction& transaction) -> Status {
        STEWARD_TRY(wants_output, policies_.done(transaction, gate, result, frame, now));
        STEWARD_TRY(const Bytes so_far, output_of(transaction, to_text(RawId{work}), gate.device));
        has = so_far.size();
        return {};
    };
    const Status kept = write([&](Transaction& transaction) -> Status {
        wants_output = goes_on = false;
        STEWARD_TRY(auto job, find_job(transaction, id_of<JobId>(work)));
        // The job's own client counts, also when the machine has moved to another one since.
        if (!job || is_of_another(result, *job)) return of_a_policy(transaction);
        STEWARD_TRY(auto target, find_target(transaction, job->id, gate.device));
        if (!target) return of_a_policy(transaction);
        if (!target->result.empty() && is_over(target->state) && result.outcome == trust::Outcome::Refused) return {};
        if (ByteView(target->result).size() == frame.size() && std::equal(frame.begin(), frame.end(), target->result.begin()))
            return {};  // said before
        STEWARD_CHECK(keep_result(transaction, *job, *target, result, frame, now));
        wants_output = !target->output_whole && target->output_bytes > 0;
        STEWARD_TRY(const Bytes so_far, output_of(transaction, job->id.text(), gate.device));
        has = so_far.size();
        const int64_t batch = job->open_batch;
        STEWARD_CHECK(settle(transaction, *job, now));
        say_live(transaction, *job, target->device);
        goes_on = job->open_batch != batch;
        return {};
    });
    if (!kept) return std::unexpected(kept.error());
    if (wants_output) authority_.want_output(gate.device, work, has, false);
    if (goes_on) (void)deliver({});
    return true;
}

Status Work::keep_result(Transaction& transaction, JobRow& job, TargetRow& target, const trust::WorkResult& result, ByteView frame,
                         Instant now) {
    static constexpr std::string_view states[] = {"", "done", "failed", "refused", "unknown", "expired"};
    target.state = states[static_cast<size_t>(result.outcome)];
    target.ran_too_long = ran_too_long(result, job.timeout_s);
    target.words = target.ran_too_long ? too_long_words(job.timeout_s) : result_words(result);
    target.waits = false;
    target.refusal = static_cast<int64_t>(result.refusal);
    target.exit = result.exit;
    target.started_at = result.started.is_set() ? result.started : target.started_at;
    target.ended_at = result.ended.is_set() ? result.ended : now;
    target.observed_at = now;
    target.output_bytes = static_cast<int64_t>(result.output_bytes);
    target.output_digest = result.output_bytes > 0 ? to_hex(result.output) : "";
    target.result.assign(frame.begin(), frame.end());
    STEWARD_CHECK(check_output(transaction, target));
    STEWARD_CHECK(save_target(transaction, target));
    const bool is_refusal = result.outcome == trust::Outcome::Refused;
    return ledger::append_entry(transaction, now, is_refusal ? trust::EntryKind::Refusal : trust::EntryKind::Result,
                                entry_of(job, target, result, frame));
}

// What came as output has to be what the machine's signed result speaks of.
Status Work::check_output(Transaction& transaction, TargetRow& target) {
    if (target.output_digest.empty()) return {};
    STEWARD_TRY(const Bytes output, output_of(transaction, target.job.text(), target.device));
    if (static_cast<int64_t>(output.size()) < target.output_bytes) return {};
    target.output_whole = true;
    static constexpr std::string_view mismatch = " What arrived as its output is not what the machine signed.";
    const bool is_same = to_hex(trust::sha256(output)) == target.output_digest;
    if (!is_same && target.words.find(mismatch) == std::string::npos) target.words += mismatch;
    return {};
}

void Work::output(const authority::GateView& gate, const trust::ShortId& work, uint64_t offset, ByteView part) {
    if (offset > most_kept_output || part.size() > most_kept_output - offset) return;
    (void)write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(auto job, find_job(transaction, id_of<JobId>(work)));
        if (!job) return policies_.output(transaction, gate, work, offset, part);
        STEWARD_TRY(auto target, find_target(transaction, job->id, gate.device));
        if (!target || target->output_whole) return {};
        // The last part of a look says nothing of the whole: that is compared when all of it is there.
        STEWARD_TRY(const uint64_t kept, append_output(transaction, job->id.text(), gate.device, offset, part));
        if (static_cast<int64_t>(kept) >= target->output_bytes) STEWARD_CHECK(check_output(transaction, *target));
        STEWARD_CHECK(save_target(transaction, *target));
        say_live(transaction, *job, target->device);
        return {};
    });
}

Result<std::optional<Bytes>> Work::material(const trust::Digest& digest) {
    std::optional<Bytes> found;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(auto file, find_file(transaction, to_hex(digest)));
        if (file) found = std::move(file->content);
        return {};
    }));
    return found;
}

}  // namespace steward::jobs
