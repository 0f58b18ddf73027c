// /proc/vmstat.
#include "agent/collectors/paging/parse.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::paging {

namespace {
class PagingCollector final : public Collector {
public:
    explicit PagingCollector(Host& host) : host_(host) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        if (!host_.read("/proc/vmstat", text_)) text_.clear();
        const Paging paging = parse_paging(text_);
        out.add_read(metrics::paging_faults, "", paging.faults);
        out.add_read(metrics::paging_major_faults, "", paging.major_faults);
        out.add_read(metrics::paging_in_bytes, "", paging.in_bytes);
        out.add_read(metrics::paging_out_bytes, "", paging.out_bytes);
        out.add_read(metrics::paging_scanned_pages, "", paging.scanned_pages);
        out.add_read(metrics::paging_reclaimed_pages, "", paging.reclaimed_pages);
        out.add_read(metrics::paging_oom_kills, "", paging.oom_kills);
    }

private:
    Host& host_;
    std::string text_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{
        "paging", [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<PagingCollector>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::paging
