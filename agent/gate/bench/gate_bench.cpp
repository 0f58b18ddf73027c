// What the decision over one signed job costs in processor time, and what the gate holds in memory: gate_bench PROGRAM
#include <poll.h>
#include <sodium.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "agent/gate/checks.h"
#include "agent/gate/door/request.h"
#include "agent/gate/process/loop.h"
#include "trust/tests/office.h"

namespace {
using namespace steward;
using namespace steward::gate;
using namespace steward::trust;
using namespace std::chrono_literals;

struct NoWork final : Journal {
    bool knows(const ShortId&) const override { return false; }
    bool is_superseded(const ShortId&) const override { return false; }
    bool has_room() const override { return true; }
    uint64_t runs_since(JobClass, Instant) const override { return 0; }
};
struct AllBeside final : Beside {
    std::optional<Unlogged> unlogged(const Digest&, uint64_t) const override { return {}; }
    bool has_artefacts(const Job&) const override { return true; }
};

void measure_decisions(const Office& office, const Bytes& genesis, Instant now, const std::vector<std::string>& names, size_t devices) {
    const Roster roster = *Roster::begin(*read_frame(genesis));
    Freshness freshness({}, 0s, false);
    freshness.ask({7}, 0s);
    freshness.take({.authority = office.authority, .head = office.authority, .time = now, .nonce = {7}}, 0s);
    const Narrowing narrowing({1}, {2});
    LocalLimits limits;
    limits.allowed.bits = 2;
    const Machine machine{.device = {1}, .client = {2}, .os = "debian", .agent_version = "1", .boot_id = "boot", .backup_age = {}};
    Job job{.authority = office.authority,
            .id = {42},
            .job_class = JobClass::Script,
            .action = {{0xa0}},
            .target = {.client = {2}, .devices = {{1}}}};
    for (size_t i = 1; i < devices; ++i) job.target.devices.push_back({9, static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8)});
    job.not_before = now - 1min;
    job.not_after = now + 1h;
    job.roster_head = office.authority;
    const Bytes frame = office.sign(MessageType::Job, write_message(job), names);
    const NoWork journal;
    const AllBeside beside;
    constexpr int rounds = 3000;
    int accepted = 0;
    const std::clock_t begin = std::clock();
    for (int i = 0; i < rounds; ++i)
        accepted += judge(frame, {roster, freshness, narrowing, limits, machine, journal, beside, now, now, 1s}).has_value() ? 1 : 0;
    const double each = 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / rounds;
    std::printf("decision over a job, %zu signatures, %zu devices: %.3f ms of processor (bar 0.3), %d of %d accepted\n", names.size(),
                devices, each, accepted, rounds);
}

std::string resident(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    std::string said;
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS") || line.starts_with("RssAnon")) said += line + "  ";
    return said;
}

void measure_memory(const char* program, const Office& office, const Bytes& genesis, Instant now) {
    std::string folder = "/tmp/steward-gate-bench-XXXXXX";
    if (!::mkdtemp(folder.data())) return;
    const std::string state = folder + "/state", socket = folder + "/sock";
    const pid_t gate = ::fork();
    if (gate == 0) {
        ::execl(program, "steward-gate", "run", "--state", state.c_str(), "--socket", socket.c_str(), nullptr);
        ::_exit(127);
    }
    for (int turn = 0; turn < 500 && !ask_gate(socket, write_request(Want::State)); ++turn) ::poll(nullptr, 0, 10);
    Grant grant{.authority = office.authority, .id = {3}, .client = {2}, .roster_head = office.authority};
    grant.not_after = now + 1h;
    const Bytes frame = office.sign(MessageType::Grant, write_message(grant), {"alice"});
    const auto size = [](const Bytes& bytes) { return big_endian(static_cast<uint32_t>(bytes.size())); };
    const auto answer = ask_gate(socket, write_request(Want::Enrol, {office.authority, size(genesis), genesis, size(frame), frame}));
    for (int i = 0; i < 200; ++i) static_cast<void>(ask_gate(socket, write_request(Want::Take, {frame})));
    std::printf("the gate, %s, after 200 messages: %s(bar 6144 kB)\n", answer && answer->front() == 0 ? "enrolled" : "not enrolled",
                resident(gate).c_str());
    ::kill(gate, SIGTERM);
    ::waitpid(gate, nullptr, 0);
    std::filesystem::remove_all(folder);
}
}  // namespace

int main(int argc, char** argv) {
    if (argc != 2 || sodium_init() < 0) return 2;
    const Instant now = SystemClock().now();
    Office office;
    office.begin = now - 1h;
    for (const auto* name : {"alice", "bob", "carol"}) office.add(name, name, everyday);
    office.add("tower", "tower", beacon);
    office.add("safe", "safe", for_recovery);
    const Bytes genesis = office.genesis({"alice", "bob", "carol", "tower"}, {"safe"}, 2, 1);
    measure_decisions(office, genesis, now, {"alice"}, 1);
    measure_decisions(office, genesis, now, {"alice", "bob"}, 500);
    if (::geteuid() == 0) measure_memory(argv[1], office, genesis, now);
    else std::puts("memory of the gate: not measured, it runs as root");
    return 0;
}
