#include "agent/gate/runner/run.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "agent/gate/actions/action.h"
#include "agent/gate/beside/material.h"
#include "agent/gate/runner/descendants.h"

namespace steward::gate {

namespace {
constexpr size_t most_words = 8192;

uint64_t bounded(uint64_t wanted, uint64_t usual, uint64_t most) { return wanted == 0 ? usual : std::min(wanted, most); }
}  // namespace

Result<std::unique_ptr<Run>> Run::open(const Plan& plan, std::string folder, const Clock& clock) {
    const int output = ::open((folder + "/output").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (output < 0) return fail(ErrorKind::Unavailable, "gate.disk_failed", "There is no place for what the job writes.", folder);
    return std::unique_ptr<Run>(new Run(plan, std::move(folder), clock, output));
}

Run::Run(const Plan& plan, std::string folder, const Clock& clock, int output)
    : plan_(plan),
      folder_(std::move(folder)),
      clock_(clock),
      started_(clock.now()),
      deadline_(clock.monotonic() + std::chrono::seconds(bounded(plan.limits.timeout_s, usual_timeout_s, most_timeout_s))),
      output_(output),
      most_output_(bounded(plan.limits.output_bytes, most_output, most_output)),
      group_(to_hex(plan.work), bounded(plan.limits.memory_bytes, usual_memory, UINT64_MAX)) {
    crypto_hash_sha256_init(&hash_);
}

Run::~Run() { ::close(output_); }

void Run::take_output(ByteView part, Ran& ran) {
    crypto_hash_sha256_update(&hash_, part.data(), part.size());
    if (output_bytes_ < most_output_) {
        const auto kept = static_cast<size_t>(std::min<uint64_t>(part.size(), most_output_ - output_bytes_));
        [[maybe_unused]] const auto ignored = ::write(output_, part.data(), kept);  // a full disk: the digest still tells
    }
    output_bytes_ += part.size();
    ran.words += as_text(part.first(std::min(part.size(), most_words - std::min(most_words, ran.words.size()))));
}

void Run::say(std::string_view line) {
    Ran nobody;
    take_output(as_bytes(std::string(line) + "\n"), nobody);
}

// Whether more may come.
bool Run::drain(int pipe, Ran& ran) {
    uint8_t part[16'384];
    for (;;) {
        const ssize_t count = ::read(pipe, part, sizeof part);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count < 0 && errno == EAGAIN;
        take_output({part, static_cast<size_t>(count)}, ran);
    }
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
        ran.was_started = true;
        group_.end();
        end_descendants();
        drain(pipe[0], ran);
        ::close(process);
    }
    ::close(pipe[0]);
    return ran;
}

int Run::sealed_copy(const trust::Digest& digest) const {
    const int from = ::open((folder_ + "/" + to_hex(digest)).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    const int to = ::memfd_create("steward-job", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    struct stat about {};
    bool is_it = from >= 0 && to >= 0 && ::fstat(from, &about) == 0;
    for (off_t left = about.st_size; is_it && left > 0;) {
        uint8_t part[16'384];
        const ssize_t count = ::read(from, part, sizeof part);
        is_it = count > 0 && ::write(to, part, static_cast<size_t>(count)) == count;
        left -= count;
    }
    if (from >= 0) ::close(from);
    is_it = is_it && ::fcntl(to, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0 && digest_of(to) == digest;
    if (is_it) return to;
    if (to >= 0) ::close(to);
    return -1;
}

Ended Run::ended() const {
    ::fsync(output_);
    Ended ended{.output_bytes = output_bytes_, .started = started_, .ended = clock_.now()};
    crypto_hash_sha256_state state = hash_;
    crypto_hash_sha256_final(&state, ended.output.data());
    return ended;
}

int run_work(const std::string& folder, const Clock& clock) {
    const auto plan = read_kept_file<Plan>(folder + "/plan");
    const auto self = process(static_cast<uint64_t>(::getpid()));
    const ActionKind* kind = plan ? action_kind(plan->job_class) : nullptr;
    if (!kind || !self || !claim(folder, {.process = self->number, .started = self->started, .boot_id = boot_id()})) return 1;
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // what its programs leave behind comes to us
    const auto run = Run::open(*plan, folder, clock);
    if (!run) return 1;
    const Effect effect = kind->perform(plan->action, **run);
    Ended ended = (*run)->ended();
    ended.outcome = effect.outcome;
    ended.exit = effect.exit;
    ended.awaits_restart = effect.awaits_restart;
    return write_kept_file(folder + "/ended", ended) ? 0 : 1;
}

}  // namespace steward::gate
