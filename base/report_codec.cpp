#include "base/report_codec.h"

#include <cassert>

namespace steward {

namespace {
using residual::BitReader;
using residual::BitWriter;
using residual::Column;
using residual::Mode;

constexpr size_t most_columns = 10'000;

// A place among `choices`, preceded by a bit that says there is one.
void write_place(BitWriter& out, size_t place, size_t choices) {
    out.write(1 | uint64_t{place} << 1, 1 + static_cast<unsigned>(std::bit_width(choices - 1)));
}

// `choices` when there is none; above `choices` when the place is outside.
size_t read_place(BitReader& in, size_t choices) {
    if (in.read(1) == 0) return choices;
    const size_t place = in.read(static_cast<unsigned>(std::bit_width(choices - 1)));
    return place < choices ? place : choices + 1;
}

bool is_quiet(const Column& column) { return column.mode() == Mode::Quiet && !column.missing(); }
}  // namespace

ReportCodec::ReportCodec(std::span<const SeriesKind> kinds) {
    assert(kinds.size() <= most_columns);
    columns_.reserve(kinds.size());
    for (const SeriesKind kind : kinds) columns_.emplace_back(kind);
}

void ReportCodec::reset() {
    for (Column& column : columns_) column = Column(column.kind());
}

size_t ReportCodec::count_quiet() const {
    size_t count = 0;
    for (const Column& column : columns_) count += is_quiet(column) ? 1 : 0;
    return count;
}

// The first quiet column from `from` on that did change; `passed` counts the quiet ones before it.
size_t ReportCodec::next_surprise(std::span<const int64_t> values, size_t from, size_t& passed) const {
    passed = 0;
    for (size_t i = from; i < columns_.size(); ++i) {
        if (!is_quiet(columns_[i])) continue;
        if (values[i] != columns_[i].predicted()) return i;
        ++passed;
    }
    return columns_.size();
}

void ReportCodec::encode(std::span<const int64_t> values, Bytes& out) {
    assert(values.size() == columns_.size());
    BitWriter writer(out);
    write_gaps(values, writer);
    size_t quiet = count_quiet(), passed = 0;
    const auto write_next_surprise = [&](size_t from) {
        const size_t at = next_surprise(values, from, passed);
        if (quiet != 0 && at < values.size()) write_place(writer, passed, quiet);
        if (quiet != 0 && at == values.size()) writer.write(0, 1);
        quiet -= at < values.size() ? passed + 1 : quiet;
        return at;
    };
    size_t surprise = write_next_surprise(0);
    for (size_t i = 0; i < values.size(); ++i) {
        Column& column = columns_[i];
        if (column.missing()) continue;
        const int64_t value = values[i], off = residual::difference(value, column.predicted());
        switch (column.mode()) {
            case Mode::Fresh:
                Column::write_first(writer, value);
                column.learn_first(value);
                continue;
            case Mode::Quiet:
                if (i == surprise) column.write(writer, off);
                break;
            case Mode::Flagged:
                writer.write(off != 0 ? 1 : 0, 1);
                if (off != 0) column.write(writer, off);
                break;
            case Mode::Direct:
                column.write(writer, off);
                break;
        }
        column.learn(value, off);
        if (i == surprise) surprise = write_next_surprise(i + 1);
    }
    writer.finish();
}

// Which columns begin or end to be missing.
void ReportCodec::write_gaps(std::span<const int64_t> values, BitWriter& out) {
    size_t next = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        const bool missing = values[i] == missing_sample;
        if (missing == columns_[i].missing()) continue;
        columns_[i].set_missing(missing);
        write_place(out, i - next, values.size() - next);
        next = i + 1;
    }
    if (next < values.size()) out.write(0, 1);
}

bool ReportCodec::read_gaps(BitReader& in) {
    for (size_t next = 0; next < columns_.size(); ++next) {
        const size_t choices = columns_.size() - next;
        const size_t place = read_place(in, choices);
        if (place > choices) return false;
        next += place;
        if (next < columns_.size()) columns_[next].set_missing(!columns_[next].missing());
    }
    return true;
}

bool ReportCodec::read_columns(BitReader& in, std::span<int64_t> values) {
    size_t quiet = count_quiet();
    size_t until_surprise = quiet != 0 ? read_place(in, quiet) : 0;  // quiet columns before the next one
    bool well_formed = until_surprise <= quiet;
    for (size_t i = 0; i < values.size() && well_formed; ++i) {
        Column& column = columns_[i];
        if (column.missing()) {
            values[i] = missing_sample;
            continue;
        }
        if (column.mode() == Mode::Fresh) {
            values[i] = Column::read_first(in);
            column.learn_first(values[i]);
            well_formed = values[i] != missing_sample;
            continue;
        }
        int64_t off = 0;
        if (column.mode() == Mode::Quiet) {
            --quiet;
            if (until_surprise-- == 0) {
                well_formed = column.read(in, off);
                until_surprise = quiet != 0 ? read_place(in, quiet) : 0;
                well_formed = well_formed && until_surprise <= quiet;
            }
        } else if (column.mode() == Mode::Direct || in.read(1) != 0) {
            well_formed = column.read(in, off);
        }
        values[i] = residual::sum(column.predicted(), off);
        well_formed = well_formed && values[i] != missing_sample;
        column.learn(values[i], off);
    }
    return well_formed;
}

Status ReportCodec::decode(ByteView in, std::span<int64_t> values) {
    assert(values.size() == columns_.size());
    BitReader reader(in);
    if (!read_gaps(reader) || !read_columns(reader, values) || !reader.ends_cleanly()) {
        return fail(ErrorKind::Invalid, "report.malformed", "A report is damaged; the agent must connect again.");
    }
    return {};
}

}  // namespace steward
