// The courier with its two ends: the link to the server and the gate's socket. Not thread safe, never blocks.
#pragma once

#include "agent/courier/courier.h"
#include "agent/courier/gate_client.h"
#include "agent/link/link.h"

namespace steward::agent {

class Carrier {
public:
    /// `socket`: the gate's; empty: there is none, and nothing is said of it.
    explicit Carrier(std::string socket) : is_wanted_(!socket.empty()), gate_(std::move(socket)) {}

    void connected(Duration now) { courier_.connected(now); }
    void take(const v1::ServerMessage& message, Duration now) { courier_.take(message, now); }
    /// All that can be done now.
    void turn(Link& link, Duration now);

    int descriptor() const { return gate_.descriptor(); }
    bool waits_for_write() const { return gate_.waits_for_write(); }
    Duration next() const { return is_wanted_ ? std::min(gate_.next(), courier_.next()) : Duration::max(); }
    const GateView& view() const { return courier_.view(); }

private:
    bool listen(Duration now);
    void speak(Link& link);

    bool is_wanted_;
    Courier courier_;
    GateClient gate_;
};

}  // namespace steward::agent
