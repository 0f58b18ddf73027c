// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/timesheets/history.h"
#include "server/modules/timesheets/service.h"
#include "server/modules/timesheets/ticket_time.h"

namespace steward::timesheets {

namespace {
class TimesheetsModule final : public assembly::Module {
public:
    explicit TimesheetsModule(assembly::Context& context)
        : service_(context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(), context.rng),
          ticket_time_(context.take<directory::Directory>(), context.rng),
          history_(context.rng) {
        context.offer<TimeHistory>(history_);
        context.take<helpdesk::TicketWork>().keep_time_by(ticket_time_);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }

private:
    Service service_;
    TicketTime ticket_time_;
    History history_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<TimesheetsModule>(context); }

}  // namespace steward::timesheets
