// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/portal/facts.h"
#include "server/modules/portal/service.h"

namespace steward::portal {

namespace {
class PortalModule final : public assembly::Module, public Portal {
public:
    explicit PortalModule(assembly::Context& context)
        : database_(context.database),
          hub_(context.hub),
          service_(context.take<directory::Directory>(), context.take<service_levels::ServiceLevels>(),
                   context.take<helpdesk::TicketWork>()) {
        context.offer<Portal>(*this);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }

    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {{.name = "portal.facts", .period = 10s, .wake_on_facts = true, .run = [this](Instant) {
                     return consume_facts(database_, hub_);
                 }}};
    }

    void set_public_address(std::string address) override { service_.set_public_address(std::move(address)); }

    Result<std::optional<Logo>> logo(std::string_view digest) override {
        std::optional<Logo> found;
        STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(found, find_logo(transaction, digest));
            return {};
        }));
        return found;
    }

private:
    storage::Database& database_;
    live::Hub& hub_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<PortalModule>(context); }

}  // namespace steward::portal
