#include "agent/gate/process/works.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "agent/gate/actions/action.h"
#include "agent/gate/process/die.h"
#include "agent/gate/runner/control_group.h"
#include "agent/gate/runner/descendants.h"
#include "agent/gate/store/kept_file.h"
#include "trust/actions.h"

namespace steward::gate {

using trust::Outcome;
using trust::ShortId;

namespace {
std::string_view name_of(Outcome outcome) {
    static constexpr std::string_view names[] = {"?", "done", "failed", "refused", "interrupted: what came of it is unknown", "expired"};
    return names[static_cast<size_t>(outcome) % std::size(names)];
}

// Of a run whose runner was killed: nobody else ends it.
void end_what_is_left(const ShortId& device, const ShortId& work, pid_t session) {
    end_group(group_name(device, work));
    end_leftovers(to_hex(device), to_hex(work), session);
}

Ended end_without_words(Outcome outcome, Instant at) { return {.effect = {.outcome = outcome}, .started = at, .ended = at}; }

// Who has the work. Nobody begins it from here on but us: a holder without a process means that it never began.
std::optional<Begun> holder_of(const std::string& folder) {
    if (claim(folder, {})) return Begun{};
    return whole_kept<Begun>(folder + "/begun");
}
bool never_began(const std::optional<Begun>& holder) { return holder && holder->process == 0; }
}  // namespace

Status Works::begin(const Accepted& accepted) {
    const trust::Job& job = accepted.job;
    may_die("before verified");
    STEWARD_CHECK(with_.journal.take({.step = Step::Verified,
                                      .work = job.id,
                                      .job_class = job.job_class,
                                      .not_after = job.not_after,
                                      .supersedes = job.supersedes,
                                      .policy = accepted.policy,
                                      .policy_version = accepted.policy_version,
                                      .message = accepted.message}));
    may_die("verified");
    with_.diary.tell("job " + to_hex(job.id) + " (" + std::string(action_kind(job.job_class)->name) + ") signed by " +
                     joined(accepted.holders) + ", ticket " + job.ticket + ": " + job.reason);
    return launch(job.id, job.job_class, 1);
}

Status Works::prepare(const trust::Job& job) {
    const std::string folder = folder_of(job.id);
    forget(job.id);
    if (::mkdir(folder.c_str(), 0700) != 0) return disk_failed(folder);
    const auto needs = action_kind(job.job_class)->needs(job.action);
    for (const trust::Digest& digest : *needs) STEWARD_CHECK(with_.materials.give(digest, folder));
    return write_kept(folder + "/plan", Plan{job.id, job.job_class, job.action, job.limits, with_.key.device(), job.seal_output_to});
}

Status Works::launch(const ShortId& work, trust::JobClass job_class, uint64_t attempt) {
    STEWARD_CHECK(with_.journal.take({.step = Step::Started,
                                      .work = work,
                                      .job_class = job_class,
                                      .attempt = attempt,
                                      .boot_id = boot_id().substr(0, longest_boot_id),
                                      .started_at = with_.clock.now()}));
    may_die("started");
    STEWARD_TRY(const ProcessId process, with_.launcher.start(work));
    may_die("launched");
    if (!watch(work, process)) return end(work);
    return {};
}

bool Works::watch(const ShortId& work, const ProcessId& process) {
    Descriptor descriptor(static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(process.number), 0)));
    if (!descriptor.is_open() || gate::process(process.number) != process) return false;
    running_.emplace(work, Running{.process = std::move(descriptor)});
    return true;
}

// Whether the runner that has the work is alive.
bool Works::watch_begun(const ShortId& work, const std::optional<Begun>& begun) {
    return begun && begun->process != 0 && begun->boot_id == boot_id() && watch(work, {begun->process, begun->started});
}

void Works::wait_for(std::vector<pollfd>& all) const {
    for (const auto& [work, running] : running_) {
        if (running.process.is_open()) all.push_back({running.process.number(), POLLIN, 0});
    }
}

std::optional<Duration> Works::patience() const {
    std::optional<Duration> least;
    for (const auto& [work, running] : running_) {
        const Duration left = running.give_up_at - with_.clock.monotonic();
        if (!running.process.is_open()) least = std::min(least.value_or(left), left);
    }
    return least;
}

