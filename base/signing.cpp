#include "base/signing.h"

#include <cassert>

namespace steward {

Bytes pae(std::string_view type, ByteView payload) {
    assert(!type.empty() && type.size() <= 255);
    std::string text = "MSPv1";
    text += static_cast<char>(type.size());
    text += type;
    for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(static_cast<uint64_t>(payload.size()) >> shift);
    text += as_text(payload);
    return Bytes(text.begin(), text.end());
}

}  // namespace steward
