// The gate's folder: what is pinned, the chain of the roster, the device's key. Each file is written whole and on the disk before
// anything else happens, and ends in a check sum. What is damaged is said and never begun afresh: a gate that forgot its limits would
// have none.
#pragma once

#include <optional>

#include "agent/gate/policies.h"
#include "agent/gate/store/device_key.h"
#include "agent/gate/store/pinned.h"

namespace steward::gate {

class Store {
public:
    /// The folder exists, mode 0700.
    explicit Store(std::string folder) : folder_(std::move(folder)) {}

    struct Kept {
        Pinned pinned;
        KeptChain chain;
        DeviceKey key;
    };
    /// Nothing: this machine was never enrolled. Failure: Internal "gate.store_damaged", or the disk's.
    Result<std::optional<Kept>> load() const;

    /// The key that was made here before, or a new one. Failures as above.
    Result<DeviceKey> key(Rng& rng) const;
    Status save(const Pinned& pinned) const;
    Status save(const KeptChain& chain) const;
    Result<KeptPolicies> policies() const;
    Status save(const KeptPolicies& policies) const;
    /// At the end of the chain that stands there.
    Status add(const KeptLink& link) const;

private:
    Result<std::optional<DeviceKey>> kept_key() const;
    std::string folder_;
};

}  // namespace steward::gate