Status Works::serve() {
    std::vector<ShortId> over;
    for (const auto& [work, running] : running_) {
        pollfd one{running.process.number(), POLLIN, 0};
        const bool has_ended = running.process.is_open() && ::poll(&one, 1, 0) == 1;
        const bool stays_up = !running.process.is_open() && with_.clock.monotonic() >= running.give_up_at;
        if (has_ended || stays_up) over.push_back(work);
    }
    for (const ShortId& work : over) {
        const bool was_awaited = !running_.at(work).process.is_open();
        running_.erase(work);
        // Announced, and the machine did not restart.
        STEWARD_CHECK(was_awaited ? finish(work, end_without_words(Outcome::Failed, with_.clock.now())) : end(work));
    }
    return {};
}

// The runner is gone: what it wrote says what came of it.
Status Works::end(const ShortId& work) {
    const std::string folder = folder_of(work);
    auto ended = whole_kept<Ended>(folder + "/ended");
    if (!ended) {
        const auto holder = holder_of(folder);
        if (watch_begun(work, holder)) return {};
        ended = whole_kept<Ended>(folder + "/ended");  // another runner had it, and came to its end meanwhile
        if (!ended) {
            end_what_is_left(with_.key.device(), work, holder ? static_cast<pid_t>(holder->process) : 0);
            const Outcome outcome = never_began(holder) ? Outcome::Failed : Outcome::InterruptedUnknown;
            return finish(work, end_without_words(outcome, with_.clock.now()));
        }
    }
    if (!ended->effect.awaits_restart) return finish(work, *ended);
    const auto plan = whole_kept<Plan>(folder + "/plan");
    const auto reboot = plan ? trust::read_message<trust::RebootAction>(plan->action.bytes) : std::nullopt;
    const Duration delay = std::chrono::minutes(reboot ? reboot->delay_minutes : 0);
    const Duration since = std::clamp(with_.clock.now() - ended->ended, Duration{0}, delay);
    running_.emplace(work, Running{Descriptor(-1), with_.clock.monotonic() + (delay - since) + longest_restart});
    return {};
}

Status Works::finish(const ShortId& work, const Ended& ended) {
    may_die("before effect");
    ::mkdir(folder_of(work).c_str(), 0700);  // an uneven restore may have taken it: the journal alone says what is to be told
    // On the disk beside the journal's step, so that the result says the same whenever it is signed.
    STEWARD_CHECK(write_kept(folder_of(work) + "/ended", ended));
    STEWARD_CHECK(with_.journal.take({.step = Step::Effect, .work = work, .outcome = ended.effect.outcome, .exit = ended.effect.exit}));
    may_die("effect");
    with_.diary.tell("job " + to_hex(work) + " " + std::string(name_of(ended.effect.outcome)) +
                     (ended.effect.exit != 0 ? ", exit " + std::to_string(ended.effect.exit) : ""));
    const auto made = result_of(work);
    return made ? Status{} : std::unexpected(made.error());
}

trust::WorkResult Works::blank_result(const ShortId& work, const trust::Digest& message) const {
    return {.work = work,
            .device = with_.key.device(),
            .boot_id = boot_id().substr(0, longest_boot_id),
            .gate_version = with_.gate_version,
            .journal_head = with_.journal.head(),
            .message = message};
}

Bytes Works::refusal(const ShortId& work, const trust::Digest& message, Refusal why) const {
    trust::WorkResult result = blank_result(work, message);
    result.outcome = Outcome::Refused;
    result.ended = with_.clock.now();
    result.refusal = why.reason();
    return with_.key.sign(trust::MessageType::Result, trust::write_message(result));
}

// Signed once and kept: the same result however often it is asked for.
Result<Bytes> Works::result_of(const ShortId& work) {
    const auto file = open_journal_file(folder_of(work) + "/result");
    if (auto kept = file->read(); kept && trust::read_frame(*kept)) return *kept;
    const JournalRecord& record = with_.journal.at(work);
    const auto ended = whole_kept<Ended>(folder_of(work) + "/ended");
    trust::WorkResult result = blank_result(work, record.message);
    result.attempt = record.attempt;
    result.outcome = record.outcome;
    result.exit = record.exit;
    if (ended) {
        result.output = ended->output;
        result.output_bytes = ended->output_bytes;
        result.started = ended->started;
        result.ended = ended->ended;
    }
    Bytes frame = with_.key.sign(trust::MessageType::Result, trust::write_message(result));
    ::mkdir(folder_of(work).c_str(), 0700);
    STEWARD_CHECK(file->replace(frame));
    may_die("signed");
    return frame;
}

