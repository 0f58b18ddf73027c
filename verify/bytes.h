// Bytes and the text forms of an export: base64 (RFC 4648, padded, one form only) and hex. SHA-256.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace steward::verify {

using Bytes = std::vector<uint8_t>;
using ByteView = std::span<const uint8_t>;
using Hash = std::array<uint8_t, 32>;

/// Decodes into `out`, which is reused. False: not base64 in its one form.
bool read_base64(std::string_view text, Bytes& out);
std::string write_base64(ByteView bytes);
bool read_hex(std::string_view text, std::span<uint8_t> out);  // exactly as many bytes
std::string write_hex(ByteView bytes);

Hash sha256(ByteView first, ByteView second = {});
Hash sha256(uint8_t kind, ByteView first, ByteView second = {});

/// The part up to a space, which is taken off with it.
std::string_view next_word(std::string_view& rest);

/// A number without sign and without zeros before it.
std::optional<uint64_t> read_number(std::string_view text);

std::string with_commas(uint64_t number);       // 1,312
std::string date_of(int64_t unix_ms);           // 2026-11-28
std::string day_text(int64_t days_since_1970);  // 2026-11-28
std::string minute_of(int64_t unix_ms);         // 2026-11-28 19:04 UTC

/// What may stand in a terminal: control characters become spaces.
std::string plain(std::string_view text);

}  // namespace steward::verify
