// What may be held for bodies of requests that are not answered yet.
#pragma once

#include <map>
#include <string>

#include "server/platform/access/network.h"

namespace steward::http {

constexpr size_t most_body_bytes = 64 * 1024 * 1024, most_body_bytes_of_one = most_body_bytes / 4;  // of all connections; of a network

struct BodyBytes {
    size_t all = 0;
    std::map<std::string, size_t> of_network{};  // those that have any
};

/// How much of that one request takes, for as long as it is under way: what has come of it, not what was announced (whoever announces
/// and sends nothing takes nothing), and never all of it for one network. The thread of the connections only.
class BodyShare {
public:
    BodyShare(BodyBytes& held, const std::string& peer) : held_(held), network_(access::network_of(peer)) {}
    ~BodyShare() {
        held_.all -= mine_;
        const auto own = held_.of_network.find(network_);
        if (own != held_.of_network.end() && (own->second -= mine_) == 0) held_.of_network.erase(own);
    }
    BodyShare(const BodyShare&) = delete;
    BodyShare& operator=(const BodyShare&) = delete;
    /// False: there is no room for so many more.
    bool take(size_t bytes) {
        if (bytes == 0) return true;
        size_t& own = held_.of_network[network_];
        if (held_.all + bytes > most_body_bytes || own + bytes > most_body_bytes_of_one) {
            if (own == 0) held_.of_network.erase(network_);
            return false;
        }
        mine_ += bytes;
        own += bytes;
        held_.all += bytes;
        return true;
    }

private:
    BodyBytes& held_;
    const std::string network_;
    size_t mine_ = 0;
};

}  // namespace steward::http
