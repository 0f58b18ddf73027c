// Where agents reach us: set by the composition root, read whenever an enrolment line is made.
#pragma once

#include <mutex>
#include <optional>

#include "server/modules/directory/directory.h"

namespace steward::directory {

class Endpoint {
public:
    void set(EnrolmentEndpoint endpoint) {
        const std::lock_guard held(mutex_);
        endpoint_ = std::move(endpoint);
    }
    /// Nothing until it was set.
    std::optional<EnrolmentEndpoint> get() const {
        const std::lock_guard held(mutex_);
        return endpoint_;
    }

private:
    mutable std::mutex mutex_;
    std::optional<EnrolmentEndpoint> endpoint_;
};

}  // namespace steward::directory