Result<std::vector<Bytes>> Works::results(bool& more) {
    std::vector<Bytes> frames;
    for (const Step step : {Step::Reported, Step::Effect}) {
        for (const ShortId& work : with_.journal.in_step(step)) {
            more = frames.size() == most_results_at_once;
            if (more) return frames;
            STEWARD_TRY(Bytes frame, result_of(work));
            frames.push_back(std::move(frame));
            if (step == Step::Effect) STEWARD_CHECK(with_.journal.take({.step = Step::Reported, .work = work}));
            may_die("reported");
        }
    }
    return frames;
}

Status Works::acknowledge(const ShortId& work) {
    const bool is_out = with_.journal.knows(work) && with_.journal.at(work).step == Step::Reported;
    if (!is_out) return fail(ErrorKind::NotFound, "gate.no_such_result", "No result of this work waits for an acknowledgement.");
    STEWARD_CHECK(with_.journal.take({.step = Step::Acked, .work = work}));
    may_die("acked");
    forget(work);
    return {};
}

Bytes Works::output(const ShortId& work, uint32_t offset) const {
    Bytes part(most_output_part);
    const Descriptor file(::open((folder_of(work) + "/output").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    const ssize_t count = ::pread(file.number(), part.data(), part.size(), offset);
    part.resize(count > 0 ? static_cast<size_t>(count) : 0);
    return part;
}

void Works::forget(const ShortId& work) const {
    std::error_code ignored;
    std::filesystem::remove_all(folder_of(work), ignored);
}

// Folders of work that the journal does not know, or that is over.
void Works::forget_strangers() const {
    std::error_code error;
    std::vector<std::filesystem::path> strangers;
    for (const auto& entry : std::filesystem::directory_iterator(with_.folder, error)) {
        const auto name = from_hex(entry.path().filename().string());
        ShortId work{};
        if (name && name->size() == work.size()) std::ranges::copy(*name, work.begin());
        if (!with_.journal.knows(work) || with_.journal.at(work).step == Step::Acked) strangers.push_back(entry.path());
    }
    for (const auto& path : strangers) std::filesystem::remove_all(path, error);
}

Status Works::take_up(bool may_repeat, Instant at_most) {
    forget_strangers();
    for (const ShortId& work : with_.journal.interrupted()) STEWARD_CHECK(take_up(work, may_repeat, at_most));
    return {};
}

Status Works::take_up(const ShortId& work, bool may_repeat, Instant at_most) {
    const std::string folder = folder_of(work);
    const JournalRecord record = with_.journal.at(work);
    const bool booted_since = record.boot_id != boot_id().substr(0, longest_boot_id);
    const auto holder = holder_of(folder);
    if (!booted_since && watch_begun(work, holder)) return {};
    const auto ended = whole_kept<Ended>(folder + "/ended");
    if (ended && (!ended->effect.awaits_restart || !booted_since)) return end(work);
    if (!booted_since) end_what_is_left(with_.key.device(), work, 0);
    Ended last = ended.value_or(end_without_words(Outcome::InterruptedUnknown, with_.clock.now()));
    last.effect.awaits_restart = false;
    switch (after_crash(record.job_class, record.attempt, booted_since)) {
        case AfterCrash::Done:
            last.effect.outcome = Outcome::Done;
            return finish(work, last);
        case AfterCrash::Repeat:
            if (!may_repeat || at_most > record.not_after || !whole_kept<Plan>(folder + "/plan")) return finish(work, last);
            ::unlink((folder + "/begun").c_str());
            return launch(work, record.job_class, record.attempt + 1);
        default:
            if (never_began(holder)) last.effect.outcome = Outcome::Failed;  // it had no effect, and that is known
            return finish(work, last);
    }
}

}  // namespace steward::gate
