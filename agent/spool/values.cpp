#include "agent/spool/values.h"

namespace steward::agent {

// Zero is a missing value; every other is its zigzag number plus one.
void append_values(Bytes& out, std::span<const int64_t> values) {
    for (const int64_t value : values) {
        uint64_t rest = value == missing_sample ? 0 : residual::zigzag(value) + 1;
        for (; rest >= 0x80; rest >>= 7) out.push_back(static_cast<uint8_t>(rest | 0x80));
        out.push_back(static_cast<uint8_t>(rest));
    }
}

bool read_values(ByteView in, std::vector<int64_t>& values, size_t most) {
    values.clear();
    for (size_t at = 0; at < in.size();) {
        uint64_t whole = 0;
        unsigned shift = 0;
        uint8_t byte = 0;
        do {
            if (at == in.size() || shift > 63) return false;
            byte = in[at++];
            whole |= uint64_t{byte & 0x7FU} << shift;
            shift += 7;
        } while ((byte & 0x80) != 0);
        const bool overlong = shift > 7 && byte == 0;
        if (overlong || (shift == 70 && byte > 1) || values.size() == most) return false;
        values.push_back(whole == 0 ? missing_sample : residual::from_zigzag(whole - 1));
    }
    return true;
}

}  // namespace steward::agent
