// Work that nobody signs at the time: policies, tickets, schedules and bindings, by the real program.
#include <csignal>

#include "agent/gate/process/tests/machine.h"
#include "agent/gate/store/store.h"
#include "agent/gate/tickets.h"
#include "trust/templates.h"

namespace steward::gate {

struct PolicyMachine : GateMachine {
    static constexpr ShortId policy_id{60};
    std::string body;
    uint8_t next_run = 0;

    void SetUp() override {
        GateMachine::SetUp();
        if (IsSkipped()) return;
        office.add("server", "", 0);
        body = "echo \"$1\" >> " + folder.string() + "/effects\n";
    }
    // A window that opened an hour ago for two: the moment of a schedule is past.
    Policy policy(Trigger trigger) const {
        const Instant now = SystemClock().now();
        const auto minute = static_cast<uint64_t>(now.unix_ms / 60'000 % 1440);
        return {.authority = office.authority,
                .id = policy_id,
                .policy_version = 1,
                .job_class = JobClass::Script,
                .allowed = {write_message(ScriptTemplates{
                    {{.name = "say it", .interpreter = "/bin/sh", .arguments = {"fixed"}, .body = sha256(as_bytes(body)), .parameters = {}},
                     {.name = "say a number",
                      .interpreter = "/bin/sh",
                      .arguments = {"{number}"},
                      .body = sha256(as_bytes(body)),
                      .parameters = {{.name = "number", .choices = {}, .least = 1, .most = 9}}}}})},
                .target = {.client = client, .devices = {device}, .tags = {}},
                .windows = {{"UTC", 127, (minute + 1440 - 60) % 1440, 120}},
                .budget = {.runs_a_day = 3},
                .trigger = trigger,
                .not_before = now - 1h,
                .not_after = now + 24h,
                .most_failures = 2,
                .limits = {.timeout_s = 60, .network = NetworkUse::Any}};
    }
    std::string take(const Policy& policy, const std::vector<std::string>& names = {"alice", "bob"}) const {
        return GateMachine::take(office.sign(MessageType::Policy, write_message(policy), names));
    }
    RunTicket ticket(const std::string& number) {
        const Instant now = SystemClock().now();
        return {.authority = office.authority,
                .run = {43, ++next_run},
                .policy = policy_id,
                .policy_version = 1,
                .device = device,
                .parameters = {write_message(Selection{.item = 1, .values = {number}})},
                .issued = now,
                .not_after = now + 1h};
    }
    Bytes framed_ticket(const RunTicket& ticket) const { return office.sign(MessageType::RunTicket, write_message(ticket), {"server"}); }
    std::string take(const RunTicket& ticket) const { return GateMachine::take(framed_ticket(ticket)); }
    static Job named(const ShortId& work) {
        Job job;
        job.id = work;
        return job;
    }
    // The authority has no log before: a policy then needs no proof, and the server's key comes with the log.
    void log_key_comes() const {
        Digest key{};
        std::ranges::copy(office.record("server").key.bytes, key.begin());
        const Bytes update =
            office.update(1, office.authority, UpdateKind::SetLogKeys, write_message(DigestsBody{{key}}), {"alice", "bob"}, office.begin);
        EXPECT_EQ(GateMachine::take(update), "done");
    }
    void stand(Trigger trigger) {
        start();
        enrol();
        hear();
        hand_over(body);
        EXPECT_EQ(take(policy(trigger)), "done");
        log_key_comes();
    }
    PolicyAnswer listed() const {
        const auto answer = asked<PoliciesAnswer>(write_request(Want::Policies));
        EXPECT_EQ(answer.policies.size(), 1U);
        return answer.policies.empty() ? PolicyAnswer{} : answer.policies.front();
    }
    ShortId run_of(const Policy& policy) const {
        const Instant now = SystemClock().now();
        const auto open = open_windows(policy.windows, now, [](const std::string&, Instant) { return Duration{0}; });
        const auto kept = Store((folder / "state").string()).load();
        return scheduled_run(open.front(), (*kept)->key.secret_for("steward scheduled run"), policy_id);
    }
};

TEST_F(PolicyMachine, a_ticket_runs_what_the_policy_allows_once_and_its_result_names_the_run) {
    if (IsSkipped()) return;
    stand(Trigger::Manual);
    const RunTicket seven = ticket("7");
    EXPECT_EQ(take(seven), "done");
    EXPECT_EQ(spoken(result(named(seven.run)).outcome), "done");
    EXPECT_EQ(text_of("effects"), "7\n");
    EXPECT_EQ(take(seven), "refused 18.1");
    EXPECT_EQ(take(ticket("10")), "refused 22.16") << "outside its range";
    EXPECT_EQ(GateMachine::take(office.sign(MessageType::RunTicket, write_message(ticket("1")), {"alice"})), "refused 12.16");
    RunTicket other = ticket("1");
    other.policy_version = 2;
    const auto refused = asked<RefusedAnswer>(write_request(Want::Take, {framed_ticket(other)}));
    const auto said = read_message<WorkResult>(framed(refused.result).payload);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->work, other.run) << "a refusal is signed and names the run";
    EXPECT_EQ(take(ticket("8")), "done");
    EXPECT_EQ(take(ticket("9")), "done");
    EXPECT_EQ(take(ticket("1")), "refused 20.16") << "three a day";
    EXPECT_EQ(listed().runs_today, 3U);
    const auto standing = read_message<Policy>(listed().payload);
    ASSERT_TRUE(standing);
    EXPECT_EQ(standing->id, policy_id);
    EXPECT_EQ(template_items(standing->job_class, standing->allowed)->front().name, "say it");
    EXPECT_EQ(state().policies, 1U);
    EXPECT_NE(text_of("state/log").find("signed by alice, bob"), std::string::npos);
}

TEST_F(PolicyMachine, a_schedule_runs_once_in_its_window_without_a_server_and_over_restarts) {
    if (IsSkipped()) return;
    start();
    enrol();
    hear();
    hand_over(body);
    // The script is out of reach for a while: a gate that is killed while it begins the run would say that it failed, and be right.
    std::filesystem::rename(folder / "state/material", folder / "aside");
    const Policy nightly = policy(Trigger::Schedule);
    EXPECT_EQ(take(nightly), "done");
    stop(SIGKILL);
    const ShortId run = run_of(nightly);
    std::filesystem::remove_all(folder / "state/material");
    std::filesystem::rename(folder / "aside", folder / "state/material");
    start();
    EXPECT_TRUE(state().needs_answer) << "no beacon is asked";
    EXPECT_EQ(spoken(result(named(run)).outcome), "done");
    EXPECT_EQ(text_of("effects"), "fixed\n");
    acknowledge(named(run));
    stop(SIGTERM);
    start();
    EXPECT_EQ(listed().runs_today, 1U);
    EXPECT_EQ(text_of("effects"), "fixed\n") << "once";
}

TEST_F(PolicyMachine, stops_versions_and_damage) {
    if (IsSkipped()) return;
    stand(Trigger::Manual);
    EXPECT_EQ(take(policy(Trigger::Manual), {"alice"}), "refused 13.1");
    EXPECT_EQ(spoken(ask(write_request(Want::Stop), As::Root)), "done");
    EXPECT_EQ(take(ticket("1")), "refused 8.2");
    EXPECT_EQ(spoken(ask(write_request(Want::Lift), As::Root)), "done");
    Policy next = policy(Trigger::Manual);
    next.policy_version = 0;
    EXPECT_EQ(take(next), "refused 6.1");
    EXPECT_EQ(text_of("effects"), "");
    stop(SIGTERM);
    std::string kept = text_of("state/policies");
    ASSERT_GT(kept.size(), 40U);
    kept[30] = static_cast<char>(kept[30] ^ 1);
    write("state/policies", kept, 0600);
    start();
    EXPECT_NE(state().damage, "") << "is said, and nothing runs";
    EXPECT_EQ(take(ticket("1")), "failed gate.store_damaged");
    EXPECT_EQ(asked<StateAnswer>(enrolment(), As::Root).policies, 0U) << "enrolled anew it begins anew";
}

TEST_F(PolicyMachine, two_failures_stop_it_until_another_version) {
    if (IsSkipped()) return;
    body = "exit 3\n";
    stand(Trigger::Manual);
    for (int i = 0; i < 2; ++i) {
        const RunTicket one = ticket("1");
        EXPECT_EQ(take(one), "done");
        EXPECT_EQ(result(named(one.run)).exit, 3);
    }
    EXPECT_EQ(take(ticket("1")), "refused 20.18");
    EXPECT_EQ(listed().failures, 2U);
}

TEST_F(PolicyMachine, a_binding_moves_it_and_the_old_client_is_obeyed_no_more) {
    if (IsSkipped()) return;
    start();
    enrol();
    hear();
    hand_over(body);
    EXPECT_EQ(take(policy(Trigger::Manual)), "done");
    Binding binding{.authority = office.authority, .device = device, .device_key = device_key, .client = {77}, .site = {5}, .seq = 1};
    std::ranges::copy(ShortId{3}, binding.previous.begin());  // the grant
    const auto bind = [&](const std::vector<std::string>& names) {
        return GateMachine::take(office.sign(MessageType::Binding, write_message(binding), names));
    };
    EXPECT_EQ(bind({"alice"}), "refused 13.1");
    binding.client = client;
    binding.tags = {"others"};
    EXPECT_EQ(bind({"alice"}), "refused 13.1") << "nor other tags";
    binding.client = {77};
    EXPECT_EQ(bind({"alice", "bob"}), "done");
    stop(SIGKILL);
    start();
    hear();
    EXPECT_EQ(state().client, binding.client);
    EXPECT_EQ(state().binding_seq, 1U);
    EXPECT_EQ(GateMachine::take(script("true\n")), "refused 14.1");
    EXPECT_EQ(listed().fault, 14U * 256 + 1);
    log_key_comes();
    EXPECT_EQ(take(ticket("1")), "refused 14.1");
    EXPECT_EQ(bind({"alice", "bob"}), "refused 18.1");
}

struct PolicyCrash : PolicyMachine, testing::WithParamInterface<const char*> {};

TEST_P(PolicyCrash, a_run_by_ticket_has_its_effect_at_most_once) {
    if (IsSkipped()) return;
    const std::string place = GetParam();
    stand(Trigger::Manual);
    stop(SIGTERM);
    room["STEWARD_GATE_DIE"] = place;
    start();
    const RunTicket seven = ticket("7");
    take(seven);
    until("the gate died at " + place, [&] {
        if (!has_died() && !ask(write_request(Want::Results)).empty()) ask(write_request(Want::Acknowledge, {seven.run}));
        return has_died();
    });
    wait_for_end();
    room.erase("STEWARD_GATE_DIE");
    start();
    const bool was_begun = place != "before verified" && place != "verified";
    EXPECT_EQ(take(seven), was_begun ? "refused 18.1" : "done") << "the server never heard, and brings it again";
    if (place == "acked") {
        EXPECT_EQ(lines_in("effects"), 1U);
        return;
    }
    const std::string outcome = spoken(result(named(seven.run)).outcome);
    EXPECT_EQ(outcome, lines_in("effects") == 1 ? "done" : "failed");
    EXPECT_LE(lines_in("effects"), 1U);
}

TEST_P(PolicyCrash, a_run_by_schedule_has_its_effect_at_most_once) {
    if (IsSkipped()) return;
    const std::string place = GetParam();
    start();
    enrol();
    hear();
    hand_over(body);
    room["STEWARD_GATE_DIE"] = place;
    stop(SIGTERM);
    start();
    hear();
    const Policy nightly = policy(Trigger::Schedule);
    const ShortId run = run_of(nightly);
    take(nightly);
    until("the gate died at " + place, [&] {
        if (!has_died() && !ask(write_request(Want::Results)).empty()) ask(write_request(Want::Acknowledge, {run}));
        return has_died();
    });
    wait_for_end();
    room.erase("STEWARD_GATE_DIE");
    start();
    until("it ran", [&] { return place == "acked" || result_now(named(run)).has_value(); });
    const bool may_be_lost = place == "started" || place == "launched";
    EXPECT_TRUE(may_be_lost || lines_in("effects") == 1) << "what was not begun is begun by the next gate";
    EXPECT_LE(lines_in("effects"), 1U);
    if (place == "acked") return;
    EXPECT_EQ(spoken(result(named(run)).outcome), lines_in("effects") == 1 ? "done" : "failed");
}

INSTANTIATE_TEST_SUITE_P(EveryStep, PolicyCrash,
                         testing::Values("before verified", "verified", "started", "launched", "before effect", "effect", "signed",
                                         "reported", "acked"),
                         [](const auto& at) {
                             std::string name = at.param;
                             std::ranges::replace(name, ' ', '_');
                             return name;
                         });

}  // namespace steward::gate
