// What the agent itself uses, as samples: both of its processes together.
#pragma once

#include "agent/collection/collection.h"
#include "agent/collectors/collector.h"
#include "agent/spool/spool.h"

namespace steward::agent {

class OwnUse {
public:
    explicit OwnUse(Host& host) : host_(host) {}
    /// `acknowledged_at`: not set before the first acknowledgement. Where whoever measures did not answer, its use is unknown, and so is
    /// the sum.
    void collect(const Measured& measured, const Spool::Numbers& spool, Instant acknowledged_at, Instant now, Samples& out);

private:
    Host& host_;
};

}  // namespace steward::agent
