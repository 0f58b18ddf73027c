// Carries between the server and the gate beside this agent: the decisions alone, without a socket and without a clock.
//
// The courier is trusted by neither: what it brings to the gate was signed by people, what it brings back by the machine. It can lose
// or delay, and nothing else. One question at a time is with the gate.
#pragma once

#include "agent/courier/deliveries.h"
#include "agent/courier/gate_view.h"
#include "agent/courier/results.h"

namespace steward::agent {

class Courier {
public:
    // Of the connection to the server.
    void connected(Duration now);
    void disconnected();
    /// Any ServerMessage; those that are not for the gate are passed over.
    void take(const v1::ServerMessage& message, Duration now);
    /// What is to be said, in its order; who sent the first takes it away.
    Mail& mail() { return mail_; }

    // Of the gate.
    /// The next question; nothing: none is due, or one is out. `has_room`: the connection takes more than it holds now.
    std::optional<Bytes> ask(Duration now, bool has_room);
    /// The answer to it, with its first byte.
    void answered(ByteView answer, Duration now);
    void unanswered(NoAnswer why, Duration now);
    /// The gate went away while it was not asked: it may be another one now.
    void gate_left(Duration now) { view_.changed(now); }
    /// When to ask again although nothing is heard. Max: an answer is awaited.
    Duration next() const;

    const GateView& view() const { return view_; }

private:
    enum class Asker : uint8_t { Nobody, Deliveries, Results, View };

    std::optional<Bytes> ask_next(Duration now, bool has_room);

    Mail mail_;
    Deliveries deliveries_{mail_};
    Results results_{mail_};
    GateView view_{mail_};
    Asker asker_ = Asker::Nobody;
    bool has_room_ = true;  // of the connection, when it was asked last
    bool is_connected_ = false;
    Duration quiet_until_{0};  // nobody is there
};

}  // namespace steward::agent
