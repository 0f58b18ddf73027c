// A fuzzer's bytes, taken piece by piece; and a claim that must hold whatever they are.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/bytes.h"

namespace steward::fuzz {

class Input {
public:
    Input(const uint8_t* data, size_t size) : bytes_(data, size) {}
    uint8_t byte() {
        if (bytes_.empty()) return 0;
        const uint8_t first = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return first;
    }
    uint64_t number(int count) {
        uint64_t value = 0;
        for (int i = 0; i < count; ++i) value = value << 8 | byte();
        return value;
    }
    ByteView rest() const { return bytes_; }
    std::string_view text() const { return as_text(bytes_); }
    bool empty() const { return bytes_.empty(); }

private:
    ByteView bytes_;
};

/// A claim about the decoder; libFuzzer reports the input that breaks it.
inline void must(bool holds) {
    if (!holds) std::abort();
}

}  // namespace steward::fuzz
