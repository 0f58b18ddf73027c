// What a machine's bindings stand on (design/trust.md 4.1.3, message 8): each names the one before it, the first the grant with which the
// machine came.
#pragma once

#include <algorithm>

#include "trust/place.h"

namespace steward::trust {

/// `Binding::previous` of the first after an enrolment: the grant's id, then 16 zeros.
inline Digest parent_of_first_binding(const ShortId& grant) {
    Digest parent{};
    std::ranges::copy(grant, parent.begin());
    return parent;
}

}  // namespace steward::trust
