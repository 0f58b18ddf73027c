// What stories of the journal begin with: a disk in memory that can be full, and the steps of work.
#pragma once

#include "agent/gate/journal.h"

#include <gtest/gtest.h>

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;

constexpr Instant morning{1'795'000'000'000};

struct MemoryFile final : JournalFile {
    Bytes bytes;
    std::optional<size_t> room;  // what still fits
    Result<Bytes> read() override { return bytes; }
    Status append(ByteView record) override {
        const size_t fits = std::min(room.value_or(record.size()), record.size());
        bytes.insert(bytes.end(), record.begin(), record.begin() + static_cast<std::ptrdiff_t>(fits));
        if (fits < record.size()) return fail(ErrorKind::Unavailable, "gate.disk_full", "full");
        return {};
    }
    Status replace(ByteView whole) override {
        bytes.assign(whole.begin(), whole.end());
        return {};
    }
};

struct JournalStory : testing::Test {
    MemoryFile file;
    std::optional<WorkJournal> journal;
    static constexpr ShortId one{1}, two{2}, three{3}, policy{60};

    JournalStory() { restart(); }
    void restart() {
        auto opened = WorkJournal::open(file);
        ASSERT_TRUE(opened);
        journal.emplace(std::move(*opened));
    }
    static JournalRecord verified(const ShortId& work, JobClass job_class = JobClass::Script, Instant not_after = morning + 1h) {
        return {.step = Step::Verified, .work = work, .job_class = job_class, .not_after = not_after};
    }
    static JournalRecord started(const ShortId& work, uint64_t attempt = 1, Instant at = morning) {
        return {.step = Step::Started, .work = work, .attempt = attempt, .boot_id = "boot", .started_at = at};
    }
    static JournalRecord effect(const ShortId& work) { return {.step = Step::Effect, .work = work, .outcome = Outcome::Failed, .exit = 3}; }
    void take(const JournalRecord& record) { EXPECT_TRUE(journal->take(record)); }
    void whole(const ShortId& work, Instant not_after = morning + 1h) {
        take(verified(work, JobClass::Script, not_after));
        take(started(work));
        take(effect(work));
        take({.step = Step::Reported, .work = work});
        take({.step = Step::Acked, .work = work});
    }
    /// A policy's run from its first step to its report.
    void run(uint8_t number, Outcome outcome, Instant at, uint64_t version = 3) {
        JournalRecord begun = verified(run_of(number), JobClass::Script, at + 1h);
        begun.policy = policy;
        begun.policy_version = version;
        take(begun);
        take(started(run_of(number), 1, at));
        take({.step = Step::Effect, .work = run_of(number), .outcome = outcome});
        take({.step = Step::Reported, .work = run_of(number)});
    }
    static ShortId run_of(uint8_t number) { return {100, number}; }
};

}  // namespace steward::gate
