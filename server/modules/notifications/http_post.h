// One HTTP request of a channel, and what its answer means for the delivery.
#pragma once

#include <string>

#include "server/modules/notifications/channel.h"
#include "server/platform/outbound/http_request.h"

namespace steward::notifications {

/// 2xx is delivered, 410 is given up, all others are tried again. The reason never holds a header or the body.
Outcome post(const outbound::HttpRequest& request);
Outcome outcome_of(const outbound::HttpAnswer& answer);

/// Starts with http(s)://, no spaces, no credentials. Failure: Invalid with "/settings/url".
Status check_url(const std::string& url);
/// Empty, "yes" or "no". Failure: Invalid with "/settings/allow_private_network".
Status check_allow_private(const std::string& value);
/// Scheme and host: paths often hold secrets.
std::string host_of_url(const std::string& url);

std::string setting_or(const Settings& settings, const std::string& name, const std::string& otherwise = "");

}  // namespace steward::notifications
