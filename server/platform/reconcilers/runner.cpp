#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "server/platform/journal/journal.h"
#include "server/platform/reconcilers/reconciler.h"

namespace steward::reconcilers {

namespace {
constexpr Duration lease_time = std::chrono::seconds(30);

// Works come due on whole seconds, so that one awakening of the processor serves many of them.
constexpr Duration beat = std::chrono::seconds(1);
Duration on_beat(Duration at, Duration period) { return period < beat ? at : at - at % beat; }

struct Work {
    Reconciler reconciler;
    Duration last_run{-1};  // monotonic; negative: never
    bool woken = false;
    // What its runs read of the journal so far; before one of them ended well, anything may concern it. Guarded by mutex_.
    bool has_run = false, reads_all = false;
    std::set<std::string, std::less<>> reads;
    Instant lease_until;  // what we hold; renewed when a third of it is left; guarded by mutex_
};

class PeriodicRunner final : public Runner {
public:
    PeriodicRunner(storage::Database& database, Clock& clock, std::string holder, std::vector<Reconciler> reconcilers, Report report)
        : database_(database), clock_(clock), holder_(std::move(holder)), report_(std::move(report)) {
        groups_.emplace_back();
        for (auto& reconciler : reconcilers) {
            Group& group = reconciler.own_thread ? groups_.emplace_back() : groups_.front();
            group.works.push_back({.reconciler = std::move(reconciler), .lease_until = {}});
        }
    }
    ~PeriodicRunner() override { stop(); }

    void start() override {
        stopping_ = false;
        for (Group& group : groups_) group.thread = std::thread([this, &group] { loop(group); });
    }

    void stop() override {
        {
            const std::lock_guard guard(mutex_);
            stopping_ = true;
        }
        for (Group& group : groups_) group.changed.notify_all();
        for (Group& group : groups_) {
            if (group.thread.joinable()) group.thread.join();
        }
        give_leases_back();
    }

    void wake(std::string_view kind) override {
        const std::lock_guard guard(mutex_);
        for (Group& group : groups_) {
            bool woken = false;
            for (Work& work : group.works) {
                if (!concerns(work, kind)) continue;
                work.woken = woken = true;
            }
            if (woken) group.changed.notify_all();  // the others sleep on
        }
    }

    Status run_due() override {
        // Facts written by one reconciler wake the others; a loop between rooms would be a fault of
        // theirs, and shows here as an error instead of as a hanging test.
        for (int round = 0; round < 100; ++round) {
            bool ran = false;
            for (Group& group : groups_) {
                for (size_t turns = group.works.size(); turns > 0; --turns) {
                    Work* work = take_due(group);
                    if (!work) break;
                    ran = true;
                    STEWARD_CHECK(run(*work));
                }
            }
            if (!ran) return {};
        }
        return fail(ErrorKind::Internal, "reconcilers.never_quiet", "Background work keeps waking itself.");
    }

private:
    struct Group {
        std::vector<Work> works;
        size_t next = 0;  // whose turn it is, so that one that is always woken does not starve the others
        std::thread thread;
        std::condition_variable changed;
    };

    // Each that is woken in vain asks the database: with two dozen of them that was half of what an answer to a ticket cost.
    static bool concerns(const Work& work, std::string_view kind) {
        if (!work.reconciler.wake_on_facts) return false;
        if (!work.has_run || work.reads_all) return true;
        return kind.empty() ? work.reads.empty() : work.reads.contains(kind);
    }

    Work* take_due(Group& group) {
        const std::lock_guard guard(mutex_);
        const Duration now = clock_.monotonic();
        for (size_t i = 0; i < group.works.size(); ++i) {
            Work& work = group.works[(group.next + i) % group.works.size()];
            if (!work.woken && work.last_run.count() >= 0 && now - work.last_run < work.reconciler.period) continue;
            work.woken = false;
            work.last_run = on_beat(now, work.reconciler.period);
            group.next = (group.next + i + 1) % group.works.size();
            return &work;
        }
        return nullptr;
    }

    void loop(Group& group) {
        for (;;) {
            while (Work* work = take_due(group)) {
                if (stopping_) return;
                if (auto status = run(*work); !status) report_(work->reconciler.name, status.error());
            }
            std::unique_lock guard(mutex_);
            if (stopping_) return;
            // Until the next is due and no sooner: an idle server sleeps.
            Duration wait = std::chrono::hours(1);
            const Duration now = clock_.monotonic();
            for (const Work& work : group.works) {
                const bool at_once = work.woken || work.last_run.count() < 0;
                wait = std::min(wait, at_once ? Duration{0} : work.last_run + work.reconciler.period - now);
            }
            if (wait > Duration{0}) group.changed.wait_for(guard, wait);
        }
    }

    Status run(Work& work) {
        const Instant now = clock_.now();
        if (holder_.empty() || work.reconciler.on_every_server) return run_attentively(work, now);
        STEWARD_TRY(const bool ours, hold_lease(work, now));
        return ours ? run_attentively(work, now) : Status{};
    }

    Status run_attentively(Work& work, Instant now) {
        const journal::Attention attention;
        auto status = work.reconciler.run(now);
        const std::lock_guard guard(mutex_);
        work.has_run = work.has_run || status;
        work.reads_all = work.reads_all || attention.asked_for_all();
        for (const auto& kind : attention.kinds()) {
            if (!work.reads.contains(kind)) work.reads.insert(kind);
        }
        return status;
    }

    // One write renews all that we hold: half a hundred works that renew one by one are most of what an idle server writes.
    Result<bool> hold_lease(Work& work, Instant now) {
        if (const std::lock_guard guard(mutex_); lasts(work, now, lease_time / 3)) return true;
        bool ours = false;
        STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("update reconcilers_leases set until = $2 where holder = $1 and until > $3", holder_,
                                              now + lease_time, now));
            STEWARD_TRY(const int64_t taken, transaction.execute("insert into reconcilers_leases (name, holder, until) values ($1, $2, $3) "
                                                                 "on conflict (name) do update set holder = $2, until = $3 "
                                                                 "where reconcilers_leases.holder = $2 or reconcilers_leases.until <= $4",
                                                                 work.reconciler.name, holder_, now + lease_time, now));
            ours = taken > 0;
            return {};
        }));
        const std::lock_guard guard(mutex_);
        for (Group& group : groups_) {
            for (Work& held : group.works) {
                if (lasts(held, now, Duration{0})) held.lease_until = now + lease_time;
            }
        }
        work.lease_until = ours ? now + lease_time : Instant{};
        return ours;
    }

    // A clock that was set back makes a lease look too long: it is asked for again.
    static bool lasts(const Work& work, Instant now, Duration at_least) {
        return work.lease_until - now > at_least && work.lease_until - now <= lease_time;
    }

    void give_leases_back() {
        if (holder_.empty()) return;
        (void)database_.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("delete from reconcilers_leases where holder = $1", holder_));
            return {};
        });
    }

    storage::Database& database_;
    Clock& clock_;
    std::string holder_;
    Report report_;
    std::mutex mutex_;
    std::atomic<bool> stopping_{false};
    std::deque<Group> groups_;  // a group has threads that know its place
};
}  // namespace

std::unique_ptr<Runner> make_runner(storage::Database& database, Clock& clock, std::string holder, std::vector<Reconciler> reconcilers,
                                    Report report) {
    return std::make_unique<PeriodicRunner>(database, clock, std::move(holder), std::move(reconcilers), std::move(report));
}

}  // namespace steward::reconcilers
