#include "server/platform/link/frames.h"

namespace steward::link {

namespace {
constexpr size_t longest_length = 3;  // 21 bits hold 1 MiB
}

Result<std::optional<Frame>> next_frame(ByteView in, size_t most) {
    size_t length = 0;
    for (size_t i = 0; i < longest_length; ++i) {
        if (i >= in.size()) return std::optional<Frame>{};
        length |= static_cast<size_t>(in[i] & 0x7F) << (7 * i);
        if (in[i] & 0x80) continue;
        const bool overlong = i > 0 && in[i] == 0;
        if (length == 0 || length > most || overlong) break;
        const size_t head = i + 1;
        if (in.size() - head < length) return std::optional<Frame>{};
        return std::optional<Frame>{{in.subspan(head, length), head + length}};
    }
    return fail(ErrorKind::Invalid, "link.frame", "The length of a message cannot be read or is too large.");
}

void append_frame(Bytes& out, std::string_view body) {
    for (size_t rest = body.size();; rest >>= 7) {
        if (rest < 0x80) {
            out.push_back(static_cast<uint8_t>(rest));
            break;
        }
        out.push_back(static_cast<uint8_t>(rest | 0x80));
    }
    out.insert(out.end(), body.begin(), body.end());
}

}  // namespace steward::link
