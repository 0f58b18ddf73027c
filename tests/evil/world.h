// A machine with the real gate in this process, on a real disk, with the real runner, under a server that belongs to somebody else: it
// hands over what it likes at the gate's door, when it likes. The machine guards a canary: whatever runs, sings into it.
#pragma once

#include <filesystem>
#include <functional>

#include "agent/gate/process/gate.h"
#include "trust/actions.h"
#include "trust/tests/office.h"

namespace steward::evil {

using namespace std::chrono_literals;
using namespace trust;
using gate::Gate;
using gate::Want;

/// Counts what was started. The real one makes a process of this program (main.cpp); the other starts nothing.
class CountingLauncher final : public gate::Launcher {
public:
    explicit CountingLauncher(std::unique_ptr<gate::Launcher> real) : real_(std::move(real)) {}
    Result<gate::ProcessId> start(const ShortId& work) override;
    std::vector<ShortId> started;
    bool dies_next = false;

private:
    std::unique_ptr<gate::Launcher> real_;
};

/// A machine that is not in this process: real programs behind a real wire (wire/machine.h). What it hears and answers is what the door of
/// the gate does; how it gets there is its own.
class Elsewhere {
public:
    virtual ~Elsewhere() = default;
    virtual void start() = 0;
    virtual void stop() = 0;
    virtual gate::Answer enrol(const gate::Request& request) = 0;
    virtual gate::Answer ask(const gate::Request& request) = 0;
    /// After the journal said that the next job begins.
    virtual void dies_next() = 0;
};

/// How a machine is when the server tries.
enum class Condition { Fresh, Restarted, RolledBack };
constexpr Condition conditions[] = {Condition::Fresh, Condition::Restarted, Condition::RolledBack};
std::string_view name_of(Condition condition);

struct World {
    struct Wanted {
        bool alone = false;       // a provider of one person
        bool really_runs = true;  // with the real runner
        LocalLimits limits = {};  // allowed classes: all, unless `is_limited`
        bool is_limited = false;
        std::function<std::unique_ptr<Elsewhere>(World&)> elsewhere = {};  // none: the gate is in this process
    };
    explicit World(const Wanted& wanted);
    World() : World(Wanted{}) {}
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    std::filesystem::path folder;
    Office office;
    ManualClock clock;
    SeededRng rng{1};
    std::unique_ptr<CountingLauncher> launcher;
    std::unique_ptr<Gate> gate;
    std::unique_ptr<Elsewhere> elsewhere;  // instead of both
    ShortId client{2}, device{};
    std::optional<Roster> roster;                        // as the provider's people see it
    std::vector<std::string> people = {"alice", "bob"};  // who signs what is sound
    Bytes genesis;

    // The machine.
    void start();
    void stop();
    void restart();
    void die_at_next_job();  // after the journal said that it begins
    void lose_journal();     // the disk was set back, and the journal shows it
    void be(Condition condition);
    std::string say(Want want, std::initializer_list<ByteView> parts = {});
    gate::Answer ask(Want want, std::initializer_list<ByteView> parts = {});
    /// Hands a frame over: "runs", "refused 5.1", "failed gate.busy"; of others than jobs "became 6".
    std::string take(const Bytes& frame);
    /// The beacon answers the question that stands.
    std::string hear();
    Bytes heartbeat(const ShortId& nonce, uint64_t seq, const Digest& head) const;
    Bytes heartbeat() const { return heartbeat({}, roster->seq(), roster->head()); }
    ShortId nonce();
    void wait();  // until nothing runs
    /// What was started, as far as that is seen here, and what sang.
    size_t effects() const;

    // The provider.
    Job job();
    /// A job that may begin now: not before a fence that was just set.
    Job job_from_now();
    Bytes sign(const Job& job) const { return sign(job, people); }
    Bytes sign(const Job& job, const std::vector<std::string>& names) const {
        return office.sign(MessageType::Job, write_message(job), names);
    }
    const Digest& body() const { return body_; }  // of the script that sings
    Bytes grown(const Bytes& update);             // an update that the provider's own view takes
    Bytes update(UpdateKind kind, const Bytes& body, const std::vector<std::string>& names) const;
    Bytes suspend(const std::string& target, const std::string& by) const;
    const Bytes line_secret = Bytes(32, 2);  // of the line that each grant is for
    Bytes grant(const LocalLimits& limits) const;
    void enrol(const LocalLimits& limits);
    void add_people();
    std::vector<Bytes> chain;

private:
    uint16_t next_job_ = 0;
    Digest body_{};
};

/// A signature by any key, over any bytes.
struct Made {
    KeyId id{};
    uint8_t algorithm = 1;
    Bytes bytes = Bytes(64), carried = {};
    Signature view() const { return {.key_id = id, .algorithm = algorithm, .bytes = bytes, .carried = carried}; }
};
Bytes frame_of(MessageType type, const Bytes& payload, const std::vector<Made>& made);
/// By the key that the office derives from this name.
Made made_by(const World& world, const std::string& name, ByteView covered);
Bytes edwards_signature(const std::string& name, ByteView covered);

/// A security key: what it says beside its signature, by its party and flags.
Made by_security_key(const World& world, ByteView covered, std::string_view party, uint8_t flags);
/// A page in a browser: with these words, and a challenge over `covered`.
Made by_browser(const World& world, ByteView covered, std::string_view origin, std::string_view end);

/// Of a key on P-256, always the same; `high`: in the form that nobody may use.
Bytes chip_key();
Bytes chip_signature(ByteView covered, bool high);

}  // namespace steward::evil
