// The samples of the capacity figures: what one busy server sends in a minute, 200 columns.
//
//   50 gauges of two decimals that wander (first-order autoregression),
//   40 counters that grow by 1 to 1,000,000 a minute with 30 % noise,
//   30 gauges in steps of 4096 that change in 30 % of the minutes,
//   80 states that hardly ever change.
//
// `entropy_bits` is what an ideal code that knows these rules needs: the floor for every figure.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/residual.h"

namespace steward::bench {

constexpr size_t wandering = 50, counters = 40, stepping = 30, states = 80;
constexpr size_t columns_of_mix = wandering + counters + stepping + states;

class SampleMix {
public:
    explicit SampleMix(uint64_t seed) : rng_(seed), values_(columns_of_mix), middle_(wandering), rate_(counters) {
        for (size_t i = 0; i < wandering; ++i) {
            middle_[i] = 5 + 90 * uniform();
            level_.push_back(middle_[i]);
        }
        for (size_t i = 0; i < counters; ++i) {
            rate_[i] = std::pow(10.0, 6.0 * uniform());
            values_[wandering + i] = static_cast<int64_t>(rate_[i] * 100'000 * uniform());
        }
        for (size_t i = 0; i < stepping; ++i) values_[wandering + counters + i] = 4096 * static_cast<int64_t>(rng_.below(4'000'000));
        for (size_t i = 0; i < states; ++i) values_[columns_of_mix - states + i] = static_cast<int64_t>(rng_.below(3));
    }

    /// The next minute.
    const std::vector<int64_t>& next() {
        for (size_t i = 0; i < wandering; ++i) {
            level_[i] = middle_[i] + autoregression * (level_[i] - middle_[i]) + noise * normal();
            values_[i] = std::llround(level_[i] * 100);
        }
        for (size_t i = 0; i < counters; ++i) {
            values_[wandering + i] += std::max<int64_t>(0, std::llround(rate_[i] * (1 + 0.3 * normal())));
        }
        for (size_t i = 0; i < stepping; ++i) {
            if (rng_.below(10) >= 3) continue;
            const auto steps = static_cast<int64_t>(rng_.below(2 * most_steps));
            values_[wandering + counters + i] += 4096 * (steps < most_steps ? steps - most_steps : steps - most_steps + 1);
        }
        for (size_t i = 0; i < states; ++i) {
            if (rng_.below(1000) == 0) values_[columns_of_mix - states + i] = static_cast<int64_t>(rng_.below(3));
        }
        return values_;
    }

    /// Of one minute of this host.
    double entropy_bits() const {
        double bits = wandering * normal_entropy(noise * 100);
        for (const double rate : rate_) bits += normal_entropy(0.3 * rate);
        bits += stepping * (0.8813 + 0.3 * std::log2(2.0 * most_steps));
        return bits + states * (0.0081 + 0.00067);  // changes in 2 of 3,000 minutes, to one of two
    }

    static std::vector<SeriesKind> kinds() {
        std::vector<SeriesKind> kinds(columns_of_mix, SeriesKind::Gauge);
        for (size_t i = 0; i < counters; ++i) kinds[wandering + i] = SeriesKind::Counter;
        for (size_t i = 0; i < states; ++i) kinds[columns_of_mix - states + i] = SeriesKind::State;
        return kinds;
    }
    static uint8_t decimals(size_t column) { return column < wandering ? 2 : 0; }

private:
    static constexpr double autoregression = 0.95, noise = 0.285;
    static constexpr int64_t most_steps = 8;

    // Of a normal number rounded to whole ones, by summing over them where they are few.
    static double normal_entropy(double deviation) {
        if (deviation > 20) return std::log2(deviation * std::sqrt(2 * std::numbers::pi * std::numbers::e));
        double bits = 0;
        for (int k = -200; k <= 200; ++k) {
            const double p =
                0.5 * (std::erf((k + 0.5) / deviation / std::numbers::sqrt2) - std::erf((k - 0.5) / deviation / std::numbers::sqrt2));
            if (p > 1e-12) bits -= p * std::log2(p);
        }
        return bits;
    }
    double uniform() { return static_cast<double>(rng_.next() >> 11) * 0x1p-53; }
    double normal() {  // sum of uniforms: near enough, and much quicker than a logarithm
        uint64_t bits = rng_.next(), more = rng_.next();
        double total = 0;
        for (int i = 0; i < 4; ++i, bits >>= 16, more >>= 16)
            total += static_cast<double>(bits & 0xffff) + static_cast<double>(more & 0xffff);
        return (total / 65536 - 4) * std::numbers::sqrt3 / std::numbers::sqrt2;
    }

    SeededRng rng_;
    std::vector<int64_t> values_;
    std::vector<double> middle_, level_, rate_;
};

}  // namespace steward::bench
