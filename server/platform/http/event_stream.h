// What one reader of the live updates gets, and for how long.
#pragma once

#include <memory>

#include "server/platform/access/authenticator.h"
#include "server/platform/http/message.h"

namespace steward::http {

/// Said when a session ends (`id`: the session's): its own connection ends with it, and nobody is told.
inline constexpr std::string_view session_ended_topic = "session.ended";

/// Updates of the clients in the caller's scope, each as {"topic","id","json"}. Somebody of a client gets those of their own
/// client that they may see; of tickets only that there is something new for themselves (live/personal.h). `still_allowed`
/// asks the authenticator again and takes over the scope as it is then; `permission` may be empty.
std::shared_ptr<EventStream> make_event_stream(access::Authenticator& authenticator, access::Credentials credentials, const Caller& caller,
                                               std::string permission);

}  // namespace steward::http
