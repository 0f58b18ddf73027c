// Standing policies: kept, carried to their machines, and run when a person or a condition selects one of their items.
#pragma once

#include <map>

#include "server/modules/authority/authority.h"
#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/jobs/store.h"
#include "server/platform/ledger/tree.h"
#include "server/platform/live/hub.h"
#include "steward/jobs/v1/jobs.pb.h"
#include "trust/templates.h"

namespace steward::facts::v1 {
class ConditionRaised;
}

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
    int64_t runs = 0, failures = 0;
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
Result<std::vector<PolicyRow>> policies_of(Transaction& transaction, ClientId client, Instant now);
Status put_policy_device(Transaction& transaction, PolicyId policy, DeviceId device);
Result<std::optional<int64_t>> version_held(Transaction& transaction, PolicyId policy, DeviceId device);
Status insert_run(Transaction& transaction, const RunRow& run);
Status save_run(Transaction& transaction, const RunRow& run);
Result<std::optional<RunRow>> find_run(Transaction& transaction, RunId id);
Result<std::optional<RunRow>> run_of_message(Transaction& transaction, std::string_view message_id);
Result<int64_t> runs_since(Transaction& transaction, std::string_view fingerprint, Instant since, bool only_done);
/// Of these policies: what machines began, or may have begun, since then.
Result<std::map<PolicyId, RunsLately>> runs_lately(Transaction& transaction, const std::vector<PolicyId>& policies, Instant since);
/// In force or not: a machine's result may come when its policy is over.
Result<std::vector<PolicyRow>> scheduled_policies(Transaction& transaction, ClientId client);
/// The ticket of the problem that this first aid opened last; nil: none.
Result<TicketId> hidden_cause(Transaction& transaction, std::string_view fingerprint);
Status put_hidden_cause(Transaction& transaction, std::string_view fingerprint, ClientId client, TicketId ticket, Instant now);
Result<std::vector<Parcel>> run_parcels(Transaction& transaction, DeviceId device, Instant now,
                                        const std::function<bool(DeviceId)>& is_here);

/// One sentence for people: "Mo-Fr 22:00, 4 h, Europe/Zurich".
std::string window_words(const trust::WorkWindow& window);

/// What its people signed; nothing when its frame cannot be read any more.
std::optional<trust::Policy> signed_policy(const PolicyRow& row);

/// The policy whose own schedule made this run on this machine: a run's id is drawn from the window, the machine and the policy
/// (agent/gate/windows.h), so that it can be found again. Null: none of them.
const PolicyRow* policy_of_schedule(const std::vector<PolicyRow>& policies, const trust::WorkResult& result, Instant about);

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
    /// What the machine does not have yet. Not inside a transaction.
    void deliver_to(const authority::GateView& gate);

    /// Selects an item for one machine. Failures: Invalid with the item, its values or the device; Conflict "jobs.policy_over",
    /// "jobs.no_gate", "jobs.no_key", "jobs.no_authority".
    Result<RunRow> run(Transaction& transaction, const PolicyRow& policy, const trust::Selection& selection, DeviceId device,
                       const std::string& cause, const std::string& fingerprint, Instant now);
    /// First aid: an item of a policy that waits for this check, on the machine concerned, at most twice a day.
    Status condition_raised(Transaction& transaction, const facts::v1::ConditionRaised& fact, Instant now);

    /// The run that began with it; nil: none did.
    Result<trust::ShortId> taken(Transaction& transaction, const authority::TakenWord& word, Instant now);
    /// Whether output of it is missing here.
    Result<bool> done(Transaction& transaction, const authority::GateView& gate, const trust::WorkResult& result, ByteView frame,
                      Instant now);
    Status output(Transaction& transaction, const authority::GateView& gate, const trust::ShortId& work, uint64_t offset, ByteView part);
    Status pass_time(Instant now);

private:
    void say_live(Transaction& transaction, ClientId client, PolicyId policy, std::string_view state);
    Result<std::optional<RunRow>> begin_scheduled(Transaction& transaction, const authority::GateView& gate,
                                                  const trust::WorkResult& result, Instant now);
    Status check_output(Transaction& transaction, RunRow& run);
    Status find_cause(Transaction& transaction, const RunRow& run, Instant now);
    Status log_result(Transaction& transaction, const authority::GateView& gate, const trust::WorkResult& result, ByteView frame,
                      const RunRow* run, Instant now);

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
constexpr Duration ticket_life = std::chrono::hours(1), hidden_cause_days = std::chrono::hours(24 * 7);

}  // namespace steward::jobs
