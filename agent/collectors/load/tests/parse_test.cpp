#include "agent/collectors/load/parse.h"

#include <gtest/gtest.h>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::load {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(LoadParse, reads_three_averages_and_the_number_of_tasks) {
    const auto load = parse_load(recording("load", "ubuntu2204-busy"));
    ASSERT_TRUE(load);
    EXPECT_DOUBLE_EQ(load->one_minute, 128.51);
    EXPECT_DOUBLE_EQ(load->five_minutes, 96.02);
    EXPECT_DOUBLE_EQ(load->fifteen_minutes, 64.33);
    EXPECT_EQ(load->tasks, 4123U);
    EXPECT_TRUE(parse_load(recording("load", "debian12-vm")));
}

TEST(LoadParse, refuses_what_is_no_average) {
    for (const std::string_view text :
         {"", "1.0 2.0", "1.0 2.0 x 1/2 3", "-1 2 3 1/2 3", "nan 1 1 1/2 3", "inf 1 1 1/2 3", "1e5 1 1 1/2 3"})
        EXPECT_FALSE(parse_load(text)) << text;
    EXPECT_FALSE(parse_load("1 2 3")->tasks);
    EXPECT_FALSE(parse_load("1 2 3 5")->tasks);
}

TEST(LoadParse, survives_a_broken_text) {
    survives_anything(recording("load", "ubuntu2204-busy"), [](std::string_view text) { parse_load(text); });
}

}  // namespace
}  // namespace steward::agent::collectors::load
