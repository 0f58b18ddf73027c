// Randomness through one seam, so that a simulation can be repeated from its seed.
// Only base/random.cpp asks the operating system (checked by tools/tidy).
#pragma once

#include <cstdint>
#include <span>

namespace steward {

class Rng {
public:
    virtual ~Rng() = default;
    virtual void fill(std::span<uint8_t> out) = 0;
    uint64_t next();                 // 64 uniform bits
    uint64_t below(uint64_t limit);  // uniform in [0, limit); limit > 0
};

/// The operating system's generator (getrandom). Safe from any thread; fit for keys.
class SystemRng final : public Rng {
public:
    void fill(std::span<uint8_t> out) override;
};

/// A repeatable generator for tests (SplitMix64). Never for keys. Not thread safe.
class SeededRng final : public Rng {
public:
    explicit SeededRng(uint64_t seed) : state_(seed) {}
    void fill(std::span<uint8_t> out) override;

private:
    uint64_t state_;
};

}  // namespace steward
