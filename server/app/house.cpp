#include "server/app/house.h"

#include <algorithm>

#include "server/app/demo_vitals.h"
#include "server/app/memory.h"
#include "server/app/probes.h"
#include "server/modules/approvals/approvals.h"
#include "server/modules/attachments/attachments.h"
#include "server/modules/escalation/escalation.h"
#include "server/modules/portal/portal.h"
#include "server/modules/surveys/surveys.h"
#include "server/platform/http/event_stream.h"
#include "steward/annotations.pb.h"

namespace steward::app {

namespace {
using namespace std::chrono_literals;
constexpr Duration facts_kept = std::chrono::hours(24 * 7);

bool has_demo_client(storage::Database& database) {
    bool found = false;
    (void)database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select 1 from directory_v_clients where demo limit 1"));
        found = row.has_value();
        return {};
    });
    return found;
}
live::Update session_ended(SessionId id) {
    return {.client = {}, .topic = std::string(http::session_ended_topic), .id = id.text(), .json = "{}"};
}
}  // namespace

House::House(Seams seams, access::Installation installation, HouseSettings settings)
    : seams_(seams),
      installation_(std::move(installation)),
      settings_(std::move(settings)),
      context_(seams.database, seams.series, seams.clock, seams.rng, seams.hub, settings_.state_folder),
      snapshots_(seams.database, seams.series, settings_.state_folder, settings_.version, seams.rng),
      service_(snapshots_, settings_.version, seams.clock.now()) {}

Result<std::unique_ptr<House>> House::open(Seams seams, access::Installation installation, HouseSettings settings) {
    std::unique_ptr<House> house(new House(seams, std::move(installation), std::move(settings)));
    STEWARD_CHECK(house->build());
    return house;
}

House::~House() {
    stop();
    runner_.reset();
    dispatcher_.reset();
    while (!modules_.empty()) modules_.pop_back();  // later ones hold earlier ones
}

Status House::build() {
    access::AccessSettings settings{.service = {.public_url = settings_.public_url,
                                                .provider_name = installation_.provider_name,
                                                .version = settings_.version,
                                                .has_demo_tenant = [&database = seams_.database] { return has_demo_client(database); },
                                                .session_ended = [&hub = seams_.hub](SessionId id) { hub.publish(session_ended(id)); }},
                                    .rates = settings_.rates};
    STEWARD_TRY(access_, access::Access::open(seams_.database, seams_.rng, installation_, std::move(settings)));
    context_.offer<access::Sealing>(installation_.sealing);
    context_.offer<access::SignInMail>(access_->sign_in_mail());
    context_.takes_agents = settings_.takes_agents;
    for (const auto& entry : assembly::all_modules()) modules_.push_back(entry.make(context_));
    context_.take<escalation::Escalation>().set_public_address(settings_.public_url);
    context_.take<surveys::Surveys>().set_public_address(settings_.public_url);
    context_.take<approvals::Approvals>().set_public_address(settings_.public_url);
    context_.take<attachments::Attachments>().set_public_address(settings_.public_url);
    context_.take<portal::Portal>().set_public_address(settings_.public_url);

    // Signing in changes rows too and must work when little else may: see `guarded`.
    std::vector<BoundMethod> methods = access_->methods();
    std::vector<reconcilers::Reconciler> work = access_->reconcilers();
    for (auto& method : installation::v1::bind(service_)) methods.push_back(std::move(method));
    for (auto& reconciler : own_reconcilers()) work.push_back(std::move(reconciler));
    for (const auto& module : modules_) {
        for (const auto& resource : module->resources()) access_->register_resource(resource.noun, resource.table, resource.sees);
        for (auto& method : module->methods()) methods.push_back(guarded(std::move(method)));
        for (auto& reconciler : module->reconcilers()) work.push_back(std::move(reconciler));
    }
    // Who hears no agents must not call them silent, and brings them no work: the other server does, which has the log's key too.
    if (!settings_.takes_agents)
        std::erase_if(work, [](const auto& reconciler) {
            return reconciler.name.starts_with("monitoring.") || reconciler.name.starts_with("jobs.");
        });
    for (auto& reconciler : work) reconciler = counted(std::move(reconciler));

    STEWARD_TRY(dispatcher_, http::Dispatcher::open(std::move(methods), {seams_.database, access_->authenticator(), access_->gate(),
                                                                         settings_.own_origins, settings_.log}));
    runner_ = reconcilers::make_runner(seams_.database, seams_.clock, settings_.holder, std::move(work),
                                       [this](const std::string& name, const Error& error) {
                                           if (settings_.report) settings_.report(name, error);
                                       });
    service_.add_probe(probe_database(seams_.database));
    service_.add_probe(probe_audit_trail(*access_));
    service_.add_probe(probe_key_file(settings_.state_folder + "/master.key"));
    service_.add_probe(probe_clock());
    service_.add_probe(probe_channels(seams_.database));
    service_.add_probe(probe_dead_letters(seams_.database));
    service_.add_probe(probe_backups(snapshots_));
    service_.add_probe([this](Instant) -> std::vector<Finding> {
        std::vector<Finding> findings;
        for (const auto& [name, numbers] : this->work()) {
            if (!numbers.last_failure.empty())
                findings.push_back(failed("background work", name + ": " + numbers.last_failure, "Read the server's log."));
        }
        if (findings.empty()) findings.push_back(ok("background work", "Every part of it went well the last time."));
        return findings;
    });
    return {};
}

