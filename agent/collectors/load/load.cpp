// /proc/loadavg. The load per core is that of five minutes: shorter ones say little about waiting.
#include "agent/collectors/load/parse.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::load {

namespace {
class LoadCollector final : public Collector {
public:
    explicit LoadCollector(Host& host) : host_(host) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        if (!host_.read("/proc/loadavg", text_)) text_.clear();
        const auto load = parse_load(text_);
        const auto say = [&](const Metric& metric, double value) {
            if (load) out.add(metric, "", value);
            else out.add_unknown(metric, "");
        };
        const Load known = load.value_or(Load{});
        say(metrics::load_one_minute, known.one_minute);
        say(metrics::load_five_minutes, known.five_minutes);
        say(metrics::load_fifteen_minutes, known.fifteen_minutes);
        say(metrics::load_per_core, known.five_minutes / host_.processors());
        out.add_read(metrics::load_tasks, "", known.tasks);
    }

private:
    Host& host_;
    std::string text_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"load",
                                            [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<LoadCollector>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::load
