#include "server/modules/backups/figures.h"

#include <algorithm>

namespace steward::backups {

namespace {
constexpr Duration hour = std::chrono::hours(1);

// Moves through the points in the order in which they became known.
class Newest {
public:
    explicit Newest(FreshItem& item) : item_(item) {
        std::sort(item_.points.begin(), item_.points.end(), [](const auto& a, const auto& b) { return a.known_at < b.known_at; });
    }
    bool counts_at(Instant at) const { return item_.rpo > Duration{} && item_.since <= at; }
    bool is_fresh_at(Instant at) {  // `at` never goes back
        for (; next_ < item_.points.size() && item_.points[next_].known_at <= at; ++next_)
            content_at_ = std::max(content_at_, item_.points[next_].content_at);
        return content_at_.is_set() && at - content_at_ < item_.rpo;
    }

private:
    FreshItem& item_;
    size_t next_ = 0;
    Instant content_at_;
};
}  // namespace

Freshness freshness_of(std::vector<FreshItem> items, Instant from, Instant until, Instant now) {
    std::vector<Newest> newest;
    for (auto& item : items) newest.emplace_back(item);
    const auto count = [&newest](Instant at, int& counted, int& fresh) {
        counted = fresh = 0;
        for (auto& one : newest) {
            const bool is_fresh = one.is_fresh_at(at);
            counted += one.counts_at(at);
            fresh += one.counts_at(at) && is_fresh;
        }
    };
    Freshness result;
    const Instant first{(from.unix_ms + hour.count() - 1) / hour.count() * hour.count()};
    for (Instant at = first; at < until && at <= now; at = at + hour) {
        int counted = 0, fresh = 0;
        count(at, counted, fresh);
        const bool is_worse =
            counted > 0 && (!result.worst_at.is_set() || int64_t{fresh} * result.items_at_worst < int64_t{result.fresh_at_worst} * counted);
        if (!is_worse) continue;
        result.worst_at = at;
        result.items_at_worst = counted;
        result.fresh_at_worst = fresh;
    }
    count(now, result.items, result.fresh_now);
    return result;
}

}  // namespace steward::backups
