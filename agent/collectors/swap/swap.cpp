// /proc/meminfo for the space, /proc/vmstat for what was moved.
#include "agent/collectors/swap/parse.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::swap {

namespace {
class SwapCollector final : public Collector {
public:
    explicit SwapCollector(Host& host) : host_(host) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        if (!host_.read("/proc/meminfo", meminfo_)) meminfo_.clear();
        if (!host_.read("/proc/vmstat", vmstat_)) vmstat_.clear();
        const Swap swap = parse_swap(meminfo_, vmstat_);
        out.add_read(metrics::swap_size_bytes, "", swap.size_bytes);
        out.add_read(metrics::swap_used_bytes, "", swap.used_bytes());
        if (const auto percent = swap.used_percent()) out.add(metrics::swap_used_percent, "", *percent);
        else out.add_unknown(metrics::swap_used_percent, "");
        out.add_read(metrics::swap_in_pages, "", swap.pages_in);
        out.add_read(metrics::swap_out_pages, "", swap.pages_out);
    }

private:
    Host& host_;
    std::string meminfo_, vmstat_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"swap",
                                            [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<SwapCollector>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::swap
