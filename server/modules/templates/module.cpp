// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/templates/facts.h"
#include "server/modules/templates/scheduler.h"
#include "server/modules/templates/service.h"

namespace steward::templates {

namespace {
class TemplatesModule final : public assembly::Module {
public:
    explicit TemplatesModule(assembly::Context& context)
        : database_(context.database),
          checklists_(context.take<helpdesk::TicketVoice>(), context.hub, context.rng),
          scheduler_(context.database, context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(), checklists_,
                     context.rng),
          service_(context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(), checklists_, context.rng) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override { return {{"ticket_schedule", "templates_schedules"}}; }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {{.name = "templates.schedules",
                 .period = 30s,
                 .wake_on_facts = false,
                 .run = [this](Instant now) { return scheduler_.run(now); }},
                {.name = "templates.facts", .period = 10s, .wake_on_facts = true, .run = [this](Instant) {
                     return consume_facts(database_, checklists_);
                 }}};
    }

private:
    storage::Database& database_;
    Checklists checklists_;
    Scheduler scheduler_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<TemplatesModule>(context); }

}  // namespace steward::templates
