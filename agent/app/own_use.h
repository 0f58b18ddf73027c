// What the agent itself uses, as samples.
#pragma once

#include "agent/collectors/collector.h"
#include "agent/spool/spool.h"

namespace steward::agent {

class OwnUse {
public:
    explicit OwnUse(Host& host) : host_(host) {}
    /// `acknowledged_at`: not set before the first acknowledgement.
    void collect(const Spool::Numbers& spool, Instant acknowledged_at, Instant now, Samples& out);

private:
    Host& host_;
    std::string text_;
};

/// Resident pages from /proc/self/statm. Absent: the text is none.
std::optional<uint64_t> resident_pages(std::string_view statm);

}  // namespace steward::agent
