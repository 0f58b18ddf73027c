// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"

#include "server/modules/jobs/service.h"
#include "server/modules/jobs/standing_runs.h"
#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::jobs {

namespace {
constexpr std::string_view raised_kind = "steward.facts.v1.ConditionRaised", cleared_kind = "steward.facts.v1.ConditionCleared",
                           ended_kind = "steward.facts.v1.StandingRunEnded";
constexpr std::array<std::string_view, 3> facts_read = {raised_kind, cleared_kind, ended_kind};
constexpr int facts_at_once = 100;

template <class Message>
Result<Message> read_fact(const journal::Fact& fact) {
    Message message;
    if (message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return message;
    return fail(ErrorKind::Internal, "jobs.bad_fact", "A fact of the journal cannot be read.", fact.kind);
}

class JobsModule final : public assembly::Module {
public:
    explicit JobsModule(assembly::Context& context)
        : database_(context.database),
          authority_(context.take<authority::Authority>()),
          policies_(context.database, authority_, context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(), context.hub,
                    context.rng, context.clock, context.state_folder + "/" + std::string(ledger::key_file)),
          drafting_(authority_, context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(), context.rng),
          work_(context.database, context.clock, authority_, context.take<directory::Directory>(), context.take<helpdesk::TicketWork>(),
                context.hub, policies_, drafting_),
          ordered_(policies_, work_),
          scripts_(context.hub, context.rng, work_),
          service_(authority_, drafting_, work_, policies_) {
        authority_.set_work_taker(work_);
        authority_.set_work_desk(work_);
        context.offer<StandingRuns>(ordered_);
    }

    Status start() override { return policies_.start(); }
    std::vector<BoundMethod> methods() override {
        auto methods = v1::bind(static_cast<v1::ScriptsService&>(scripts_));
        for (auto& method : v1::bind(static_cast<v1::JobsService&>(service_))) methods.push_back(std::move(method));
        return methods;
    }
    std::vector<assembly::Resource> resources() override { return {{"job", "jobs_jobs"}, {"policy", "jobs_policies"}}; }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {{.name = "jobs.facts", .period = 1min, .wake_on_facts = true, .run = [this](Instant) { return consume_facts(); }},
                {.name = "jobs.time", .period = 1min, .wake_on_facts = false, .run = [this](Instant now) { return work_.pass_time(now); }}};
    }

private:
    Status consume_facts() {
        bool has_any = false;
        STEWARD_CHECK(journal::consume(database_, "jobs.facts", facts_read, facts_at_once,
                                       [&](Transaction& transaction, const journal::Fact& fact) -> Status {
                                           has_any = true;
                                           if (fact.kind == cleared_kind) {
                                               STEWARD_TRY(const auto cleared, read_fact<facts::v1::ConditionCleared>(fact));
                                               return policies_.condition_cleared(transaction, cleared, fact.at);
                                           }
                                           if (fact.kind == ended_kind) {
                                               STEWARD_TRY(const auto ended, read_fact<facts::v1::StandingRunEnded>(fact));
                                               return policies_.run_ended(transaction, ended, fact.at);
                                           }
                                           STEWARD_TRY(const auto raised, read_fact<facts::v1::ConditionRaised>(fact));
                                           return policies_.condition_raised(transaction, raised, fact.at);
                                       }));
        return has_any ? work_.deliver({}) : Status{};
    }

    storage::Database& database_;
    authority::Authority& authority_;
    Policies policies_;
    Drafting drafting_;
    Work work_;
    Ordered ordered_;
    Scripts scripts_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<JobsModule>(context); }

}  // namespace steward::jobs
