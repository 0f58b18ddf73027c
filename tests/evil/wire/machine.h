// A machine with the programs that are installed: `steward-gate` as root, with no more than its clock in our hand, and `steward-agent` as
// an unprivileged user, enrolled with the evil server by its line. What the server wants decided goes over TLS to the agent, and by the
// agent to the gate; the answer comes back the same way.
#pragma once

#include <sys/types.h>

#include "base/enrolment_line.h"
#include "tests/evil/wire/evil_server.h"
#include "tests/evil/world.h"

namespace steward::evil {

/// Why real programs cannot stand here; empty: they can.
std::string why_not_here();

class WiredMachine final : public Elsewhere {
public:
    struct Kind {
        int report_every_s = 3600;  // of the agent
    };
    explicit WiredMachine(World& world) : WiredMachine(world, Kind{}) {}
    WiredMachine(World& world, const Kind& kind);
    ~WiredMachine() override;
    WiredMachine(const WiredMachine&) = delete;
    WiredMachine& operator=(const WiredMachine&) = delete;

    EvilServer server;
    size_t signed_refusals = 0;  // that the machine's key has signed, with the reason that the agent reported

    void start() override;
    void stop() override;
    gate::Answer enrol(const gate::Request& request) override;
    /// What `steward-agent enrol LINE --force` ends with; -1: it does not end. The server answers with `server.grant_frames`.
    int enrol_by(const EnrolmentLine& line);
    /// The line that was made for the world's grant.
    EnrolmentLine line() const;
    gate::Answer ask(const gate::Request& request) override;
    void dies_next() override;

    /// The frame as the server sends it, with the files that it has; the number by which both speak of it.
    std::string send(ByteView frame);
    std::string next_number();
    agent::v1::ServerMessage message_of(const std::string& number, ByteView frame) const;
    const agent::v1::MessageTaken* taken(const std::string& number) const;
    /// What this machine's administrator sees; not what the server sees.
    gate::StateAnswer state() const;
    /// Both programs are there, speak with each other and with the server, and the agent reports anew.
    bool is_alive_and_watched();
    pid_t gate_process() const { return gate_; }
    pid_t agent_process() const { return agent_; }
    bool is_gate_alive() const { return is_alive(gate_); }
    bool is_agent_alive() const { return is_alive(agent_); }

private:
    static bool is_alive(pid_t process);
    void run_gate(const char* program, const char* dies_at);
    void run_agent();
    void set_clock() const;
    void open_door();
    std::string path(const char* name) const { return (world_.folder / name).string(); }
    gate::Answer observe(gate::Want want) const;
    gate::Answer hand_over(ByteView frame);
    gate::Answer question();
    gate::Answer witness(const gate::Request& request);
    void check_result(const agent::v1::MessageTaken& taken);

    World& world_;
    Kind kind_;
    int door_ = -1;  // the gate's socket, held over its restarts as the service manager does
    pid_t gate_ = 0, agent_ = 0;
    int64_t* clock_ = nullptr;
    uint32_t numbers_ = 0;
    std::string proof_;  // goes with the next message
};

}  // namespace steward::evil
