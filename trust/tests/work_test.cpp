#include "trust/work.h"

#include <gtest/gtest.h>

#include <array>

#include "trust/place.h"

namespace steward::trust {

namespace {
constexpr Instant monday{1'767'571'200'000};
const Item nothing{.bytes = {0xa0}};  // an empty map

template <class Message>
void expect_same_again(const Message& given) {
    const Bytes payload = write_message(given);
    EXPECT_TRUE(is_deterministic(payload));
    const auto read = read_message<Message>(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(write_message(*read), payload);
}

Policy some_policy() {
    Policy policy{.id = {1}, .policy_version = 3, .job_class = JobClass::Patch, .allowed = nothing};
    policy.target = {.client = {7}, .devices = {}, .tags = {"server"}};
    policy.windows = {{.zone = "Europe/Berlin", .days = 0b11111, .start_minute = 1320, .length_minutes = 240}};
    policy.budget = {.runs_a_day = 1, .reboots_a_day = 1, .mebibytes_a_day = 500};
    policy.rings = {{.ring = 1, .wait_hours = 24}};
    policy.published = monday - std::chrono::hours(24);
    policy.trigger = Trigger::Schedule;
    policy.not_before = monday;
    policy.not_after = monday + longest_policy;
    return policy;
}
}  // namespace

TEST(Work, every_message_comes_back_as_it_was_written) {
    Job job{.id = {1}, .job_class = JobClass::Script, .action = nothing};
    job.target = {.client = {2}, .devices = {{3}, {4}}};
    job.not_before = monday;
    job.not_after = monday + std::chrono::hours(1);
    job.holder = "alice";
    job.limits = {.timeout_s = 60, .memory_bytes = 1 << 20, .output_bytes = 4096, .user = "nobody", .network = NetworkUse::Site};
    job.preconditions.os = "debian";
    job.log_level = 1;
    expect_same_again(job);
    expect_same_again(some_policy());
    expect_same_again(RunTicket{.run = {1}, .policy = {2}, .parameters = nothing, .issued = monday, .not_after = monday + Duration(1)});
    expect_same_again(WorkResult{.work = {1}, .outcome = Outcome::Failed, .exit = -9, .boot_id = "b", .gate_version = "0.1.0"});
    expect_same_again(WorkResult{.work = {1}, .outcome = Outcome::Refused, .refusal = 5 * 256, .boot_id = "b", .gate_version = "0.1.0"});
}

TEST(Work, a_job_without_limits_says_nothing_of_them) {
    const Job job{.action = nothing};
    const auto read = read_message<Job>(write_message(job));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->limits, RunLimits{});
    EXPECT_FALSE(read_message<Job>(write_message(Job{.action = nothing, .log_level = 3})));
    EXPECT_FALSE(read_message<Job>(write_message(Job{.action = nothing, .limits = {.network = NetworkUse{3}}})));
}

TEST(Work, policies_have_an_end_a_trigger_and_one_kind_of_target) {
    const auto refused = [](auto change) {
        Policy policy = some_policy();
        change(policy);
        return !read_message<Policy>(write_message(policy));
    };
    EXPECT_FALSE(refused([](Policy&) {}));
    EXPECT_TRUE(refused([](Policy& policy) { policy.not_after = policy.not_after + Duration(1); }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.not_after = policy.not_before; }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.trigger = Trigger{}; }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.trigger = Trigger{5}; }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.trigger = Trigger::Condition; }));  // on which?
    EXPECT_TRUE(refused([](Policy& policy) { policy.target.devices = {{1}}; }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.target.tags.clear(); }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.windows[0].days = 0; }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.rings[0].wait_hours = longest_ring_wait_hours + 1; }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.windows[0].days = 128; }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.windows[0].start_minute = 1440; }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.windows[0].length_minutes = 0; }));
    EXPECT_TRUE(refused([](Policy& policy) { policy.windows[0].length_minutes = 10'081; }));
}

TEST(Work, tickets_live_a_day_and_results_say_what_was_refused) {
    const auto ticket = [](Duration life) {
        return read_message<RunTicket>(write_message(RunTicket{.parameters = nothing, .issued = monday, .not_after = monday + life}))
            .has_value();
    };
    EXPECT_TRUE(ticket(longest_run_ticket));
    EXPECT_FALSE(ticket(longest_run_ticket + Duration(1)));
    EXPECT_FALSE(ticket(Duration(0)));
    const auto result = [](Outcome outcome, uint64_t refusal) {
        return read_message<WorkResult>(write_message(WorkResult{.outcome = outcome, .refusal = refusal})).has_value();
    };
    EXPECT_TRUE(result(Outcome::Refused, 256));
    EXPECT_FALSE(result(Outcome::Refused, 0));
    EXPECT_FALSE(result(Outcome::Done, 256));
    EXPECT_FALSE(result(Outcome{}, 0));
    EXPECT_FALSE(result(Outcome{6}, 0));
}

TEST(Places, every_message_comes_back_as_it_was_written) {
    Grant grant{.id = {1}, .client = {2}, .site = {3}, .tags = {"server"}, .most_uses = 10, .not_after = monday};
    grant.server = {.addresses = {"desk.example.org:8443"}, .pins = {Digest{1}, Digest{2}}};
    grant.limits.allowed.bits = 0b10;
    grant.limits.curfew = {{.zone = "Europe/Berlin", .start_minute = 480, .length_minutes = 600}};
    grant.limits.runs_a_day = {{JobClass::Reboot, 1}};
    expect_same_again(grant);
    const Bytes key(32, 5);
    expect_same_again(Binding{.device = device_id(key), .device_key = key, .client = {1}});
    expect_same_again(DeviceCard{.device = device_id(key), .device_key = key, .host_name = "srv-01", .os = "debian", .created = monday});
    EXPECT_FALSE(read_message<DeviceCard>(write_message(DeviceCard{.device = {}, .device_key = key})));
    EXPECT_FALSE(read_message<Binding>(write_message(Binding{.device = {}, .device_key = key})));
}

TEST(Places, grants_are_for_five_hundred_machines_at_most_and_allow_nothing_unasked) {
    EXPECT_EQ(Grant{}.limits.allowed.bits, 0u);
    EXPECT_TRUE(read_message<Grant>(write_message(Grant{.most_uses = 500})));
    EXPECT_FALSE(read_message<Grant>(write_message(Grant{.most_uses = 501})));
    EXPECT_FALSE(read_message<Grant>(write_message(Grant{.most_uses = 0})));
}

TEST(Work, of_another_version_is_refused) {
    const auto is_read_in = [](uint64_t version) {
        Policy policy = some_policy();
        policy.version = version;
        const Job job{.version = version, .action = nothing};
        const RunTicket ticket{.version = version, .parameters = nothing, .issued = monday, .not_after = monday + Duration(1)};
        const WorkResult result{.version = version, .outcome = Outcome::Done};
        return std::array{read_message<Job>(write_message(job)).has_value(), read_message<Policy>(write_message(policy)).has_value(),
                          read_message<RunTicket>(write_message(ticket)).has_value(),
                          read_message<WorkResult>(write_message(result)).has_value()};
    };
    EXPECT_EQ(is_read_in(1), (std::array{true, true, true, true}));
    for (const uint64_t version : {uint64_t{0}, uint64_t{2}, UINT64_MAX})
        EXPECT_EQ(is_read_in(version), (std::array{false, false, false, false})) << version;
}

TEST(Work, a_policy_says_the_same_to_who_reads_it) {
    const Policy given = some_policy();
    const auto read = read_message<Policy>(write_message(given));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->windows, given.windows);
    EXPECT_EQ(read->budget, given.budget);
    EXPECT_EQ(read->rings, given.rings);
    EXPECT_EQ(read->published, given.published);
    EXPECT_EQ(read->target.tags, given.target.tags);
    EXPECT_EQ(read->trigger, given.trigger);
}

TEST(Places, of_another_version_are_refused) {
    const Bytes key(32, 5);
    const auto is_read_in = [&](uint64_t version) {
        const Grant grant{.version = version};
        const Binding binding{.version = version, .device = device_id(key), .device_key = key};
        const DeviceCard card{.version = version, .device = device_id(key), .device_key = key};
        return std::array{read_message<Grant>(write_message(grant)).has_value(), read_message<Binding>(write_message(binding)).has_value(),
                          read_message<DeviceCard>(write_message(card)).has_value()};
    };
    EXPECT_EQ(is_read_in(1), (std::array{true, true, true}));
    for (const uint64_t version : {uint64_t{0}, uint64_t{2}, UINT64_MAX})
        EXPECT_EQ(is_read_in(version), (std::array{false, false, false})) << version;
}

TEST(Places, what_a_grant_lets_happen_is_what_the_machine_reads) {
    Grant grant;
    grant.limits.allowed.bits = 0b1110;
    grant.limits.least_assurance = {{JobClass::Script, 3}, {JobClass::Patch, 2}};
    grant.limits.signatures = {{JobClass::Account, 2}};
    grant.limits.few = 5;
    grant.limits.many = 50;
    grant.limits.most_window_s = {{JobClass::Reboot, 3600}};
    grant.limits.runs_a_day = {{JobClass::Reboot, 1}};
    grant.limits.curfew = {{.zone = "Europe/Berlin", .start_minute = 480, .length_minutes = 600}};
    grant.limits.needs_consent.bits = 0b10;
    grant.limits.interactive_asks_locally = true;
    grant.limits.most_roster_age_s = {{JobClass::Script, 86'400}};
    grant.limits.least_log_level = 2;
    grant.limits.mutable_by_quorum = true;
    const auto read = read_message<Grant>(write_message(grant));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->limits, grant.limits);
    grant.limits.least_log_level = 3;
    EXPECT_FALSE(read_message<Grant>(write_message(grant)));
}

}  // namespace steward::trust
