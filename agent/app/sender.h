// From the spool to the connection, in order: layouts when they change, reports coded anew, events
// and gaps with their numbers.
#pragma once

#include "agent/link/link.h"
#include "agent/spool/spool.h"

namespace steward::agent {

class Sender {
public:
    Sender(Spool& spool, std::function<void(std::string_view)> log) : spool_(spool), log_(std::move(log)) {}

    /// A new connection: from the oldest unacknowledged on.
    void begin();
    /// As much as the connection takes now. True when nothing is left to be sent.
    bool pump(Link& link);

private:
    void send(const Entry& entry, Conversation& conversation);
    void send_layout(ByteView payload, Conversation& conversation);
    void send_report(const Entry& entry, Conversation& conversation);

    Spool& spool_;
    std::function<void(std::string_view)> log_;
    std::string layout_;  // as said on this connection
    std::vector<int64_t> values_;
};

}  // namespace steward::agent
