// One column for each watched service, present whether it runs or not: a stopped service must not
// look like one that was never there.
#include "agent/host/services.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::service {

namespace {
class ServiceCollector final : public Collector {
public:
    explicit ServiceCollector(Host& host) : services_(host) {}

    void collect(Instant, const CollectorSettings& settings, Samples& out) override {
        if (names_ != settings.services) services_.watch(names_ = settings.services);
        services_.look();
        for (const auto& service : services_.watched()) out.add_scaled(metrics::service_running, service.name, service.running ? 1 : 0);
    }

private:
    Services services_;
    std::vector<std::string> names_;  // that it watches
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{
        "service", [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<ServiceCollector>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::service
