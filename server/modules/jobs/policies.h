// Standing policies: kept, carried to their machines, and run when a person or a condition selects one of their items.
#pragma once

#include <map>
#include <set>

#include "server/modules/authority/authority.h"
#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/jobs/store.h"
#include "server/modules/jobs/turns.h"
#include "server/platform/ledger/tree.h"
#include "server/platform/live/hub.h"
#include "steward/jobs/v1/jobs.pb.h"
#include "trust/templates.h"

namespace steward::facts::v1 {
class ConditionRaised;
class ConditionCleared;
class StandingRunEnded;
}  // namespace steward::facts::v1

namespace steward::jobs {

struct PolicyRow {
    PolicyId id;
    ClientId client;
    int64_t version = 0;
    trust::JobClass job_class{};
    Bytes frame, allowed;
    trust::Trigger trigger{};
    std::vector<std::string> conditions, windows;
    Instant not_before, not_after;
    int64_t runs_a_day = 0;
    std::vector<std::string> signed_by;
    std::string message_id;
    int64_t log_number = -1, devices = 0;
    bool by_tags = false;
    std::string client_name = {};
    Instant stopped_at = {};  // first aid by it, until a person lets it go on
    std::string stop_words = {};
    Instant counted_from = {};
    std::string state_before = {};  // the item that keeps how it was before first aid
    int64_t runs = 0, failures = 0, waiting = 0;
};
struct RunRow {
    RunId id;
    PolicyId policy;
    ClientId client;
    int64_t item = 0;
    std::string item_name;
    DeviceId device;
    std::string device_name, state = "signed", words;
    int64_t exit = 0;
    Instant issued_at, not_after, ended_at;
    std::string cause, fingerprint;
    Bytes frame;
    std::vector<std::string> files;
    std::string message_id;
    Bytes result;
    int64_t output_bytes = 0;
    std::string output_digest;
    bool output_whole = false;
    Instant cleared_at = {};  // of first aid: when what had set it off was gone after it
    RunId state_before = {};  // of first aid: the run that keeps how it was before
};
/// A policy on one of its machines. state: held, waiting, refused, other (it has not the tags); empty: the machine said nothing yet.
struct HolderRow {
    PolicyId policy;
    DeviceId device;
    std::string device_name, state, words;
    int64_t version = 0, refusal = 0;
    Instant answered_at;
    Bytes result = {};
};
/// Of one policy: how many of the machines that it names, or that spoke of it, hold it, and some that do not; those that refuse it first.
struct Holding {
    int64_t held = 0, refused = 0, waiting = 0, others = 0;  // others: the machines without its tags
    std::vector<HolderRow> without;
};
/// How often a policy ran lately, on all its machines and on the one where it ran most.
struct RunsLately {
    int64_t all = 0, most = 0;
};

// SQL: store_policies.cpp.
extern const std::string_view policy_columns, runs_counted, policies_joined, run_columns;  // a policy is read with how often it ran
PolicyRow read_policy(const storage::Row& row);
RunRow read_run(const storage::Row& row);
Status put_policy(Transaction& transaction, const PolicyRow& policy);
Result<std::optional<PolicyRow>> find_policy(Transaction& transaction, PolicyId id);
Result<std::vector<PolicyRow>> policies_of_class(Transaction& transaction, trust::JobClass job_class, Instant now);
Result<std::vector<PolicyRow>> policies_of(Transaction& transaction, ClientId client, Instant now);
Result<std::optional<PolicyRow>> policy_of_message(Transaction& transaction, std::string_view message_id);
Status put_policy_device(Transaction& transaction, PolicyId policy, DeviceId device);
Result<std::optional<HolderRow>> find_holder(Transaction& transaction, PolicyId policy, DeviceId device);
Status save_holder(Transaction& transaction, const HolderRow& holder);
Result<std::map<PolicyId, Holding>> holdings_of(Transaction& transaction, const std::vector<PolicyId>& policies);
Result<std::optional<int64_t>> version_held(Transaction& transaction, PolicyId policy, DeviceId device);
Status insert_run(Transaction& transaction, const RunRow& run);
Status save_run(Transaction& transaction, const RunRow& run);
Result<std::optional<RunRow>> find_run(Transaction& transaction, RunId id);
Result<std::optional<RunRow>> run_of_message(Transaction& transaction, std::string_view message_id);
/// Which were not begun by `now`, and which began and should have ended before `lost`.
Result<std::vector<RunId>> runs_over(Transaction& transaction, Instant now, Instant lost);
Result<int64_t> runs_since(Transaction& transaction, std::string_view fingerprint, Instant since);
/// Those of them after which the condition was gone.
Result<int64_t> set_right_since(Transaction& transaction, std::string_view fingerprint, Instant since);
/// The newest first aid for this that machines may have begun.
Result<std::optional<RunRow>> newest_aid(Transaction& transaction, std::string_view fingerprint);
/// Of these policies: what machines began, or may have begun, since then.
Result<std::map<PolicyId, RunsLately>> runs_lately(Transaction& transaction, const std::vector<PolicyId>& policies, Instant since);
// SQL of first aid: store_first_aid.cpp.
/// What waits for its turn, the longest first.
Result<std::vector<RunRow>> waiting_runs(Transaction& transaction, PolicyId policy);
Result<std::vector<RunRow>> waiting_for(Transaction& transaction, std::string_view fingerprint);
Result<std::vector<PolicyId>> policies_with_waiting(Transaction& transaction);
Result<Turns> turns_of(Transaction& transaction, const PolicyRow& policy, Instant since);
Status save_turn(Transaction& transaction, const RunRow& run);
/// When and why it was stopped, since when it counts, and the item that goes before it.
Status save_first_aid(Transaction& transaction, const PolicyRow& policy);

/// In force or not: a machine's result may come when its policy is over.
/// The policy whose own schedule began a run: the one that the machine's result names as the message that asked for it. The run's id says
/// nothing, nobody but the machine can tell it beforehand (agent/gate/windows.h). Nothing: none of this client.
Result<std::optional<PolicyRow>> scheduled_policy(Transaction& transaction, ClientId client, const trust::Digest& message);
/// The ticket of the problem that this first aid opened last; nil: none.
Result<TicketId> hidden_cause(Transaction& transaction, std::string_view fingerprint);
Status put_hidden_cause(Transaction& transaction, std::string_view fingerprint, ClientId client, TicketId ticket, Instant now);
Result<std::vector<Parcel>> run_parcels(Transaction& transaction, DeviceId device, Instant now,
                                        const std::function<bool(DeviceId)>& is_here);

/// One sentence for people: "Mo-Fr 22:00, 4 h, Europe/Zurich".
std::string window_words(const trust::WorkWindow& window);

/// What its people signed; nothing when its frame cannot be read any more.
std::optional<trust::Policy> signed_policy(const PolicyRow& row);

class Policies {
public:
    Policies(storage::Database& database, authority::Authority& authority, directory::Directory& directory, helpdesk::TicketWork& tickets,
             live::Hub& hub, Rng& rng, Clock& clock, std::string key_path)
        : database_(database),
          authority_(authority),
          directory_(directory),
          tickets_(tickets),
          hub_(hub),
          rng_(rng),
          clock_(clock),
          key_path_(std::move(key_path)) {}

