#include "base/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace steward {

uint64_t Rng::next() {
    uint64_t value = 0;
    fill({reinterpret_cast<uint8_t*>(&value), sizeof value});
    return value;
}

uint64_t Rng::below(uint64_t limit) {
    // Rejection keeps the result uniform: the last, incomplete range is drawn again.
    const uint64_t usable = UINT64_MAX - UINT64_MAX % limit;
    uint64_t value = next();
    while (value >= usable) value = next();
    return value % limit;
}

void SystemRng::fill(std::span<uint8_t> out) {
    size_t done = 0;
    while (done < out.size()) {
        const ssize_t got = getrandom(out.data() + done, out.size() - done, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) std::abort();  // without randomness there are no keys: nothing sensible can follow
        done += static_cast<size_t>(got);
    }
}

void SeededRng::fill(std::span<uint8_t> out) {
    for (size_t at = 0; at < out.size(); at += 8) {
        uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        z ^= z >> 31;
        std::memcpy(out.data() + at, &z, out.size() - at < 8 ? out.size() - at : 8);
    }
}

}  // namespace steward
