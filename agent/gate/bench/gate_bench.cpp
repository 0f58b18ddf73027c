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

#include "agent/gate/beside/proofs.h"
#include "agent/gate/door/request.h"
#include "agent/gate/process/loop.h"
#include "agent/gate/tests/policy_story.h"
#include "trust/tests/log_book.h"

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
    uint64_t runs_of(const ShortId&, Instant) const override { return 0; }
    uint64_t failures_of(const ShortId&, uint64_t) const override { return 0; }
};
// A log of a hundred thousand entries whose head was seen, with as many witnesses as `level` 2 wants.
struct ProvedBeside final : Beside {
    LogBook book;
    NoteSigner tower{"tower", NoteKind::Cosignature, 2};
    BroughtProofs proofs;
    std::optional<LogHead> head;
    std::vector<Digest> log_keys{book.log.key.key}, witnesses{tower.key.key};

    // With the proof of this message as the oldest that was brought, behind as many others as are kept.
    explicit ProvedBeside(const Digest& message) {
        book.client = {2};
        for (int i = 0; i < 100'000; ++i) book.add(Digest{1, static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8)});
        const uint64_t index = book.add(message);
        const std::string note = book.note({&tower});
        head = *follow(std::nullopt, note, {}, log_keys);
        proofs.bring(write_message(book.proof(index, note)));
        for (size_t i = 1; i < most_brought; ++i) proofs.bring(write_message(book.proof(i, note)));
    }
    std::optional<Unlogged> unlogged(const Digest& message, const ShortId& client, uint64_t level) const override {
        return proofs.find(message, level, {head, false, log_keys, witnesses, client}).fault;
    }
    bool has_artefacts(const Job&) const override { return true; }
};

// What a decision costs, in milliseconds of processor time.
template <class Decide>
void measure(const std::string& what, const Decide& decide) {
    constexpr int rounds = 3000;
    int accepted = 0;
    const std::clock_t begin = std::clock();
    for (int i = 0; i < rounds; ++i) accepted += decide() ? 1 : 0;
    const double each = 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / rounds;
    std::printf("decision over %s: %.3f ms of processor (bar 0.3), %d of %d accepted\n", what.c_str(), each, accepted, rounds);
}

void measure_decisions(const Office& office, const Bytes& genesis, Instant now, const std::vector<std::string>& names, size_t devices,
                       uint64_t log_level) {
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
    job.log_level = log_level;
    const Bytes frame = office.sign(MessageType::Job, write_message(job), names);
    const NoWork journal;
    const ProvedBeside beside(id_of(frame));
    measure("a job, " + std::to_string(names.size()) + " signatures, " + std::to_string(devices) + " devices, log level " +
                std::to_string(log_level),
            [&] {
                return judge(frame, {roster, freshness, narrowing, limits, machine, journal, beside, now, now, 1s}).has_value();
            });
}

// A ticket that the server signed, and one that a person's passkey would sign beside it is no dearer: the policy is asked again each time.
struct TicketBench final : PolicyStory {
    void TestBody() override {
        stand();
        log_key_comes();
        const Bytes frame = office.sign(MessageType::RunTicket, write_message(ticket), {"server"});
        const Situation at = situation();
        measure("a ticket and its policy", [&] { return judge_ticket(frame, {at, tags, book, wall, offset_at}).has_value(); });
        policy.policy_version = 4;
        const Bytes newer = office.sign(MessageType::Policy, write_message(policy), {"alice", "bob"});
        beside.logged.insert(id_of(newer));
        measure("a policy, 2 signatures", [&] { return judge_policy(newer, {at, tags, book, wall, offset_at}).has_value(); });
    }
};

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
    const auto answer =
        ask_gate(socket, write_request(Want::Enrol, {office.authority, Digest{}, size(genesis), genesis, size(frame), frame}));
    for (int i = 0; i < 200; ++i) static_cast<void>(ask_gate(socket, write_request(Want::Take, {frame})));
    for (int i = 0; i < 200; ++i) static_cast<void>(ask_gate(socket, write_request(Want::Proof, {Bytes(1500, 7)})));
    std::printf("the gate, %s, after 200 messages and 200 proofs: %s(bar 6144 kB)\n",
                answer && answer->front() == 0 ? "enrolled" : "not enrolled", resident(gate).c_str());
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
    measure_decisions(office, genesis, now, {"alice"}, 1, 0);
    measure_decisions(office, genesis, now, {"alice"}, 1, 1);
    measure_decisions(office, genesis, now, {"alice"}, 1, 2);
    measure_decisions(office, genesis, now, {"alice", "bob"}, 500, 1);
    TicketBench().TestBody();
    if (::geteuid() == 0) measure_memory(argv[1], office, genesis, now);
    else std::puts("memory of the gate: not measured, it runs as root");
    return 0;
}
