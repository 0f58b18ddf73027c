#include "tests/faults/machine.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "agent/gate/runner/run.h"

namespace steward::faults {

namespace fs = std::filesystem;

Result<gate::ProcessId> ForkingLauncher::start(const ShortId& work) {
    const pid_t runner = ::fork();
    if (runner == 0) {
        ::setsid();
        begin(fault);
        const int code = gate::run_work(folder_ + "/" + to_hex(work), SystemClock());
        ::_exit(code);
    }
    if (runner < 0) return fail(ErrorKind::Internal, "gate.no_launcher", "No runner.");
    return gate::process(static_cast<uint64_t>(runner)).value_or(gate::ProcessId{});
}

FailingMachine::FailingMachine() : world({.really_runs = false}), kept_(world.folder / "kept") {
    auto forking = std::make_unique<ForkingLauncher>((world.folder / "state/work").string());
    launcher = forking.get();
    world.gate.reset();
    world.launcher = std::make_unique<evil::CountingLauncher>(std::move(forking));
    world.start();
    world.hear();
    keep();
}

void FailingMachine::keep() {
    fs::remove_all(kept_);
    fs::copy(world.folder / "state", kept_, fs::copy_options::recursive);
    fs::permissions(kept_, fs::perms(0700));
}

void FailingMachine::restore() {
    world.gate.reset();
    wait();
    fs::remove_all(world.folder / "state");
    fs::copy(kept_, world.folder / "state", fs::copy_options::recursive);
    fs::remove(world.folder / "canary");
    launcher->fault = {};
}

void FailingMachine::go_back() {
    restore();
    start_anew();
    world.hear();
}

void FailingMachine::start_anew() {
    world.gate.reset();
    world.start();
}

bool FailingMachine::wait() const {
    for (int turn = 0; turn < 20'000; ++turn) {
        const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
        if (ended < 0) return true;
        const timespec moment{.tv_sec = 0, .tv_nsec = 1'000'000};
        if (ended == 0) ::ppoll(nullptr, 0, &moment, nullptr);
    }
    return false;
}

size_t FailingMachine::songs() const {
    std::ifstream canary(world.folder / "canary");
    const std::string text{std::istreambuf_iterator<char>(canary), {}};
    return static_cast<size_t>(std::ranges::count(text, '\n'));
}

std::string FailingMachine::result_of(const ShortId& work) {
    const auto answer = world.ask(Want::Results);
    const auto results = answer.how == gate::How::Done ? read_message<gate::ResultsAnswer>(answer.body) : std::nullopt;
    if (!results) return "none: " + read_message<gate::FailedAnswer>(answer.body).value_or(gate::FailedAnswer{}).code;
    for (const Bytes& bytes : results->frames) {
        const auto result = read_message<WorkResult>(framed(bytes).payload);
        if (!result || result->work != work) continue;
        return result->outcome == Outcome::Done ? "done" : result->outcome == Outcome::Failed ? "failed" : "unknown";
    }
    return "none";
}

size_t each_call(const Fault& like, const std::function<std::string(const Fault& fault)>& once) {
    constexpr uint64_t most = 600;
    for (uint64_t number = 1; number < most; ++number) {
        Fault fault = like;
        fault.number = number;
        const std::string failed = once(fault);
        if (testing::Test::HasFailure()) {
            ADD_FAILURE() << "when call " << number << " fails, " << failed << ", with error " << like.error;
            return number;
        }
        if (failed.empty()) return number - 1;
    }
    ADD_FAILURE() << "no end of calls";
    return most;
}

}  // namespace steward::faults
