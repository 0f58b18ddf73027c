// Small whole numbers in few bytes, for records and blocks: LEB128, and zigzag where signed.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/residual.h"

namespace steward::series {

inline void pack_number(Bytes& out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<uint8_t>(value | 0x80));
    out.push_back(static_cast<uint8_t>(value));
}
inline void pack_signed(Bytes& out, int64_t value) { pack_number(out, residual::zigzag(value)); }
inline void pack_text(Bytes& out, std::string_view text) {
    pack_number(out, text.size());
    out.insert(out.end(), text.begin(), text.end());
}

/// Reads what was packed. After the first failure everything reads as zero or empty and `failed` stays.
class Unpacker {
public:
    explicit Unpacker(ByteView in) : rest_(in) {}

    uint64_t number() {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            const uint8_t byte = rest_.front();
            rest_ = rest_.subspan(1);
            value |= uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80) return value;
        }
        return fail_with_zero();
    }
    int64_t signed_number() { return residual::from_zigzag(number()); }
    ByteView bytes(uint64_t count) {
        if (count > rest_.size()) {
            fail_with_zero();
            return {};
        }
        const ByteView taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }
    std::string_view text() { return as_text(bytes(number())); }
    ByteView rest() const { return rest_; }
    bool failed() const { return failed_; }

private:
    uint64_t fail_with_zero() {
        failed_ = true;
        rest_ = {};
        return 0;
    }
    ByteView rest_;
    bool failed_ = false;
};

}  // namespace steward::series
