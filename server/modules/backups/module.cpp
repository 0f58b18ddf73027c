// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/backups/service.h"
#include "server/modules/backups/watch.h"

namespace steward::backups {

namespace {
class BackupsModule final : public assembly::Module {
public:
    explicit BackupsModule(assembly::Context& context)
        : watch_(context.database, context.take<directory::Directory>(), context.hub, context.rng),
          service_(context.take<directory::Directory>(), protection_, context.rng) {
        context.offer<Protection>(protection_);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override {
        return {{"backup_item", "backups_items"}, {"backup_plan", "backups_plans"}, {"backup_run", "backups_runs"}};
    }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {{.name = "backups.watch", .period = 1min, .wake_on_facts = true, .run = [this](Instant now) { return watch_.run(now); }}};
    }

private:
    Protected protection_;
    Watch watch_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<BackupsModule>(context); }

}  // namespace steward::backups
