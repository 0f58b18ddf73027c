#include "server/platform/access/network.h"

#include <arpa/inet.h>

#include <array>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace steward::access {

std::string network_of(std::string_view address) {
    const std::string text(address.substr(0, address.find('%')));  // without an interface's name
    std::array<uint8_t, 16> bytes{};
    const auto version_4 = [](const uint8_t* at) {
        return std::to_string(at[0]) + "." + std::to_string(at[1]) + "." + std::to_string(at[2]) + ".0/24";
    };
    if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return version_4(bytes.data());
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    constexpr std::array<uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::memcmp(bytes.data(), mapped.data(), mapped.size()) == 0) return version_4(bytes.data() + 12);
    return to_hex(ByteView(bytes).first(6)) + "/48";
}

}  // namespace steward::access
