// The gate in this process, where the real program would be slow or cannot be brought: what lies on its disk is odd, much time passes, and
// what is said to it is out of order.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "agent/gate/runner/plan.h"
#include "agent/gate/store/kept_file.h"
#include "tests/evil/world.h"
#include "tests/faults/system_calls.h"
#include "trust/actions.h"
#include "trust/templates.h"
#include "trust/tests/log_book.h"

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;
using evil::World;

namespace {
struct GateInside : testing::Test {
    World world{{.really_runs = false}};
    std::string folder = (world.folder / "state").string();

    StateAnswer state() { return read_message<StateAnswer>(world.ask(Want::State).body).value_or(StateAnswer{}); }
    void stop() { world.gate.reset(); }
    void start() {
        stop();
        world.start();
    }
    std::string take(const Job& job) { return world.take(world.sign(job)); }
    // Says what is wrong after a start with this in the store.
    template <class Kept>
    std::string damage_of(const Kept& kept) {
        const Store store(folder);
        const auto before = *store.load();
        stop();
        EXPECT_TRUE(store.save(kept));
        world.start();
        const std::string damage = state().damage;
        stop();
        EXPECT_TRUE(store.save(before->chain));
        EXPECT_TRUE(store.save(KeptPolicies{}));
        world.start();
        EXPECT_EQ(state().damage, "");
        return damage;
    }
    std::string outcome_of(const ShortId& work) {
        const auto results = read_message<ResultsAnswer>(world.ask(Want::Results).body).value_or(ResultsAnswer{});
        for (const Bytes& frame : results.frames) {
            const auto result = read_message<WorkResult>(framed(frame).payload);
            if (result && result->work == work)
                return result->outcome == Outcome::Done ? "done" : result->outcome == Outcome::Failed ? "failed" : "unknown";
        }
        return "none";
    }
    // Written down as begun, and nobody began it.
    Job begun(JobClass job_class = JobClass::Script, const Bytes& action = {}) {
        Job job = world.job();
        if (job_class != JobClass::Script) {
            job.job_class = job_class;
            job.action = {action};
        }
        world.die_at_next_job();
        EXPECT_EQ(take(job), "failed gate.no_launcher");
        stop();
        return job;
    }
    std::string folder_of(const Job& job) const { return folder + "/work/" + to_hex(job.id); }
    Policy policy(Trigger trigger = Trigger::Manual) const {
        Policy made{.authority = world.office.authority,
                    .id = {5},
                    .policy_version = 1,
                    .job_class = JobClass::Script,
                    .allowed = {write_message(ScriptTemplates{
                        {{.name = "sing", .interpreter = "/bin/sh", .arguments = {"fixed"}, .body = world.body(), .parameters = {}}}})},
                    .target = {.client = world.client, .devices = {world.device}, .tags = {}},
                    .windows = {{.zone = "UTC", .days = 127, .start_minute = 0, .length_minutes = 1440}},
                    .budget = {.runs_a_day = 1},
                    .trigger = trigger,
                    .limits = {.timeout_s = 60, .network = NetworkUse::Any}};
        made.not_before = world.clock.now() - 1h;
        made.not_after = world.clock.now() + 240h;
        return made;
    }
    std::string take(const Policy& policy) {
        return world.take(world.office.sign(MessageType::Policy, write_message(policy), world.people));
    }
    uint64_t fault_of_policy() {
        const auto listed = read_message<PoliciesAnswer>(world.ask(Want::Policies).body).value_or(PoliciesAnswer{});
        return listed.policies.empty() ? 0 : listed.policies.front().fault;
    }
};

// Once zeros, then what it is.
class OnceNothing final : public Rng {
public:
    void fill(std::span<uint8_t> out) override {
        std::ranges::fill(out, uint8_t{0});
        if (std::exchange(is_first_, false)) return;
        if (!out.empty()) out.front() = 9;
    }

private:
    bool is_first_ = true;
};
// Its runners have their work before anybody can look at them.
class ClaimingLauncher final : public Launcher {
public:
    explicit ClaimingLauncher(std::string folder) : folder_(std::move(folder)) {}
    Result<ProcessId> start(const ShortId& work) override {
        const auto self = process(static_cast<uint64_t>(::getpid()));
        EXPECT_TRUE(claim(folder_ + "/" + to_hex(work), {.process = self->number, .started = self->started, .boot_id = boot_id()}));
        return ProcessId{};
    }

private:
    std::string folder_;
};
}  // namespace

