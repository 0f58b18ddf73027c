// What is signed: never bare bytes, always bytes with a name for their meaning.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace steward {

/// The pre-authentication encoding of design/trust.md 4.1.2: "MSPv1" ‖ length of type as one byte ‖
/// type ‖ length of payload as eight bytes, big-endian ‖ payload. `type` has 1 to 255 bytes
/// (asserted). A signature over one type can never be taken for one over another.
Bytes pae(std::string_view type, ByteView payload);

}  // namespace steward
