// One column for each watched service, present whether it runs or not: a stopped service must not
// look like one that was never there.
#include "agent/host/services.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::service {

namespace {
class ServiceCollector final : public Collector {
public:
    explicit ServiceCollector(Host& host) : services_(host), at_start_(services_.usual_running()) {}

    void collect(Instant, const CollectorSettings& settings, Samples& out) override {
        if (version_ != settings.version) {
            version_ = settings.version;
            services_.watch(services_to_watch(settings.services_at_enrolment.value_or(at_start_), settings.watched_services));
        }
        services_.look();
        for (const auto& service : services_.watched()) out.add_scaled(metrics::service_running, service.name, service.running ? 1 : 0);
    }

private:
    Services services_;
    const std::vector<std::string> at_start_;
    std::optional<uint64_t> version_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{
        "service", [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<ServiceCollector>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::service
