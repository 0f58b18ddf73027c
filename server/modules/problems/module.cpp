// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/problems/finder.h"
#include "server/modules/problems/service.h"

namespace steward::problems {

namespace {
class ProblemsModule final : public assembly::Module {
public:
    explicit ProblemsModule(assembly::Context& context)
        : acts_(context.take<helpdesk::TicketWork>(), context.take<helpdesk::TicketVoice>(), context.hub, context.rng),
          finder_(context.database, context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(), acts_),
          service_(context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(), acts_) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override { return {{"problem", "problems_problems"}}; }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {
            {.name = "problems.facts", .period = 30s, .wake_on_facts = true, .run = [this](Instant) { return finder_.consume_facts(); }},
            {.name = "problems.patterns",
             .period = 5min,
             .wake_on_facts = false,
             .run = [this](Instant now) { return finder_.find_patterns(now); }},
            {.name = "problems.fixes", .period = 1h, .wake_on_facts = false, .run = [this](Instant now) {
                 return finder_.verify_fixes(now);
             }}};
    }

private:
    Acts acts_;
    Finder finder_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<ProblemsModule>(context); }

}  // namespace steward::problems
