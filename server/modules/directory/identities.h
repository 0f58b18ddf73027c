// Which device a connection may be: the keys in memory, and enrolment in one transaction.
#pragma once

#include <shared_mutex>
#include <unordered_map>

#include "base/random.h"
#include "server/modules/directory/index.h"
#include "server/platform/intake/intake.h"
#include "server/platform/live/hub.h"

namespace steward::directory {

class Identities final : public intake::Devices {
public:
    Identities(storage::Database& database, DeviceIndex& index, live::Hub& hub, Rng& rng)
        : database_(database), index_(index), hub_(hub), rng_(rng) {}

    /// Reads the keys of all devices. Before any connection is accepted.
    Status load(Transaction& transaction);

    // Any thread. `find` and `client_name` answer from memory; `enrol` waits for its commit.
    Result<intake::DeviceIdentity> find(DeviceId device) override;
    Result<intake::DeviceIdentity> enrol(const agent::v1::Enrol& request, const std::function<bool(ByteView token_hash)>& token_proof_holds,
                                         Instant now, std::string address) override;
    Result<std::string> client_name(ClientId client) override;

    // After a commit, in step with the index; a change older than what is held is ignored.
    void put(const DeviceRow& device, std::optional<Bytes> public_key);

private:
    struct Known {
        intake::DeviceIdentity identity;
        bool retired = false;
        int64_t revision = 0;
    };
    struct Arrival;  // one enrolment on its way through its transaction
    Status redeem(Transaction& transaction, Arrival& arrival);
    Status repeat_of_lost_answer(Transaction& transaction, Arrival& arrival, DeviceId device);
    Status admit(Transaction& transaction, Arrival& arrival);
    Status flag_elsewhere(Transaction& transaction, Arrival& arrival, std::vector<DeviceRow> elsewhere);
    void settle(const Arrival& arrival);
    void forget_key(DeviceId device);

    storage::Database& database_;
    DeviceIndex& index_;
    live::Hub& hub_;
    Rng& rng_;
    std::shared_mutex mutex_;
    std::unordered_map<DeviceId, Known> known_;
};

}  // namespace steward::directory
