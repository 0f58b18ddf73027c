// Twenty sound envelopes of every kind that a gate takes, each for a world of its own.
#pragma once

#include <functional>

#include "tests/evil/world.h"

namespace steward::evil {

struct Envelope {
    const char* name;
    std::string sound;  // what the gate says to it as it is
    std::function<Bytes(World&)> make;
};
std::vector<Envelope> all_envelopes();

/// A policy that two people sign, for scripts of this machine; a ticket for it.
Policy standing_policy(const World& world, uint64_t version);
RunTicket ticket_for(const World& world, const Policy& policy);
/// Makes "server" a log key, and brings it to the machine.
void bring_log_key(World& world);
Binding binding_here(World& world, const ShortId& client);

}  // namespace steward::evil
