// The clock's offset, which the link measures with every connection and now and then between.
#include "agent/metrics.h"

namespace steward::agent::collectors::clock {

namespace {
class ClockCollector final : public Collector {
public:
    void collect(Instant, const CollectorSettings& settings, Samples& out) override {
        if (settings.clock_offset_known) out.add(metrics::clock_offset_seconds, "", settings.clock_offset_s);
        else out.add_unknown(metrics::clock_offset_seconds, "");
    }
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"clock",
                                            [](Host&) -> std::unique_ptr<Collector> { return std::make_unique<ClockCollector>(); }};
    return instance;
}

}  // namespace steward::agent::collectors::clock
