// K08 from counts. Pure: nothing is rounded here, and too few answers make no percentage.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace steward::surveys {

inline constexpr int satisfaction_version = 1;
inline constexpr int64_t least_answers = 10;  // domain/kpis.md A.3
extern const std::string_view satisfaction_definition;

struct Tally {
    int64_t sent = 0, good = 0, ok = 0, bad = 0;
    int64_t answered() const { return good + ok + bad; }
    bool has_data() const { return answered() > 0; }
    bool is_enough() const { return answered() >= least_answers; }
    double percent() const;           // 0 without data
    double response_percent() const;  // 0 without any sent
};

/// The 95 % Wilson interval of the percentage; 0 to 100 without data.
struct Interval {
    double low = 0, high = 100;
};
Interval interval_of(const Tally& tally);

}  // namespace steward::surveys
