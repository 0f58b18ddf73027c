// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/alerting/facts.h"
#include "server/modules/alerting/service.h"

namespace steward::alerting {

namespace {
constexpr Duration restate_windows_every = std::chrono::minutes(1);  // for devices that came or moved into a window

class AlertingModule final : public assembly::Module {
public:
    explicit AlertingModule(assembly::Context& context)
        : context_(context),
          directory_(context.take<directory::Directory>()),
          pipeline_(directory_, context.hub, context.rng),
          service_(pipeline_, directory_, context.find<monitoring::Monitoring>(), context.rng, context.clock.now()) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override {
        return {{"alert", "alerting_alerts"}, {"incident", "alerting_incidents"}, {"maintenance_window", "alerting_windows"}};
    }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        return {{"alerting.facts", std::chrono::seconds(10), true,
                 [this](Instant now) { return consume_facts(context_.database, pipeline_, now); }},
                {"alerting.time", std::chrono::seconds(5), false, [this](Instant now) { return time_passed(now); }}};
    }

    Status start() override {
        return context_.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(
                auto rows,
                transaction.query("select distinct device_id, client_id from alerting_alerts where state in ('open', 'acknowledged')"));
            for (const auto& row : rows) STEWARD_CHECK(pipeline_.recount(transaction, {row.id<DeviceId>(0)}, {row.id<ClientId>(1)}));
            return pipeline_.move_windows(transaction, context_.clock.now(), true);
        });
    }

private:
    Status time_passed(Instant now) {
        const bool restate = now - windows_restated_at_ >= restate_windows_every || now < windows_restated_at_;
        if (restate) windows_restated_at_ = now;
        return context_.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(pipeline_.move_windows(transaction, now, restate));
            STEWARD_CHECK(pipeline_.release_suppressed(transaction, now));
            STEWARD_CHECK(pipeline_.end_snoozes(transaction, now));
            return pipeline_.settle_cleared(transaction, now);
        });
    }

    assembly::Context& context_;
    directory::Directory& directory_;
    Pipeline pipeline_;
    Service service_;
    Instant windows_restated_at_;  // the reconciler's alone
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<AlertingModule>(context); }

}  // namespace steward::alerting
