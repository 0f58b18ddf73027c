// Closed months: the same records give the same bytes, and what is read back is what was written.
#include "server/modules/figures/closed.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "server/modules/figures/month.h"
#include "server/modules/figures/tests/october.h"
#include "server/modules/service_levels/service_levels.h"

namespace steward::figures {
namespace {
using namespace std::chrono_literals;

template <typename AnyId>
AnyId closed_id(uint8_t number) {
    RawId raw;
    raw.bytes[15] = number;
    return AnyId(raw);
}

Counted some_month() {
    Counted counted;
    for (uint8_t i = 1; i <= 5; ++i) {
        Line line{.record = closed_id<TicketId>(i).text(), .client = closed_id<ClientId>(1), .priority = "P3"};
        line.technician = closed_id<AccountId>(static_cast<uint8_t>(1 + i % 2));
        line.counted = i % 2 == 0;
        line.seconds = 90.5 * i;
        line.at = october + 24h * i;
        counted.lines["K04.incidents"].push_back(line);
        counted.lines["K06"].push_back(line);
    }
    Line entry{.record = closed_id<TicketId>(9).text(),
               .kind = RecordKind::Entry,
               .ticket = closed_id<TicketId>(1).text(),
               .client = closed_id<ClientId>(1)};
    entry.seconds = 3600;
    counted.lines["K10"].push_back(entry);
    counted.technicians = {{closed_id<AccountId>(1), "Theo"}, {closed_id<AccountId>(2), "Tina"}};
    counted.endpoints[closed_id<ClientId>(1)] = 35.0322580645;
    counted.beginners.insert(closed_id<ClientId>(1));
    return counted;
}

TEST(ClosedMonth, says_the_same_when_it_is_read_back) {
    const Counted before = some_month(), after = counted_in(closed_month(before), closed_id<ClientId>(1));
    const auto lines = after.of("K04.incidents");
    ASSERT_EQ(lines.size(), 5u);
    EXPECT_EQ(lines[1].record, closed_id<TicketId>(2).text());
    EXPECT_EQ(lines[1].technician, closed_id<AccountId>(1));
    EXPECT_EQ(lines[1].seconds, 181);
    EXPECT_TRUE(lines[1].counted);
    EXPECT_EQ(lines[1].at, october + 48h);
    EXPECT_EQ(after.of("K10")[0].ticket, closed_id<TicketId>(1).text());
    EXPECT_EQ(after.technicians.at(closed_id<AccountId>(2)), "Tina");
    EXPECT_TRUE(after.beginners.contains(closed_id<ClientId>(1)));
    for (const Definition& definition : definitions()) {
        const Value one = value_of(definition, totals_of(before)), other = value_of(definition, totals_in(closed_totals(before)));
        EXPECT_EQ(one.numerator, other.numerator) << definition.code;
        EXPECT_EQ(one.times, other.times) << definition.code;
        EXPECT_NEAR(one.denominator, other.denominator, 1e-6) << definition.code;
    }
}

TEST(ClosedMonth, is_the_same_whatever_the_order_and_the_names) {
    Counted turned = some_month();
    for (auto& [code, lines] : turned.lines) std::reverse(lines.begin(), lines.end());
    turned.technicians[closed_id<AccountId>(1)] = "Theodora";
    EXPECT_TRUE(are_same(closed_month(some_month()), closed_month(turned)));
    turned.lines["K06"].front().counted = !turned.lines["K06"].front().counted;
    EXPECT_FALSE(are_same(closed_month(some_month()), closed_month(turned)));
}

TEST(Totals, of_several_clients_have_one_median) {
    Totals all = totals_of(some_month());
    Counted other;
    Line slow{.record = closed_id<TicketId>(20).text(), .client = closed_id<ClientId>(2)};
    slow.seconds = 10'000;
    other.lines["K04.incidents"] = {slow, slow};
    other.endpoints[closed_id<ClientId>(2)] = 4;
    all.add(totals_of(other));
    const Value value = value_of(*find_definition("K04.incidents"), all);
    EXPECT_EQ(value.sample, 7);
    EXPECT_EQ(value.times.median, 90.5 * 4);
    EXPECT_NEAR(all.beginning, 35.03, 0.005);
    EXPECT_EQ(all.settled, 4);
    EXPECT_NEAR(value_of(*find_definition("K10"), all).denominator, 39.03, 0.005);
}

TEST(Months, close_a_week_after_their_end_in_the_clients_zone) {
    EXPECT_EQ(service_levels::month_before("2026-01", 1), "2025-12");
    const Instant ninth = parse_rfc3339("2026-11-09T00:00:00Z").value_or(Instant{});
    EXPECT_EQ(last_closed("UTC", ninth).value_or(""), "2026-10");
    EXPECT_EQ(last_closed("UTC", ninth - 1ms).value_or(""), "2026-09");
    EXPECT_EQ(last_closed("America/New_York", ninth).value_or(""), "2026-09") << "it is still the eighth there";
    EXPECT_EQ(last_closed("Pacific/Auckland", ninth - 12h).value_or(""), "2026-10");
}

}  // namespace
}  // namespace steward::figures
