// Who signed a frame (design/trust.md 4.1.4, checks 3 to 5), and how many persons that are.
#pragma once

#include <set>

#include "trust/authority.h"

namespace steward::trust {

using Voices = std::vector<const KeyRecord*>;

/// "msp-job:" and the first 16 hexadecimal digits: no domain, so that no web page can ask a security key for it.
std::string native_party(const Digest& authority);

enum class VoiceFault : uint8_t { SameKeyTwice = 3, UnknownKey = 4, BadSignature = 5 };

/// The records of those who signed by the frame's own words, in its order (checks 3 and 4); they point into `keys`. For frames whose
/// signatures were checked before.
std::expected<Voices, VoiceFault> named_voices(const Frame& frame, std::span<const KeyRecord> keys);

/// The records of all who signed, in the frame's order; they point into `keys`. Every signature must hold: one that does not
/// spoils the frame. Browsers count on run tickets only; a key that may be copied between machines never counts for roster,
/// policy, recovery, resolve or veto.
std::expected<Voices, VoiceFault> voices_of(const Frame& frame, std::span<const KeyRecord> keys, const Digest& authority);

/// Distinct persons among them with a role, whose key was valid at a moment.
std::set<std::string_view> holders_with(Role role, const Voices& voices, Instant at);

/// Distinct persons with a role among all keys.
size_t count_holders(Role role, std::span<const KeyRecord> keys);

}  // namespace steward::trust
