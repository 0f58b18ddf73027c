#include <gtest/gtest.h>

#include "server/platform/outbound/http_request.h"

namespace steward::outbound {

namespace {
Bytes ipv4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) { return {a, b, c, d}; }

}  // namespace

TEST(PrivateAddress, is_what_the_public_cannot_reach) {
    for (const auto& inside :
         {ipv4(127, 0, 0, 1), ipv4(10, 1, 2, 3), ipv4(172, 16, 0, 1), ipv4(172, 31, 255, 255), ipv4(192, 168, 1, 1),
          ipv4(169, 254, 169, 254), ipv4(100, 64, 0, 1), ipv4(0, 0, 0, 0), ipv4(224, 0, 0, 1), ipv4(255, 255, 255, 255)}) {
        EXPECT_TRUE(is_private_address(inside)) << int(inside[0]) << "." << int(inside[1]);
    }
    for (const auto& outside : {ipv4(1, 1, 1, 1), ipv4(172, 32, 0, 1), ipv4(192, 169, 0, 1), ipv4(100, 128, 0, 1), ipv4(11, 0, 0, 1)}) {
        EXPECT_FALSE(is_private_address(outside)) << int(outside[0]) << "." << int(outside[1]);
    }
}

TEST(PrivateAddress, hides_in_ipv6_too) {
    Bytes loopback(16, 0);
    loopback[15] = 1;
    EXPECT_TRUE(is_private_address(loopback));
    Bytes mapped(16, 0);
    mapped[10] = mapped[11] = 0xff;
    mapped[12] = 10;
    EXPECT_TRUE(is_private_address(mapped)) << "::ffff:10.0.0.0";
    Bytes unique_local(16, 0);
    unique_local[0] = 0xfd;
    EXPECT_TRUE(is_private_address(unique_local));
    Bytes link_local(16, 0);
    link_local[0] = 0xfe;
    link_local[1] = 0x80;
    EXPECT_TRUE(is_private_address(link_local));
    Bytes global(16, 0);
    global[0] = 0x20;
    global[1] = 0x01;
    global[2] = 0x0d;
    global[3] = 0xb7;
    EXPECT_FALSE(is_private_address(global));
    Bytes six_to_four(16, 0);
    six_to_four[0] = 0x20;
    six_to_four[1] = 0x02;
    six_to_four[2] = 10;
    EXPECT_TRUE(is_private_address(six_to_four)) << "2002:0a00:: leads to 10.0.0.0";
    Bytes teredo(16, 0);
    teredo[0] = 0x20;
    teredo[1] = 0x01;
    EXPECT_TRUE(is_private_address(teredo));
    Bytes compatible(16, 0);
    compatible[12] = 192;
    compatible[13] = 168;
    EXPECT_TRUE(is_private_address(compatible)) << "::192.168.0.0";
}

}  // namespace steward::outbound
