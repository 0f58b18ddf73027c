#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "server/platform/reconcilers/reconciler.h"

namespace steward::reconcilers {

namespace {
constexpr Duration lease_time = std::chrono::seconds(30);

struct Work {
    Reconciler reconciler;
    Duration last_run{-1};  // monotonic; negative: never
    bool woken = false;
    Instant lease_until;  // what we hold; renewed when a third of it is left
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
        changed_.notify_all();
        for (Group& group : groups_) {
            if (group.thread.joinable()) group.thread.join();
        }
        give_leases_back();
    }

    void wake() override {
        {
            const std::lock_guard guard(mutex_);
            for (Group& group : groups_) {
                for (Work& work : group.works) work.woken = work.woken || work.reconciler.wake_on_facts;
            }
        }
        changed_.notify_all();
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
    };

    Work* take_due(Group& group) {
        const std::lock_guard guard(mutex_);
        const Duration now = clock_.monotonic();
        for (size_t i = 0; i < group.works.size(); ++i) {
            Work& work = group.works[(group.next + i) % group.works.size()];
            if (!work.woken && work.last_run.count() >= 0 && now - work.last_run < work.reconciler.period) continue;
            work.woken = false;
            work.last_run = now;
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
            Duration wait = std::chrono::seconds(1);
            bool woken = false;
            for (const Work& work : group.works) {
                wait = std::min(wait, work.reconciler.period);
                woken = woken || work.woken;
            }
            if (!woken) changed_.wait_for(guard, wait);
        }
    }

    Status run(Work& work) {
        const Instant now = clock_.now();
        STEWARD_TRY(const bool ours, hold_lease(work, now));
        return ours ? work.reconciler.run(now) : Status{};
    }

    Result<bool> hold_lease(Work& work, Instant now) {
        if (work.lease_until - now > lease_time / 3 && work.lease_until - now <= lease_time) return true;
        bool ours = false;
        STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const int64_t taken, transaction.execute("insert into reconcilers_leases (name, holder, until) values ($1, $2, $3) "
                                                                 "on conflict (name) do update set holder = $2, until = $3 "
                                                                 "where reconcilers_leases.holder = $2 or reconcilers_leases.until <= $4",
                                                                 work.reconciler.name, holder_, now + lease_time, now));
            ours = taken > 0;
            return {};
        }));
        work.lease_until = ours ? now + lease_time : Instant{};
        return ours;
    }

    void give_leases_back() {
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
    std::condition_variable changed_;
    std::atomic<bool> stopping_{false};
    std::vector<Group> groups_;
};
}  // namespace

std::unique_ptr<Runner> make_runner(storage::Database& database, Clock& clock, std::string holder, std::vector<Reconciler> reconcilers,
                                    Report report) {
    return std::make_unique<PeriodicRunner>(database, clock, std::move(holder), std::move(reconcilers), std::move(report));
}

}  // namespace steward::reconcilers
