// /proc/pressure. Kernels built or started without it have no such columns at all.
#include "agent/collectors/pressure/parse.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::pressure {

namespace {
class PressureCollector final : public Collector {
public:
    // Where it is turned off the files may still be there, and reading them fails.
    explicit PressureCollector(Host& host)
        : host_(host), present_(host_.read("/proc/pressure/cpu", text_).has_value() && parse_pressure(text_).some) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        if (!present_) return;
        say(out, metrics::pressure_cpu_some_percent, read("/proc/pressure/cpu").some);
        const Pressure memory = read("/proc/pressure/memory");
        say(out, metrics::pressure_memory_some_percent, memory.some);
        say(out, metrics::pressure_memory_full_percent, memory.full);
        const Pressure io = read("/proc/pressure/io");
        say(out, metrics::pressure_io_some_percent, io.some);
        say(out, metrics::pressure_io_full_percent, io.full);
    }

private:
    Pressure read(const char* file) {
        path_ = file;
        if (!host_.read(path_, text_)) text_.clear();
        return parse_pressure(text_);
    }
    static void say(Samples& out, const Metric& metric, std::optional<double> percent) {
        if (percent) out.add(metric, "", *percent);
        else out.add_unknown(metric, "");
    }

    Host& host_;
    std::string path_, text_;
    bool present_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{
        "pressure", [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<PressureCollector>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::pressure
