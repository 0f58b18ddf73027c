#include "server/platform/http/traffic.h"

namespace steward::http {

void Traffic::count(std::string_view what, int status, Duration took) {
    const std::lock_guard lock(mutex_);
    Sum& sum = sums_[{std::string(what), status}];
    ++sum.requests;
    sum.took += took;
}

std::string Traffic::text() const {
    const std::lock_guard lock(mutex_);
    std::string counts = "# HELP steward_http_requests_total Requests answered.\n# TYPE steward_http_requests_total counter\n";
    std::string times =
        "# HELP steward_http_request_seconds_total Time spent answering.\n# TYPE steward_http_request_seconds_total counter\n";
    for (const auto& [key, sum] : sums_) {
        const std::string labels = "{operation=\"" + key.first + "\",status=\"" + std::to_string(key.second) + "\"} ";
        counts += "steward_http_requests_total" + labels + std::to_string(sum.requests) + "\n";
        const auto ms = sum.took.count();
        const std::string thousandths = std::to_string(1000 + ms % 1000);
        times += "steward_http_request_seconds_total" + labels + std::to_string(ms / 1000) + "." + thousandths.substr(1) + "\n";
    }
    return counts + times +
           "# HELP steward_http_csp_reports_total Violations of the content policy that browsers reported.\n"
           "# TYPE steward_http_csp_reports_total counter\nsteward_http_csp_reports_total " +
           std::to_string(csp_reports_) + "\n";
}

}  // namespace steward::http
