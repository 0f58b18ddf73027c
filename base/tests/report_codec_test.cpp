// The report's code: pinned byte by byte, true for every column, and deaf to damage.
#include "base/report_codec.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace steward {
namespace {

constexpr auto G = SeriesKind::Gauge, C = SeriesKind::Counter, S = SeriesKind::State;

// What stands on the wire and in every stored log. A difference here is a new format: agents and
// files of before could no longer be read.
TEST(ReportFormat, is_pinned) {
    const SeriesKind kinds[] = {G, C, S, G};
    ReportCodec codec(kinds);
    const std::vector<std::vector<int64_t>> reports = {
        {0, 1'000, 1, -42},           {5, 1'100, 1, -42},     {5, 1'200, 1, missing_sample}, {-7, 1'300, 2, missing_sample},
        {5, 1'400, 2, 1'000'000'000}, {5, 1'500, 2, 999'999}, {4, 1'600, 2, 1'000'000}};
    std::string hex;
    for (const auto& report : reports) {
        Bytes out;
        codec.encode(report, out);
        hex += to_hex(out) + " ";
    }
    EXPECT_EQ(hex, "000be8050e13 1cf44002 07 ce0400 b7d3a3a2acb901 10e0c3c51d 040a00000000 ");
}

std::vector<Bytes> encoded(std::span<const SeriesKind> kinds, const std::vector<std::vector<int64_t>>& reports) {
    ReportCodec writer(kinds);
    std::vector<Bytes> all;
    for (const auto& report : reports) writer.encode(report, all.emplace_back());
    return all;
}

TEST(ReportCodec, takes_almost_nothing_for_columns_that_stay) {
    const std::vector<SeriesKind> kinds(200, S);
    const std::vector<std::vector<int64_t>> reports(50, std::vector<int64_t>(200, 1));
    EXPECT_LE(encoded(kinds, reports).back().size(), 2u);
}

TEST(ReportCodec, expects_a_counter_to_grow_as_it_did) {
    const SeriesKind kinds[] = {C};
    std::vector<std::vector<int64_t>> reports;
    for (int64_t i = 0; i < 40; ++i) reports.push_back({i * 1'000'003});
    EXPECT_LE(encoded(kinds, reports).back().size(), 1u);
}

TEST(ReportCodec, begins_anew_when_it_is_reset) {
    const SeriesKind kinds[] = {G, C};
    ReportCodec codec(kinds);
    Bytes first, later, again;
    codec.encode(std::vector<int64_t>{7, 8}, first);
    codec.encode(std::vector<int64_t>{9, 10}, later);
    codec.reset();
    codec.encode(std::vector<int64_t>{7, 8}, again);
    EXPECT_EQ(again, first);
}

// Steps of all sizes, values at the ends of the range, gaps.
rc::Gen<int64_t> some_value() {
    return rc::gen::oneOf(rc::gen::inRange<int64_t>(-5, 5), rc::gen::inRange<int64_t>(-100'000, 100'000),
                          rc::gen::map(rc::gen::inRange<int64_t>(0, 1'000), [](int64_t pages) { return pages * 4096; }),
                          rc::gen::arbitrary<int64_t>(),
                          rc::gen::element(std::numeric_limits<int64_t>::max(), missing_sample + 1, missing_sample, int64_t{0}));
}

struct Stream {
    std::vector<SeriesKind> kinds;
    std::vector<std::vector<int64_t>> reports;
};

Stream some_stream() {
    Stream stream;
    stream.kinds = *rc::gen::resize(20, rc::gen::container<std::vector<SeriesKind>>(rc::gen::element(G, C, S)));
    const auto count = *rc::gen::inRange(1, 30);
    for (int i = 0; i < count; ++i) {
        // Mostly as before: that is what real columns do, and what the model's rarer ways need.
        auto report = i == 0 ? *rc::gen::container<std::vector<int64_t>>(stream.kinds.size(), some_value()) : stream.reports.back();
        const auto changes = stream.kinds.empty() ? 0 : *rc::gen::inRange<size_t>(0, 4);
        for (size_t change = 0; change < changes; ++change) report[*rc::gen::inRange<size_t>(0, report.size())] = *some_value();
        stream.reports.push_back(std::move(report));
    }
    return stream;
}

RC_GTEST_PROP(ReportCodec, gives_back_every_report_of_any_stream, ()) {
    const Stream stream = some_stream();
    ReportCodec reader(stream.kinds);
    const auto bytes = encoded(stream.kinds, stream.reports);
    for (size_t i = 0; i < bytes.size(); ++i) {
        std::vector<int64_t> values(stream.kinds.size());
        RC_ASSERT(reader.decode(bytes[i], values).has_value());
        RC_ASSERT(values == stream.reports[i]);
    }
}

RC_GTEST_PROP(ReportCodec, refuses_a_report_that_was_cut_or_has_something_behind_it, ()) {
    const Stream stream = some_stream();
    const auto bytes = encoded(stream.kinds, stream.reports);
    RC_PRE(!bytes.back().empty());
    const auto outcome_of_last = [&](const Bytes& last) {
        ReportCodec reader(stream.kinds);
        std::vector<int64_t> values(stream.kinds.size());
        for (size_t i = 0; i + 1 < bytes.size(); ++i) RC_ASSERT(reader.decode(bytes[i], values).has_value());
        return reader.decode(last, values).has_value();
    };
    Bytes longer = bytes.back();
    longer.push_back(0);
    RC_ASSERT(!outcome_of_last(longer));
    Bytes shorter = bytes.back();
    shorter.pop_back();
    // A cut can only pass for a report whose last byte said nothing but zeros, which no writer writes.
    if (bytes.back().back() != 0) RC_ASSERT(!outcome_of_last(shorter));
}

RC_GTEST_PROP(ReportCodec, survives_any_bytes, (const std::vector<uint8_t>& garbage)) {
    const Stream stream = some_stream();
    ReportCodec reader(stream.kinds);
    std::vector<int64_t> values(stream.kinds.size());
    for (const auto& report : encoded(stream.kinds, stream.reports)) (void)reader.decode(report, values);
    const auto refused = reader.decode(garbage, values);
    if (!refused) RC_ASSERT(refused.error().code == "report.malformed");
    reader.reset();
    RC_ASSERT(reader.decode(encoded(stream.kinds, {stream.reports.front()}).front(), values).has_value());
}

}  // namespace
}  // namespace steward
