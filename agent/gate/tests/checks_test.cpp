// A job and everything that refuses it, in the order in which it is asked.
#include "agent/gate/checks.h"

#include <gtest/gtest.h>

#include "trust/tests/office.h"

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;

struct KnownWork final : Journal {
    std::set<ShortId> known, superseded;
    bool room = true;
    uint64_t today = 0;
    bool knows(const ShortId& work) const override { return known.contains(work); }
    bool is_superseded(const ShortId& work) const override { return superseded.contains(work); }
    bool has_room() const override { return room; }
    uint64_t runs_since(JobClass, Instant) const override { return today; }
    uint64_t runs_of(const ShortId&, Instant) const override { return 0; }
    uint64_t failures_of(const ShortId&, uint64_t) const override { return 0; }
};

struct Carried final : Beside {
    std::set<Digest> logged;
    uint64_t level = 2;
    bool artefacts = true;
    std::optional<Unlogged> unlogged(const Digest& message, const ShortId&, uint64_t wanted) const override {
        if (!logged.contains(message)) return Unlogged::NoProof;
        return wanted <= level ? std::nullopt : std::optional(Unlogged::TooFewCosignatures);
    }
    bool has_artefacts(const Job&) const override { return artefacts; }
};

// Two people who sign jobs, one for reboots at one client only, a client's own person, a beacon; a machine that was asked and
// answered an hour ago. Whatever a story does not change lets the job run.
struct GateStory : testing::Test {
    static constexpr ShortId client{2}, other_client{3}, machine_id{1}, nonce{7};
    Office office;
    Bytes genesis;
    std::optional<Roster> roster;
    std::optional<Freshness> freshness;
    Narrowing narrowing{machine_id, client};
    LocalLimits limits;
    Machine machine{.device = machine_id, .client = client, .os = "debian", .agent_version = "0.4.0", .boot_id = "boot"};
    KnownWork journal;
    Carried beside;
    Instant now = story_begin + 24h;
    Duration running = 2h;
    Job job;

    GateStory() {
        for (const auto* name : {"alice", "bob"}) office.add(name, name, everyday);
        office.add("alice's second", "alice", everyday);
        office.add("boots", "boots", 2, {.all = false, .list = {other_client}});
        office.add("dora", "dora", of_client, {.all = false, .list = {client}});
        office.add("tower", "tower", beacon);
        office.add("safe", "safe", for_recovery);
        office.add("stranger", "stranger", everyday);
        genesis = office.genesis({"alice", "bob", "alice's second", "boots", "dora", "tower"}, {"safe"}, 2, 1);
        roster = Roster::begin(framed(genesis));
        hear(now - 1h, 1h);
        limits.allowed.bits = (1U << (last_job_class + 1)) - 2;
        job = {.authority = office.authority,
               .id = {42},
               .job_class = JobClass::Reboot,
               .action = {write_message(KeyIdBody{})},
               .target = {.client = client, .devices = {{8}, machine_id}},
               .not_before = now - 1h,
               .not_after = now + 1h,
               .roster_head = office.authority,
               .holder = "alice",
               .ticket = "HARB-7",
               .reason = "the kernel was patched"};
    }
    void hear(Instant time, Duration at, bool rolled_back = false) {
        freshness.emplace(std::nullopt, 0s, rolled_back);
        freshness->ask(nonce, at);
        Heartbeat heartbeat{.authority = office.authority, .head = office.authority, .time = time, .nonce = nonce};
        EXPECT_EQ(freshness->take(heartbeat, at), Heard::Answered);
    }
    Bytes signed_by(const std::vector<std::string>& names, MessageType type = MessageType::Job) {
        const Bytes frame = office.sign(type, write_message(job), names);
        beside.logged.insert(id_of(frame));
        return frame;
    }
    Situation situation() const { return {*roster, *freshness, narrowing, limits, machine, journal, beside, now, now, running}; }
    std::string decide(const Bytes& frame) const {
        const auto decided = judge(frame, situation());
        return decided ? "runs" : std::to_string(decided.error().check) + "." + std::to_string(decided.error().detail);
    }
    std::string decide(const std::vector<std::string>& names = {"alice"}) { return decide(signed_by(names)); }
    void many(size_t count) {
        job.target.devices = {machine_id};
        for (size_t i = 1; i < count; ++i) job.target.devices.push_back({9, static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8)});
    }
};

