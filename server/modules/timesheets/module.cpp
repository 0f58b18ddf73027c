// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/timesheets/service.h"

namespace steward::timesheets {

namespace {
class TimesheetsModule final : public assembly::Module {
public:
    explicit TimesheetsModule(assembly::Context& context)
        : service_(context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(), context.rng) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }

private:
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<TimesheetsModule>(context); }

}  // namespace steward::timesheets
