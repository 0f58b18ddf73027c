// /proc/net/snmp and /proc/net/netstat (RFC 2011, 2012, 2013 and the kernel's own): a line of headings
// and a line of numbers for each protocol. /proc/net/sockstat: names and numbers by turns.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace steward::agent::collectors::internet {

/// "Tcp:" and "RetransSegs" for a table of snmp, "TCP:" and "orphan" for sockstat.
struct Wanted {
    std::string_view protocol, heading;
};

/// `numbers[i]` becomes what the text says of `wanted[i]`; what it does not say stays as it was.
void parse_tables(std::string_view text, std::span<const Wanted> wanted, std::span<std::optional<uint64_t>> numbers);
void parse_sockets(std::string_view text, std::span<const Wanted> wanted, std::span<std::optional<uint64_t>> numbers);

}  // namespace steward::agent::collectors::internet
