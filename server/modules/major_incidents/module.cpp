// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/major_incidents/clock.h"
#include "server/modules/major_incidents/service.h"

namespace steward::major_incidents {

namespace {
class MajorIncidentsModule final : public assembly::Module {
public:
    explicit MajorIncidentsModule(assembly::Context& context)
        : database_(context.database),
          work_(context.take<helpdesk::TicketWork>()),
          acts_(work_, context.take<escalation::Escalation>(), context.find<service_levels::ServiceLevels>(), context.hub, context.rng),
          service_(context.take<directory::Directory>(), work_, acts_) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override { return {{"major_incident", "major_incidents_incidents"}}; }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {{.name = "major_incidents.facts",
                 .period = 10s,
                 .wake_on_facts = true,
                 .run = [this](Instant) { return consume_facts(database_, work_, acts_); }},
                {.name = "major_incidents.clock", .period = 15s, .wake_on_facts = false, .run = [this](Instant now) {
                     return time_passed(database_, work_, acts_, now);
                 }}};
    }

private:
    storage::Database& database_;
    helpdesk::TicketWork& work_;
    Acts acts_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<MajorIncidentsModule>(context); }

}  // namespace steward::major_incidents
