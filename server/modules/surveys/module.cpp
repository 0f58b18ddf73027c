// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/surveys/service.h"

namespace steward::surveys {

namespace {
class SurveysModule final : public assembly::Module {
public:
    explicit SurveysModule(assembly::Context& context)
        : asking_(context.database, context.take<helpdesk::TicketWork>(), context.take<access::Sealing>(), context.rng),
          service_(context.take<directory::Directory>(), asking_) {
        context.offer<Surveys>(asking_);
    }

    Status start() override { return asking_.start(); }
    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {
            {.name = "surveys.facts", .period = 10s, .wake_on_facts = true, .run = [this](Instant) { return asking_.consume_facts(); }},
            {.name = "surveys.send", .period = 10s, .wake_on_facts = false, .run = [this](Instant now) { return asking_.send_due(now); }},
            {.name = "surveys.months", .period = 60s, .wake_on_facts = false, .run = [this](Instant) { return asking_.date_sent(); }}};
    }

private:
    Asking asking_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<SurveysModule>(context); }

}  // namespace steward::surveys