    /// Reads the log's key, which signs run tickets. Without it another server of this installation does.
    Status start();

    Result<std::string> take(Transaction& transaction, const authority::SignedWork& work, const trust::Policy& policy, int64_t log_number);
    /// Whose policies in force name this file.
    Result<std::set<ClientId>> clients_naming(Transaction& transaction, std::string_view digest);
    /// What the machine does not have yet. Not inside a transaction.
    void deliver_to(const authority::GateView& gate);

    /// Selects an item for one machine; `material` goes with it as one more file. Failures: Invalid with the item, its values or the
    /// device; Conflict "jobs.policy_over", "jobs.no_gate", "jobs.no_key", "jobs.no_authority".
    Result<RunRow> run(Transaction& transaction, const PolicyRow& policy, const trust::Selection& selection, DeviceId device,
                       const std::string& cause, const std::string& fingerprint, Instant now, const Bytes& material = {});
    // First aid: first_aid.cpp.
    /// An item of a policy that waits for this check, on the machine concerned, at most twice a day, when its turn comes.
    Status condition_raised(Transaction& transaction, const facts::v1::ConditionRaised& fact, Instant now);
    /// What first aid was for is gone: within an hour after it, it has set that right.
    Status condition_cleared(Transaction& transaction, const facts::v1::ConditionCleared& fact, Instant now);

