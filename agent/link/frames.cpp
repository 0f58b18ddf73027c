#include "agent/link/frames.h"

namespace steward::agent {

void append_varint(Bytes& out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<uint8_t>(value | 0x80));
    out.push_back(static_cast<uint8_t>(value));
}

size_t varint_size(uint64_t value) {
    size_t size = 1;
    for (; value >= 0x80; value >>= 7) ++size;
    return size;
}

void append_frame(Bytes& out, ByteView body) {
    append_varint(out, body.size());
    out.insert(out.end(), body.begin(), body.end());
}

Result<std::optional<Frame>> next_frame(ByteView in) {
    size_t length = 0;
    for (size_t i = 0; i < 3; ++i) {
        if (i >= in.size()) return std::optional<Frame>{};
        length |= static_cast<size_t>(in[i] & 0x7F) << (7 * i);
        if (in[i] & 0x80) continue;
        if (length == 0 || length > largest_frame || (i > 0 && in[i] == 0)) break;
        if (in.size() - i - 1 < length) return std::optional<Frame>{};
        return std::optional<Frame>{{in.subspan(i + 1, length), i + 1 + length}};
    }
    return fail(ErrorKind::Invalid, "link.frame", "The server said something that is no message.");
}

}  // namespace steward::agent
