// Background work: when it is due, and that two processes never do the same.
#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <thread>

#include "server/platform/journal/journal.h"
#include "server/platform/reconcilers/reconciler.h"
#include "tests/contract/databases.h"

namespace steward::reconcilers {
namespace {

using std::chrono::seconds;

class Runners : public contract::EachEngine {
protected:
    void SetUp() override {
        EachEngine::SetUp();
        migrate({"journal", "reconcilers"});
        auto other = fresh().open_another();
        ASSERT_TRUE(other) << other.error().cause;
        other_ = std::move(*other);
    }
    // A process with one piece of work that counts its runs.
    std::unique_ptr<Runner> process(const std::string& name, int& runs, Duration period = seconds(10), bool wake_on_facts = false) {
        return make_runner(name == "first" ? database() : *other_, clock, name,
                           {{"story.work", period, wake_on_facts,
                             [&runs](Instant) {
                                 ++runs;
                                 return Status{};
                             }}},
                           {});
    }
    static void due(Runner& runner) {
        const auto done = runner.run_due();
        EXPECT_TRUE(done) << (done ? "" : done.error().message + done.error().cause);
    }

    ManualClock clock{Instant{1'795'000'000'000}};
    std::unique_ptr<storage::Database> other_;
};
STEWARD_FOR_EACH_ENGINE(Runners);

TEST_P(Runners, of_two_processes_both_do_what_each_must_do_for_itself) {
    int first_runs = 0, second_runs = 0;
    const auto counting = [](int& runs) {
        return Reconciler{.name = "story.memory",
                          .period = seconds(10),
                          .run =
                              [&runs](Instant) {
                                  ++runs;
                                  return Status{};
                              },
                          .on_every_server = true};
    };
    const auto first = make_runner(database(), clock, "first", {counting(first_runs)}, {});
    const auto second = make_runner(*other_, clock, "second", {counting(second_runs)}, {});
    due(*first);
    due(*second);
    EXPECT_EQ(first_runs, 1);
    EXPECT_EQ(second_runs, 1);
}

TEST_P(Runners, run_work_at_once_and_then_when_its_period_has_passed) {
    int runs = 0;
    const auto runner = process("first", runs);
    due(*runner);
    due(*runner);
    EXPECT_EQ(runs, 1);
    clock.advance(seconds(9));
    due(*runner);
    EXPECT_EQ(runs, 1);
    clock.advance(seconds(1));
    due(*runner);
    EXPECT_EQ(runs, 2);
    clock.set_wall(clock.now() + std::chrono::hours(5));
    due(*runner);
    EXPECT_EQ(runs, 2) << "a wall clock that was set is no time that passed";
}

TEST_P(Runners, wake_only_the_work_that_asked_for_it) {
    int sleepy = 0, alert = 0;
    const auto runner = make_runner(database(), clock, "first",
                                    {{"story.sleepy", seconds(100), false,
                                      [&](Instant) {
                                          ++sleepy;
                                          return Status{};
                                      }},
                                     {"story.alert", seconds(100), true,
                                      [&](Instant) {
                                          ++alert;
                                          return Status{};
                                      }}},
                                    {});
    due(*runner);
    runner->wake();
    due(*runner);
    EXPECT_EQ(sleepy, 1);
    EXPECT_EQ(alert, 2);
}

TEST_P(Runners, are_woken_by_the_facts_that_they_read_and_workers_by_work) {
    constexpr std::string_view tickets[] = {"story.Ticket"}, alerts[] = {"story.Alert"};
    bool reads_alerts = false, fails = true;
    int reader = 0, worker = 0, everybody = 0;
    const auto look = [&](std::span<const std::string_view> kinds) {
        return database().read([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(journal::next(transaction, "story", kinds, 1));
            return {};
        });
    };
    const auto read = [&](Instant) -> Status {
        ++reader;
        if (std::exchange(fails, false)) return fail(ErrorKind::Unavailable, "story.away", "Not now.");
        return look(reads_alerts ? std::span(alerts) : std::span(tickets));
    };
    const auto work = [&](Instant) {
        ++worker;
        return Status{};
    };
    const auto hear_all = [&](Instant) {
        ++everybody;
        return look({});
    };
    const auto runner = make_runner(database(), clock, "",
                                    {{"story.reader", seconds(100), true, read},
                                     {"story.worker", seconds(100), true, work},
                                     {"story.all", seconds(100), true, hear_all}},
                                    {});
    EXPECT_FALSE(runner->run_due());
    due(*runner);
    runner->wake("story.Alert");
    due(*runner);
    EXPECT_EQ(reader, 2) << "it failed before it read anything: anything may concern it";
    runner->wake("story.Alert");
    due(*runner);
    EXPECT_EQ(reader, 2);
    reads_alerts = true;
    runner->wake("story.Ticket");
    due(*runner);
    EXPECT_EQ(reader, 3);
    runner->wake("story.Alert");
    due(*runner);
    EXPECT_EQ(reader, 4) << "it reads both by now";
    const int before = everybody;
    EXPECT_EQ(worker, 1) << "no fact concerns who reads none";
    runner->wake();
    due(*runner);
    EXPECT_EQ(reader, 4) << "it is work for somebody, and no fact";
    EXPECT_EQ(worker, 2);
    EXPECT_EQ(everybody, before + 1);
}

TEST_P(Runners, of_two_processes_do_the_same_work_once) {
    int first = 0, second = 0;
    const auto one = process("first", first), two = process("second", second);
    for (int minute = 0; minute < 20; ++minute) {
        due(*two);
        due(*one);
        clock.advance(seconds(10));
    }
    EXPECT_EQ(second, 20) << "who has the lease keeps it";
    EXPECT_EQ(first, 0);
}

TEST_P(Runners, take_over_from_one_that_died_when_its_lease_has_ended) {
    int first = 0, second = 0;
    const auto one = process("first", first), two = process("second", second);
    due(*one);  // and is never heard of again
    clock.advance(seconds(20));
    due(*two);
    EXPECT_EQ(second, 0) << "it may still be at work";
    clock.advance(seconds(10));
    due(*two);
    EXPECT_EQ(second, 1);
    due(*one);
    EXPECT_EQ(first, 1) << "when it comes back, the work is another's";
}

TEST_P(Runners, let_work_come_due_on_whole_seconds) {
    int runs = 0, quick_runs = 0;
    const auto runner = process("first", runs);
    const auto quick = process("second", quick_runs, std::chrono::milliseconds(500));
    clock.advance(std::chrono::milliseconds(400));
    due(*runner);
    clock.advance(std::chrono::milliseconds(9'599));
    due(*runner);
    EXPECT_EQ(runs, 1);
    clock.advance(std::chrono::milliseconds(1));
    due(*runner);
    EXPECT_EQ(runs, 2) << "ten seconds after the second in which it ran";
    runner->stop();
    clock.advance(std::chrono::milliseconds(300));
    due(*quick);
    clock.advance(std::chrono::milliseconds(499));
    due(*quick);
    EXPECT_EQ(quick_runs, 1);
    clock.advance(std::chrono::milliseconds(1));
    due(*quick);
    EXPECT_EQ(quick_runs, 2) << "what is quicker keeps its own time";
}

TEST_P(Runners, renew_all_their_leases_with_one_write) {
    int often = 0, seldom = 0, elsewhere = 0;
    const auto work = [](int& runs) { return [&runs](Instant) { return ++runs, Status{}; }; };
    const auto both =
        make_runner(database(), clock, "first",
                    {{"story.often", seconds(10), false, work(often)}, {"story.seldom", std::chrono::hours(1), false, work(seldom)}}, {});
    const auto other = make_runner(*other_, clock, "second", {{"story.seldom", seconds(10), false, work(elsewhere)}}, {});
    for (int turn = 0; turn < 12; ++turn) {
        due(*both);
        due(*other);
        clock.advance(seconds(10));
    }
    EXPECT_EQ(often, 12);
    EXPECT_EQ(seldom, 1);
    EXPECT_EQ(elsewhere, 0) << "what is seldom due is still held by who does it";
}

TEST_P(Runners, that_stop_leave_the_work_to_others_at_once) {
    int first = 0, second = 0;
    const auto one = process("first", first), two = process("second", second);
    due(*one);
    one->stop();
    due(*two);
    EXPECT_EQ(second, 1);
}

TEST_P(Runners, on_threads_of_their_own_never_overlap_in_one_work) {
    std::atomic<int> inside{0}, overlaps{0}, runs{0};
    std::mutex mutex;
    std::condition_variable enough;
    SystemClock real;
    const auto work = [&](Instant) {
        if (++inside > 1) ++overlaps;
        ++runs;
        --inside;
        enough.notify_all();
        return Status{};
    };
    std::vector<std::unique_ptr<Runner>> runners;
    for (int i = 0; i < 3; ++i) {
        runners.push_back(make_runner(i % 2 ? *other_ : database(), real, "process " + std::to_string(i),
                                      {{"story.work", Duration{1}, true, work, i == 1}}, [](const std::string&, const Error&) {}));
    }
    for (const auto& runner : runners) runner->start();
    {
        std::unique_lock guard(mutex);
        EXPECT_TRUE(enough.wait_for(guard, std::chrono::seconds(30), [&] { return runs >= 50; }));
    }
    for (const auto& runner : runners) runner->stop();
    EXPECT_EQ(overlaps, 0);
}

TEST_P(Runners, say_what_failed_and_go_on) {
    std::mutex mutex;
    std::condition_variable heard;
    std::vector<std::string> said;
    std::atomic<int> runs{0};
    SystemClock real;
    const auto runner = make_runner(database(), real, "first",
                                    {{"story.broken", Duration{1}, false,
                                      [&](Instant) -> Status {
                                          ++runs;
                                          return fail(ErrorKind::Internal, "story.broken", "Broken.");
                                      }}},
                                    [&](const std::string& name, const Error& error) {
                                        const std::lock_guard guard(mutex);
                                        said.push_back(name + ": " + error.code);
                                        heard.notify_all();
                                    });
    runner->start();
    {
        std::unique_lock guard(mutex);
        EXPECT_TRUE(heard.wait_for(guard, std::chrono::seconds(30), [&] { return said.size() >= 3; }));
    }
    runner->stop();
    EXPECT_EQ(said.front(), "story.broken: story.broken");
    EXPECT_GE(runs, 3);
}

TEST_P(Runners, give_everybody_a_turn_beside_work_that_is_always_woken) {
    std::unique_ptr<Runner> runner;
    int patient = 0;
    runner = make_runner(database(), clock, "first",
                         {{"story.busy", seconds(10), true,
                           [&](Instant) {
                               runner->wake();
                               return Status{};
                           }},
                          {"story.patient", seconds(10), false,
                           [&](Instant) {
                               ++patient;
                               return Status{};
                           }}},
                         {});
    EXPECT_FALSE(runner->run_due());
    EXPECT_EQ(patient, 1);
}

TEST_P(Runners, notice_work_that_keeps_waking_itself) {
    std::unique_ptr<Runner> runner;
    runner = make_runner(database(), clock, "first",
                         {{"story.loop", seconds(10), true,
                           [&](Instant) {
                               runner->wake();
                               return Status{};
                           }}},
                         {});
    const auto done = runner->run_due();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "reconcilers.never_quiet");
}

}  // namespace
}  // namespace steward::reconcilers