TEST_F(GateStory, a_job_that_is_in_order_runs_and_names_who_signed) {
    const auto decided = judge(signed_by({"alice", "bob"}), situation());
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->job.id, job.id);
    EXPECT_EQ(decided->holders, (std::set<std::string>{"alice", "bob"}));
}

TEST_F(GateStory, refuses_what_is_no_frame_no_job_or_not_ours_to_sign) {
    Bytes frame = signed_by({"alice"});
    frame.push_back(0);
    EXPECT_EQ(decide(frame), "1." + std::to_string(static_cast<int>(FrameFault::Trailing)));
    EXPECT_EQ(decide(signed_by({"alice"}, MessageType::Policy)), "2.6") << "the job's bytes under another name";
    EXPECT_EQ(decide({"alice", "alice"}), "3.1");
    EXPECT_EQ(decide({"stranger"}), "4.1");
    EXPECT_EQ(decide({"safe"}), "4.1") << "recovery keys sign recoveries";
    frame = signed_by({"alice"});
    frame[frame_head_size + 20] ^= 1;
    EXPECT_EQ(decide(frame), "5.1");
    EXPECT_EQ(decide(office.sign(MessageType::Job, write_message(Veto{}), {"alice"})), "6.1");
    job.authority = Digest{9};
    EXPECT_EQ(decide(), "7.1");
}

TEST_F(GateStory, stands_still_when_stopped_forked_or_not_yet_answered) {
    machine.is_stopped_here = true;
    EXPECT_EQ(decide(), "8.2");
    machine.is_stopped_here = false;
    const Stop stop{.authority = office.authority, .scope = {.all = true, .clients = {}, .devices = {}}, .issued = now};
    EXPECT_EQ(narrowing.take(framed(office.sign(MessageType::Stop, write_message(stop), {"bob"})), *roster, now), Narrowed::Accepted);
    EXPECT_EQ(decide(), "8.1");
    narrowing = Narrowing{machine_id, client};
    freshness->doubt(false);
    EXPECT_EQ(decide(), "9.1");
    hear(now, running);
    const Bytes one = office.remove_key(*roster, "boots", {"alice", "bob"}), other = office.remove_key(*roster, "dora", {"alice", "bob"});
    EXPECT_EQ(roster->take(framed(one), now), Taken::Accepted);
    EXPECT_EQ(roster->take(framed(other), now), Taken::Fork);
    EXPECT_EQ(decide(), "8.3");
}

TEST_F(GateStory, wants_the_signers_view_on_its_chain_and_its_chain_as_new_as_the_heartbeat) {
    job.roster_head = Digest{1};
    EXPECT_EQ(decide(), "10.1");
    job.roster_head = office.authority;
    const Bytes removal = office.remove_key(*roster, "bob", {"alice", "bob"});
    Heartbeat heartbeat{.authority = office.authority, .seq = 1, .head = id_of(removal), .time = now};
    EXPECT_EQ(freshness->take(heartbeat, running), Heard::Newer);
    EXPECT_EQ(decide(), "10.2") << "something was hidden: it may be the removal of who signs";
    heartbeat.seq = 0;
    heartbeat.time = now + 1s;
    EXPECT_EQ(freshness->take(heartbeat, running), Heard::Newer);
    EXPECT_EQ(decide(), "10.3");
}

