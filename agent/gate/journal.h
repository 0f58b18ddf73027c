// What this machine has begun and done, each step on the disk before the next (design/trust.md 4.1.9): the reason why nothing is
// done twice. Append-only; every record has a check sum, and all together a running hash that results name.
//
// Not thread safe. Time comes in.
#pragma once

#include <map>

#include "agent/gate/checks.h"
#include "agent/gate/journal_file.h"

namespace steward::gate {

enum class Step : uint8_t {
    Verified = 1,  // all checks passed; nothing was done yet
    Started = 2,   // from here on it may have had its effect
    Effect = 3,    // what came of it
    Reported = 4,  // the result went out
    Acked = 5,     // and was taken
    Begun = 6,     // of a file that was made anew: the hash of all that was before it
    Kept = 7,      // of such a file: work as it stood
};

constexpr size_t longest_boot_id = 64;

struct JournalRecord {
    Step step{};
    trust::ShortId work{};
    trust::JobClass job_class{};  // Verified
    Instant not_after;            // Verified
    trust::ShortId supersedes{};  // Verified
    uint64_t attempt = 0;         // Started
    std::string boot_id;          // Started
    Instant started_at;           // Started
    trust::Outcome outcome{};     // Effect
    int64_t exit = 0;             // Effect
    trust::Digest before{};       // Begun
    bool is_damaged = false;      // Begun
    Instant fence;                // Begun
    Step reached{};               // Kept
    trust::ShortId policy{};      // Verified: of a policy's run
    uint64_t policy_version = 0;  // Verified
    trust::Digest message{};      // Verified: of the job, or of the policy
};

template <class Form>
void describe(Form& form, JournalRecord& record) {
    form.must(1, record.step);
    form.may_from(2, record.work, record.job_class, record.not_after, record.supersedes, record.attempt, record.boot_id, record.started_at,
                  record.outcome, record.exit, record.before, record.reached, record.is_damaged, record.fence, record.policy,
                  record.policy_version, record.message);
    form.refuse_if(record.boot_id.size() > longest_boot_id);
    form.refuse_if(record.step < Step::Verified || record.step > Step::Kept || record.reached > Step::Acked);
}

constexpr size_t most_work = 10'000;
constexpr Duration kept_after_end = std::chrono::hours(48);

class WorkJournal final : public Journal {
public:
    /// Reads what stands there. A record that was torn at the end is cut off: its step was not taken. Damage before the end makes
    /// `is_damaged` until a fence is set: what was forgotten is not known, as after a roll-back of the disk.
    static Result<WorkJournal> open(JournalFile& file);

    bool knows(const trust::ShortId& work) const override { return work_.contains(work); }
    bool is_superseded(const trust::ShortId& work) const override;
    bool has_room() const override { return work_.size() < most_work; }
    uint64_t runs_since(trust::JobClass job_class, Instant from) const override;
    uint64_t runs_of(const trust::ShortId& policy, Instant from) const override;
    uint64_t failures_of(const trust::ShortId& policy, uint64_t version) const override;

    /// The next step, on the disk when this returns. A step that does not follow from where the work stands is a programming
    /// error (asserted); one that died in its start may be started again. After a failure nothing is to be done: the step may
    /// or may not stand there.
    Status take(const JournalRecord& record);

    /// Work whose newest step this is.
    std::vector<trust::ShortId> in_step(Step step) const;
    /// Work that was started and of which no effect is known: after a start, the gate died in it.
    std::vector<trust::ShortId> interrupted() const { return in_step(Step::Started); }
    /// Work as it stands: the fields of all its records, `step` the newest. It is known (asserted).
    const JournalRecord& at(const trust::ShortId& work) const;

    /// Forgets what ended two days ago by the lower bound of time, when that is most of it. What supersedes is no exception, or ten
    /// thousand small jobs would fill the journal for a month: whoever signs it gives it an end not before that of what it supersedes.
    Status tidy(Instant at_least);

    /// The running hash over all records, also those that were tidied away.
    const trust::Digest& head() const { return head_; }
    bool is_damaged() const { return is_damaged_; }

    /// Jobs that may begin before this are refused, over restarts too (freshness.h). Never earlier than it was.
    Instant fence() const { return fence_; }
    Status set_fence(Instant fence);

private:
    explicit WorkJournal(JournalFile& file) : file_(&file) {}
    void apply(const JournalRecord& record);
    Status write_anew();
    std::vector<const JournalRecord*> newest_first(const trust::ShortId& policy) const;
    bool is_remembered(const JournalRecord& work) const;

    JournalFile* file_;
    std::map<trust::ShortId, JournalRecord> work_;
    trust::Digest head_{};
    bool is_damaged_ = false;
    Instant fence_;
};

/// What becomes of work that was started when the gate died.
enum class AfterCrash : uint8_t {
    Repeat,   // doing it again does no harm
    Inspect,  // the machine can tell how far it came
    Done,     // that we are here again is the effect
    Unknown,  // a person has to look
};
AfterCrash after_crash(trust::JobClass job_class, uint64_t attempt, bool booted_since);

}  // namespace steward::gate
