// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/restore_tests/service.h"

namespace steward::restore_tests {

namespace {
class RestoreTestsModule final : public assembly::Module {
public:
    explicit RestoreTestsModule(assembly::Context& context)
        : proven_(context.take<backups::Protection>()),
          acts_(context.take<backups::Protection>(), context.take<helpdesk::TicketWork>(), context.take<directory::Directory>(),
                context.hub, context.rng),
          scheduler_(context.database, context.take<backups::Protection>(), context.take<jobs::StandingRuns>(), acts_, context.rng),
          service_(context.take<backups::Protection>(), context.take<jobs::StandingRuns>(), context.take<directory::Directory>(), acts_,
                   scheduler_, proven_) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override {
        return {
            {"proof_plan", "restore_tests_plans"}, {"restore_test", "restore_tests_tests"}, {"proof_finding", "restore_tests_findings"}};
    }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {{.name = "restore_tests.schedule", .period = 1min, .wake_on_facts = false, .run = [this](Instant now) {
                     return scheduler_.run(now);
                 }}};
    }

private:
    Proven proven_;
    Acts acts_;
    Scheduler scheduler_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<RestoreTestsModule>(context); }

}  // namespace steward::restore_tests
