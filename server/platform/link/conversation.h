// What is said on a connection: proofs first, then a session's messages, each handed to the intake.
//
// On the link's thread only. Message objects are used again and again: a report is read without an
// allocation.
#pragma once

#include <functional>
#include <unordered_map>

#include "server/platform/link/connection.h"
#include "server/platform/link/enrolments.h"
#include "server/platform/link/link.h"

namespace steward::link {

struct Parties {
    intake::Devices& devices;
    intake::Intake& intake;
    Enrolments& enrolments;
    intake::Gates* gates;  // null: nobody hears of gates
    std::shared_ptr<Mailbox> mailbox;
    const Clock& clock;
    std::string server_version;
    uint32_t protocol;
    std::function<void(ConnectionKey)> replace;  // ends another connection at once, its session first
    std::function<void(std::string_view)> log;
};

class Conversation {
public:
    explicit Conversation(Parties parties) : parties_(std::move(parties)) {}

    /// One frame's body. False: nothing more is to be read; what is queued is the last word.
    bool hear(Connection& connection, ByteView body, Instant now);

    // What other threads left for a connection. The same meaning of false.
    bool deliver(Connection& connection, const Letter& letter);
    void deliver(Connection& connection, const EnrolmentAnswer& answer);

    /// The connection ends: its session is destroyed here.
    void leave(Connection& connection);

    uint64_t refused() const { return refused_; }
    uint64_t heard_of_gates() const { return heard_of_gates_; }
    uint64_t said_to_gates() const { return said_to_gates_; }

private:
    bool hear_first(Connection& connection, Instant now);
    bool hello(Connection& connection, Instant now);
    bool enrol(Connection& connection, Instant now);
    bool report(Connection& connection, ByteView body, Instant now);
    bool hear_session(Connection& connection, Instant now);
    bool answer_time(Connection& connection);
    bool hear_gate(Connection& connection, Instant now);
    bool go_on(Connection& connection, const Status& status);
    bool refuse(Connection& connection, const Error& error, int usual_retry_s = 30);
    Status understand(uint32_t their_protocol) const;

    Parties parties_;
    std::unordered_map<DeviceId, ConnectionKey> present_;
    agent::v1::AgentMessage heard_;
    agent::v1::Report report_;
    agent::v1::ServerMessage said_;
    uint64_t refused_ = 0, heard_of_gates_ = 0, said_to_gates_ = 0;
};

}  // namespace steward::link