TEST_F(GateStory, believes_no_key_that_is_suspended_over_or_removed) {
    const Suspend suspend{.authority = office.authority, .target = office.record("alice").id, .issued = now, .until = now + 24h};
    EXPECT_EQ(narrowing.take(framed(office.sign(MessageType::Suspend, write_message(suspend), {"bob"})), *roster, now), Narrowed::Accepted);
    EXPECT_EQ(decide(), "11.1");
    EXPECT_EQ(decide({"bob"}), "runs");
    EXPECT_EQ(decide({"bob", "alice"}), "11.1") << "whoever it is that signs along";
    EXPECT_EQ(decide({"boots"}), "12.3");
    EXPECT_EQ(roster->take(framed(office.remove_key(*roster, "boots", {"alice", "bob"})), now), Taken::Accepted);
    EXPECT_EQ(decide({"boots"}), "4.1");
    narrowing = Narrowing{machine_id, client};
    now = story_begin + longest_key_life;
    EXPECT_EQ(decide(), "11.3");
    now = story_begin - most_skew - 1ms;
    EXPECT_EQ(decide(), "11.2");
}

TEST_F(GateStory, wants_a_role_a_class_and_a_client_of_each_voice_and_as_many_persons_as_the_class) {
    EXPECT_EQ(decide({"tower"}), "12.1");
    EXPECT_EQ(decide({"boots"}), "12.3");
    limits.least_assurance = {{JobClass::Reboot, 3}};
    EXPECT_EQ(decide(), "12.4");
    limits.least_assurance.clear();
    job.job_class = JobClass::Account;
    EXPECT_EQ(decide(), "13.1");
    EXPECT_EQ(decide({"alice", "alice's second"}), "13.1") << "two keys of one person are one voice";
    EXPECT_EQ(decide({"alice", "boots"}), "13.1") << "one who may not sign it is none";
    EXPECT_EQ(decide({"alice", "bob"}), "runs");
    job.job_class = JobClass::Reboot;
    limits.signatures = {{JobClass::Reboot, 2}};
    EXPECT_EQ(decide(), "13.1") << "the machine's own limit";
}

TEST_F(GateStory, one_touch_reaches_no_more_machines_than_it_may) {
    many(25);
    EXPECT_EQ(decide(), "runs");
    many(26);
    EXPECT_EQ(decide(), "13.1");
    EXPECT_EQ(decide({"alice", "bob"}), "runs");
    many(500);
    EXPECT_EQ(decide({"alice", "bob"}), "runs");
    many(501);
    EXPECT_EQ(decide({"alice", "bob"}), "13.2");
}

TEST_F(GateStory, is_meant_by_name_or_not_at_all) {
    job.target.devices = {};
    EXPECT_EQ(decide(), "14.3");
    job.target.devices = {{8}};
    EXPECT_EQ(decide(), "14.2");
    job.target = {.client = other_client, .devices = {machine_id}};
    EXPECT_EQ(decide(), "14.1");
}

TEST_F(GateStory, lives_between_its_first_and_its_last_moment) {
    job.not_after = now;
    EXPECT_EQ(decide(), "runs");
    job.not_after = now - 1ms;
    EXPECT_EQ(decide(), "15.2");
    job.not_before = now + most_skew;
    job.not_after = now + 1h;
    EXPECT_EQ(decide(), "runs") << "clocks differ";
    job.not_before = now + most_skew + 1ms;
    EXPECT_EQ(decide(), "15.1");
    job.not_before = now - 1h;
    job.not_after = now + 23h + 1ms;
    EXPECT_EQ(decide(), "15.3");
    job.not_after = job.not_before;
    EXPECT_EQ(decide(), "15.4");
}

TEST_F(GateStory, wants_to_have_heard_from_the_beacon_lately_and_nothing_from_before_a_roll_back) {
    freshness.emplace(std::nullopt, 0s, false);
    EXPECT_EQ(decide(), "9.1");
    hear(now - 1h, 1h);
    running = 1h + 24h * 7;
    EXPECT_EQ(decide(), "runs");
    running += 1ms;
    EXPECT_EQ(decide(), "16.2");
    limits.most_roster_age_s = {{JobClass::Reboot, 60}};
    running = 1h + 61s;
    EXPECT_EQ(decide(), "16.2");
    limits.most_roster_age_s.clear();
    running = 2h;
    hear(now, running, true);
    EXPECT_EQ(decide(), "17.1") << "the journal that would know it is gone";
    job.not_before = now;
    EXPECT_EQ(decide(), "runs");
}

