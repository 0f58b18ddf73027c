// One HTTP POST of a channel: bounded in time, never redirected, into a private network only when allowed.
#pragma once

#include <span>
#include <string>

#include "server/modules/notifications/channel.h"

namespace steward::notifications {

struct HttpPost {
    std::string url, body;
    std::vector<std::string> headers;  // "Name: value"
    bool allow_private = false;
};

/// What the answer means for the delivery: 2xx is delivered, 410 is given up, all others are tried again. Blocks for
/// up to 20 seconds. The reason never holds a header or the body.
Outcome post(const HttpPost& request);

/// Starts with http(s)://, no spaces, no credentials. Failure: Invalid with "/settings/url".
Status check_url(const std::string& url);
/// Empty, "yes" or "no". Failure: Invalid with "/settings/allow_private_network".
Status check_allow_private(const std::string& value);
/// Scheme and host: paths often hold secrets.
std::string host_of_url(const std::string& url);

std::string setting_or(const Settings& settings, const std::string& name, const std::string& otherwise = "");

}  // namespace steward::notifications
