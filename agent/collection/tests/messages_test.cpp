// What is asked and answered between the agent's processes, and what is not believed.
#include "agent/collection/messages.h"

#include <gtest/gtest.h>

#include <limits>

#include "agent/collectors/collector.h"

namespace steward::agent {
namespace {

class Nothing final : public Collection {
public:
    Measured measure(const CollectorSettings& settings, Instant) override {
        asked = settings;
        return {.is_known = true, .columns_changed = false, .columns = "", .values = {}, .use = {}};
    }
    std::optional<v1::Inventory> stock(std::span<const std::string>) override { return v1::Inventory(); }
    std::string_view problem() const override { return {}; }
    bool is_apart() const override { return false; }
    CollectorSettings asked;
};

std::optional<v1::CollectionReply> answer(const v1::CollectionRequest& request) {
    Nothing nothing;
    bool columns_known = true;
    return answer_to(request, nothing, {}, Instant{}, columns_known);
}

TEST(CollectionRequest, is_what_was_wanted) {
    Nothing nothing;
    bool columns_known = false;
    const auto request = measure_request({.services = {"ssh", "nginx"}, .clock_offset_s = -0.25, .clock_offset_known = true});
    const auto reply = answer_to(request, nothing, {.resident_bytes = 4096, .cpu_ms = 7}, Instant{}, columns_known);
    ASSERT_TRUE(reply && reply->has_measured());
    EXPECT_EQ(nothing.asked.services, (std::vector<std::string>{"ssh", "nginx"}));
    EXPECT_EQ(nothing.asked.clock_offset_s, -0.25);
    EXPECT_TRUE(nothing.asked.clock_offset_known);
    EXPECT_TRUE(reply->measured().has_columns()) << "the first answer says them";
    EXPECT_TRUE(columns_known);
    EXPECT_EQ(reply->measured().resident_bytes(), 4096);
    EXPECT_FALSE(answer(request)->measured().has_columns());
}

TEST(CollectionRequest, that_asks_nothing_or_too_much_has_no_answer) {
    EXPECT_FALSE(answer(v1::CollectionRequest()));
    v1::CollectionRequest measure, stock;
    for (size_t i = 0; i <= most_asked_services; ++i) {
        measure.mutable_measure()->add_services("a");
        stock.mutable_stock()->add_services("a");
    }
    EXPECT_FALSE(answer(measure));
    EXPECT_FALSE(answer(stock));
    EXPECT_TRUE(answer(stock_request(std::vector<std::string>(most_asked_services + 1, "a")))) << "whoever asks keeps to it";
}

v1::Measured measured(int columns, int values) {
    v1::SeriesLayout layout;
    for (int i = 0; i < columns; ++i) layout.add_series()->set_metric("load_1m");
    v1::Measured said;
    said.set_columns(layout.SerializeAsString());
    for (int i = 0; i < values; ++i) said.add_values(i);
    return said;
}

TEST(CollectionReply, with_another_number_of_values_than_columns_is_not_taken) {
    Told told;
    auto good = measured(3, 3);
    ASSERT_TRUE(take(good, told));
    EXPECT_TRUE(told.columns_changed);
    for (auto bad : {measured(3, 2), measured(2, 3), measured(0, 1),
                     measured(static_cast<int>(most_columns) + 1, static_cast<int>(most_columns) + 1)}) {
        EXPECT_FALSE(take(bad, told));
    }
    auto again = measured(0, 3);
    again.clear_columns();
    ASSERT_TRUE(take(again, told)) << "without columns they are those of before";
    EXPECT_FALSE(told.columns_changed);
    EXPECT_EQ(told.values, (std::vector<int64_t>{0, 1, 2}));
}

TEST(CollectionReply, processor_time_only_grows_whoever_starts_anew) {
    Told told;
    const auto after = [&](int64_t cpu_ms) {
        auto answer = measured(1, 1);
        answer.set_cpu_ms(cpu_ms);
        EXPECT_TRUE(take(answer, told));
        return told.use.cpu_ms;
    };
    EXPECT_EQ(after(5'000), 0) << "what it used before it was asked is not ours to tell";
    EXPECT_EQ(after(5'030), 30);
    EXPECT_EQ(after(4), 34) << "another process";
    EXPECT_EQ(after(9), 39);
}

TEST(CollectionReply, that_is_none_is_not_taken) {
    Told told;
    auto torn = measured(1, 1);
    torn.set_columns("\x0a\x7f");
    EXPECT_FALSE(take(torn, told));
    auto with_interval = measured(1, 1);
    v1::SeriesLayout interval;
    interval.set_interval_s(10);
    with_interval.set_columns(with_interval.columns() + interval.SerializeAsString());
    EXPECT_FALSE(take(with_interval, told)) << "the grid is the asker's";
    auto backwards = measured(1, 1);
    backwards.set_cpu_ms(-1);
    EXPECT_FALSE(take(backwards, told));
    for (const int64_t impossible : {std::numeric_limits<int64_t>::max(), int64_t{1} << 51}) {
        auto large = measured(1, 1);
        large.set_cpu_ms(impossible);
        EXPECT_FALSE(take(large, told));
        large.set_cpu_ms(0);
        large.set_resident_bytes(impossible);
        EXPECT_FALSE(take(large, told));
    }
    EXPECT_TRUE(told.values.empty());
    auto unread = measured(1, 1);
    unread.set_resident_bytes(-1);
    ASSERT_TRUE(take(unread, told));
    EXPECT_EQ(told.use.resident_bytes, std::nullopt);
}

}  // namespace
}  // namespace steward::agent
