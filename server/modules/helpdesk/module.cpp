// The helpdesk as the composition root gets it.
#include "server/platform/assembly/module.h"
#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/by_mail.h"
#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/history.h"
#include "server/modules/helpdesk/open_tickets.h"
#include "server/modules/helpdesk/service.h"
#include "server/modules/helpdesk/voice.h"
#include "server/modules/helpdesk/waiting.h"
#include "server/modules/helpdesk/work.h"

namespace steward::helpdesk {

namespace {
class HelpdeskModule final : public assembly::Module {
public:
    explicit HelpdeskModule(assembly::Context& context)
        : database_(context.database),
          desk_(context.take<directory::Directory>(), context.hub, context.rng, context.find<service_levels::ServiceLevels>()),
          service_(context.take<directory::Directory>(), desk_, context.find<services::Services>()),
          opener_(context.database, context.take<directory::Directory>(), desk_),
          by_mail_(desk_),
          voice_(desk_),
          work_(desk_, context.take<directory::Directory>()),
          waiting_(context.database, desk_),
          history_(desk_, context.take<directory::Directory>(), context.rng) {
        context.offer<TicketHistory>(history_);
        context.offer<TicketsByMail>(by_mail_);
        context.offer<TicketVoice>(voice_);
        context.offer<TicketWork>(work_);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override {
        return {{"ticket", "helpdesk_tickets", &may_know_of}, {"ticket_exception", "helpdesk_exceptions"}};
    }

    std::vector<reconcilers::Reconciler> reconcilers() override {
        return {{.name = "helpdesk.tickets",
                 .period = std::chrono::seconds(30),
                 .wake_on_facts = true,
                 .run = [this](Instant now) { return opener_.run(now); }},
                {.name = "helpdesk.waiting", .period = std::chrono::seconds(30), .wake_on_facts = false, .run = [this](Instant now) {
                     return waiting_.run(now);
                 }}};
    }

    Status start() override {
        return database_.read([this](Transaction& transaction) { return desk_.recount(transaction); });
    }

private:
    storage::Database& database_;
    Desk desk_;
    Service service_;
    TicketOpener opener_;
    ByMail by_mail_;
    Voice voice_;
    Work work_;
    Waiting waiting_;
    History history_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<HelpdeskModule>(context); }

}  // namespace steward::helpdesk
