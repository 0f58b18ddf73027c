// Bytes and their text forms: hex, base64 (RFC 4648), base32 (RFC 4648, for TOTP secrets).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace steward {

using Bytes = std::vector<uint8_t>;
using ByteView = std::span<const uint8_t>;

inline ByteView as_bytes(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }
inline std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string to_hex(ByteView bytes);                // lower case
Result<Bytes> from_hex(std::string_view text);     // Invalid "bytes.invalid_hex"
std::string to_base64(ByteView bytes);             // standard alphabet, padded
Result<Bytes> from_base64(std::string_view text);  // standard alphabet; padding required
std::string to_base64url(ByteView bytes);          // URL alphabet, no padding
Result<Bytes> from_base64url(std::string_view text);
std::string to_base32(ByteView bytes);  // upper case, no padding
Result<Bytes> from_base32(std::string_view text);

/// Equal without telling by its time where the first difference lies. Lengths are not secret.
bool equal_in_constant_time(ByteView a, ByteView b);

/// CRC-32C (Castagnoli), as iSCSI and ext4 use it; `crc` continues an earlier value.
uint32_t crc32c(ByteView bytes, uint32_t crc = 0);

}  // namespace steward
