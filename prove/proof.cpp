#include "prove/proof.h"

#include <strings.h>
#include <sys/resource.h>

#include <algorithm>
#include <functional>

#include "base/plain.h"
#include "prove/levels/level.h"
#include "prove/scratch.h"
#include "prove/spaces.h"

namespace steward::prove {

namespace {
using trust::CheckVerdict;
using trust::HowChosen;
using trust::RestoreProblem;
using trust::RestoreRecord;

constexpr Duration clocks_may_differ = std::chrono::hours(24);
constexpr size_t longest_host = 200, longest_version = 50;

std::unexpected<RestoreProblem> stop(std::string code, std::string sentence) {
    return std::unexpected(RestoreProblem{std::move(code), std::move(sentence)});
}

// The newest points, and the one that is taken. A snapshot is remembered only while it may be the one.
class Choice {
public:
    Choice(const trust::RestoreTestAction& action, Instant now) : action_(action), draw_(action.seed, now) {}

    void offer(const Snapshot& snapshot) {
        draw_.offer(snapshot.point);
        newest_.push_back(snapshot.point);
        std::ranges::push_heap(newest_, is_newer);
        if (newest_.size() > trust::most_recorded_points) {
            std::ranges::pop_heap(newest_, is_newer);
            newest_.pop_back();
        }
        // A whole name is it, whatever others begin so.
        const bool is_whole = snapshot.point.name == action_.point;
        const bool is_asked = is_whole || (!is_named_ && !action_.point.empty() && snapshot.point.name.starts_with(action_.point));
        asked_ = is_whole ? 1 : asked_ + (is_asked ? 1 : 0);
        is_named_ = is_named_ || is_whole;
        // The draw never comes back to a point that it has passed over: who is drawn now is remembered, and nobody else.
        if (action_.point.empty() ? draw_.drawn()->point == snapshot.point : is_asked) chosen_ = snapshot;
    }

    Attempt<Snapshot> chosen(RestoreRecord& record) {
        std::ranges::sort(newest_, [](const auto& a, const auto& b) { return is_newer(a, b); });
        record.points = newest_;
        record.points_seen = draw_.offered();
        if (draw_.offered() == 0) return stop("restore.no_points", "There is no recovery point of this plan in the repository.");
        if (action_.point.empty()) {
            record.how = draw_.drawn()->how;
            return *chosen_;
        }
        record.how = HowChosen::Asked;
        if (asked_ == 1) return *chosen_;
        return stop("restore.point_missing", asked_ == 0 ? "The recovery point that was asked for is not in the repository."
                                                         : "Several recovery points begin as the one that was asked for.");
    }

private:
    static bool is_newer(const trust::RestorePoint& a, const trust::RestorePoint& b) {
        return a.at != b.at ? b.at < a.at : b.name < a.name;
    }

    const trust::RestoreTestAction& action_;
    trust::PointDraw draw_;
    std::vector<trust::RestorePoint> newest_;
    std::optional<Snapshot> chosen_;
    uint64_t asked_ = 0;
    bool is_named_ = false;
};

class Test {
public:
    Test(const trust::RestoreTestAction& action, const std::optional<trust::BackupWitness>& witness, const Host& setup, Proof& proof)
        : action_(action), witness_(witness), setup_(setup), proof_(proof), began_(setup.clock.monotonic()) {}

    Attempt<void> perform() {
        level_ = level_kind(action_.level);
        if (!level_)
            return stop("restore.level_not_built",
                        "This version restores files (level 1) and databases (level 2), and nothing above that yet.");
        if (action_.witness != trust::Digest{} && !witness_)
            return stop("restore.witness_missing", "The source's hashes did not come with the test.");
        auto file = open_repository_file(setup_.repositories, action_.repository, action_.label);
        if (!file) return std::unexpected(file.error());
        record().engine = file->engine;
        if (!enter_own_mounts()) return stop("restore.no_isolation", "This host does not let restored data be kept apart.");
        const auto engine = engine_called(file->engine)->open(*file, spent_);
        const auto done = with(*engine, *file);
        record().processor_ms = spent_.processor_ms;
        record().peak_memory_bytes = spent_.peak_memory_bytes;
        return done;
    }

    /// By this host's clock as it was at the beginning: one that is set meanwhile makes no test longer or shorter.
    Instant now() const { return record().started + (setup_.clock.monotonic() - began_); }

private:
    RestoreRecord& record() const { return proof_.record; }