TEST_F(GateStory, does_nothing_twice) {
    journal.known = {job.id};
    EXPECT_EQ(decide(), "18.1");
    journal.known.clear();
    journal.superseded = {job.id};
    EXPECT_EQ(decide(), "18.3");
    journal.superseded.clear();
    journal.room = false;
    EXPECT_EQ(decide(), "18.2");
}

TEST_F(GateStory, holds_every_precondition_against_the_machine) {
    job.preconditions = {.os = "ubuntu"};
    EXPECT_EQ(decide(), "19.1");
    job.preconditions = {.os = "debian", .least_agent = "0.10.0"};
    EXPECT_EQ(decide(), "19.2");
    job.preconditions = {.only_in_window = true};
    EXPECT_EQ(decide(), "19.3");
    job.preconditions = {.boot_id = "another"};
    EXPECT_EQ(decide(), "19.5");
    job.preconditions = {.most_backup_age_s = 3600};
    EXPECT_EQ(decide(), "19.4") << "nobody saw a backup";
    machine.backup_age = 1h + 1s;
    EXPECT_EQ(decide(), "19.4");
    machine.backup_age = 1h;
    machine.in_window = true;
    job.preconditions = {.os = "debian", .least_agent = "0.4", .only_in_window = true, .most_backup_age_s = 3600, .boot_id = "boot"};
    EXPECT_EQ(decide(), "runs");
}

TEST_F(GateStory, lets_happen_only_what_its_own_limits_let) {
    limits.allowed = {};
    EXPECT_EQ(decide(), "20.1") << "a new machine is watched and nothing else";
    limits.allowed.bits = 1U << static_cast<unsigned>(JobClass::Reboot);
    limits.runs_a_day = {{JobClass::Reboot, 2}};
    journal.today = 2;
    EXPECT_EQ(decide(), "20.2");
    journal.today = 1;
    machine.in_curfew = true;
    EXPECT_EQ(decide(), "20.3");
    machine.in_curfew = false;
    limits.needs_consent = limits.allowed;
    EXPECT_EQ(decide(), "20.4");
    EXPECT_EQ(decide({"alice", "dora"}), "runs") << "the client's person agreed";
    EXPECT_EQ(decide({"dora"}), "12.1") << "but does not sign jobs";
    job.limits.network = NetworkUse::Site;
    EXPECT_EQ(decide({"alice", "dora"}), "20.7") << "what nobody can keep is refused, never any network";
    job.limits.network = NetworkUse::Any;
    EXPECT_EQ(decide({"alice", "dora"}), "runs");
    limits = {.allowed = {1U << static_cast<unsigned>(JobClass::Interactive)}, .interactive_asks_locally = true};
    job.job_class = JobClass::Interactive;
    EXPECT_EQ(decide(), "20.5");
    machine.has_local_consent = true;
    EXPECT_EQ(decide(), "runs");
}

TEST_F(GateStory, wants_the_log_to_know_it_and_every_file_to_be_what_was_signed) {
    const Bytes frame = signed_by({"alice"});
    beside.logged.clear();
    EXPECT_EQ(decide(frame), "runs") << "level 0 asks for no proof";
    limits.least_log_level = 1;
    EXPECT_EQ(decide(frame), "21.1");
    limits.least_log_level = 0;
    job.log_level = 2;
    EXPECT_EQ(decide(), "runs");
    beside.level = 1;
    EXPECT_EQ(decide(), "21.3") << "no witnesses";
    beside.level = 2;
    beside.artefacts = false;
    EXPECT_EQ(decide(), "22.1");
}

TEST(Versions, are_compared_by_their_numbers) {
    EXPECT_TRUE(is_at_least("0.10.0", "0.9.9"));
    EXPECT_TRUE(is_at_least("1", "1.0.0"));
    EXPECT_TRUE(is_at_least("1.0.1", "1"));
    EXPECT_FALSE(is_at_least("0.9", "0.10"));
    EXPECT_FALSE(is_at_least("", "0.1"));
}

}  // namespace steward::gate
