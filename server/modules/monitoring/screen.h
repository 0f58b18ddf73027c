// Live updates of devices for whoever looks: at once when a judgement changed, otherwise at most
// once a second and device. Says nothing while nobody looks.
#pragma once

#include <mutex>
#include <vector>

#include "server/modules/directory/directory.h"
#include "server/modules/monitoring/watched.h"
#include "server/platform/live/hub.h"

namespace steward::monitoring {

class Screen {
public:
    explicit Screen(live::Hub& hub) : hub_(hub) {}

    bool is_open() const { return hub_.has_listeners(); }

    /// The caller holds the Watched's mutex in all three.
    void publish(const Watched& watched, const directory::Vital& vital);
    /// A check of the device changed its state: lists of checks are old now.
    void publish_check(ClientId client, DeviceId device);
    void publish_soon(const std::shared_ptr<Watched>& watched);

    /// Publishes what waits. Takes each Watched's mutex.
    void flush(const directory::Directory& directory, Instant now);

private:
    live::Hub& hub_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<Watched>> waiting_;
};

}  // namespace steward::monitoring
