#include "base/spoken.h"

namespace steward {

std::string spoken(ByteView bytes) {
    std::string text;
    for (size_t at = 0; at < bytes.size(); at += 2) {
        if (at > 0) text += '-';
        text += to_hex(bytes.subspan(at, std::min<size_t>(2, bytes.size() - at)));
    }
    return text;
}

std::optional<Bytes> from_spoken(std::string_view text) {
    std::string digits;
    for (const char one : text) {
        if (one == '-' || one == ' ') continue;
        digits += one >= 'A' && one <= 'F' ? static_cast<char>(one - 'A' + 'a') : one;
    }
    auto bytes = from_hex(digits);
    return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
}

}  // namespace steward
