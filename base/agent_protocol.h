// The version of what agents and the server say to each other, and which versions get along.
//
// It rises when one side begins to count on something that the other may lack. A new field or kind of
// message alone needs no new version: whoever does not know it passes over it. Updates come one after
// another, so each side speaks with the version before its own and the one after it.
#pragma once

#include <cstdint>

namespace steward {

constexpr uint32_t spoken_protocol = 1;
constexpr uint32_t first_protocol = 1;

enum class Meeting { Understood, TheyAreTooOld, TheyAreTooNew };

/// What comes of `ours` meeting `theirs`. Pure, any thread.
constexpr Meeting meet(uint32_t ours, uint32_t theirs) {
    if (theirs < first_protocol || (ours > theirs && ours - theirs > 1)) return Meeting::TheyAreTooOld;
    return theirs > ours && theirs - ours > 1 ? Meeting::TheyAreTooNew : Meeting::Understood;
}

}  // namespace steward
