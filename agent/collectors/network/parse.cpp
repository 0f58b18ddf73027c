#include "agent/collectors/network/parse.h"

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::network {

std::optional<Line> parse_line(std::string_view line) {
    const size_t colon = line.rfind(':');  // an alias such as "eth0:1:" has one in its name
    if (colon == std::string_view::npos) return std::nullopt;
    Line parsed;
    parsed.name = trimmed(line.substr(0, colon));
    if (parsed.name.empty() || parsed.name.size() > 32 || parsed.name.find(' ') != std::string_view::npos) return std::nullopt;
    line.remove_prefix(colon + 1);
    uint64_t unused = 0;
    for (uint64_t* field : {&parsed.received_bytes, &parsed.received_packets, &parsed.receive_errors, &parsed.receive_drops, &unused,
                            &unused, &unused, &unused, &parsed.sent_bytes, &parsed.sent_packets, &parsed.send_errors, &parsed.send_drops}) {
        const auto number = take_number(line);
        if (!number) return std::nullopt;
        *field = *number;
    }
    return parsed;
}

bool is_left_out(std::string_view name) {
    if (name == "lo") return true;
    for (const std::string_view start :
         {"veth",   "docker",  "br-",   "cni",       "cali",         "flannel", "vnet",   "virbr",  "tap",
          "lxc",    "ifb",     "dummy", "sit",       "tunl",         "gre",     "erspan", "ip6tnl", "ip6gre",
          "ip_vti", "ip6_vti", "teql",  "kube-ipvs", "nodelocaldns", "podman",  "fwbr",   "fwln",   "fwpr"}) {
        if (name.starts_with(start)) return true;
    }
    return false;
}

}  // namespace steward::agent::collectors::network
