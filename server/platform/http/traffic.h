// How many requests, of what, with which outcome, and how long they took.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/time.h"

namespace steward::http {

/// Thread safe. Names come from a fixed set (operations and pages), never from a caller.
class Traffic {
public:
    void count(std::string_view what, int status, Duration took);
    void count_csp_report() {
        const std::lock_guard lock(mutex_);
        ++csp_reports_;
    }

    /// In the Prometheus text format: steward_http_requests_total, steward_http_request_seconds_total,
    /// steward_http_csp_reports_total.
    std::string text() const;

private:
    struct Sum {
        uint64_t requests = 0;
        Duration took{0};
    };
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, int>, Sum> sums_;
    uint64_t csp_reports_ = 0;
};

}  // namespace steward::http