    Attempt<void> with(Engine& engine, const RepositoryFile& file) {
        const auto version = engine.version();
        if (!version) return std::unexpected(version.error());
        record().engine_version = plain(*version).substr(0, longest_version);
        if (const auto free = engine.must_be_free(record().started, record().not_covered); !free) return free;
        Choice choice(action_, record().started);
        if (const auto listed = engine.list_points([&](const auto& snapshot) { choice.offer(snapshot); }); !listed) return listed;
        const auto snapshot = choice.chosen(record());
        if (!snapshot) return std::unexpected(snapshot.error());
        record().chosen = snapshot->point;
        record().source_host = plain(snapshot->host).substr(0, longest_host);
        if (const auto sound = check(*snapshot); !sound) return sound;
        return restore_and_check(engine, file, *snapshot);
    }

    Attempt<void> check(const Snapshot& snapshot) const {
        const bool is_here = ::strcasecmp(snapshot.host.c_str(), setup_.host_name.c_str()) == 0;
        if (is_here && !setup_.may_be_source)
            return stop("restore.same_machine", "This backup is of the machine that would test it. A restore is proven elsewhere.");
        if (record().points.front().at > record().started + clocks_may_differ)
            return stop("restore.clock_wrong", "The newest recovery point is of " + to_rfc3339(record().points.front().at) +
                                                   ", and this host's clock is before that: one of the two is wrong.");
        return {};
    }

    Attempt<void> restore_and_check(Engine& engine, const RepositoryFile& file, const Snapshot& snapshot) {
        const uint64_t most = action_.most_bytes == 0 ? trust::usual_restore_bytes : action_.most_bytes;
        const auto level = level_->begin({action_, witness_, snapshot, most, engine, record().started, setup_.alarm_shell});
        if (!level) return std::unexpected(level.error());
        Level& checks = **level;
        if (const auto listed = engine.list_entries(snapshot, [&](const auto& entry) { checks.take(entry); }); !listed) return listed;
        if (const auto planned = checks.plan(); !planned) return planned;
        if (!checks.paths().empty()) {
            auto scratch = Scratch::make(file.scratch, checks.bytes(), checks.files(), setup_.most_in_memory, spent_);
            if (!scratch) return std::unexpected(scratch.error());
            record().is_wiped = false;
            const auto done = restore_into(*scratch, engine, snapshot, checks);
            record().is_wiped = scratch->wipe();
            if (!done) return done;
        }
        return checks.tell(record(), proof_.names);
    }

    Attempt<void> restore_into(const Scratch& scratch, Engine& engine, const Snapshot& snapshot, Level& checks) {
        if (const auto restored = engine.restore(snapshot, checks.paths(), scratch.path()); !restored) return restored;
        record().data_there = now();
        return checks.check({scratch.path(), spent_, [this] { return now(); }}, record());
    }

    const trust::RestoreTestAction& action_;
    const std::optional<trust::BackupWitness>& witness_;
    const Host& setup_;
    Proof& proof_;
    Duration began_;
    const LevelKind* level_ = nullptr;
    Spent spent_;
};

void add_ourselves(RestoreRecord& record) {
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    const auto ms = [](const timeval& time) { return static_cast<uint64_t>(time.tv_sec * 1000 + time.tv_usec / 1000); };
    record.processor_ms += ms(use.ru_utime) + ms(use.ru_stime);
}
}  // namespace

RestoreRecord record_of(const trust::RestoreTestAction& action, const RestoreProblem& problem, Instant now) {
    RestoreRecord record{.level = action.level, .repository = action.repository, .label = action.label};
    record.prover = "steward-prove " STEWARD_VERSION;
    record.seed = action.seed;
    record.started = record.ended = now;
    record.witness = action.witness;
    record.problem = problem;
    record.is_wiped = true;
    return record;
}

Proof prove(const trust::RestoreTestAction& action, const std::optional<trust::BackupWitness>& witness, const Host& setup) {
    Proof proof{.record = record_of(action, {}, setup.clock.now()), .names = {}};
    if (witness) proof.record.source_run = witness->run;
    Test test(action, witness, setup, proof);
    if (const auto done = test.perform(); !done) proof.record.problem = done.error();
    proof.record.ended = test.now();
    add_ourselves(proof.record);
    return proof;
}

}  // namespace steward::prove
