// Three tables of /proc/net. A machine whose kernel lacks a protocol has unknowns in its place.
#include <algorithm>
#include <array>

#include "agent/collectors/internet/parse.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::internet {

namespace {
struct Column {
    std::string_view protocol, heading;
    const Metric* metric;
};
constexpr Column in_tables[] = {
    {"Ip:", "InReceives", &metrics::ip_received_packets},
    {"Ip:", "OutRequests", &metrics::ip_sent_packets},
    {"Ip:", "ForwDatagrams", &metrics::ip_forwarded_packets},
    {"Ip:", "InDiscards", &metrics::ip_discarded_packets},
    {"Ip:", "OutNoRoutes", &metrics::ip_unroutable_packets},
    {"Icmp:", "InMsgs", &metrics::icmp_received_messages},
    {"Icmp:", "OutMsgs", &metrics::icmp_sent_messages},
    {"Tcp:", "ActiveOpens", &metrics::tcp_opened_connections},
    {"Tcp:", "PassiveOpens", &metrics::tcp_accepted_connections},
    {"Tcp:", "AttemptFails", &metrics::tcp_failed_connections},
    {"Tcp:", "EstabResets", &metrics::tcp_reset_connections},
    {"Tcp:", "CurrEstab", &metrics::tcp_established_connections},
    {"Tcp:", "InSegs", &metrics::tcp_received_segments},
    {"Tcp:", "OutSegs", &metrics::tcp_sent_segments},
    {"Tcp:", "RetransSegs", &metrics::tcp_retransmitted_segments},
    {"Tcp:", "InErrs", &metrics::tcp_receive_errors},
    {"Tcp:", "OutRsts", &metrics::tcp_sent_resets},
    {"TcpExt:", "ListenOverflows", &metrics::tcp_listen_overflows},
    {"TcpExt:", "ListenDrops", &metrics::tcp_listen_drops},
    {"TcpExt:", "TCPTimeouts", &metrics::tcp_timeouts},
    {"Udp:", "InDatagrams", &metrics::udp_received_datagrams},
    {"Udp:", "OutDatagrams", &metrics::udp_sent_datagrams},
    {"Udp:", "NoPorts", &metrics::udp_unknown_port_datagrams},
    {"Udp:", "InErrors", &metrics::udp_receive_errors},
    {"Udp:", "RcvbufErrors", &metrics::udp_buffer_errors},
};
constexpr Column in_sockets[] = {
    {"sockets:", "used", &metrics::sockets_used},     {"TCP:", "inuse", &metrics::tcp_sockets},
    {"TCP:", "orphan", &metrics::tcp_orphan_sockets}, {"TCP:", "tw", &metrics::tcp_waiting_sockets},
    {"UDP:", "inuse", &metrics::udp_sockets},
};

template <size_t count>
constexpr std::array<Wanted, count> wanted_of(const Column (&columns)[count]) {
    std::array<Wanted, count> wanted;
    for (size_t i = 0; i < count; ++i) wanted[i] = {columns[i].protocol, columns[i].heading};
    return wanted;
}
constexpr auto wanted_tables = wanted_of(in_tables);
constexpr auto wanted_sockets = wanted_of(in_sockets);

class Internet final : public Collector {
public:
    explicit Internet(Host& host) : host_(host) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        std::array<std::optional<uint64_t>, wanted_tables.size()> numbers;
        for (const std::string* path : {&snmp_, &netstat_}) {
            if (host_.read(*path, text_)) parse_tables(text_, wanted_tables, numbers);
        }
        for (size_t i = 0; i < numbers.size(); ++i) out.add_read(*in_tables[i].metric, "", numbers[i]);
        std::array<std::optional<uint64_t>, wanted_sockets.size()> sockets;
        if (host_.read(sockstat_, text_)) parse_sockets(text_, wanted_sockets, sockets);
        for (size_t i = 0; i < sockets.size(); ++i) out.add_read(*in_sockets[i].metric, "", sockets[i]);
    }

private:
    Host& host_;
    const std::string snmp_ = "/proc/net/snmp", netstat_ = "/proc/net/netstat", sockstat_ = "/proc/net/sockstat";
    std::string text_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"internet",
                                            [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<Internet>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::internet
