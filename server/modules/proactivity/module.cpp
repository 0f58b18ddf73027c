// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/proactivity/facts.h"
#include "server/modules/proactivity/service.h"
#include "server/modules/proactivity/snapshots.h"

namespace steward::proactivity {

namespace {
class ProactivityModule final : public assembly::Module {
public:
    explicit ProactivityModule(assembly::Context& context)
        : database_(context.database),
          directory_(context.take<directory::Directory>()),
          ledger_(context.take<directory::Directory>(), context.take<helpdesk::TicketVoice>(), context.find<monitoring::Monitoring>(),
                  context.find<services::Services>(), context.hub, context.rng),
          service_(context.take<directory::Directory>(), ledger_) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override {
        return {{"disturbance", "proactivity_disturbances"},
                {"client_report", "proactivity_reports"},
                {"verdict_override", "proactivity_overrides"}};
    }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {{.name = "proactivity.facts",
                 .period = 10s,
                 .wake_on_facts = true,
                 .run = [this](Instant now) { return consume_facts(database_, ledger_, now); }},
                {.name = "proactivity.time",
                 .period = 60s,
                 .wake_on_facts = false,
                 .run =
                     [this](Instant now) {
                         return database_.write([&](Transaction& transaction) { return ledger_.time_passed(transaction, now); });
                     }},
                {.name = "proactivity.snapshots", .period = 1h, .wake_on_facts = false, .run = [this](Instant now) {
                     return take_snapshots(database_, directory_, now);
                 }}};
    }

private:
    storage::Database& database_;
    directory::Directory& directory_;
    Ledger ledger_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<ProactivityModule>(context); }

}  // namespace steward::proactivity
