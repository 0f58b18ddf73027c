// The room's parts, handed to the composition root.
#include <array>

#include "server/modules/monitoring/evidence.h"
#include "server/modules/monitoring/intake.h"
#include "server/modules/monitoring/monitoring.h"
#include "server/modules/monitoring/service.h"
#include "server/platform/assembly/module.h"
#include "server/platform/journal/journal.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::monitoring {

namespace {
constexpr std::string_view directory_reader = "monitoring.devices";
constexpr std::array<std::string_view, 3> directory_facts = {"steward.facts.v1.DeviceEnrolled", "steward.facts.v1.DeviceMoved",
                                                             "steward.facts.v1.DeviceRetired"};
constexpr Duration directory_period = std::chrono::seconds(30);

class MonitoringModule final : public assembly::Module, public Monitoring {
public:
    explicit MonitoringModule(assembly::Context& context)
        : context_(context),
          directory_(context.take<directory::Directory>()),
          writer_(context.database, directory_, context.clock,
                  [this](const Record& event) { watch_.event_happened(event.key.device, event.name, event.observed_at); }),
          watch_(directory_, context.series, context.hub, writer_, context.clock, context.rng),
          commit_(context.series, context.clock, [this] { watch_.flush_screens(context_.clock.now()); }),
          parts_{watch_, writer_, commit_, context.series},
          door_(parts_),
          service_(watch_, directory_, context.series, context.rng) {
        if (!context.takes_agents) writer_.stand_aside();
        context.offer<intake::Intake>(door_);
        context.offer<Monitoring>(*this);
        watch_.on_interval([this](DeviceId device, int interval_s) { tell_interval(device, interval_s); });
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<assembly::Resource> resources() override { return {{"exemption", "monitoring_exemptions"}}; }

    std::vector<reconcilers::Reconciler> reconcilers() override {
        using std::chrono::hours;
        using std::chrono::seconds;
        return {{.name = "monitoring.time",
                 .period = seconds(5),
                 .run =
                     [this](Instant now) {
                         watch_.sweep(now);
                         return Status{};
                     },
                 .own_thread = true},
                {.name = "monitoring.predictions",
                 .period = hours(1),
                 .run =
                     [this](Instant now) {
                         watch_.predict(now);
                         return Status{};
                     },
                 .own_thread = true},
                {.name = "monitoring.devices",
                 .period = directory_period,
                 .wake_on_facts = true,
                 .run = [this](Instant now) { return follow_directory(now); }},
                {.name = "monitoring.retention", .period = hours(24), .run = [this](Instant now) { return drop_old(now); }}};
    }

    /// What the series recovered from its log is made durable first: agents are told to drop it.
    Status start() override {
        STEWARD_CHECK(context_.series.sync());
        STEWARD_CHECK(
            context_.database.read([&](storage::Transaction& transaction) { return watch_.load(transaction, context_.clock.now()); }));
        writer_.start();
        commit_.start();
        return {};
    }
    void stop() override {
        commit_.stop();
        writer_.stop();
    }

    Numbers numbers() const override {
        return {.reports = parts_.reports,
                .reports_repeated = parts_.reports_repeated,
                .before_enrolment = parts_.before_enrolment,
                .samples = watch_.samples_judged(),
                .commits = commit_.commits(),
                .conditions = writer_.conditions(),
                .dead_letters = writer_.dead_letters(),
                .devices = watch_.size(),
                .writer_queue = writer_.queued()};
    }

    std::optional<Evidence> evidence(DeviceId device, std::string_view check, std::string_view item, Instant now) const override {
        const auto watched = watch_.find(device);
        return watched ? evidence_of(*watched, check, item, now) : std::nullopt;
    }
    std::optional<Refusal> refusal() const override { return watch_.refusal(); }
    void refuse_reports(std::string reason, Instant now) override { watch_.refuse_reports(std::move(reason), now); }

private:
    // Every fact wakes this; only those of the directory, or half a minute, are a reason to look: facts of another server wake nobody
    // here, and it makes and ends exemptions too.
    Status follow_directory(Instant now) {
        int64_t newest = 0;
        STEWARD_CHECK(context_.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto facts, journal::next(transaction, directory_reader, directory_facts, 1000));
            newest = facts.empty() ? 0 : facts.back().number;
            return {};
        }));
        if (newest == 0 && now - directory_followed_at_ < directory_period) return {};
        directory_followed_at_ = now;
        watch_.follow_directory(now);
        STEWARD_CHECK(watch_.follow_exemptions(context_.database, now));
        if (newest == 0) return {};
        return context_.database.write(
            [&](storage::Transaction& transaction) { return journal::advance(transaction, directory_reader, newest); });
    }

    Status drop_old(Instant now) {
        return context_.database.write([&](storage::Transaction& transaction) { return drop_old_records(transaction, now); });
    }

    void tell_interval(DeviceId device, int interval_s) {
        const auto watched = watch_.find(device);
        std::shared_ptr<Progress> session;
        if (watched) {
            const std::lock_guard held(watched->mutex);
            session = watched->progress;
        }
        if (!session) return;
        agent::v1::Settings settings;
        settings.set_interval_s(static_cast<uint32_t>(interval_s));
        session->answers().send_settings(settings);
    }

    assembly::Context& context_;
    directory::Directory& directory_;
    Writer writer_;
    Watch watch_;
    GroupCommit commit_;
    IntakeParts parts_;
    IntakeDoor door_;
    Service service_;
    Instant directory_followed_at_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<MonitoringModule>(context); }

}  // namespace steward::monitoring
