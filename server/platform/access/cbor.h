// The little CBOR (RFC 8949) that an attestation object is made of: definite lengths, bounded depth and
// count, no tags, no floats. Pure and total: whatever the bytes are, it ends and reads nothing else.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace steward::access {

/// The byte string under the text key `name` of the map that `object` is, when `object` is one whole
/// map and nothing follows it. Nullopt otherwise, also when the key stands there twice.
std::optional<ByteView> cbor_bytes_under(ByteView object, std::string_view name);

/// Whether `bytes` are `count` whole items and nothing else. To be asked before libcbor reads them: it makes
/// room for as many members as an array or a map only claims to have (found by the fuzzer: 30 GB).
bool cbor_is(ByteView bytes, int count);

}  // namespace steward::access
