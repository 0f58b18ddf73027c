#include "agent/collectors/network/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::network {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(NetworkParse, reads_the_counters_of_an_interface) {
    const auto line = parse_line("enp3s0f0:18446744073709551615 4294967296 3 12 0 1 0 55 5566778899 7654321 1 2 0 0 0 0");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->name, "enp3s0f0");
    EXPECT_EQ(line->received_bytes, UINT64_MAX);
    EXPECT_EQ(line->receive_errors, 3U);
    EXPECT_EQ(line->receive_drops, 12U);
    EXPECT_EQ(line->sent_bytes, 5566778899U);
    EXPECT_EQ(line->send_errors, 1U);
    EXPECT_EQ(line->send_drops, 2U);
}

TEST(NetworkParse, keeps_what_leads_outside) {
    for (const auto& [name, expected] : {std::pair("docker-host", std::vector<std::string>{"enp3s0f0", "bond0", "wg0"}),
                                         std::pair("debian12-vm", std::vector<std::string>{"eth0"})}) {
        const std::string text = recording("network", name);
        std::vector<std::string> kept;
        size_t begin = 0;
        for (size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin)) {
            const auto line = parse_line(std::string_view(text).substr(begin, end - begin));
            if (line && !is_left_out(line->name)) kept.emplace_back(line->name);
        }
        EXPECT_EQ(kept, expected) << name;
    }
}

TEST(NetworkParse, refuses_headings_and_lines_of_another_shape) {
    for (const std::string_view text : {"", " face |bytes packets", "eth0", "eth0:", "eth0: 1 2 3", "eth0: a 2 3 4 5 6 7 8 9 10 11 12",
                                        ": 1 2 3 4 5 6 7 8 9 10 11 12", "eth0: 99999999999999999999 2 3 4 5 6 7 8 9 10 11 12"}) {
        EXPECT_FALSE(parse_line(text)) << text;
    }
}

TEST(NetworkParse, survives_a_broken_text) {
    survives_anything("  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n", [](std::string_view text) { parse_line(text); });
}

}  // namespace
}  // namespace steward::agent::collectors::network
