// /proc/net/dev (man 5 proc): two lines of headings, then "eth0: 338307843 7041 0 0 0 0 0 0 392375 ...".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace steward::agent::collectors::network {

struct Line {
    std::string_view name;  // stands in the text that was given
    uint64_t received_bytes = 0, received_packets = 0, receive_errors = 0, receive_drops = 0;
    uint64_t sent_bytes = 0, sent_packets = 0, send_errors = 0, send_drops = 0;
};

/// Absent for the headings and for anything of another shape.
std::optional<Line> parse_line(std::string_view line);

/// Interfaces that lead nowhere outside or come and go with containers and virtual machines: the
/// loopback, veth, docker, cni and the like. Their traffic is counted where it leaves the machine.
bool is_left_out(std::string_view name);

}  // namespace steward::agent::collectors::network
