// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/figures/closing.h"
#include "server/modules/figures/service.h"

namespace steward::figures {

namespace {
class FiguresModule final : public assembly::Module {
public:
    explicit FiguresModule(assembly::Context& context)
        : closing_(context.database, context.take<service_levels::ServiceLevels>()),
          service_(context.take<directory::Directory>(), context.take<service_levels::ServiceLevels>()) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        return {{.name = "figures.months", .period = std::chrono::minutes(10), .wake_on_facts = false, .run = [this](Instant now) {
                     return closing_.run(now);
                 }}};
    }

private:
    Closing closing_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<FiguresModule>(context); }

}  // namespace steward::figures
