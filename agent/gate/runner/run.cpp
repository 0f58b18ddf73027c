#include "agent/gate/runner/run.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "agent/gate/actions/action.h"
#include "agent/gate/beside/material.h"
#include "agent/gate/journal_file.h"
#include "agent/gate/runner/descendants.h"
#include "agent/gate/store/kept_file.h"
#include "trust/sealed_output.h"

namespace steward::gate {

namespace {
constexpr size_t most_words = 8192;

uint64_t bounded(uint64_t wanted, uint64_t usual, uint64_t most) { return wanted == 0 ? usual : std::min(wanted, most); }
// A sealed output is no longer than an open one may be.
uint64_t room_of(const Plan& plan) {
    return plan.readers.empty() ? most_output : most_output - trust::sealed_overhead(plan.readers.size());
}
}  // namespace

Run::Run(const Plan& plan, std::string folder, const Clock& clock)
    : plan_(plan),
      folder_(std::move(folder)),
      clock_(clock),
      started_(clock.now()),
      deadline_(clock.monotonic() + std::chrono::seconds(bounded(plan.limits.timeout_s, usual_timeout_s, most_timeout_s))),
      // What is to be sealed is in memory until it is: it never lies open on the disk, and nobody follows it while it runs.
      output_(!plan.readers.empty() ? ::memfd_create("steward-output", MFD_CLOEXEC)
                                    : ::open((folder_ + "/output").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)),
      most_output_(bounded(plan.limits.output_bytes, room_of(plan), room_of(plan))),
      group_(group_name(plan.device, plan.work), bounded(plan.limits.memory_bytes, usual_memory, UINT64_MAX)) {
    crypto_hash_sha256_init(&hash_);
}

void Run::take_output(ByteView part, Ran& ran) {
    crypto_hash_sha256_update(&hash_, part.data(), part.size());
    if (output_bytes_ < most_output_) {
        const auto kept = static_cast<size_t>(std::min<uint64_t>(part.size(), most_output_ - output_bytes_));
        [[maybe_unused]] const auto ignored = ::write(output_.number(), part.data(), kept);  // a full disk: the digest still tells
    }
    output_bytes_ += part.size();
    ran.words += as_text(part.first(std::min(part.size(), most_words - std::min(most_words, ran.words.size()))));
}

void Run::say(std::string_view line) {
    Ran nobody;
    take_output(as_bytes(std::string(line) + "\n"), nobody);
}

// Whether more may come. So much at a time: a program that writes without end is stopped in time like any other.
bool Run::drain(int pipe, Ran& ran) {
    uint8_t part[16'384];
    for (int parts = 0; parts < 64; ++parts) {
        const ssize_t count = ::read(pipe, part, sizeof part);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count < 0 && errno == EAGAIN;
        take_output({part, static_cast<size_t>(count)}, ran);
    }
    return true;
}

// Until the program has ended or its time is over.
void Run::listen(int pipe, int process, Ran& ran) {
    for (bool is_open = true;;) {
        pollfd all[] = {{process, POLLIN, 0}, {is_open ? pipe : -1, POLLIN, 0}};
        const auto left = std::clamp<int64_t>((deadline_ - clock_.monotonic()).count(), 0, 3'600'000);
        const int heard = ::poll(all, std::size(all), static_cast<int>(left));
        if (heard < 0 && errno != EINTR) return;
        if (all[1].revents != 0) is_open = drain(pipe, ran);
        ran.is_in_time = all[0].revents != 0;
        if (ran.is_in_time || clock_.monotonic() >= deadline_) return;
    }
}

Ran Run::start(const Program& program) {
    Ran ran;
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) return ran;
    const pid_t child = ::fork();
    if (child == 0) become(program, pipe[1]);
    ::close(pipe[1]);
    ::fcntl(pipe[0], F_SETFL, O_NONBLOCK);
    const int process = child > 0 ? static_cast<int>(::syscall(SYS_pidfd_open, child, 0)) : -1;
    if (process >= 0) {
        listen(pipe[0], process, ran);
        siginfo_t info{};
        if (!ran.is_in_time) ::kill(child, SIGKILL);
        if (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED) == 0)
            ran.exit = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
        group_.end();
        end_descendants();
        drain(pipe[0], ran);
        ::close(process);
    }
    ::close(pipe[0]);
    return ran;
}

std::optional<Bytes> Run::material(const trust::Digest& digest) const {
    auto bytes = open_journal_file(folder_ + "/" + to_hex(digest))->read();
    return bytes && trust::sha256(*bytes) == digest ? std::optional(std::move(*bytes)) : std::nullopt;
}

Descriptor Run::sealed_copy(const trust::Digest& digest) const {
    const auto bytes = material(digest);
    Descriptor copy(bytes ? ::memfd_create("steward-job", MFD_CLOEXEC | MFD_ALLOW_SEALING) : -1);
    const bool is_it = bytes && write_all(copy.number(), *bytes) &&
                       ::fcntl(copy.number(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0;
    return is_it ? std::move(copy) : Descriptor(-1);
}

// Nothing: the disk is full, or somebody is to read it with whose key nothing can be sealed.
std::optional<Bytes> Run::sealed() const {
    Bytes written(std::min(output_bytes_, most_output_));
    if (::pread(output_.number(), written.data(), written.size(), 0) != static_cast<ssize_t>(written.size())) return std::nullopt;
    auto sealed = trust::seal_output(plan_.work, plan_.device, plan_.readers, written);
    if (!sealed || !open_journal_file(folder_ + "/output")->replace(*sealed)) return std::nullopt;
    return sealed;
}

Ended Run::ended(const Effect& effect) const {
    if (!plan_.readers.empty()) {
        const auto bytes = sealed();
        if (!bytes) return {.effect = effect, .started = started_, .ended = clock_.now()};
        return {
            .effect = effect, .output = trust::sha256(*bytes), .output_bytes = bytes->size(), .started = started_, .ended = clock_.now()};
    }
    ::fsync(output_.number());
    Ended ended{.effect = effect, .output_bytes = output_bytes_, .started = started_, .ended = clock_.now()};
    crypto_hash_sha256_state state = hash_;
    crypto_hash_sha256_final(&state, ended.output.data());
    return ended;
}

int run_work(const std::string& folder, const Clock& clock) {
    const auto plan = whole_kept<Plan>(folder + "/plan");
    const auto self = process(static_cast<uint64_t>(::getpid()));
    const ActionKind* kind = plan ? action_kind(plan->job_class) : nullptr;
    if (!kind || !self || !claim(folder, {.process = self->number, .started = self->started, .boot_id = boot_id()})) return 1;
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // what its programs leave behind comes to us
    Run run(*plan, folder, clock);
    if (!run.is_open()) return 1;
    const Effect effect = kind->perform(plan->action, run);
    return write_kept(folder + "/ended", run.ended(effect)) ? 0 : 1;
}

}  // namespace steward::gate
