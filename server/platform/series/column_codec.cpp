#include "server/platform/series/column_codec.h"

#include <algorithm>

namespace steward::series {

namespace {
using residual::BitReader;
using residual::BitWriter;
using residual::Column;
using residual::Mode;

// Elias gamma: a number from 1 on in 2 log2(n) + 1 bits.
void write_gamma(BitWriter& out, uint64_t value) {
    const auto extra = static_cast<unsigned>(std::bit_width(value)) - 1;
    out.write(uint64_t{1} << extra, extra + 1);
    out.write(value & ((uint64_t{1} << extra) - 1), extra);
}
uint64_t read_gamma(BitReader& in) {
    const auto extra = static_cast<unsigned>(std::countr_zero(in.peek() | uint64_t{1} << 32));
    in.skip(extra + 1);
    return in.read(extra) | uint64_t{1} << extra;
}

// Runs of missing values as pairs (present before it, its length), each after a one; then a zero.
void write_missing(std::span<const int64_t> values, BitWriter& out) {
    for (size_t at = 0; at < values.size();) {
        const auto begin = std::ranges::find(values.subspan(at), missing_sample);
        if (begin == values.subspan(at).end()) break;
        const auto start = at + static_cast<size_t>(begin - values.subspan(at).begin());
        size_t end = start;
        while (end < values.size() && values[end] == missing_sample) ++end;
        out.write(1, 1);
        write_gamma(out, start - at + 1);
        write_gamma(out, end - start);
        at = end;
    }
    out.write(0, 1);
}

// Marks what is missing; the rest is left as zero.
bool read_missing(BitReader& in, std::span<int64_t> values) {
    std::ranges::fill(values, 0);
    for (size_t at = 0; in.read(1) != 0;) {
        const size_t start = at + (read_gamma(in) - 1), length = read_gamma(in);
        if ((start == at && at != 0) || start >= values.size() || length > values.size() - start) return false;
        std::ranges::fill(values.subspan(start, length), missing_sample);
        at = start + length;
    }
    return true;
}

// How many of the next values are as predicted; `values` without missing ones.
size_t length_of_quiet(Column column, std::span<const int64_t> values) {
    size_t length = 0;
    if (column.kind() != SeriesKind::Counter) {
        while (length < values.size() && values[length] == column.predicted()) ++length;
        return length;
    }
    for (; length < values.size() && values[length] == column.predicted(); ++length) column.learn(values[length], 0);
    return length;
}

// Passes over values that are as predicted. A model is quiet enough after a hundred to stay as it is.
template <typename Model, typename Each>
void pass_quiet(Model& column, size_t length, const Each& each) {
    const size_t learning = column.kind() == SeriesKind::Counter ? length : std::min<size_t>(length, 100);
    for (size_t i = 0; i < learning; ++i) {
        const int64_t value = column.predicted();
        column.learn(value, 0);
        each(value);
    }
    const int64_t value = column.predicted();
    for (size_t i = learning; i < length; ++i) each(value);
}

[[gnu::flatten]] void encode_present(SeriesKind kind, std::span<const int64_t> values, BitWriter& out) {
    Column column(kind);
    for (size_t i = 0; i < values.size();) {
        if (column.mode() == Mode::Fresh) {
            Column::write_first(out, values[i]);
            column.learn_first(values[i++]);
            continue;
        }
        if (column.mode() == Mode::Quiet) {
            const size_t quiet = length_of_quiet(column, values.subspan(i));
            out.write(i + quiet < values.size() ? 1 : 0, 1);
            if (i + quiet == values.size()) return;
            write_gamma(out, quiet + 1);
            pass_quiet(column, quiet, [](int64_t) {});
            i += quiet;
        }
        const int64_t off = residual::difference(values[i], column.predicted());
        if (column.mode() == Mode::Flagged) out.write(off != 0 ? 1 : 0, 1);
        if (off != 0 || column.mode() == Mode::Direct) column.write(out, off);
        column.learn(values[i++], off);
    }
}

// `next` hands out the places to fill, in order; `present` is their number, at least one.
template <SeriesKind Kind, typename Next>
[[gnu::flatten]] bool decode_present(size_t present, BitReader in, Next next) {
    residual::WideColumn<Kind> column;
    const int64_t first = Column::read_first(in);
    if (first == missing_sample) return false;
    column.learn_first(first);
    next() = first;
    for (size_t i = 1; i < present; ++i) {
        bool surprise = true;
        if (column.mode() == Mode::Quiet) {
            const bool until_end = in.read(1) == 0;
            const size_t quiet = until_end ? present - i : read_gamma(in) - 1;
            if (quiet > present - i || (!until_end && quiet == present - i)) return false;
            bool all_values = true;
            pass_quiet(column, quiet, [&](int64_t value) {
                all_values &= value != missing_sample;
                next() = value;
            });
            if (!all_values) return false;
            i += quiet;
            if (until_end) break;
        } else if (column.mode() == Mode::Flagged) {
            surprise = in.read(1) != 0;
        }
        int64_t off = 0;
        if (surprise && !column.read(in, off)) return false;
        const int64_t value = residual::sum(column.predicted(), off);
        if (value == missing_sample) return false;
        column.learn(value, off);
        next() = value;
    }
    return in.ends_cleanly();
}

template <typename Next>
bool decode_present(SeriesKind kind, size_t present, const BitReader& in, const Next& next) {
    switch (kind) {
        case SeriesKind::Counter:
            return decode_present<SeriesKind::Counter>(present, in, next);
        case SeriesKind::State:
            return decode_present<SeriesKind::State>(present, in, next);
        case SeriesKind::Gauge:
            break;
    }
    return decode_present<SeriesKind::Gauge>(present, in, next);
}
}  // namespace

void encode_column(SeriesKind kind, std::span<const int64_t> values, Bytes& out) {
    BitWriter writer(out);
    const bool complete = std::ranges::find(values, missing_sample) == values.end();
    writer.write(complete ? 0 : 1, 1);
    if (complete) {
        encode_present(kind, values, writer);
    } else {
        write_missing(values, writer);
        std::vector<int64_t> present;
        std::ranges::copy_if(values, std::back_inserter(present), [](int64_t value) { return value != missing_sample; });
        encode_present(kind, present, writer);
    }
    writer.finish();
}

bool decode_column(ByteView in, SeriesKind kind, std::span<int64_t> values) {
    BitReader reader(in);
    if (reader.read(1) == 0) {
        if (values.empty()) return reader.ends_cleanly();
        return decode_present(kind, values.size(), reader, [place = values.data()]() mutable -> int64_t& { return *place++; });
    }
    if (!read_missing(reader, values)) return false;
    const auto present = static_cast<size_t>(std::ranges::count(values, 0));
    if (present == values.size()) return false;
    if (present == 0) return reader.ends_cleanly();
    return decode_present(kind, present, reader, [place = values.data()]() mutable -> int64_t& {
        while (*place == missing_sample) ++place;
        return *place++;
    });
}

}  // namespace steward::series
