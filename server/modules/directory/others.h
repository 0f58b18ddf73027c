// What the other servers of the same database changed, read back into this one's memory: its index and the keys.
//
// Their commits tell nobody here, so the rows are asked: those that changed lately every few seconds, all of them now and then,
// because the times are of other machines' clocks. What is held as new or newer is left alone.
#pragma once

#include "server/modules/directory/identities.h"

namespace steward::directory {

class OtherServers {
public:
    static constexpr Duration period = std::chrono::seconds(5);

    OtherServers(storage::Database& database, DeviceIndex& index, Identities& identities, live::Hub& hub)
        : database_(database), index_(index), identities_(identities), hub_(hub) {}

    /// On one thread.
    Status follow(Instant now);

private:
    void take(const DeviceRow& device);

    storage::Database& database_;
    DeviceIndex& index_;
    Identities& identities_;
    live::Hub& hub_;
    Instant followed_at_, all_followed_at_;
};

}  // namespace steward::directory
