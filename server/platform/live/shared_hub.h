// The hub of a server that shares its database with others: what happens in one is seen on the screens of all.
#pragma once

#include "server/platform/live/hub.h"
#include "server/platform/storage/signals.h"

namespace steward::live {

/// `open` connects to the other servers with what shall be done with their words.
/// Measured values ("device", "check") stay where the agents are: they come by the second, and pages ask for them anyway.
std::unique_ptr<Hub> make_shared_hub(const std::function<std::unique_ptr<storage::Signals>(std::function<void(std::string_view)>)>& open);

}  // namespace steward::live
