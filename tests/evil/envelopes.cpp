#include "tests/evil/envelopes.h"

#include <gtest/gtest.h>

#include "trust/templates.h"

namespace steward::evil {

namespace {
Bytes with_keys(World& world, const std::function<std::vector<Made>(const Bytes& covered)>& make) {
    const Bytes payload = write_message(world.job());
    return frame_of(MessageType::Job, payload, make(signed_bytes(MessageType::Job, payload)));
}

Bytes recovery_of(World& world) {
    Recovery made{.authority = world.office.authority,
                  .base_seq = world.roster->seq(),
                  .base_head = world.roster->head(),
                  .rules = world.office.rules({"alice", "tower"}, {"safe", "safe2", "safe3"}, 1, 2),
                  .created = world.clock.now(),
                  .reason = "two keys are lost"};
    return world.office.sign(MessageType::Recovery, write_message(made), {"safe", "safe2"});
}

Bytes stop_of(World& world, const std::vector<std::string>& names, bool lifts) {
    Stop made{.authority = world.office.authority, .scope = {.all = true}, .issued = world.clock.now(), .until = {}, .lifts = lifts};
    if (!lifts) made.until = world.clock.now() + 1h;
    return world.office.sign(MessageType::Stop, write_message(made), names);
}

Bytes sound_veto(World& world) {
    const Bytes recovery = recovery_of(world);
    EXPECT_EQ(world.take(recovery), "became 1");
    const Veto made{.authority = world.office.authority, .vetoed = id_of(recovery), .created = world.clock.now()};
    return world.office.sign(MessageType::Veto, write_message(made), world.people);
}

Bytes sound_resolve(World& world) {
    const uint64_t seq = world.roster->seq();
    const Bytes& here = world.chain.back();
    const Bytes other = world.office.update(seq, id_of(world.chain[seq - 1]), UpdateKind::SetMirrors,
                                            write_message(MirrorsBody{{"https://elsewhere.example.org"}}), world.people);
    EXPECT_EQ(world.take(other), "became 2");
    const Resolve made{.authority = world.office.authority,
                       .parent = id_of(world.chain[seq - 1]),
                       .chosen = id_of(here),
                       .rejected = {id_of(other)},
                       .created = world.clock.now()};
    return world.office.sign(MessageType::Resolve, write_message(made), world.people);
}

Bytes sound_ticket(World& world) {
    const Policy policy = standing_policy(world, 1);
    EXPECT_EQ(world.take(world.office.sign(MessageType::Policy, write_message(policy), world.people)), "became 0");
    bring_log_key(world);
    return world.office.sign(MessageType::RunTicket, write_message(ticket_for(world, policy)), {"server"});
}
}  // namespace

Policy standing_policy(const World& world, uint64_t version) {
    const std::string body = "echo sings >> " + (world.folder / "canary").string() + "\n";
    return {.authority = world.office.authority,
            .id = {5},
            .policy_version = version,
            .job_class = JobClass::Script,
            .allowed = {write_message(ScriptTemplates{{{.name = "sing",
                                                        .interpreter = "/bin/sh",
                                                        .arguments = {"{days}"},
                                                        .body = sha256(as_bytes(body)),
                                                        .parameters = {{.name = "days", .choices = {}, .least = 1, .most = 30}}}}})},
            .target = {.client = world.client, .devices = {world.device}, .tags = {}},
            .windows = {{.zone = "UTC", .days = 127, .start_minute = 0, .length_minutes = 1440}},
            .budget = {.runs_a_day = 1},
            .rings = {},
            .trigger = Trigger::Manual,
            .conditions = {},
            .not_before = world.clock.now() - 1min,
            .not_after = world.clock.now() + 24h * 30,
            .most_failures = 3,
            .limits = {}};
}

RunTicket ticket_for(const World& world, const Policy& policy) {
    return {.authority = world.office.authority,
            .run = {6},
            .policy = policy.id,
            .policy_version = policy.policy_version,
            .device = world.device,
            .parameters = {write_message(Selection{.item = 0, .values = {"7"}})},
            .issued = world.clock.now(),
            .not_after = world.clock.now() + 1h};
}

void bring_log_key(World& world) {
    Digest key{};
    std::ranges::copy(world.office.add("server", "", 0).key.bytes, key.begin());
    EXPECT_EQ(world.take(world.grown(world.update(UpdateKind::SetLogKeys, write_message(DigestsBody{{key}}), world.people))), "became 0");
}

Binding binding_here(World& world, const ShortId& client) {
    const auto kept = gate::Store(world.folder / "state").load();
    if (!kept || !*kept) return {};
    const ShortId& grant = (*kept)->pinned.grant;
    Binding made{.authority = world.office.authority, .device = world.device, .client = client, .site = {9}, .tags = {"servers"}, .seq = 1};
    made.device_key = (*kept)->key.public_key();
    std::ranges::copy(grant, made.previous.begin());
    return made;
}

std::vector<Envelope> all_envelopes() {
    const auto job_by = [](std::vector<std::string> names) {
        return [names = std::move(names)](World& world) { return world.sign(world.job(), names); };
    };
    const auto update = [](UpdateKind kind, std::function<Bytes(World&)> body) {
        return [=](World& world) { return world.update(kind, body(world), world.people); };
    };
    return {
        {"job by one", "runs", job_by({"alice"})},
        {"job by two", "runs", job_by({"alice", "bob"})},
        {"job by three", "runs", job_by({"alice", "bob", "carol"})},
        {"job by a security key", "runs",
         [](World& world) {
             return with_keys(world, [&](const Bytes& covered) {
                 return std::vector{by_security_key(world, covered, native_party(world.office.authority), 5)};
             });
         }},
        {"job by a chip", "runs",
         [](World& world) {
             return with_keys(world, [&](const Bytes& covered) {
                 const auto chip = std::ranges::find(world.roster->rules().keys, "chip", &KeyRecord::holder);
                 return std::vector<Made>{{.id = chip->id, .algorithm = 2, .bytes = chip_signature(covered, false)}};
             });
         }},
        {"job for 25 machines", "runs",
         [](World& world) {
             Job job = world.job();
             while (job.target.devices.size() < 25) job.target.devices.push_back({99, static_cast<uint8_t>(job.target.devices.size())});
             return world.sign(job, {"alice"});
         }},
        {"heartbeat", "became 0",
         [](World& world) {
             world.clock.advance(1s);
             return world.heartbeat();
         }},
        {"answer to the question", "became 1",
         [](World& world) {
             world.restart();
             return world.heartbeat(world.nonce(), world.roster->seq(), world.roster->head());
         }},
        {"suspension", "became 0", [](World& world) { return world.suspend("carol", "alice"); }},
        {"suspension of oneself", "became 0", [](World& world) { return world.suspend("narrow", "narrow"); }},
        {"stop", "became 0", [](World& world) { return stop_of(world, {"alice"}, false); }},
        {"end of a stop", "became 0",
         [](World& world) {
             EXPECT_EQ(world.take(stop_of(world, {"alice"}, false)), "became 0");
             world.clock.advance(1s);
             return stop_of(world, {"alice", "bob"}, true);
         }},
        {"policy", "became 0",
         [](World& world) { return world.office.sign(MessageType::Policy, write_message(standing_policy(world, 1)), world.people); }},
        {"ticket", "became 0", sound_ticket},
        {"binding to another client", "became 0",
         [](World& world) {
             return world.office.sign(MessageType::Binding, write_message(binding_here(world, ShortId{77})), world.people);
         }},
        {"new key", "became 0",
         update(UpdateKind::AddKey, [](World& world) { return write_message(KeyBody{world.office.record("mallory")}); })},
        {"key that goes", "became 0",
         update(UpdateKind::RemoveKey, [](World& world) { return write_message(KeyIdBody{world.office.record("carol").id}); })},
        {"recovery", "became 1", recovery_of},
        {"veto", "became 0", sound_veto},
        {"resolve", "became 0", sound_resolve},
    };
}

}  // namespace steward::evil
