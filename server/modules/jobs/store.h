// All SQL of the room, once, for both databases: jobs and their machines here, scripts in store_scripts.cpp, policies in
// store_policies.cpp.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/modules/jobs/states.h"
#include "server/platform/storage/database.h"

namespace steward::jobs {

using storage::Transaction;
using JobId = Id<struct JobTag>;
using ScriptId = Id<struct ScriptTag>;
using PolicyId = Id<struct PolicyTag>;
using RunId = Id<struct RunTag>;

template <typename AnyId>
trust::ShortId short_id(const AnyId& id) {
    return id.raw().bytes;
}
template <typename AnyId>
AnyId id_of(const trust::ShortId& id) {
    return AnyId(RawId{id});
}

struct JobRow {
    JobId id;
    ClientId client;
    trust::JobClass job_class{};
    std::string title, state = "drafted";
    AccountId author_id;  // nil: made outside the console
    std::string author;
    Instant drafted_at;
    std::string reason;
    TicketId ticket;  // nil: none
    std::string ticket_reference;
    Bytes wish;  // JobAction, as it was asked for
    ScriptId script;
    std::string script_name, script_digest;
    int64_t script_version = 0;
    Bytes payload;                   // trust::Job, as the signer gets it
    std::vector<std::string> files;  // their digests
    Instant not_before, not_after;
    bool usual_window = false;  // nobody chose it: it begins when the job was approved
    int64_t timeout_s = 0, devices = 0;
    std::string radius;
    int64_t persons = 1;
    std::vector<std::string> signed_by;
    std::string message_id;  // hex
    Instant signed_at;
    Bytes frame;  // of a draft: as far as it was signed, with `signed_by`
    int64_t log_number = -1;
    std::string approved_by;
    Instant approved_at, alone_until;
    JobId retry_of;
    std::string halted;
    bool is_foreign = false, is_sealed = false, is_test = false, is_emergency = false;
    int64_t open_batch = 1;
    Counts counts;
    int64_t revision = 1;
    std::string client_name = {};
};

extern const std::string_view job_columns, jobs_joined;
JobRow read_job(const storage::Row& row);
Status insert_job(Transaction& transaction, const JobRow& job);
/// Raises the revision. Failure: StaleEtag "jobs.changed_meanwhile".
Status save_job(Transaction& transaction, JobRow& job);
Result<std::optional<JobRow>> find_job(Transaction& transaction, JobId id);
Result<std::optional<JobRow>> job_of_message(Transaction& transaction, std::string_view message_id);
/// Not signed, their window over; or approved by who drafted it, and the time to object is over; or signed, with machines left, and over.
Result<std::vector<JobId>> jobs_to_look_at(Transaction& transaction, Instant now, int limit);

struct TargetRow {
    JobId job;
    DeviceId device;
    ClientId client;
    std::string device_name, gate_id;
    std::string state = "requested", words;
    int64_t refusal = 0, exit = 0, batch = 1;
    bool waits = false;
    Instant delivered_at, started_at, ended_at, observed_at;
    int64_t output_bytes = 0;
    std::string output_digest;
    bool output_whole = false;
    Bytes result;
    bool ran_too_long = false;
};
extern const std::string_view target_columns;
TargetRow read_target(const storage::Row& row);
Status insert_target(Transaction& transaction, const TargetRow& target);
Status save_target(Transaction& transaction, const TargetRow& target);
Result<std::optional<TargetRow>> find_target(Transaction& transaction, JobId job, DeviceId device);
Result<std::vector<TargetRow>> targets_of(Transaction& transaction, JobId job);

/// How many of a batch there are, have ended and have failed.
struct BatchCount {
    int64_t batch = 0, all = 0, over = 0, failed = 0;
};
struct Tally {
    Counts counts;
    std::vector<BatchCount> batches;
    bool has_started = false;
    int64_t too_long = 0;  // of those that failed
};
Result<Tally> tally(Transaction& transaction, JobId job);
/// Whether a machine has not got it yet, or has it and waits: those a cancellation keeps it from.
Result<bool> can_be_kept_back(Transaction& transaction, JobId job);

/// What goes to a machine, the same for all machines of a job.
struct Letter {
    Bytes frame;
    std::vector<std::string> files;
    int64_t log_number = -1;
};
struct Parcel {
    JobId job;
    RunId run;  // of a policy's run; nil: of a job
    DeviceId device;
    bool is_new = true;  // false: sent before, and not answered
    std::string words;   // that stand at the machine's row
    std::shared_ptr<const Letter> letter;
};
/// What may go now to machines that `is_here` names, the oldest first. `device` nil: to all, what was never sent. Of one: also what was
/// sent and not answered.
Result<std::vector<Parcel>> parcels(Transaction& transaction, DeviceId device, Instant now, const std::function<bool(DeviceId)>& is_here);
/// A new one is from now on the machine's, as far as a cancel is concerned. False: it is to go out no more.
Result<bool> claim(Transaction& transaction, const Parcel& parcel, Instant now);
/// It could not be brought after all.
Status put_back(Transaction& transaction, const Parcel& parcel);

Status add_line(Transaction& transaction, JobId job, Instant at, std::string_view by, const std::string& text);
struct LineRow {
    Instant at;
    std::string by, text;
};
Result<std::vector<LineRow>> lines_of(Transaction& transaction, JobId job);

/// Whether somebody else of ours with one of these roles sees the client.
Result<bool> has_another(Transaction& transaction, AccountId than, ClientId client, const std::vector<std::string>& roles);

struct Freeze {
    Instant from, until;
    std::string reason;
};
/// "No changes from 2026-12-20T00:00 to 2027-01-03T00:00 UTC: the year's end".
std::string words_of(const Freeze& freeze);
/// Which jobs and runs go out in a freeze like any other: those that prove backups. The others wait for its end.
constexpr auto changes_nothing = static_cast<int64_t>(trust::JobClass::RestoreTest);
/// SQL: no freeze of the row's client holds at $1.
std::string no_freeze(std::string_view row);
Result<std::vector<Freeze>> freezes_of(Transaction& transaction, ClientId client, Instant from, Instant until);

// Output, as it came.
/// Keeps what of `part` follows what is kept; nothing of it when it follows nothing, or is kept already. In rows of some size, however
/// small the parts. Returns how many bytes are kept now.
Result<uint64_t> append_output(Transaction& transaction, std::string_view work, DeviceId device, uint64_t begins_at, ByteView part);
/// As far as it is without gaps.
Result<Bytes> output_of(Transaction& transaction, std::string_view work, DeviceId device);

// Files by their digest.
Status keep_file(Transaction& transaction, std::string_view digest, ByteView content, std::string_view name);
struct FileRow {
    Bytes content;
    std::string name;
};
Result<std::optional<FileRow>> find_file(Transaction& transaction, std::string_view digest);
/// The one of `files` that the digest names; nothing else of them.
Status keep_named(Transaction& transaction, const trust::Digest& digest, const std::vector<Bytes>& files, std::string_view name);
Result<bool> has_file(Transaction& transaction, std::string_view digest);

std::string joined(const std::vector<std::string>& words);      // by line ends
std::string names_of(const std::vector<std::string>& holders);  // "alice, bruno"
std::vector<std::string> parted(std::string_view text);

}  // namespace steward::jobs
