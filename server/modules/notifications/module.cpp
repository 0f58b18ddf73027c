// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/notifications/deliver.h"
#include "server/modules/notifications/service.h"

namespace steward::notifications {

namespace {
class NotificationsModule final : public assembly::Module {
public:
    explicit NotificationsModule(assembly::Context& context)
        : directory_(context.take<directory::Directory>()),
          dispatch_(context.database, directory_, context.hub, context.clock, context.rng, context.take<access::Sealing>(),
                    context.find<correspondence::Correspondence>(), context.find<escalation::Escalation>()),
          service_(dispatch_, directory_, context.rng) {
        dispatch_.set_approvals(context.find<approvals::Approvals>());
        dispatch_.set_attachments(context.find<attachments::Attachments>());
        dispatch_.set_sign_in_mail(context.find<access::SignInMail>());
        dispatch_.set_surveys(context.find<surveys::Surveys>());
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {{.name = "notifications.match",
                 .period = 10s,
                 .wake_on_facts = true,
                 .run = [this](Instant now) { return dispatch_.match(now); }},
                {.name = "notifications.pages",
                 .period = 1s,
                 .wake_on_facts = true,
                 .run = [this](Instant) { return dispatch_.deliver(Lane::Pages); },
                 .own_thread = true},
                {.name = "notifications.deliver",
                 .period = 1s,
                 .wake_on_facts = true,
                 .run = [this](Instant) { return dispatch_.deliver(Lane::Others); },
                 .own_thread = true}};
    }

private:
    directory::Directory& directory_;
    Dispatch dispatch_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<NotificationsModule>(context); }

}  // namespace steward::notifications
