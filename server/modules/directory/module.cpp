// The directory as the composition root gets it.
#include "server/platform/assembly/module.h"
#include "server/modules/directory/device_list.h"
#include "server/modules/directory/directory.h"
#include "server/modules/directory/others.h"
#include "server/modules/directory/records.h"
#include "server/modules/directory/service.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::directory {

namespace {
class DirectoryModule final : public assembly::Module, public Directory, public Enrolments {
public:
    explicit DirectoryModule(assembly::Context& context)
        : context_(context),
          identities_(context.database, index_, context.hub, context.rng),
          service_(index_, identities_, endpoint_, context.hub, context.rng),
          records_(index_, context.hub, context.rng),
          others_(context.database, index_, identities_, context.hub) {
        context.offer<Directory>(*this);
        context.offer<Records>(records_);
        context.offer<Enrolments>(*this);
        context.offer<intake::Devices>(identities_);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override {
        return {{"client", "directory_v_clients"},
                {"site", "directory_sites"},
                {"person", "directory_people"},
                {"device", "directory_devices"},
                {"enrolment", "directory_enrolments"}};
    }

    std::vector<reconcilers::Reconciler> reconcilers() override {
        if (context_.database.engine() == storage::Engine::Sqlite) return {};  // there are no others
        return {{.name = "directory.others",
                 .period = OtherServers::period,
                 .run = [this](Instant now) { return others_.follow(now); },
                 .on_every_server = true}};
    }

    Status start() override {
        return context_.database.read([this](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto clients, all_clients(transaction));
            for (const auto& client : clients) index_.put_client(client);
            STEWARD_TRY(const auto sites, all_sites(transaction));
            for (const auto& site : sites) index_.put_site(site);
            STEWARD_TRY(const auto devices, all_devices(transaction));
            for (const auto& device : devices) index_.put_device(device);
            return identities_.load(transaction);
        });
    }

    std::optional<DeviceCard> device(DeviceId id) const override { return index_.card(id); }
    std::vector<DeviceCard> devices() const override { return index_.cards(); }
    Result<std::vector<DeviceCard>> devices_matching(ClientId client, const std::string& filter, Instant now) const override {
        return matching_devices(index_, client, filter, now);
    }
    std::optional<Vital> vital(DeviceId id) const override { return index_.vital(id); }
    std::string client_name(ClientId id) const override { return index_.client_name(id); }
    std::string client_zone(ClientId id) const override { return index_.client_zone(id); }
    std::string site_name(SiteId id) const override { return index_.site_name(id); }
    void note_vital(DeviceId id, const Vital& vital) override { index_.note_vital(id, vital); }
    void note_open_alerts(DeviceId id, int count) override { index_.note_open_alerts(id, count); }
    void note_maintenance(DeviceId id, Instant until) override { index_.note_maintenance(id, until); }
    void note_client_counts(ClientId id, std::optional<int> open_alerts, std::optional<int> open_tickets) override {
        index_.note_client_counts(id, open_alerts, open_tickets);
    }
    void set_enrolment_endpoint(EnrolmentEndpoint endpoint) override { endpoint_.set(std::move(endpoint)); }
    std::optional<EnrolmentEndpoint> enrolment_endpoint() const override { return endpoint_.get(); }

    Status store_inventory(storage::Transaction& transaction, DeviceId id, const agent::v1::Inventory& inventory,
                           Instant received_at) override {
        STEWARD_TRY(auto device, find_device(transaction, id));
        if (!device) return not_found("device");
        STEWARD_TRY(const bool newest, put_inventory(transaction, *device, inventory, received_at));
        const auto& os = inventory.operating_system().name();
        if (!newest || os.empty() || os == device->os) return {};
        device->os = os;
        STEWARD_CHECK(save_device(transaction, *device, received_at));
        transaction.after_commit([this, changed = std::move(*device)] { index_.put_device(changed); });
        return {};
    }

    Status put_granted(storage::Transaction& transaction, const GrantedEnrolment& granted, Instant now) override {
        return directory::put_granted(transaction, granted, now);
    }
    Result<std::optional<int64_t>> uses_left(storage::Transaction& transaction, EnrolmentId id) override {
        STEWARD_TRY(const auto enrolment, find_enrolment(transaction, id));
        if (!enrolment) return std::nullopt;
        return enrolment->revoked_at.is_set() ? 0 : enrolment->uses_left;
    }

private:
    assembly::Context& context_;
    DeviceIndex index_;
    Endpoint endpoint_;
    Identities identities_;
    Service service_;
    KeptRecords records_;
    OtherServers others_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<DirectoryModule>(context); }

}  // namespace steward::directory
