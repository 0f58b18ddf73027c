// CBOR in its one deterministic form (RFC 8949, section 4.2.1), as far as entries and proofs use it.
#pragma once

#include <algorithm>

#include "verify/bytes.h"

namespace steward::verify {

enum Major : uint8_t { Number = 0, ByteString = 2, Text = 3, Array = 4, Map = 5 };

/// Reads in place; after the first thing that is wrong everything is zero.
class Reader {
public:
    explicit Reader(ByteView rest) : rest_(rest) {}

    uint64_t head(Major major) {
        if (rest_.empty() || rest_[0] >> 5 != major) return fail();
        uint64_t value = rest_[0] & 31u;
        rest_ = rest_.subspan(1);
        if (value < 24) return value;
        if (value > 27) return fail();
        const size_t size = size_t{1} << (value - 24);
        if (size > rest_.size()) return fail();
        value = 0;
        for (const uint8_t byte : rest_.first(size)) value = value << 8 | byte;
        rest_ = rest_.subspan(size);
        const uint64_t least = size == 1 ? 24 : uint64_t{1} << (4 * size);
        return value < least ? fail() : value;  // a longer form than needed
    }
    ByteView bytes(Major major) {
        const uint64_t size = head(major);
        if (size > rest_.size()) fail();
        if (!is_sound_) return {};
        const ByteView taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }
    std::string_view text() {
        const ByteView taken = bytes(Text);
        return {reinterpret_cast<const char*>(taken.data()), taken.size()};
    }
    template <size_t size>
    void exactly(std::array<uint8_t, size>& out) {
        const ByteView taken = bytes(ByteString);
        if (taken.size() != size) fail();
        else std::ranges::copy(taken, out.begin());
    }
    /// A key of a map, which must be this one.
    void key(uint64_t expected) {
        if (head(Number) != expected) fail();
    }
    uint64_t fail() {
        is_sound_ = false;
        rest_ = {};
        return 0;
    }
    bool is_whole() const { return is_sound_ && rest_.empty(); }
    bool is_sound() const { return is_sound_; }

private:
    ByteView rest_;
    bool is_sound_ = true;
};

}  // namespace steward::verify
