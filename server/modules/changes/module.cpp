// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/changes/service.h"
#include "server/modules/changes/watch.h"

namespace steward::changes {

namespace {
class ChangesModule final : public assembly::Module {
public:
    explicit ChangesModule(assembly::Context& context)
        : acts_(context.take<helpdesk::TicketWork>(), context.take<helpdesk::TicketVoice>(), context.take<service_levels::ServiceLevels>(),
                context.take<approvals::Questions>(), context.hub, context.rng),
          watch_(context.database, context.take<helpdesk::TicketWork>(), acts_),
          service_(context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(), acts_, context.rng) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override { return {{"change", "changes_changes"}}; }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {{.name = "changes.facts", .period = 30s, .wake_on_facts = true, .run = [this](Instant) { return watch_.consume_facts(); }},
                {.name = "changes.late", .period = 1min, .wake_on_facts = false, .run = [this](Instant now) {
                     return watch_.time_passed(now);
                 }}};
    }

private:
    Acts acts_;
    Watch watch_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<ChangesModule>(context); }

}  // namespace steward::changes
