// Signed jobs on their way: taken from who publishes them, carried to machines, and what machines say of them.
//
// Everything that changes a job's state is here. The calls of WorkDesk come on the courier's thread; the rest inside a caller's
// transaction or from the reconcilers. Safe from any thread: it holds nothing but the seams.
#pragma once

#include <mutex>
#include <set>

#include "server/modules/jobs/drafting.h"
#include "server/modules/jobs/policies.h"
#include "server/platform/live/hub.h"

namespace steward::jobs {

class Work final : public authority::WorkDesk, public authority::WorkTaker {
public:
    Work(storage::Database& database, Clock& clock, authority::Authority& authority, directory::Directory& directory,
         helpdesk::TicketWork& tickets, live::Hub& hub, Policies& policies, const Drafting& drafting)
        : database_(database),
          clock_(clock),
          authority_(authority),
          directory_(directory),
          tickets_(tickets),
          hub_(hub),
          policies_(policies),
          drafting_(drafting) {}

    // WorkDesk
    void gate_ready(const authority::GateView& gate) override;
    void taken(const authority::TakenWord& word) override;
    Result<bool> done(const authority::GateView& gate, const trust::WorkResult& result, ByteView frame) override;
    void output(const authority::GateView& gate, const trust::ShortId& work, uint64_t offset, ByteView part) override;
    Result<std::optional<Bytes>> material(const trust::Digest& digest) override;

    // WorkTaker
    Result<std::string> take_job(Transaction& transaction, const authority::SignedWork& work, const trust::Job& job, int64_t log_number,
                                 std::string_view by) override;
    Result<std::string> take_policy(Transaction& transaction, const authority::SignedWork& work, const trust::Policy& policy,
                                    int64_t log_number, std::string_view by) override;
    Result<std::string> title_of(storage::Transaction& transaction, const trust::Job& job) override;
    void published() override;

    /// A text that the library has from now on: machines whose policies name it may have waited for it.
    Status text_came(Transaction& transaction, std::string_view digest);
    /// To a machine (nil: to all) what may go out now.
    Status deliver(DeviceId device);
    /// Whose window is over, and what has been approved by time alone.
    Status pass_time(Instant now);

    Status cancel(Transaction& transaction, JobRow& job, const std::string& reason, std::string_view by, Instant now);
    /// From what its machines say: the job's counts and state, the next batch, a halt, the end.
    Status settle(Transaction& transaction, JobRow& job, Instant now);
    void say_live(Transaction& transaction, const JobRow& job, DeviceId device);

private:
    Result<std::string> take_foreign(Transaction& transaction, const authority::SignedWork& work, const trust::Job& job, int64_t log_number,
                                     std::string_view by, Instant now);
    Status sign_targets(Transaction& transaction, JobRow& job, const authority::SignedWork& work, int64_t log_number, Instant now);
    Status answered(Transaction& transaction, const authority::TakenWord& word, JobRow& job, TargetRow& target, Instant now);
    Status keep_result(Transaction& transaction, JobRow& job, TargetRow& target, const trust::WorkResult& result, ByteView frame,
                       Instant now);
    Status check_output(Transaction& transaction, TargetRow& target);
    Status end(Transaction& transaction, JobRow& job, Instant now);
    Status look_at(Transaction& transaction, JobRow& job, Instant now);
    Status send(std::span<Parcel> parcels, Instant now);
    Status settle_all(Transaction& transaction, const std::set<JobId>& jobs, Instant now);
    std::vector<authority::GateView> connected_of(std::span<const DeviceId> devices);
    /// Logs what failed; the next word of the machine or the next run tries again.
    Status write(const std::function<Status(Transaction&)>& work);

    storage::Database& database_;
    Clock& clock_;
    authority::Authority& authority_;
    directory::Directory& directory_;
    helpdesk::TicketWork& tickets_;
    live::Hub& hub_;
    Policies& policies_;
    const Drafting& drafting_;
    std::mutex delivering_;  // one thread sends at a time: what is put back was surely sent by nobody
    std::mutex came_mutex_;
    std::set<ClientId> came_for_;  // whose policies came since the last `published`
};

std::vector<trust::Digest> digests_of(const std::vector<std::string>& files);
/// What a machine's own result says, in words.
std::string result_words(const trust::WorkResult& result);
std::string too_long_words(int64_t timeout_s);

}  // namespace steward::jobs
