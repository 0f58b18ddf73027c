// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/approvals/awaited.h"
#include "server/modules/approvals/facts.h"
#include "server/modules/approvals/questions.h"
#include "server/modules/approvals/service.h"

namespace steward::approvals {

namespace {
constexpr int reminders_at_once = 50;

class ApprovalsModule final : public assembly::Module {
public:
    explicit ApprovalsModule(assembly::Context& context)
        : database_(context.database),
          acts_(context.take<helpdesk::TicketWork>(), context.take<helpdesk::TicketVoice>(), context.hub, context.rng),
          door_(context.database, context.take<access::Sealing>(), acts_, context.rng),
          awaited_(context.take<helpdesk::TicketVoice>()),
          questions_(context.take<helpdesk::TicketWork>(), acts_, context.rng),
          service_(context.take<helpdesk::TicketWork>(), acts_, door_, context.rng) {
        context.offer<Approvals>(door_);
        context.offer<Questions>(questions_);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override { return {{"approval", "approvals_requests", &may_know_of}}; }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {
            {.name = "approvals.facts",
             .period = 10s,
             .wake_on_facts = true,
             .run = [this](Instant) { return consume_facts(database_, acts_); }},
            {.name = "approvals.reminders", .period = 1min, .wake_on_facts = false, .run = [this](Instant now) { return remind(now); }}};
    }
    Status start() override { return door_.start(); }

private:
    Status remind(Instant now) {
        std::vector<RequestRow> due;
        STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(due, reminders_due(transaction, now, reminders_at_once));
            return {};
        }));
        for (const auto& seen : due) {
            STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
                STEWARD_TRY(auto request, find_request(transaction, seen.id));
                if (!request || !request->is_pending() || !request->next_at.is_set() || request->next_at > now) return {};
                return acts_.remind(transaction, *request, nullptr, now);
            }));
        }
        return {};
    }

    storage::Database& database_;
    Acts acts_;
    Door door_;
    Awaited awaited_;
    QuestionsOfRooms questions_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<ApprovalsModule>(context); }

}  // namespace steward::approvals
