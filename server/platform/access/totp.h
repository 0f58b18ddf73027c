// One-time codes of an authenticator app: TOTP (RFC 6238) over HOTP (RFC 4226), SHA-1, 30 s, six
// digits, as all common apps implement it. Pure: the secret, the time and the last step are given.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"

namespace steward::access {

/// RFC 4226 5.3: `digits` decimal digits for `counter`.
std::string hotp(ByteView secret, uint64_t counter, int digits = 6);

/// The time step of `at`: 30 s each since the epoch.
int64_t totp_step(Instant at);

/// The step whose code was shown: the present one or a neighbour (clocks differ), and later than
/// `last_step`, so that no code counts twice. Nullopt when the code is not good.
std::optional<int64_t> totp_accepts(ByteView secret, std::string_view code, Instant now, int64_t last_step);

/// What an authenticator app scans: otpauth://totp/...
std::string otpauth_uri(std::string_view issuer, std::string_view account, ByteView secret);

/// Ten recovery codes of 80 bits each, as people see them: "ABCD-EFGH-IJKL-MNOP".
std::string format_recovery_code(ByteView ten_bytes);
/// The form that is hashed: upper case, without dashes and spaces; empty when it cannot be one.
std::string canonical_recovery_code(std::string_view typed);

}  // namespace steward::access
