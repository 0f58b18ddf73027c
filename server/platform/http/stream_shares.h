// How many event streams there may be, and that nobody takes those of the others. Pure; no lock: the network thread's own.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "server/platform/http/message.h"

namespace steward::http {

struct StreamBounds {
    size_t all = 1000;
    size_t of_clients = 600;      // of all clients' people together: the rest is for those who serve them
    size_t of_one_client = 150;   // of one client's people together
    size_t of_one_account = 250;  // many windows, or programs of one person; not all there is
};

class StreamShares {
public:
    explicit StreamShares(StreamBounds bounds) : bounds_(bounds) {}

    /// False when there is no room for one more of this owner.
    [[nodiscard]] bool has_room(const StreamOwner& owner) const;
    void take(const StreamOwner& owner);
    void give_back(const StreamOwner& owner);

private:
    using Counts = std::map<std::string, size_t, std::less<>>;
    const StreamBounds bounds_;
    size_t all_ = 0, of_clients_ = 0;
    Counts by_client_, by_account_;
};

}  // namespace steward::http
