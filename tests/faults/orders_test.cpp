// Whatever is said to the gate while one call of the system fails: what it called done stands on its disk, what it called failed stands
// there whole or not at all, and a gate that failed to write answers nobody any more.
#include <algorithm>

#include "tests/faults/machine.h"
#include "trust/templates.h"
#include "trust/tests/log_book.h"

namespace steward::faults {

namespace {
struct Order {
    const char* name;
    std::function<void(FailingMachine&)> before;  // before the disk is kept
    std::function<std::string(FailingMachine&)> give;
    bool brings_head = false;  // first, and that stays whatever becomes of the rest
};

void PrintTo(const Order& order, std::ostream* out) { *out << order.name; }

// All that a gate says of itself that came from its disk.
std::string shown(FailingMachine& at, const Order& order) {
    const gate::StateAnswer state = at.state();
    return "authority " + to_hex(state.authority) + " head " + to_hex(state.head) + " waiting " + std::to_string(state.waiting) +
           " client " + to_hex(state.client) + (order.brings_head ? "" : " log " + std::to_string(state.log_size)) +
           (state.log_is_split ? " split" : "") + " classes " + std::to_string(state.limits.allowed.bits) +
           (state.is_stopped_here ? " stopped here" : "") + (state.is_stopped ? " stopped" : "") + " policies " +
           std::to_string(state.policies) + " binding " + std::to_string(state.binding_seq) + " damage " + state.damage;
}

constexpr ShortId policy_id{5};

Policy policy_of(const World& world, Trigger trigger = Trigger::Manual) {
    Policy made{.authority = world.office.authority,
                .id = policy_id,
                .policy_version = 1,
                .job_class = JobClass::Script,
                .allowed = {write_message(ScriptTemplates{
                    {{.name = "sing", .interpreter = "/bin/sh", .arguments = {"fixed"}, .body = world.body(), .parameters = {}}}})},
                .target = {.client = world.client, .devices = {world.device}, .tags = {}},
                .windows = {{.zone = "UTC", .days = 127, .start_minute = 0, .length_minutes = 1440}},
                .budget = {.runs_a_day = 2},
                .rings = {},
                .trigger = trigger,
                .conditions = {},
                .limits = {.timeout_s = 60, .network = NetworkUse::Any}};
    made.not_before = world.clock.now() - std::chrono::hours(1);
    made.not_after = world.clock.now() + std::chrono::hours(24);
    return made;
}
std::string take_policy(FailingMachine& at) {
    return at.take(at.world.office.sign(MessageType::Policy, write_message(policy_of(at.world)), at.world.people));
}

LogBook& book() {
    static LogBook one;
    return one;
}
std::string show_head(World& world, const LogBook& log, uint64_t seen) {
    const std::string note = log.note();
    Bytes hashes;
    for (const Digest& hash : log.since(seen)) hashes.insert(hashes.end(), hash.begin(), hash.end());
    return world.say(Want::Witness, {gate::big_endian(static_cast<uint32_t>(note.size())), as_bytes(note), hashes});
}
// The log's key is in the chain, and one head was seen.
void has_log(FailingMachine& at) {
    World& world = at.world;
    if (book().size() == 0) book().add(Digest{1});
    book().client = world.client;
    world.office.add("server", "", 0);
    Digest key = book().log.key.key;
    Digest tickets{};
    std::ranges::copy(world.office.record("server").key.bytes, tickets.begin());
    at.take(world.grown(world.update(UpdateKind::SetLogKeys, write_message(DigestsBody{{key, tickets}}), world.people)));
    EXPECT_EQ(show_head(world, book(), 0), "done");
}
void has_policy(FailingMachine& at) {
    EXPECT_EQ(take_policy(at), "became 0");
    has_log(at);
}

std::string enrol_again(FailingMachine& at) {
    gate::Request request{.want = Want::Enrol, .digest = at.world.office.authority};
    LocalLimits limits;
    limits.allowed.bits = 2;
    const Bytes grant = at.world.grant(limits);
    for (const Bytes& frame : at.world.chain) request.frames.emplace_back(frame);
    request.frames.emplace_back(grant);
    const auto answer = at.world.gate->answer(request);
    return answer.how == gate::How::Done ? "done" : "failed";
}

Bytes signed_binding(FailingMachine& at, const ShortId& client) {
    const gate::StateAnswer state = at.state();
    Binding binding{.authority = at.world.office.authority,
                    .device = at.world.device,
                    .device_key = read_message<DeviceCard>(framed(state.card).payload).value_or(DeviceCard{}).device_key,
                    .client = client,
                    .site = {9},
                    .tags = {},
                    .seq = 1};
    binding.previous[0] = 3;  // the grant's
    return at.world.office.sign(MessageType::Binding, write_message(binding), at.world.people);
}
std::string bind(FailingMachine& at) { return at.take(signed_binding(at, at.world.client)); }

std::string run_ticket(FailingMachine& at) {
    const RunTicket ticket{.authority = at.world.office.authority,
                           .run = at.world.job().id,
                           .policy = policy_id,
                           .policy_version = 1,
                           .device = at.world.device,
                           .parameters = {write_message(Selection{.item = 0, .values = {}})},
                           .issued = at.world.clock.now(),
                           .not_after = at.world.clock.now() + std::chrono::hours(1)};
    const std::string taken = at.take(at.world.office.sign(MessageType::RunTicket, write_message(ticket), {"server"}));
    EXPECT_TRUE(at.wait());
    if (taken != "became 0") return taken;
    const std::string result = at.result_of(ticket.run);
    return result.starts_with("none") ? "failed" : at.acknowledge(ticket.run);
}

std::string run_logged(FailingMachine& at) {
    World& world = at.world;
    Job job = world.job();
    job.log_level = 1;
    const Bytes frame = world.sign(job);
    LogBook log = book();
    const uint64_t seen = log.size(), index = log.add(id_of(frame));
    if (const std::string answered = show_head(world, log, seen); answered != "done") return answered;
    if (const std::string answered = world.say(Want::Proof, {write_message(log.proof(index))}); answered != "done") return answered;
    const std::string taken = at.take(frame);
    EXPECT_TRUE(at.wait());
    if (taken != "runs") return taken;
    const std::string result = at.result_of(job.id);
    return result.starts_with("none") ? "failed" : at.acknowledge(job.id);
}

// A message that stands in the log, for this client, with its proof.
std::string take_logged(FailingMachine& at, const Bytes& frame, const ShortId& client) {
    LogBook log = book();
    log.client = client;
    const uint64_t seen = log.size(), index = log.add(id_of(frame));
    if (const std::string answered = show_head(at.world, log, seen); answered != "done") return answered;
    if (const std::string answered = at.world.say(Want::Proof, {write_message(log.proof(index))}); answered != "done") return answered;
    return at.take(frame);
}
std::string take_logged_policy(FailingMachine& at) {
    return take_logged(at, at.world.office.sign(MessageType::Policy, write_message(policy_of(at.world)), at.world.people), at.world.client);
}
std::string move_by_log(FailingMachine& at) {
    const ShortId other{99};
    return take_logged(at, signed_binding(at, other), other);
}

std::string hand_over(FailingMachine& at) {
    const std::string content(100, 'x');
    const auto part = [&](size_t from, size_t to) {
        return at.world.say(Want::Material, {sha256(as_bytes(content)), gate::big_endian(100),
                                             gate::big_endian(static_cast<uint32_t>(from)), as_bytes(content).subspan(from, to - from)});
    };
    const std::string first = part(0, 60);
    return first == "done" ? part(60, 100) : first;
}

std::string limit(FailingMachine& at) {
    LocalLimits limits;
    limits.allowed.bits = 4;
    return at.world.say(Want::SetLimits, {write_message(limits)});
}

std::string stop_by_signature(FailingMachine& at) {
    const Stop stop{.authority = at.world.office.authority,
                    .scope = {.all = true, .clients = {}, .devices = {}},
                    .issued = at.world.clock.now(),
                    .until = {}};
    return at.take(at.world.office.sign(MessageType::Stop, write_message(stop), {"carol"}));
}

std::string grow(FailingMachine& at) {
    KeyRecord record = at.world.office.record("mallory");
    return at.take(at.world.update(UpdateKind::AddKey, write_message(KeyBody{record}), at.world.people));
}

std::string hear_again(FailingMachine& at) {
    at.world.clock.advance(std::chrono::minutes(1));
    return at.world.hear();
}

std::string split(FailingMachine& at) {
    LogBook other;
    other.add(Digest{2});
    return show_head(at.world, other, 1);
}

const Order orders[] = {
    {"enrol", {}, enrol_again},
    {"stop", {}, [](FailingMachine& at) { return at.world.say(Want::Stop); }},
    {"lift", [](FailingMachine& at) { EXPECT_EQ(at.world.say(Want::Stop), "done"); },
     [](FailingMachine& at) { return at.world.say(Want::Lift); }},
    {"limits", {}, limit},
    {"stop by signature", {}, stop_by_signature},
    {"suspend", {}, [](FailingMachine& at) { return at.take(at.world.suspend("carol", "bob")); }},
    {"link", {}, grow},
    {"heartbeat", {}, hear_again},
    {"material", {}, hand_over},
    {"binding", {}, bind},
    {"policy", {}, take_policy},
    {"ticket", has_policy, run_ticket},
    {"logged", has_log, run_logged, true},
    {"logged policy", has_log, take_logged_policy, true},
    {"logged move", has_log, move_by_log, true},
    {"split", has_log, split},
    {"split again",
     [](FailingMachine& at) {
         has_log(at);
         EXPECT_EQ(split(at), "failed gate.log_is_split");
     },
     split},
    {"head again",
     [](FailingMachine& at) {
         has_log(at);
         split(at);
     },
     [](FailingMachine& at) { return show_head(at.world, book(), book().size()); }},
    {"same head", has_log, [](FailingMachine& at) { return show_head(at.world, book(), book().size()); }},
    {"schedule",
     {},
     [](FailingMachine& at) {
         const std::string taken =
             at.take(at.world.office.sign(MessageType::Policy, write_message(policy_of(at.world, Trigger::Schedule)), at.world.people));
         at.state();  // it is looked at what is due
         EXPECT_TRUE(at.wait());
         return taken;
     }},
};

struct FailingOrder : testing::TestWithParam<Order> {
    // One order in a gate whose calls fail as told; what failed.
    static std::string once(FailingMachine& at, const Order& order, const Fault& fault, const std::string& before,
                            const std::string& after) {
        at.go_back();
        const Bytes later = at.world.sign(at.world.job());
        begin(fault);
        const std::string answered = order.give(at);
        const std::string failed = end();
        EXPECT_TRUE(at.wait());
        if (at.world.gate->is_over()) {
            const size_t songs = at.songs();
            EXPECT_TRUE(at.take(later).starts_with("failed")) << "it has to start anew, and takes nothing before that";
            at.wait();
            EXPECT_EQ(at.songs(), songs);
        } else {
            const std::string in_memory = shown(at, order);
            at.start_anew();
            EXPECT_EQ(shown(at, order), in_memory) << "a gate that goes on knows what its disk knows";
        }
        at.start_anew();
        at.wait();
        const std::string now = shown(at, order);
        const bool is_done = !answered.starts_with("failed") && !answered.starts_with("refused");
        if (failed.empty() || is_done) EXPECT_EQ(now, after) << answered;
        else EXPECT_TRUE(now == before || now == after) << answered << "\n" << now << "\n" << before << "\n" << after;
        EXPECT_LE(at.songs(), 1U);
        return failed;
    }
};
}  // namespace

TEST_P(FailingOrder, stands_whole_or_not_at_all) {
    const Order& order = GetParam();
    FailingMachine at;
    if (order.before) order.before(at);
    at.keep();
    at.go_back();
    const std::string before = shown(at, order);
    const std::string answered = order.give(at);
    EXPECT_TRUE(at.wait());
    at.start_anew();
    const std::string after = shown(at, order);
    EXPECT_FALSE(answered.starts_with("failed") && !std::string(order.name).starts_with("split")) << answered;
    const auto sweep = [&](const Fault& like) {
        return each_call(like, [&](const Fault& fault) { return once(at, order, fault, before, after); });
    };
    sweep({.error = EIO});
    sweep({.error = EINTR, .calls = calls_that_wait});
    sweep({.error = comes_short});
}

INSTANTIATE_TEST_SUITE_P(Each, FailingOrder, testing::ValuesIn(orders), [](const auto& at) {
    std::string name = at.param.name;
    std::ranges::replace(name, ' ', '_');
    return name;
});

}  // namespace steward::faults
