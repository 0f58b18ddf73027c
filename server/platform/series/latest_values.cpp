#include "server/platform/series/latest_values.h"

#include <algorithm>
#include <cmath>

#include "server/platform/series/packed.h"

namespace steward::series {

void LatestValues::reset(size_t columns) {
    newest_ = {};
    values_.assign(columns, missing_sample);
    values_.shrink_to_fit();
    older_ = {};
}

void LatestValues::note(Instant at, std::span<const int64_t> values) {
    if (at <= newest_ || values.size() != values_.size()) return;
    const bool complete = std::ranges::find(values, missing_sample) == values.end();
    if (complete) {
        std::ranges::copy(values, values_.begin());
        older_ = {};
    } else {
        older_.resize(values_.size());
        for (size_t i = 0; i < values.size(); ++i) {
            if (values[i] != missing_sample) {
                values_[i] = values[i];
                older_[i] = {};
            } else if (!older_[i].is_set()) {
                older_[i] = newest_;
            }
        }
    }
    newest_ = at;
}

std::vector<Latest> LatestValues::list(const Layout& layout) const {
    std::vector<Latest> latest;
    auto definitions = layout.definitions();
    for (size_t i = 0; i < definitions.size() && i < values_.size(); ++i) {
        if (values_[i] == missing_sample) continue;
        const double divisor = std::pow(10.0, definitions[i].decimals);
        latest.push_back({std::move(definitions[i]), older_.empty() || !older_[i].is_set() ? newest_ : older_[i],
                          static_cast<double>(values_[i]) / divisor});
    }
    return latest;
}

Bytes LatestValues::pack() const {
    Bytes packed;
    pack_signed(packed, newest_.unix_ms);
    pack_number(packed, values_.size());
    for (size_t i = 0; i < values_.size(); ++i) {
        pack_signed(packed, values_[i]);
        pack_signed(packed, older_.empty() || !older_[i].is_set() ? 0 : residual::difference(newest_.unix_ms, older_[i].unix_ms));
    }
    return packed;
}

LatestValues LatestValues::unpack(ByteView packed, size_t columns) {
    LatestValues latest;
    latest.reset(columns);
    Unpacker in(packed);
    const Instant newest{in.signed_number()};
    if (in.number() != columns) return latest;
    std::vector<int64_t> values(columns);
    std::vector<Instant> older(columns);
    bool all_new = true;
    for (size_t i = 0; i < columns; ++i) {
        values[i] = in.signed_number();
        if (const int64_t age = in.signed_number(); age != 0) {
            older[i].unix_ms = residual::difference(newest.unix_ms, age);
            all_new = false;
        }
    }
    if (in.failed() || !in.rest().empty()) return latest;
    latest.newest_ = newest;
    latest.values_ = std::move(values);
    if (!all_new) latest.older_ = std::move(older);
    return latest;
}

}  // namespace steward::series
