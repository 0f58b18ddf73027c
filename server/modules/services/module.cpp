// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/services/service.h"

namespace steward::services {

namespace {
class KeptServices final : public Services {
public:
    Result<std::optional<ServiceCard>> find(Transaction& transaction, ClientId client, ServiceId id) override {
        STEWARD_TRY(const auto row, find_service(transaction, id));
        if (!row || row->client != client) return std::nullopt;
        return ServiceCard{row->id, row->client, row->name, row->is_retired};
    }
    Result<std::set<ServiceId>> hit_by(Transaction& transaction, ClientId client, const std::vector<DeviceId>& devices,
                                       const std::set<ServiceId>& named) override {
        if (devices.empty() && named.empty()) return std::set<ServiceId>();
        STEWARD_TRY(const auto edges, edges_of(transaction, client));
        return services::hit_by(edges, devices, named);
    }
    Result<std::set<ServiceId>> on(Transaction& transaction, ClientId client, const std::vector<DeviceId>& devices) override {
        if (devices.empty()) return std::set<ServiceId>();
        STEWARD_TRY(const auto edges, edges_of(transaction, client));
        return services::on(edges, devices);
    }
};

class ServicesModule final : public assembly::Module {
public:
    explicit ServicesModule(assembly::Context& context) : service_(context.take<directory::Directory>(), context.rng) {
        context.offer<Services>(kept_);
    }
    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override { return {{"service", "services_services"}}; }

private:
    KeptServices kept_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<ServicesModule>(context); }

}  // namespace steward::services