    /// Others may have their turn now; or none, when too many failed.
    Status run_ended(Transaction& transaction, const facts::v1::StandingRunEnded& fact, Instant now);
    /// A person lets first aid go on. Failure: Conflict "jobs.not_stopped".
    Status resume(Transaction& transaction, PolicyRow policy, Instant now);
    /// Which item keeps how it was before first aid; empty: none. Failure: Invalid with the item.
    Status keep_state_before(Transaction& transaction, PolicyRow policy, const std::string& item);

    /// The run that began with it; nil: none did.
    Result<trust::ShortId> taken(Transaction& transaction, const authority::TakenWord& word, Instant now);
    /// Whether output of it is missing here.
    Result<bool> done(Transaction& transaction, const authority::GateView& gate, const trust::WorkResult& result, ByteView frame,
                      Instant now);
    Status output(Transaction& transaction, const authority::GateView& gate, const trust::ShortId& work, uint64_t offset, ByteView part);
    Status pass_time(Instant now);

private:
    void say_live(Transaction& transaction, ClientId client, PolicyId policy, std::string_view state);
    /// What a run would be that nobody has signed. Failures: those of `run`.
    Result<RunRow> prepare(Transaction& transaction, const PolicyRow& policy, const trust::Selection& selection, DeviceId device,
                           Instant now);
    Status sign(Transaction& transaction, const PolicyRow& policy, const trust::Selection& selection, RunRow& run, Instant now);
    Status next_turns(Transaction& transaction, PolicyId id, Instant now);
    Status next_turn(Transaction& transaction, const PolicyRow& policy, RunRow& run, Turns& turns, int64_t before, Instant now);
    Status begin_turn(Transaction& transaction, const PolicyRow& policy, RunRow& run, Instant now);
    Status after_state_before(Transaction& transaction, const PolicyRow& policy, RunRow& run, Instant now);
    Status leave_out(Transaction& transaction, RunRow& run, const std::string& words, Instant now);
    Status stop_when_too_many_failed(Transaction& transaction, PolicyRow policy, const RunRow& run, Instant now);
    /// Nil: there is no such client any more, or it may have none.
    Result<TicketId> open_problem(Transaction& transaction, const RunRow& run, const std::string& title, const std::string& description,
                                  Instant now);
    Result<std::optional<RunRow>> begin_scheduled(Transaction& transaction, const authority::GateView& gate,
                                                  const trust::WorkResult& result, Instant now);
    /// What a machine said when it was brought a policy.
    Status answered(Transaction& transaction, const authority::TakenWord& word, Instant now);
    Result<std::optional<trust::WorkResult>> refusal_of(Transaction& transaction, const authority::TakenWord& word,
                                                        const trust::ShortId& work, std::string_view message_id);
    Status check_output(Transaction& transaction, RunRow& run);
    /// The fact that it ended, once there is nothing more of it to wait for.
    Status say_ended(Transaction& transaction, const RunRow& run, Instant now);
    Status find_cause(Transaction& transaction, const RunRow& run, Instant now);
    Status log_result(Transaction& transaction, const authority::GateView& gate, const trust::WorkResult& result, ByteView frame,
                      const std::string& title, Instant now);

    storage::Database& database_;
    authority::Authority& authority_;
    directory::Directory& directory_;
    helpdesk::TicketWork& tickets_;
    live::Hub& hub_;
    Rng& rng_;
    Clock& clock_;
    std::string key_path_;
    std::unique_ptr<ledger::LogKey> key_;
};

constexpr int attempts_a_day = 2, hidden_cause_runs = 5;
constexpr Duration shows_effect = std::chrono::hours(1);
constexpr Duration ticket_life = std::chrono::hours(1), hidden_cause_days = std::chrono::hours(24 * 7);
// Of first aid: how long its turn may take to come, and whose failures count.
constexpr Duration longest_wait = std::chrono::hours(4), failures_count = std::chrono::hours(24 * 7);

}  // namespace steward::jobs
