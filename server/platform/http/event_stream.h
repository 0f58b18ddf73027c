// What one reader of the live updates gets, and for how long.
#pragma once

#include <memory>

#include "server/platform/access/authenticator.h"
#include "server/platform/http/message.h"

namespace steward::http {

/// Updates of the clients in the caller's scope, each as {"topic","id","json"}. `still_allowed` asks
/// the authenticator again and takes over the scope as it is then; `permission` may be empty.
std::shared_ptr<EventStream> make_event_stream(access::Authenticator& authenticator, access::Credentials credentials, const Caller& caller,
                                               std::string permission);

}  // namespace steward::http
