// ECDSA over P-256 (FIPS 186-5), checking only. The one file that asks OpenSSL.
#pragma once

#include "trust/digest.h"

namespace steward::trust {

/// `point`: 65 bytes (SEC 1: 0x04, x, y). `signature`: r and s of 32 bytes each; s in the upper half is refused, so that
/// nobody can make a second signature of a first. False also for a point that is not on the curve.
bool p256_verifies(ByteView point, const Digest& digest, ByteView signature);

}  // namespace steward::trust
