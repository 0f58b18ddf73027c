// /proc/uptime. The boot time is read once: the kernel works it out anew from a clock that is set
// now and then, so it would wander by a second, and a machine starts only once while we run.
#include "agent/collectors/uptime/parse.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::uptime {

namespace {
class Uptime final : public Collector {
public:
    explicit Uptime(Host& host) : host_(host) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        if (!host_.read("/proc/uptime", text_)) text_.clear();
        out.add_read(metrics::uptime_seconds, "", parse_uptime(text_));
        if (!boot_time_ && host_.read("/proc/stat", text_)) boot_time_ = parse_boot_time(text_);
        out.add_read(metrics::boot_time_seconds, "", boot_time_);
    }

private:
    Host& host_;
    std::string text_;
    std::optional<uint64_t> boot_time_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"uptime",
                                            [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<Uptime>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::uptime
