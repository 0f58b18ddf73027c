// The process that measures and has no network: it answers whoever comes to its socket, one asker at a time.
#pragma once

#include "agent/collection/collection.h"

namespace steward::agent {

/// The socket of the service manager (sd_listen_fds(3)), or one made at `path` for this user and group. The caller closes it.
/// Failure: Internal "collect.no_socket".
Result<int> collection_listener(const std::string& path);

/// Answers this asker until it goes away or says what cannot be answered.
void answer_asker(int socket, Collection& collection, Host& host, const Clock& clock);

/// Answers one asker after another. Returns only when the listener fails: Internal "collect.no_socket". It holds nothing that a signal
/// could lose.
Status serve_collection(int listener, Collection& collection, Host& host, const Clock& clock);

}  // namespace steward::agent
