// How long it would take until all of a backup is there: projected from the speed at which parts of it came back, and said to be so. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace steward::restore_tests {

/// What one restore brought back until its data was there.
struct Speed {
    int64_t bytes = 0;  // 0: nobody said
    Duration took{};    // zero: not measured
};

struct Projection {
    std::optional<Duration> took;  // nothing: it cannot be said
    int64_t bytes_per_second = 0;
    std::vector<size_t> made_of;  // which of the measured ones
    std::string text;             // one sentence
};

/// `newest_first`: of restores of this backup that came back. `whole`: how large its source is; nothing: no run told. What is projected
/// takes the pace of the newest five that brought back a mebibyte or more, together: looking for the data is part of it, and weighs more in
/// a small one, so that it is rather too long than too short.
Projection project(const std::vector<Speed>& newest_first, std::optional<int64_t> whole);

/// "1.4 GB", in steps of 1,000.
std::string bytes_words(int64_t bytes);

}  // namespace steward::restore_tests
