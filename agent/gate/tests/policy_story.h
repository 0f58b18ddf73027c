// What stories of policies, tickets and bindings begin with: a machine, its people, a policy that stands.
#pragma once

#include "agent/gate/policies.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "agent/gate/bindings.h"
#include "agent/gate/tickets.h"
#include "trust/templates.h"
#include "trust/tests/office.h"

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;

struct RunsKnown final : Journal {
    std::set<ShortId> known;
    bool room = true;
    uint64_t of_class = 0, of_policy = 0, failures = 0;
    bool knows(const ShortId& work) const override { return known.contains(work); }
    bool is_superseded(const ShortId&) const override { return false; }
    bool has_room() const override { return room; }
    uint64_t runs_since(JobClass, Instant) const override { return of_class; }
    uint64_t runs_of(const ShortId&, Instant) const override { return of_policy; }
    uint64_t failures_of(const ShortId&, uint64_t) const override { return failures; }
};

struct ProofBeside final : Beside {
    std::set<Digest> logged;
    bool artefacts = true;
    std::optional<Unlogged> unlogged(const Digest& message, const ShortId&, uint64_t) const override {
        return logged.contains(message) ? std::nullopt : std::optional(Unlogged::NoProof);
    }
    bool has_artefacts(const Job&) const override { return artefacts; }
};

// Two people who sign policies, one with a passkey's record of another algorithm, a server with a log key; a machine in Berlin's time
// that was asked and answered an hour ago. It is Friday, 2 January 2026, 01:00 there.
struct PolicyStory : testing::Test {
    static constexpr ShortId client{2}, other_client{3}, machine_id{1}, nonce{7}, policy_id{60};
    Office office;
    Bytes genesis, device_key = Bytes(32, 9);
    std::optional<Roster> roster;
    std::optional<Freshness> freshness;
    Narrowing narrowing{machine_id, client};
    LocalLimits limits;
    Machine machine{.device = machine_id, .client = client, .os = "debian", .agent_version = "0.4.0", .boot_id = "boot"};
    RunsKnown journal;
    ProofBeside beside;
    Instant now = story_begin + 24h, wall = now;
    Duration running = 2h;
    std::vector<std::string> tags{"servers", "berlin"};
    PolicyBook book;
    OffsetAt offset_at = [](const std::string& zone, Instant) {
        return zone == "Europe/Berlin" ? std::optional<Duration>(1h) : zone == "UTC" ? std::optional<Duration>(0h) : std::nullopt;
    };
    Policy policy;
    RunTicket ticket;

    PolicyStory() {
        for (const auto* name : {"alice", "bob"}) office.add(name, name, everyday);
        office.add("alice's second", "alice", everyday);
        office.add("boots", "boots", everyday, {.all = false, .list = {other_client}});
        office.add("dora", "dora", of_client, {.all = false, .list = {client}});
        office.add("tower", "tower", beacon);
        office.add("safe", "safe", for_recovery);
        office.add("server", "", 0);
        found({"alice", "bob", "alice's second", "boots", "dora", "tower"}, 2);
        machine.device = device_id(device_key);
        narrowing = Narrowing(machine.device, client);
        limits.allowed.bits = (1U << (last_job_class + 1)) - 2;
        policy = {.authority = office.authority,
                  .id = policy_id,
                  .policy_version = 3,
                  .job_class = JobClass::Script,
                  .allowed = {write_message(ScriptTemplates{{{.name = "clear",
                                                              .interpreter = "/bin/sh",
                                                              .arguments = {"{days}"},
                                                              .body = Digest{5},
                                                              .parameters = {{.name = "days", .choices = {}, .least = 1, .most = 30}}}}})},
                  .target = {.client = client, .devices = {machine.device}, .tags = {}},
                  .windows = {{"Europe/Berlin", 1 << 4, 0, 120}},
                  .budget = {.runs_a_day = 2},
                  .trigger = Trigger::Manual,
                  .not_before = now - 1h,
                  .not_after = now + 24h * 300,
                  .most_failures = 3};
        ticket = {.authority = office.authority,
                  .run = {42},
                  .policy = policy_id,
                  .policy_version = 3,
                  .device = machine.device,
                  .parameters = {write_message(Selection{.item = 0, .values = {"7"}})},
                  .issued = now - 1min,
                  .not_after = now + 1h};
    }
    // What its enrolment's grant is followed by, when it gets another site.
    Binding first_binding() const {
        return {.authority = office.authority,
                .device = machine.device,
                .device_key = device_key,
                .client = client,
                .site = {5},
                .tags = tags,
                .seq = 1,
                .previous = parent_of_first({3})};
    }
    void found(const std::vector<std::string>& names, uint64_t threshold) {
        genesis = office.genesis(names, {"safe"}, threshold, 1);
        roster = Roster::begin(framed(genesis));
        policy.authority = ticket.authority = office.authority;
        hear(now - 1h, 1h);
    }
    void hear(Instant time, Duration at, bool rolled_back = false) {
        freshness.emplace(std::nullopt, 0s, rolled_back);
        freshness->ask(nonce, at);
        EXPECT_EQ(freshness->take({.authority = office.authority, .head = office.authority, .time = time, .nonce = nonce}, at),
                  Heard::Answered);
    }
    void log_key_comes() {
        const Bytes body = write_message(DigestsBody{{log_key()}});
        const Bytes update = office.update(1, office.authority, UpdateKind::SetLogKeys, body, {"alice", "bob"});
        ASSERT_EQ(roster->take(framed(update), now), Taken::Accepted);
    }
    Digest log_key() const {
        Digest key{};
        std::ranges::copy(office.record("server").key.bytes, key.begin());
        return key;
    }
    Situation situation() const {
        return {*roster, *freshness, narrowing, limits, machine, journal, beside, now, std::max(now, wall), running};
    }
    static std::string in_numbers(const Refusal& why) { return std::to_string(why.check) + "." + std::to_string(why.detail); }

    std::string decide(const std::vector<std::string>& names = {"alice", "bob"}) {
        const Bytes frame = office.sign(MessageType::Policy, write_message(policy), names);
        const Situation at = situation();
        const auto decided = judge_policy(frame, {at, tags, book, wall, offset_at});
        return decided ? "stands" : in_numbers(decided.error());
    }
    void stand(const std::vector<std::string>& names = {"alice", "bob"}) {
        const Bytes frame = office.sign(MessageType::Policy, write_message(policy), names);
        beside.logged.insert(id_of(frame));
        const Situation at = situation();
        const auto decided = judge_policy(frame, {at, tags, book, wall, offset_at});
        ASSERT_TRUE(decided) << in_numbers(decided.error());
        book = book.with(*decided, frame, now);
    }
    std::string run(const std::vector<std::string>& names = {"server"}) const {
        return run_frame(office.sign(MessageType::RunTicket, write_message(ticket), names));
    }
    std::string run_frame(const Bytes& frame) const {
        const Situation at = situation();
        const auto decided = judge_ticket(frame, {at, tags, book, wall, offset_at});
        return decided ? "runs" : in_numbers(decided.error());
    }
    std::vector<Due> due() const {
        const Situation at = situation();
        return due_now({at, tags, book, wall, offset_at});
    }
    std::string scheduled(const Due& one) const {
        const Situation at = situation();
        const auto decided = judge_scheduled(one, {at, tags, book, wall, offset_at});
        return decided ? "runs" : in_numbers(decided.error());
    }
};

}  // namespace steward::gate
