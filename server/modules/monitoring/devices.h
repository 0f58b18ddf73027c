// All watched devices by their id. Thread safe; who touches a Watched locks its own mutex.
#pragma once

#include <shared_mutex>
#include <unordered_map>
#include <unordered_set>

#include "server/modules/monitoring/watched.h"

namespace steward::monitoring {

class Devices {
public:
    std::shared_ptr<Watched> find(DeviceId device) const {
        const std::shared_lock held(mutex_);
        const auto at = devices_.find(device);
        return at == devices_.end() ? nullptr : at->second;
    }
    std::vector<std::shared_ptr<Watched>> all() const {
        const std::shared_lock held(mutex_);
        std::vector<std::shared_ptr<Watched>> list;
        list.reserve(devices_.size());
        for (const auto& [id, watched] : devices_) list.push_back(watched);
        return list;
    }
    /// The one held already, when another thread was first.
    std::shared_ptr<Watched> put(std::shared_ptr<Watched> watched) {
        const std::unique_lock held(mutex_);
        return devices_.try_emplace(watched->device, watched).first->second;
    }
    void erase(DeviceId device) {
        const std::unique_lock held(mutex_);
        devices_.erase(device);
    }
    size_t size() const {
        const std::shared_lock held(mutex_);
        return devices_.size();
    }

private:
    mutable std::shared_mutex mutex_;
    std::unordered_map<DeviceId, std::shared_ptr<Watched>> devices_;
};

}  // namespace steward::monitoring
