// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/escalation/facts.h"
#include "server/modules/escalation/hand_over.h"
#include "server/modules/escalation/roster.h"
#include "server/modules/escalation/service.h"
#include "server/modules/escalation/swapping.h"

namespace steward::escalation {

namespace {
constexpr int runs_at_once = 50;

class EscalationModule final : public assembly::Module {
public:
    explicit EscalationModule(assembly::Context& context)
        : database_(context.database),
          clock_(context.clock),
          rng_(context.rng),
          escalator_(context.take<directory::Directory>(), context.take<helpdesk::TicketsByMail>(), context.hub, context.rng),
          handing_(escalator_, context.take<helpdesk::TicketWork>(), context.find<service_levels::ServiceLevels>(), context.hub,
                   context.rng),
          hub_(context.hub),
          door_(context.database, escalator_, context.take<access::Sealing>(), context.rng),
          service_(context.take<directory::Directory>(), escalator_, handing_, door_, context.hub, context.rng) {
        context.offer<Escalation>(door_);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override { return {{"escalation_run", "escalation_runs"}}; }

    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {
            {.name = "escalation.facts",
             .period = 5s,
             .wake_on_facts = true,
             .run = [this](Instant) { return consume_facts(database_, escalator_, handing_); }},
            {.name = "escalation.pages", .period = 1s, .wake_on_facts = false, .run = [this](Instant now) { return take_due_steps(now); }},
            {.name = "escalation.levels", .period = 15s, .wake_on_facts = false, .run = [this](Instant now) { return move_due(now); }},
            {.name = "escalation.hand_overs",
             .period = 1min,
             .wake_on_facts = false,
             .run =
                 [this](Instant now) {
                     return database_.write([&](Transaction& transaction) -> Status {
                         STEWARD_CHECK(lapse_swaps(transaction, hub_, now));
                         return tend_hand_overs(transaction, hub_, rng_, now);
                     });
                 }},
            {.name = "escalation.roster", .period = 5min, .wake_on_facts = false, .run = [this](Instant now) {
                 return database_.write([&](Transaction& transaction) { return look_ahead(transaction, escalator_, now); });
             }}};
    }

    Status start() override {
        STEWARD_CHECK(door_.start());
        return database_.write([this](Transaction& transaction) -> Status {
            STEWARD_TRY(const bool has_one, has_standard_policy(transaction));
            if (has_one) return {};
            const Instant now = clock_.now();
            return insert_policy(transaction, {.id = PolicyId::make(now, rng_),
                                               .client = {},
                                               .name = standard_policy().name(),
                                               .schedule = {},
                                               .rules = standard_policy().rules(),
                                               .changed_at = now,
                                               .changed_by = "Steward"});
        });
    }

private:
    // Usually nothing is due: one look by index, without a write.
    Status take_due_steps(Instant now) {
        bool any = false;
        STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto due, runs_due(transaction, now, 1));
            any = !due.empty();
            return {};
        }));
        while (any) {
            STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
                STEWARD_TRY(const int looked_at, escalator_.take_due_steps(transaction, now, runs_at_once));
                any = looked_at == runs_at_once;
                return {};
            }));
        }
        return {};
    }

    // The same for tickets at which nothing moves.
    Status move_due(Instant now) {
        bool any = false;
        STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto due, levels_due(transaction, now, 1));
            any = !due.empty();
            return {};
        }));
        if (!any) return {};
        return database_.write([&](Transaction& transaction) -> Status {
            STEWARD_CHECK(handing_.move_due(transaction, now, runs_at_once));
            return {};
        });
    }

    storage::Database& database_;
    Clock& clock_;
    Rng& rng_;
    Escalator escalator_;
    Handing handing_;
    live::Hub& hub_;
    Door door_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<EscalationModule>(context); }

}  // namespace steward::escalation
