// One message over a local socket, with its length before it: four bytes, big-endian. Waits.
#pragma once

#include <sys/un.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace steward::agent {

/// Until when to wait, on the monotonic clock; without one for ever.
struct Patience {
    const Clock& clock;
    std::optional<Duration> until;
};

/// False: the other side went away, or patience ended.
bool send_message(int socket, std::string_view message, const Patience& patience);

/// Into `message` (its capacity is kept). False: as above, or it says a length of 0 or above `most`.
bool receive_message(int socket, std::string& message, size_t most, const Patience& patience);

/// False: the path is too long for a socket.
bool set_address(const std::string& path, sockaddr_un& address);

/// Connected to whoever serves `path`; -1: nobody does, or we may not. The caller closes it.
int connect_to(const std::string& path);

}  // namespace steward::agent
