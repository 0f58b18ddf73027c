// What rooms below may ask of the jobs: to run an item of a standing policy on a machine, and what became of it. Whether it runs is decided
// by the machine's gate alone, by what people signed; a room below chooses a moment and values within that, as anybody here does.
//
// Everything in the caller's transaction, on any thread. That a run ended is said by the fact StandingRunEnded, when all that it wrote is
// here or nothing more can come.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward::jobs {

struct RunOrder {
    ClientId client;        // whose policy it has to be
    std::string policy_id;  // as the API says it
    int64_t item = 0;       // of the policy's items, from 0
    std::vector<std::string> values;
    DeviceId device;
    std::string cause;  // for people: who began it, and why
    Bytes material;     // goes with it, found by its SHA-256; empty: none
};

struct RunReport {
    std::string run_id;
    std::string state;  // signed, delivered, started, done, failed, refused, expired, unknown
    std::string words;  // one sentence
    bool is_over = false;
    int64_t exit = 0;
    Instant issued_at, ended_at;  // the second by the machine's clock; not set: it has not ended
    Instant until;                // later than that nothing of it can come that is worth waiting for
    bool has_output = false;      // it wrote something
    bool is_whole = false;        // all of that is here
    bool is_genuine = false;      // and is what the machine signed
};

struct PolicyItem {
    std::string policy_name;  // of its item, as its people called it
    std::string job_class;    // "restore-test"
    bool is_in_force = false;
    std::vector<uint64_t> levels;  // of a restore test: those that it allows and says what to expect of
};

class StandingRuns {
public:
    virtual ~StandingRuns() = default;

    /// Nothing: the client has no such policy, or the policy no such item.
    virtual Result<std::optional<PolicyItem>> item(storage::Transaction& transaction, ClientId client, const std::string& policy_id,
                                                   int64_t item, Instant now) = 0;
    /// Goes out after the commit. Failures: NotFound "jobs.policy_not_found"; Invalid with the item, its values or the device; Conflict
    /// "jobs.policy_over", "jobs.needs_passkey", "jobs.no_gate", "jobs.no_authority"; Unavailable "jobs.no_key".
    virtual Result<RunReport> order(storage::Transaction& transaction, const RunOrder& order, Instant now) = 0;
    virtual Result<std::optional<RunReport>> find(storage::Transaction& transaction, const std::string& run_id) = 0;
    /// What it wrote, as far as it is here without gaps: at most 1 MiB.
    virtual Result<Bytes> output(storage::Transaction& transaction, const std::string& run_id) = 0;
};

}  // namespace steward::jobs
