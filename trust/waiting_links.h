// What of a chain was taken and is not in force yet: which message it is, and when time alone puts it in force. For people to look at; the
// gate has no use for it.
//
// Pure. Times are those of who holds the chain; a machine counts from when it took a message itself.
#pragma once

#include <span>

#include "trust/roster.h"

namespace steward::trust {

struct WaitingLink {
    Digest id{};
    uint64_t seq = 0;  // the number of the chain that it becomes
    bool is_recovery = false;
    std::string reason;  // of whoever drafted it: not fit to be printed as it is
    Instant in_force_at;
};

/// As it would stand in the chain; nothing for a message that is no update and no recovery, or cannot be read.
std::optional<WaitingLink> link_of(const Frame& frame);

/// Of these, what time alone will put in force after `now`, the next first: nothing while the chain is split, but for a recovery.
std::vector<WaitingLink> waiting_links(const Roster& roster, std::span<const WaitingLink> links, Instant now);

}  // namespace steward::trust
