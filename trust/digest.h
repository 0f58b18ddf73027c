// SHA-256 (FIPS 180-4), the one hash of signed messages.
#pragma once

#include <array>

#include "base/bytes.h"

namespace steward::trust {

using Digest = std::array<uint8_t, 32>;

Digest sha256(ByteView bytes);

}  // namespace steward::trust
