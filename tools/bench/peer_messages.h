// What a peer's sender says for one host and one minute of the mix, as bytes ready for its socket.
//
// Both are the cheapest form the peer understands: a remote write's snappy block has literals only,
// nothing to look up; a trapper's report is one connection, as its protocol wants.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace steward::bench {

/// POST /api/v1/write of Prometheus and VictoriaMetrics: series metric_C{host,item}, one sample each.
std::string remote_write_message(const std::vector<int64_t>& values, size_t host, int64_t at_ms);

/// "sender data" of Zabbix: items item_N of host-H.
std::string trapper_message(const std::vector<int64_t>& values, size_t host, int64_t at_ms);

}  // namespace steward::bench