TEST_F(GateInside, a_runner_that_has_its_work_is_watched_though_it_was_not_seen_to_start) {
    stop();
    world.launcher = std::make_unique<evil::CountingLauncher>(std::make_unique<ClaimingLauncher>(folder + "/work"));
    world.start();
    world.hear();
    EXPECT_EQ(take(world.job()), "runs");
    EXPECT_EQ(state().running, 1U);
    world.gate.reset();  // it never ends
}

TEST_F(GateInside, a_store_that_says_what_cannot_be_is_damaged) {
    const auto link = [](Bytes frame) { return KeptLink{.counted = Instant{1}, .frame = std::move(frame), .latest = Instant{1}}; };
    EXPECT_EQ(damage_of(KeptChain{{link({1, 2})}}), "The chain of the gate is damaged. Enrol this machine again.");
    const std::string other = "The chain of the gate is of another authority. Enrol this machine again.";
    EXPECT_EQ(damage_of(KeptChain{{link(world.sign(world.job()))}}), other) << "no genesis";
    Office office = world.office;
    office.add("eve", "eve", everyday);
    EXPECT_EQ(damage_of(KeptChain{{link(office.genesis({"alice", "bob", "eve", "tower"}, {"safe"}, 2, 1))}}), other);
    EXPECT_EQ(damage_of(KeptPolicies{.policies = {{.id = {1}, .version = 1, .frame = {9}}}}),
              "The policies of the gate are damaged. Enrol this machine again.");
    const Bytes key = *read_kept_bytes(folder + "/device_key").value();
    stop();
    EXPECT_TRUE(write_kept_bytes(folder + "/device_key", ByteView(key).first(10)));
    world.start();
    EXPECT_NE(state().damage.find("device_key"), std::string::npos);
    stop();
    EXPECT_TRUE(write_kept_bytes(folder + "/device_key", key));
    EXPECT_TRUE(write_kept_bytes(folder + "/policies", Bytes{0xff}));
    world.start();
    EXPECT_NE(state().damage.find("policies"), std::string::npos) << "its sum is right, and it is no message";
}

TEST_F(GateInside, a_chain_that_is_lost_under_a_running_gate_ends_it) {
    std::filesystem::remove(folder + "/chain");
    EXPECT_EQ(world.take(world.suspend("carol", "bob")), "became 0") << "what needs no chain is taken";
    const Bytes link = world.office.remove_key(*world.roster, "carol", world.people);
    EXPECT_EQ(world.take(link), "failed gate.store_damaged");
    EXPECT_TRUE(world.gate->is_over());
}

