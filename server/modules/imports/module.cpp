// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/imports/export.h"
#include "server/modules/imports/service.h"

namespace steward::imports {

namespace {
using namespace std::chrono_literals;

class ImportsModule final : public assembly::Module {
public:
    explicit ImportsModule(assembly::Context& context)
        : rooms_{context.take<directory::Directory>(), context.take<directory::Records>(), context.take<helpdesk::TicketHistory>(),
                 context.take<timesheets::TimeHistory>(), context.rng},
          depot_(context.state_folder + "/imports"),
          worker_(context.database, rooms_, depot_, context.hub),
          exporter_(context.database, rooms_, depot_, context.hub),
          service_(rooms_, depot_, context.hub, context.rng) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        // Whoever lays work down wakes them; they look by themselves for what another server process laid down.
        return {{.name = "imports.work",
                 .period = 10s,
                 .wake_on_facts = true,
                 .run = [this](Instant now) { return worker_.run(now); },
                 .own_thread = true},
                {.name = "imports.export",
                 .period = 10s,
                 .wake_on_facts = true,
                 .run = [this](Instant now) { return exporter_.run(now); },
                 .own_thread = true},
                {.name = "imports.sweep", .period = 1h, .run = [this](Instant now) { return worker_.sweep(now); }, .own_thread = true}};
    }
    void stop() override {
        worker_.stop();
        exporter_.stop();
    }

private:
    Rooms rooms_;
    Depot depot_;
    Worker worker_;
    Exporter exporter_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<ImportsModule>(context); }

}  // namespace steward::imports
