#include "agent/gate/journal.h"

#include <algorithm>
#include <cassert>
#include <ranges>

#include "agent/gate/records.h"

namespace steward::gate {

using trust::JobClass;
using trust::ShortId;

namespace {
constexpr size_t most_record = 1024;

// Of no more than a record may hold: its texts are bounded.
Bytes packed_record(const JournalRecord& record) {
    const Bytes message = trust::write_message(record);
    assert(message.size() <= most_record);
    return packed(message);
}

trust::Digest joined(const trust::Digest& head, ByteView message) {
    Bytes both(head.begin(), head.end());
    append(both, message);
    return trust::sha256(both);
}
}  // namespace

Result<WorkJournal> WorkJournal::open(JournalFile& file) {
    WorkJournal journal(file);
    STEWARD_TRY(const Bytes whole, file.read());
    ByteView rest = whole;
    while (const auto message = first_record(rest, most_record)) {
        const auto record = trust::read_message<JournalRecord>(*message);
        // Whole, and nothing that we know: of a later version, or the disk's mistake. What was begun may be in it.
        journal.is_damaged_ = journal.is_damaged_ || !record;
        if (!record) break;
        if (record->step < Step::Begun) journal.head_ = joined(journal.head_, *message);
        journal.apply(*record);
        rest = rest.subspan(packed_size(message->size()));
    }
    // More than one record cannot be torn at once.
    journal.is_damaged_ = journal.is_damaged_ || rest.size() >= packed_size(most_record);
    for (size_t at = 1; at < rest.size() && !journal.is_damaged_; ++at)
        journal.is_damaged_ = first_record(rest.subspan(at), most_record).has_value();
    // What was verified and not started had no effect: it may come again.
    const size_t unstarted = std::erase_if(journal.work_, [](const auto& entry) { return entry.second.step == Step::Verified; });
    if (!rest.empty() || unstarted > 0) STEWARD_CHECK(journal.write_anew());
    return journal;
}

void WorkJournal::apply(const JournalRecord& record) {
    if (record.step == Step::Begun) {
        head_ = record.before;
        is_damaged_ = record.is_damaged;
        fence_ = record.fence;
        return;
    }
    JournalRecord& work = work_[record.work];
    if (record.step == Step::Verified || record.step == Step::Kept) {
        work = record;
        if (record.step == Step::Kept) work.step = record.reached;
        work.reached = {};
        return;
    }
    work.work = record.work;
    work.step = record.step;
    if (record.step == Step::Started) {
        work.attempt = record.attempt;
        work.boot_id = record.boot_id;
        work.started_at = record.started_at;
    } else if (record.step == Step::Effect) {
        work.outcome = record.outcome;
        work.exit = record.exit;
    }
}

Status WorkJournal::take(const JournalRecord& record) {
    const auto found = work_.find(record.work);
    const int before = found == work_.end() ? 0 : static_cast<int>(found->second.step);
    const int now = static_cast<int>(record.step);
    assert(record.step < Step::Begun && (now == before + 1 || (now == before && record.step == Step::Started)));
    STEWARD_CHECK(file_->append(packed_record(record)));
    head_ = joined(head_, trust::write_message(record));
    apply(record);
    return {};
}

bool WorkJournal::is_superseded(const ShortId& work) const {
    return std::ranges::any_of(work_, [&](const auto& entry) { return entry.second.supersedes == work; });
}

uint64_t WorkJournal::runs_since(JobClass job_class, Instant from) const {
    return static_cast<uint64_t>(std::ranges::count_if(work_, [&](const auto& entry) {
        const JournalRecord& work = entry.second;
        return work.job_class == job_class && work.step >= Step::Started && work.started_at >= from;
    }));
}

uint64_t WorkJournal::runs_of(const ShortId& policy, Instant from) const {
    const auto runs = newest_first(policy);
    return static_cast<uint64_t>(std::ranges::count_if(runs, [&](const JournalRecord* run) { return run->started_at >= from; }));
}

uint64_t WorkJournal::failures_of(const ShortId& policy, uint64_t version) const {
    uint64_t failures = 0;
    for (const JournalRecord* run : newest_first(policy)) {
        if (run->policy_version != version || run->step < Step::Effect) continue;
        if (run->outcome == trust::Outcome::Done) break;
        ++failures;
    }
    return failures;
}

// Runs of a policy that were started.
std::vector<const JournalRecord*> WorkJournal::newest_first(const ShortId& policy) const {
    std::vector<const JournalRecord*> runs;
    for (const auto& [id, work] : work_) {
        if (work.policy == policy && work.step >= Step::Started) runs.push_back(&work);
    }
    std::ranges::sort(runs, [](const auto* one, const auto* other) { return one->started_at > other->started_at; });
    return runs;
}

// A failed run of a policy stops it by their number: it is not forgotten before one went well.
bool WorkJournal::is_remembered(const JournalRecord& work) const {
    if (work.policy == ShortId{} || work.outcome == trust::Outcome::Done) return false;
    for (const JournalRecord* run : newest_first(work.policy) | std::views::take(most_kept_failures)) {
        if (run == &work) return true;
        if (run->outcome == trust::Outcome::Done) return false;
    }
    return false;
}

std::vector<ShortId> WorkJournal::in_step(Step step) const {
    std::vector<ShortId> found;
    for (const auto& [id, work] : work_) {
        if (work.step == step) found.push_back(id);
    }
    return found;
}

const JournalRecord& WorkJournal::at(const ShortId& work) const {
    assert(knows(work));
    return work_.at(work);
}

Status WorkJournal::tidy(Instant at_least) {
    const auto is_over = [&](const JournalRecord& work) {
        return work.step >= Step::Reported && work.not_after + kept_after_end < at_least && !is_remembered(work);
    };
    const auto over = static_cast<size_t>(std::ranges::count_if(work_, [&](const auto& entry) { return is_over(entry.second); }));
    if (over == 0 || over * 2 < work_.size()) return {};
    std::erase_if(work_, [&](const auto& entry) { return is_over(entry.second); });
    return write_anew();
}

Status WorkJournal::set_fence(Instant fence) {
    fence_ = std::max(fence_, fence);
    is_damaged_ = false;
    return write_anew();
}

Status WorkJournal::write_anew() {
    Bytes whole = packed_record({.step = Step::Begun, .before = head_, .is_damaged = is_damaged_, .fence = fence_});
    for (const auto& [id, work] : work_) {
        JournalRecord record = work;
        record.reached = work.step;
        record.step = Step::Kept;
        append(whole, packed_record(record));
    }
    return file_->replace(whole);
}

AfterCrash after_crash(JobClass job_class, uint64_t attempt, bool booted_since) {
    const AfterCrash once_more = attempt < 2 ? AfterCrash::Repeat : AfterCrash::Unknown;  // what takes the machine down, not for ever
    if (job_class == JobClass::Reboot) return booted_since ? AfterCrash::Done : once_more;
    if (job_class == JobClass::Patch || job_class == JobClass::Software) return AfterCrash::Inspect;
    return job_class == JobClass::Service || job_class == JobClass::RestoreTest ? once_more : AfterCrash::Unknown;
}

}  // namespace steward::gate