BoundMethod House::guarded(BoundMethod method) const {
    if (!settings_.read_only || method.descriptor->options().GetExtension(steward::method).repeat() == SAFE) return method;
    auto invoke = std::move(method.invoke);
    method.invoke = [invoke = std::move(invoke), &read_only = settings_.read_only](
                        Call& call, const google::protobuf::Message& request) -> Result<std::unique_ptr<google::protobuf::Message>> {
        if (!read_only()) return invoke(call, request);
        Error error{.kind = ErrorKind::Unavailable,
                    .code = "installation.disk_full",
                    .message = "The server's disk is full: nothing can be changed until there is space."};
        error.retry_after_seconds = 60;
        return std::unexpected(std::move(error));
    };
    return method;
}

std::vector<reconcilers::Reconciler> House::own_reconcilers() {
    const auto maintain = [this](Instant now) {
        const Status status = seams_.series.maintain(now);
        give_back_memory();
        return status;
    };
    return {{.name = "app.series", .period = 60s, .run = maintain, .own_thread = true},
            {.name = "app.demo", .period = 5min, .run = [this](Instant now) { return note_demo_vitals(context_, now); }},
            {.name = "app.snapshots", .period = 1h, .run = [this](Instant now) { return snapshots_.sweep(now); }},
            {.name = "app.journal", .period = 1h, .run = [this](Instant now) {
                 return seams_.database.write(
                     [now](storage::Transaction& transaction) { return journal::forget(transaction, now - facts_kept); });
             }}};
}

reconcilers::Reconciler House::counted(reconcilers::Reconciler reconciler) {
    work_[reconciler.name];
    reconciler.run = [this, name = reconciler.name, run = std::move(reconciler.run)](Instant now) {
        const Duration begin = seams_.clock.monotonic();
        const Status status = run(now);
        const std::lock_guard held(work_mutex_);
        WorkNumbers& numbers = work_[name];
        ++numbers.runs;
        numbers.failures += !status;
        numbers.took += seams_.clock.monotonic() - begin;
        numbers.last_failure = status ? "" : status.error().message;
        return status;
    };
    return reconciler;
}

std::map<std::string, WorkNumbers> House::work() const {
    const std::lock_guard held(work_mutex_);
    return work_;
}

Status House::start() {
    for (; started_ < modules_.size(); ++started_) STEWARD_CHECK(modules_[started_]->start());
    STEWARD_CHECK(note_demo_vitals(context_, seams_.clock.now()));
    facts_ = journal::on_append([this](std::string_view kind) { runner_->wake(kind); });
    return {};
}

void House::run() {
    running_ = true;
    runner_->start();
}

void House::stop() {
    facts_.reset();
    if (running_) runner_->stop();
    running_ = false;
    for (; started_ > 0; --started_) modules_[started_ - 1]->stop();
}

}  // namespace steward::app
