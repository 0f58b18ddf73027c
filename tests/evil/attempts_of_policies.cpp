// Policies, tickets and the log: a server that asks for more than the policy allows, and work that does not stand where clients can check
// it.
#include "tests/evil/attempts.h"
#include "trust/templates.h"
#include "trust/tests/log_book.h"

namespace steward::evil {

namespace {
constexpr ShortId policy_id{5};
constexpr uint64_t standing_version = 2;

using PolicyChange = std::function<void(Policy&)>;
using TicketMisuse = std::function<void(RunTicket&)>;

// A number from 1 to 9 for the canary's script, twice a day, at any time.
Policy canary_policy(const World& world) {
    Policy made{.authority = world.office.authority,
                .id = policy_id,
                .policy_version = standing_version,
                .job_class = JobClass::Script,
                .allowed = {write_message(ScriptTemplates{{{.name = "sing",
                                                            .interpreter = "/bin/sh",
                                                            .arguments = {"{number}"},
                                                            .body = world.body(),
                                                            .parameters = {{.name = "number", .choices = {}, .least = 1, .most = 9}}}}})},
                .target = {.client = world.client, .devices = {world.device}, .tags = {}},
                .windows = {{.zone = "UTC", .days = 127, .start_minute = 0, .length_minutes = 1440}},
                .budget = {.runs_a_day = 2},
                .rings = {},
                .trigger = Trigger::Manual,
                .conditions = {},
                .limits = {.timeout_s = 60, .network = NetworkUse::Any}};
    made.not_before = world.clock.now() - 1h;
    made.not_after = world.clock.now() + 24h;
    return made;
}
Bytes signed_by_people(const World& world, const Policy& policy) {
    return world.office.sign(MessageType::Policy, write_message(policy), world.people);
}

RunTicket canary_ticket(World& world) {
    return {.authority = world.office.authority,
            .run = world.job().id,
            .policy = policy_id,
            .policy_version = standing_version,
            .device = world.device,
            .parameters = {write_message(Selection{.item = 0, .values = {"7"}})},
            .issued = world.clock.now(),
            .not_after = world.clock.now() + 1h};
}
// By the key that the server has, which no person holds.
std::string ask_for(World& world, const RunTicket& ticket) {
    return world.take(world.office.sign(MessageType::RunTicket, write_message(ticket), {"server"}));
}

void put_log_key(World& world, const Digest& key) {
    EXPECT_EQ(world.take(world.grown(world.update(UpdateKind::SetLogKeys, write_message(DigestsBody{{key}}), world.people))), "became 0");
}
// The authority had no log when its people signed the policy: the server's key came with the log, and a ticket is signed with it.
void policy_stands(World& world, const PolicyChange& change) {
    Policy policy = canary_policy(world);
    change(policy);
    EXPECT_EQ(world.take(signed_by_people(world, policy)), "became 0");
    world.office.add("server", "", 0);
    Digest key{};
    std::ranges::copy(world.office.record("server").key.bytes, key.begin());
    put_log_key(world, key);
}
void sings_once(World& world) {
    const size_t before = world.effects();
    EXPECT_EQ(ask_for(world, canary_ticket(world)), "became 0") << "else the misuse would show nothing";
    world.wait();
    EXPECT_GT(world.effects(), before);
}

// The policy stands, it ran once where it may; the ticket wants what it does not allow.
Attempt misused(
    const char* name, const std::string& fresh, const TicketMisuse& misuse, const PolicyChange& change = [](Policy&) {},
    bool sings_before = true) {
    return {.group = "policy",
            .name = name,
            .fresh = fresh,
            .try_it =
                [misuse](World& world) {
                    RunTicket ticket = canary_ticket(world);
                    misuse(ticket);
                    return ask_for(world, ticket);
                },
            .restarted = fresh,  // an open question holds up no policy
            .rolled_back = fresh,
            .before =
                [change, sings_before](World& world) {
                    policy_stands(world, change);
                    if (sings_before) sings_once(world);
                }};
}

// Two tickets for a policy that may run once a day. Where the journal was lost that knew of the first, the second is behind the fence: one
// that is issued after it would run, as the day's budget begins anew (docs/guide/trust.md).
Attempt once_too_often() {
    const auto second = std::make_shared<RunTicket>();
    return {.group = "policy",
            .name = "budget exceeded",
            .fresh = "refused 20.16",
            .try_it = [second](World& world) { return ask_for(world, *second); },
            .restarted = "refused 20.16",
            .rolled_back = "refused 17.1",
            .before =
                [second](World& world) {
                    policy_stands(world, [](Policy& policy) { policy.budget.runs_a_day = 1; });
                    sings_once(world);
                    *second = canary_ticket(world);
                }};
}

// The log as the server keeps it, made anew for each condition.
using Log = std::shared_ptr<LogBook>;

std::string show(World& world, const LogBook& book, uint64_t seen) {
    const std::string note = book.note();
    Bytes hashes;
    for (const Digest& hash : book.since(seen)) hashes.insert(hashes.end(), hash.begin(), hash.end());
    return world.say(Want::Witness, {gate::big_endian(static_cast<uint32_t>(note.size())), as_bytes(note), hashes});
}

Attempt unlogged(const char* name, const std::string& fresh, const Log& log, const std::function<std::string(World&)>& try_it,
                 const std::string& more = "") {
    return {.group = "log",
            .name = name,
            .fresh = more + fresh,
            .try_it = try_it,
            .restarted = more + "refused 9.1",
            .rolled_back = more + "refused 17.1",
            .before = [log](World& world) {
                *log = LogBook();
                log->client = world.client;
                log->add(Digest{1});
                put_log_key(world, log->log.key.key);
                EXPECT_EQ(show(world, *log, 0), "done");
            }};
}
Bytes logged_job(World& world, uint64_t level) {
    Job job = world.job();
    job.log_level = level;
    return world.sign(job);
}
}  // namespace

std::vector<Attempt> of_policies() {
    const auto as_it_is = [](RunTicket&) {};
    const auto selects = [](uint64_t item, const char* value) {
        return [=](RunTicket& ticket) { ticket.parameters = {write_message(Selection{.item = item, .values = {value}})}; };
    };
    std::vector<Attempt> all{
        misused(
            "outside window", "refused 15.16", as_it_is, [](Policy& policy) { policy.windows.front().length_minutes = 60; }, false),
        misused("parameter outside range", "refused 22.16", selects(0, "10")),
        misused("script digest not listed", "refused 22.16", selects(1, "7"))};
    // The newer one stands; the older one, which its people signed as well, is brought.
    all.push_back({.group = "policy",
                   .name = "old version",
                   .fresh = "refused 18.16",
                   .try_it =
                       [](World& world) {
                           Policy older = canary_policy(world);
                           older.policy_version = standing_version - 1;
                           return world.take(signed_by_people(world, older));
                       },
                   .rolled_back = "refused 18.16",
                   .before = [](World& world) { EXPECT_EQ(world.take(signed_by_people(world, canary_policy(world))), "became 0"); }});
    all.push_back(once_too_often());
    all.push_back(misused(
        "ring wait not over", "refused 15.19", as_it_is,
        [](Policy& policy) {
            policy.rings = {{.ring = 1, .wait_hours = 24}};
            policy.published = policy.not_before;  // an hour ago
        },
        false));
    all.push_back(misused(
        "person item without passkey", "refused 12.17", as_it_is, [](Policy& policy) { policy.trigger = Trigger::Person; }, false));
    all.push_back(misused("ticket for another device", "refused 14.2", [](RunTicket& ticket) { ticket.device = ShortId{99}; }));
    return all;
}

std::vector<Attempt> of_log() {
    const auto log = std::make_shared<LogBook>();
    const auto bring = [](World& world, const LogProof& proof) { EXPECT_EQ(world.say(Want::Proof, {write_message(proof)}), "done"); };
    std::vector<Attempt> all{unlogged("no proof", "refused 21.1", log, [](World& world) { return world.take(logged_job(world, 1)); })};
    // The words of the proof name the job; the leaf is another's.
    all.push_back(unlogged("proof for another leaf", "refused 21.2", log, [log, bring](World& world) {
        const Bytes job = logged_job(world, 1);
        LogProof proof = log->proof(0);
        proof.body =
            write_body({.action = "jobs.signed", .message = id_of(job), .by = "alice", .principal = "person", .client = world.client});
        bring(world, proof);
        return world.take(job);
    }));
    all.push_back(unlogged(
        "head inconsistent with own", "refused 21.4", log,
        [log, bring](World& world) {
            LogBook other;
            other.client = world.client;
            other.add(Digest{2});
            const Bytes job = logged_job(world, 1);
            const uint64_t index = other.add(id_of(job));
            const std::string shown = show(world, other, log->size());
            bring(world, other.proof(index));
            return shown + "; " + world.take(job);
        },
        "failed gate.log_is_split; "));
    // In the log, under a head that no witness has seen.
    all.push_back(unlogged("too few cosignatures", "refused 21.3", log, [log, bring](World& world) {
        const Bytes job = logged_job(world, 2);
        const uint64_t seen = log->size(), index = log->add(id_of(job));
        EXPECT_EQ(show(world, *log, seen), "done");
        bring(world, log->proof(index, log->note()));
        return world.take(job);
    }));
    return all;
}

}  // namespace steward::evil
