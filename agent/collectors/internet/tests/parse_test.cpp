#include "agent/collectors/internet/parse.h"

#include <gtest/gtest.h>

#include <array>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::internet {
namespace {

using testing::recording;
using testing::survives_anything;

constexpr Wanted wanted[] = {
    {"Tcp:", "RetransSegs"}, {"Udp:", "InErrors"}, {"UdpLite:", "NoPorts"}, {"Tcp:", "MaxConn"}, {"Tcp:", "NoSuchThing"}};
using Numbers = std::array<std::optional<uint64_t>, std::size(wanted)>;

Numbers numbers_of(std::string_view text) {
    Numbers numbers;
    parse_tables(text, wanted, numbers);
    return numbers;
}

TEST(InternetParse, finds_a_number_below_its_heading) {
    const Numbers numbers = numbers_of(
        "Tcp: RtoAlgorithm MaxConn RetransSegs\nTcp: 1 -1 12\nUdp: InDatagrams NoPorts InErrors\nUdp: 100 4 7\nUdpLite: InDatagrams "
        "NoPorts\nUdpLite: 0 5\n");
    EXPECT_EQ(numbers, (Numbers{12, 7, 5, std::nullopt, std::nullopt}));
}

TEST(InternetParse, reads_what_a_real_machine_says) {
    const Numbers numbers = numbers_of(recording("internet", "debian12-vm.snmp"));
    EXPECT_TRUE(numbers[0] && numbers[1] && numbers[2]);
    constexpr Wanted listening[] = {{"TcpExt:", "ListenOverflows"}, {"TcpExt:", "TCPTimeouts"}};
    std::array<std::optional<uint64_t>, 2> found;
    parse_tables(recording("internet", "debian12-vm.netstat"), listening, found);
    EXPECT_TRUE(found[0] && found[1]);
}

TEST(InternetParse, trusts_nothing_that_is_out_of_step) {
    EXPECT_EQ(numbers_of("Tcp: RetransSegs\nUdp: 5\n"), Numbers{});
    EXPECT_EQ(numbers_of("Tcp: RetransSegs\nTcp:\n"), Numbers{});
    EXPECT_EQ(numbers_of("Tcp: RetransSegs\n"), Numbers{});
    EXPECT_EQ(numbers_of("\n\nTcp: RetransSegs\nTcp: 5\n"), Numbers{});
    EXPECT_EQ(numbers_of("Tcp: RetransSegs\nTcp: 99999999999999999999\n"), Numbers{});
}

TEST(InternetParse, reads_names_and_numbers_by_turns) {
    constexpr Wanted sockets[] = {{"sockets:", "used"}, {"TCP:", "tw"}, {"TCP:", "mem"}, {"UDP:", "inuse"}};
    std::array<std::optional<uint64_t>, 4> found;
    parse_sockets("sockets: used 29\nTCP: inuse 8 orphan 1 tw 230 alloc 9 mem\nUDP: x\n", sockets, found);
    EXPECT_EQ(found[0], 29U);
    EXPECT_EQ(found[1], 230U);
    EXPECT_FALSE(found[2] || found[3]);
}

TEST(InternetParse, survives_a_broken_text) {
    survives_anything(recording("internet", "debian12-vm.snmp"), [](std::string_view text) { numbers_of(text); });
    survives_anything(recording("internet", "debian12-vm.sockstat"), [](std::string_view text) {
        Numbers numbers;
        parse_sockets(text, wanted, numbers);
    });
}

}  // namespace
}  // namespace steward::agent::collectors::internet
