// /proc/net/dev.
#include "agent/collectors/network/parse.h"
#include "agent/host/proc_text.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::network {

namespace {
constexpr size_t most_interfaces = 128;

class NetworkCollector final : public Collector {
public:
    explicit NetworkCollector(Host& host) : host_(host) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        if (!host_.read("/proc/net/dev", text_)) return;
        size_t said = 0;
        std::string_view rest = text_, text;
        while (said < most_interfaces && take_line(rest, text)) {
            const auto line = parse_line(text);
            if (!line || is_left_out(line->name)) continue;
            item_ = printable(line->name);  // at most 15 bytes: inside the string itself
            say(*line, out);
            ++said;
        }
    }

private:
    void say(const Line& line, Samples& out) {
        out.add_read(metrics::network_received_bytes, item_, line.received_bytes);
        out.add_read(metrics::network_sent_bytes, item_, line.sent_bytes);
        out.add_read(metrics::network_received_packets, item_, line.received_packets);
        out.add_read(metrics::network_sent_packets, item_, line.sent_packets);
        out.add_read(metrics::network_receive_errors, item_, line.receive_errors);
        out.add_read(metrics::network_send_errors, item_, line.send_errors);
        out.add_read(metrics::network_receive_drops, item_, line.receive_drops);
        out.add_read(metrics::network_send_drops, item_, line.send_drops);
    }

    Host& host_;
    std::string text_, item_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{
        "network", [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<NetworkCollector>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::network
