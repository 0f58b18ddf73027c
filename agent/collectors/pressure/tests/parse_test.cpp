#include "agent/collectors/pressure/parse.h"

#include <gtest/gtest.h>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::pressure {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(PressureParse, reads_the_last_minute) {
    const Pressure pressure =
        parse_pressure("some avg10=0.80 avg60=12.34 avg300=0.31 total=4082344\nfull avg10=0.61 avg60=5.00 avg300=0.27 total=3553662\n");
    EXPECT_EQ(pressure.some, 12.34);
    EXPECT_EQ(pressure.full, 5.0);
    EXPECT_TRUE(parse_pressure(recording("pressure", "debian12-vm.io")).full);
    EXPECT_TRUE(parse_pressure(recording("pressure", "debian12-vm.cpu")).some);
}

TEST(PressureParse, leaves_absent_what_the_kernel_does_not_say) {
    EXPECT_FALSE(parse_pressure("some avg10=0.80 avg60=0.23\n").full);
    EXPECT_FALSE(parse_pressure("some avg60=101\n").some);
    EXPECT_FALSE(parse_pressure("some avg60=-1\n").some);
    EXPECT_FALSE(parse_pressure("").some);
}

TEST(PressureParse, survives_a_broken_text) {
    survives_anything(recording("pressure", "debian12-vm.io"), [](std::string_view text) { parse_pressure(text); });
}

}  // namespace
}  // namespace steward::agent::collectors::pressure
