// The pictures of the clients' portals.
#pragma once

#include "server/modules/portal/portal.h"
#include "server/platform/http/message.h"

namespace steward::app {

/// `digest` is the hash of the picture's bytes; the answer may be kept for ever. Failures: NotFound "portal.no_such_logo" for what no
/// portal shows (any more); the database's.
Result<http::Response> portal_logo_page(portal::Portal& portal, std::string_view digest);

}  // namespace steward::app
