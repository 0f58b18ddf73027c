// Headers that every answer carries, whatever it is (design/trust.md 4.4).
#pragma once

#include "server/platform/http/message.h"

namespace steward::http {

/// Adds the content security policy, the isolation headers and, where the answer does not say
/// otherwise, Cache-Control: no-store.
void add_security_headers(const Request& request, Response& response);

}  // namespace steward::http
