// Sockets that listen, and who is at the other end of one that was accepted.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace steward::http {

/// A non-blocking listening socket; `address` is an IP address or "localhost". Failure: Unavailable
/// "http.listen".
Result<int> listen_on(const std::string& address, uint16_t port);

/// The same on a path, mode 0600 before anybody can connect. A socket that nobody answers is
/// replaced; one that somebody answers is another server's: Unavailable "http.listen".
Result<int> listen_locally(const std::string& path);

uint16_t port_of(int descriptor);

struct Accepted {
    int descriptor = -1;  // -1: nobody waits any more, or errno says why not
    std::string address;  // without port; empty for a local one
};
Accepted accept_one(int listening);

/// Whether the process at the other end of a local socket belongs to root or to our own user.
bool is_root_or_we(int descriptor);

}  // namespace steward::http
