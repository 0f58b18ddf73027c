// The people of the room's stories.
#pragma once

#include "server/modules/escalation/escalation.h"

namespace steward::escalation {

template <typename AnyId>
AnyId numbered(uint8_t number) {
    RawId raw;
    raw.bytes[15] = number;
    return AnyId(raw);
}

inline const AccountId anna = numbered<AccountId>(1), ben = numbered<AccountId>(2), cleo = numbered<AccountId>(3),
                       dora = numbered<AccountId>(4);
inline Instant utc(const std::string& text) { return parse_rfc3339(text + "Z").value_or(Instant{}); }
inline OverrideId an_override(int number) { return numbered<OverrideId>(static_cast<uint8_t>(number)); }

}  // namespace steward::escalation