TEST_F(GateInside, a_journal_that_is_damaged_sets_a_fence_when_the_beacon_has_answered) {
    const Job first = world.job(), second = world.job();
    take(first);
    take(second);
    stop();
    {
        std::fstream file(folder + "/journal", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(30);
        file << "x";
    }
    const auto copied = world.folder / "damaged";
    std::filesystem::copy(folder, copied, std::filesystem::copy_options::recursive);
    for (uint64_t number = 1;; ++number) {
        stop();
        std::filesystem::remove_all(folder);
        std::filesystem::copy(copied, folder, std::filesystem::copy_options::recursive);
        world.start();
        world.clock.advance(1s);
        const Bytes answer = world.heartbeat(world.nonce(), world.roster->seq(), world.roster->head());
        faults::begin({.number = number, .error = EIO});
        const std::string heard = world.take(answer);
        const std::string failed = faults::end();
        if (failed.empty()) EXPECT_EQ(heard, "became 1");
        start();
        world.hear();
        EXPECT_EQ(take(first), "refused 17.1") << "what was forgotten is not known, when " << failed << " fails";
        if (failed.empty()) break;
        ASSERT_LT(number, 100U);
    }
}

TEST_F(GateInside, what_is_long_over_is_forgotten_or_the_gate_ends) {
    const Job job = world.job();
    EXPECT_EQ(take(job), "runs");
    EXPECT_EQ(outcome_of(job.id), "failed") << "nobody began it";
    EXPECT_EQ(world.say(Want::Acknowledge, {job.id}), "done");
    EXPECT_EQ(world.say(Want::Acknowledge, {ShortId{77}}), "failed gate.no_such_result");
    stop();
    const auto copied = world.folder / "old";
    std::filesystem::copy(folder, copied, std::filesystem::copy_options::recursive);
    world.clock.advance(72h);
    for (uint64_t number = 1;; ++number) {
        stop();
        std::filesystem::remove_all(folder);
        std::filesystem::copy(copied, folder, std::filesystem::copy_options::recursive);
        world.start();
        const Bytes answer = world.heartbeat(world.nonce(), world.roster->seq(), world.roster->head());
        faults::begin({.number = number, .error = EIO});
        world.take(answer);
        if (faults::end().empty()) break;
        ASSERT_LT(number, 100U);
    }
    EXPECT_EQ(take(job), "refused 15.2") << "over, and no longer known";
}

TEST_F(GateInside, what_is_odd_is_answered_and_changes_nothing) {
    EXPECT_EQ(world.say(Want::SetLimits, {Bytes{0xff}}), "failed gate.limits");
    EXPECT_EQ(world.take(Bytes{1, 2, 3}), "refused 1.1");
    stop();
    EXPECT_TRUE(Store(folder).policies());
    std::filesystem::create_directory(folder + "/work/no number");
    std::filesystem::create_directory(folder + "/work/abcd");
    world.start();
    EXPECT_FALSE(std::filesystem::exists(folder + "/work/no number"));
    EXPECT_FALSE(std::filesystem::exists(folder + "/work/abcd"));
    world.hear();
    for (int one = 0; one < 33; ++one) EXPECT_EQ(take(world.job()), "runs");
    const auto results = read_message<ResultsAnswer>(world.ask(Want::Results).body);
    ASSERT_TRUE(results);
    EXPECT_EQ(results->frames.size(), most_results_at_once);
    EXPECT_TRUE(results->more);
}

TEST_F(GateInside, a_question_stands_for_a_minute_and_is_never_nothing) {
    start();
    const ShortId first = world.nonce();
    world.clock.advance(60s);
    EXPECT_EQ(world.nonce(), first);
    world.clock.advance(1ms);
    const ShortId second = world.nonce();
    EXPECT_NE(second, first);
    stop();
    OnceNothing rng;
    Gate gate({.folder = folder, .version = "0.4"}, world.clock, rng, *world.launcher);
    const auto question = read_message<QuestionAnswer>(gate.answer({.want = Want::Question}).body);
    ASSERT_TRUE(question);
    EXPECT_NE(question->nonce, ShortId{});
}

TEST_F(GateInside, a_fence_of_this_very_moment_does_not_hide_the_next_damage) {
    world.lose_journal();
    world.hear();
    EXPECT_EQ(take(world.job_from_now()), "runs");
    const auto first = static_cast<std::streamoff>(std::filesystem::file_size(folder + "/journal"));
    EXPECT_EQ(take(world.job_from_now()), "runs");
    stop();
    {
        std::fstream file(folder + "/journal", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(first - 10);
        file << "x";
    }
    world.start();
    world.hear();
    std::ifstream file(folder + "/log");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string_view words = "The journal was lost or damaged";
    EXPECT_NE(text.find(words), text.rfind(words)) << "said both times";
}

TEST_F(GateInside, policies_that_are_damaged_begin_anew_with_an_enrolment) {
    stop();
    EXPECT_TRUE(Store(folder).save(KeptPolicies{.policies = {{.id = {1}, .version = 1, .frame = {9}}}}));
    world.start();
    LocalLimits limits;
    limits.allowed.bits = 2;
    world.enrol(limits);
    EXPECT_EQ(state().damage, "");
    EXPECT_EQ(state().policies, 0U);
}

TEST_F(GateInside, work_that_cannot_be_taken_back_is_unknown) {
    const Job job = world.job();
    const Bytes frame = world.sign(job);
    faults::begin({.number = 2, .error = EIO, .calls = "link"});  // the first gives it its script
    EXPECT_EQ(world.take(frame), "runs");
    EXPECT_EQ(faults::end(), "link");
    EXPECT_EQ(outcome_of(job.id), "unknown") << "nobody runs it, and nobody can say that";
}

TEST_F(GateInside, a_machine_that_heard_no_beacon_yet_can_be_stopped) {
    World silent({.really_runs = false});
    LocalLimits limits;
    std::filesystem::remove_all(silent.folder / "state");
    std::filesystem::create_directories(silent.folder / "state/work");
    silent.gate.reset();
    silent.start();
    silent.enrol(limits);
    EXPECT_EQ(silent.say(Want::Stop), "done");
    silent.gate.reset();
    silent.start();
    silent.enrol(limits);
    const auto state = read_message<StateAnswer>(silent.ask(Want::State).body).value_or(StateAnswer{});
    EXPECT_TRUE(state.is_stopped_here) << "also when it was enrolled again";
    EXPECT_FALSE(state.was_heard);
}

TEST_F(GateInside, another_authority_takes_over_without_the_policies_of_the_first) {
    EXPECT_EQ(take(policy()), "became 0");
    EXPECT_EQ(world.take(world.suspend("carol", "alice")), "became 0");
    Office other;
    other.begin = world.clock.now() - 1h;
    for (const auto* name : {"anna", "ben"}) other.add(name, name, everyday);
    other.add("safe", "safe", for_recovery);
    const Bytes genesis = other.genesis({"anna", "ben"}, {"safe"}, 2, 1);
    Grant grant{.authority = other.authority, .id = {4}, .client = {2}, .roster_head = other.authority};
    grant.not_after = world.clock.now() + 24h;
    const Bytes frame = other.sign(MessageType::Grant, write_message(grant), {"anna"});
    Request request{.want = Want::Enrol, .digest = other.authority, .frames = {genesis, frame}};
    EXPECT_EQ(world.gate->answer(request).how, How::Done);
    EXPECT_EQ(state().authority, other.authority);
    EXPECT_EQ(state().policies, 0U);
    EXPECT_EQ((*Store(folder).load())->pinned.narrowing, KeptNarrowing{});
    EXPECT_EQ(state().damage, "");
}

TEST_F(GateInside, work_that_may_not_begin_again_has_failed) {
    const Bytes restart = write_message(ServiceAction{"web.service", ServiceVerb::Restart});
    const auto after_a_start = [&](const std::function<void(const Job&)>& meanwhile) {
        const Job job = begun(JobClass::Service, restart);
        meanwhile(job);
        world.start();
        const std::string outcome = outcome_of(job.id);
        world.hear();
        return outcome;
    };
    const size_t before = world.launcher->started.size();
    EXPECT_EQ(after_a_start([&](const Job& job) { std::filesystem::remove(folder_of(job) + "/plan"); }), "unknown");
    EXPECT_EQ(after_a_start([&](const Job&) { world.clock.advance(2h); }), "unknown") << "it is over by now";
    EXPECT_EQ(after_a_start([&](const Job&) {
                  auto kept = *Store(folder).load();
                  kept->pinned.is_stopped = true;
                  EXPECT_TRUE(Store(folder).save(kept->pinned));
              }),
              "unknown");
    EXPECT_EQ(world.launcher->started.size(), before) << "nobody began it";
    EXPECT_EQ(world.say(Want::Lift), "done");
    EXPECT_EQ(after_a_start([](const Job&) {}), "failed") << "begun again, by a launcher that starts nothing";
    EXPECT_EQ(world.launcher->started.size(), before + 1);
}

TEST_F(GateInside, a_runner_of_another_start_of_the_machine_is_not_watched) {
    for (const std::string& boot : {boot_id(), std::string("another start")}) {
        const Job job = begun();
        const auto self = process(static_cast<uint64_t>(::getpid()));
        EXPECT_TRUE(claim(folder_of(job), {.process = self->number, .started = self->started, .boot_id = boot}));
        world.start();
        EXPECT_EQ(state().running, 1U) << "the first alone";
        EXPECT_EQ(outcome_of(job.id), boot == "another start" ? "unknown" : "none");
        world.hear();
    }
    const Job damaged = begun();
    std::ofstream(folder_of(damaged) + "/begun") << "nonsense";
    world.start();
    EXPECT_EQ(outcome_of(damaged.id), "unknown") << "somebody had it, and nobody knows who";
}

TEST_F(GateInside, a_restart_that_does_not_come_has_failed) {
    for (const bool has_plan : {true, false}) {
        const Job job = begun(JobClass::Reboot, write_message(RebootAction{.delay_minutes = 5}));
        EXPECT_TRUE(write_kept(folder_of(job) + "/ended", Ended{.effect = {.outcome = Outcome::InterruptedUnknown, .awaits_restart = true},
                                                                .started = world.clock.now(),
                                                                .ended = world.clock.now()}));
        if (!has_plan) std::filesystem::remove(folder_of(job) + "/plan");
        world.start();
        EXPECT_EQ(state().running, 1U);
        world.clock.advance(longest_restart - 1s);
        EXPECT_EQ(outcome_of(job.id), "none");
        EXPECT_TRUE(world.gate->patience());
        world.clock.advance(1s + (has_plan ? Duration(5min) : Duration(0)));
        EXPECT_EQ(outcome_of(job.id), "failed") << "announced, and the machine is still up";
        world.hear();
    }
}

TEST_F(GateInside, a_machine_that_is_full_of_work_or_at_work_says_so) {
    // Each of these is said to be at work in this very process.
    std::vector<Job> jobs;
    for (size_t one = 0; one < most_running; ++one) {
        jobs.push_back(begun());
        const auto self = process(static_cast<uint64_t>(::getpid()));
        EXPECT_TRUE(claim(folder_of(jobs.back()), {.process = self->number, .started = self->started, .boot_id = boot_id()}));
        world.start();
        world.hear();
    }
    EXPECT_EQ(state().running, most_running);
    EXPECT_EQ(take(world.job()), "failed gate.busy");
    Request request{.want = Want::Enrol, .digest = world.office.authority};
    const Bytes grant = world.grant({});
    for (const Bytes& frame : world.chain) request.frames.emplace_back(frame);
    request.frames.emplace_back(grant);
    EXPECT_EQ(read_message<FailedAnswer>(world.gate->answer(request).body).value_or(FailedAnswer{}).code, "gate.busy");
    world.gate.reset();  // they never end
}

TEST_F(GateInside, hours_of_rest_hold_for_all_that_it_may_be_now) {
    LocalLimits limits;
    limits.allowed.bits = 2;
    world.clock.advance(10min);
    std::set<std::string> heard;
    const auto minute = static_cast<uint64_t>(world.clock.now().unix_ms / 60'000 % 1440);
    world.clock.set_wall(world.clock.now() + 1min);  // it may be as late as this
    for (int from = -12; from <= 12; ++from) {
        limits.curfew = Curfew{.zone = "UTC", .start_minute = minute + static_cast<uint64_t>(1440 + from), .length_minutes = 1};
        limits.curfew->start_minute %= 1440;
        EXPECT_EQ(world.say(Want::SetLimits, {write_message(limits)}), "done");
        heard.insert(take(world.job()));
    }
    EXPECT_EQ(heard, (std::set<std::string>{"refused 20.3", "runs"}));
}

TEST_F(GateInside, a_policy_that_came_before_is_the_same_and_one_that_waits_says_why) {
    EXPECT_EQ(take(policy()), "became 0");
    EXPECT_EQ(take(policy()), "became 1");
    EXPECT_EQ(fault_of_policy(), 0U);
    Policy next = policy();
    next.policy_version = 2;
    next.rings = {{.ring = 1, .wait_hours = 24}};
    next.published = next.not_before;
    EXPECT_EQ(take(next), "became 0");
    EXPECT_EQ(fault_of_policy(), 15 * 256 + static_cast<uint64_t>(PolicyUntimely::RingWait));
    EXPECT_EQ(world.take(world.suspend("alice", "carol")), "became 0");
    EXPECT_NE(fault_of_policy(), 15 * 256 + static_cast<uint64_t>(PolicyUntimely::RingWait)) << "the first reason is told";
}

TEST_F(GateInside, a_policy_of_one_person_waits_for_objections) {
    World alone({.alone = true, .really_runs = false});
    Policy one{policy()};
    one.authority = alone.office.authority;
    one.target.devices = {alone.device};
    EXPECT_EQ(alone.take(alone.office.sign(MessageType::Policy, write_message(one), {"alice"})), "became 0");
    const auto listed = read_message<PoliciesAnswer>(alone.ask(Want::Policies).body).value_or(PoliciesAnswer{});
    ASSERT_EQ(listed.policies.size(), 1U);
    EXPECT_EQ(listed.policies.front().fault, 15 * 256 + static_cast<uint64_t>(PolicyUntimely::InItsDelay));
}

TEST_F(GateInside, a_schedule_that_may_not_run_says_so_once_and_runs_later) {
    EXPECT_EQ(world.say(Want::Stop), "done");
    EXPECT_EQ(take(policy(Trigger::Schedule)), "became 0");
    const auto waits = [&] {
        std::ifstream file(folder + "/log");
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        size_t count = 0;
        for (size_t at = 0; (at = text.find("waits: refused by check", at)) != std::string::npos; ++at) ++count;
        return count;
    };
    for (int look = 0; look < 3; ++look) {
        world.clock.advance(between_looks);
        state();
    }
    EXPECT_EQ(waits(), 1U);
    EXPECT_EQ(world.launcher->started.size(), 0U);
    EXPECT_EQ(world.say(Want::Lift), "done");
    world.clock.advance(between_looks);
    state();
    EXPECT_EQ(world.launcher->started.size(), 1U);
}

TEST_F(GateInside, a_schedule_whose_first_run_ends_the_gate_begins_no_second) {
    for (const uint8_t number : {uint8_t{5}, uint8_t{6}}) {
        Policy one = policy(Trigger::Schedule);
        one.id = {number};
        EXPECT_EQ(world.say(Want::Stop), "done");
        EXPECT_EQ(take(one), "became 0");
    }
    EXPECT_EQ(world.say(Want::Lift), "done");
    world.die_at_next_job();
    world.clock.advance(between_looks);
    state();
    EXPECT_TRUE(world.gate->is_over());
    EXPECT_EQ(world.launcher->started.size(), 0U);
    state();
    EXPECT_EQ(world.launcher->started.size(), 0U) << "nor when it is asked again before it ends";
}

}  // namespace steward::gate
