// Puts the answer to a range query together from pieces: rows of memory, blocks of files, tiers.
//
// Pieces may come in any order and overlap in time. A step is [k * step, (k + 1) * step) since the
// epoch, so that pictures do not tremble while time goes on; its point stands at its begin, or at
// `from` when that is later.
#pragma once

#include <map>

#include "server/platform/series/layout.h"

namespace steward::series {

class RangeBuilder {
public:
    RangeBuilder(std::string_view metric, std::optional<std::string_view> item, Instant from, Instant to, Duration step);

    /// Bounds of the pieces that follow, inside those of the query.
    void only(Instant from, Instant to);

    /// One piece: its rising times, and how to get a column of it. `resolution` is zero for samples
    /// as they were reported; otherwise columns are as tiers.h makes them.
    /// `column(index)` returns values in number as `times`, or an empty span when it cannot be read.
    template <typename Column>
    void add(const Layout& layout, std::span<const int64_t> times, Duration resolution, const Column& column);

    /// The columns of the layout that are asked for.
    struct Wanted {
        size_t column, line;
        double divisor;
    };
    /// The first layout that names a metric and item decides its definition and its place in the answer.
    const std::vector<Wanted>& wanted(const Layout& layout);

    /// Ends the building. A gap between two points is marked by one point without samples where the
    /// first missing one should have been.
    std::vector<Range> finish();

private:
    struct Run {
        int64_t at;  // of its point
        size_t begin, end;
    };
    struct Piece {
        int64_t first, interval;
        auto operator<=>(const Piece&) const = default;
    };
    size_t expected_points() const;
    void find_runs(std::span<const int64_t> times);
    void add_samples(std::span<const int64_t> values, const Wanted& wanted);
    void add_folded(std::span<const int64_t> minimum, std::span<const int64_t> span, std::span<const int64_t> excess,
                    std::span<const int64_t> count, const Wanted& wanted);
    static Range::Point point_of(const Run& run, std::span<const int64_t> values, double divisor);  // no samples: nothing there
    static void join(Range::Point& held, const Range::Point& point);
    void add_point(std::vector<Range::Point>& points, const Range::Point& point);
    int64_t interval_at(int64_t at) const;
    void put_in_order(std::vector<Range::Point>& points) const;
    void mark_gaps(std::vector<Range::Point>& points) const;

    const std::string metric_;
    const std::optional<std::string> item_;
    const int64_t from_, to_, step_;
    int64_t piece_from_, piece_to_;
    std::vector<Range> ranges_;
    bool in_order_ = true;  // every line's points, so far
    std::map<std::pair<std::string, std::string>, size_t> lines_;
    std::map<LayoutDigest, std::vector<Wanted>> known_;
    std::vector<Run> runs_;
    std::vector<Piece> pieces_;
};

template <typename Column>
void RangeBuilder::add(const Layout& layout, std::span<const int64_t> times, Duration resolution, const Column& column) {
    const auto& columns = wanted(layout);
    if (columns.empty()) return;
    find_runs(times);
    if (runs_.empty()) return;
    pieces_.push_back({runs_.front().at, std::max(layout.interval(), resolution).count()});
    for (const Wanted& one : columns) {
        if (resolution == Duration(0)) {
            const std::span<const int64_t> values = column(one.column);
            if (values.size() == times.size()) add_samples(values, one);
            continue;
        }
        std::vector<int64_t> parts[4];
        bool complete = true;
        for (size_t part = 0; part < 4; ++part) {
            const std::span<const int64_t> values = column(one.column * 4 + part);
            parts[part].assign(values.begin(), values.end());
            complete = complete && values.size() == times.size();
        }
        if (complete) add_folded(parts[0], parts[1], parts[2], parts[3], one);
    }
}

}  // namespace steward::series
