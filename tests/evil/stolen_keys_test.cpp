// One stolen key of each role, thirteen goals: what its thief reaches with the server in his hands, and what he is told otherwise. What was
// seen is the table of docs/guide/trust.md (STEWARD_UPDATE_GOLDEN=1 writes it); what may succeed stands here, and no golden file can widen
// it.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "tests/evil/envelopes.h"

namespace steward::evil {

namespace {
struct Stolen {
    const char* role;
    std::string key;
    uint8_t roles;  // 0: the office's own key of that name
    bool of_client = false;
};
const std::vector<Stolen> all_stolen{{"roster", "stolen", 1}, {"job", "stolen", 2},    {"policy", "stolen", 4},
                                     {"recovery", "safe", 0}, {"fresh", "tower", 0},   {"consent", "stolen", 32, true},
                                     {"stop", "stolen", 64},  {"enrol", "stolen", 128}};

const std::string reached = "yes";
struct Goal {
    const char* name;
    std::set<std::string> declared;  // the roles that may
    std::function<std::string(World&, const std::string& key)> try_it;
};

std::string unless(const std::string& said, const std::string& success) { return said == success ? reached : said; }
// Waiting for its time is a success too: nobody may be there to object.
std::string grows(const std::string& said) { return said == "became 0" || said == "became 1" ? reached : said; }

std::string on_machines(World& world, const std::string& key, size_t count) {
    Job job = world.job();
    while (job.target.devices.size() < count) job.target.devices.push_back({99, static_cast<uint8_t>(job.target.devices.size())});
    return unless(world.take(world.sign(job, {key})), "runs");
}

std::string taken_over(World& world, const std::string& key) {
    const Recovery made{.authority = world.office.authority,
                        .base_seq = world.roster->seq(),
                        .base_head = world.roster->head(),
                        .rules = world.office.rules({"mallory", "tower"}, {"safe", "safe2", "safe3"}, 1, 2),
                        .created = world.clock.now(),
                        .reason = {}};
    return grows(world.take(world.office.sign(MessageType::Recovery, write_message(made), {key})));
}

std::string enrolled_elsewhere(World& world, const std::string& key) {
    const auto folder = world.folder / "new machine";
    std::filesystem::create_directories(folder / "work");
    std::filesystem::permissions(folder, std::filesystem::perms(0700));
    Gate machine({folder, "0.4"}, world.clock, world.rng, *world.launcher);
    Grant grant{.authority = world.office.authority, .id = {33}, .client = world.client, .site = {4}};
    grant.roster_seq = world.roster->seq();
    grant.roster_head = world.roster->head();
    grant.not_after = world.clock.now() + 24h;
    const Bytes last = world.office.sign(MessageType::Grant, write_message(grant), {key});
    gate::Request request{.want = Want::Enrol, .digest = world.office.authority};
    for (const Bytes& frame : world.chain) request.frames.emplace_back(frame);
    request.frames.emplace_back(last);
    const auto answer = machine.answer(request);
    const auto state = read_message<gate::StateAnswer>(answer.body);
    if (answer.how == gate::How::Done && state && state->is_enrolled) return reached;
    return "failed " + read_message<gate::FailedAnswer>(answer.body).value_or(gate::FailedAnswer{}).code;
}

Bytes stop_message(World& world, const std::string& key, bool lifts, StopScope scope) {
    Stop made{.authority = world.office.authority, .scope = std::move(scope), .issued = world.clock.now(), .until = {}, .lifts = lifts};
    return world.office.sign(MessageType::Stop, write_message(made), {key});
}

// By what it leaves: whether what two people sign still runs.
std::string work_is_held_up(World& world, const std::string& key) {
    world.wait();
    const Job ours = world.job();
    Job instead = world.job();
    instead.supersedes = ours.id;
    world.take(world.sign(instead, {key}));
    world.wait();
    world.take(stop_message(world, key, false, {.all = false, .clients = {world.client}, .devices = {}}));
    return world.take(world.sign(ours)) == "runs" ? "runs on" : reached;
}

// All that leaves something behind, but for stops and suspensions, which a majority lifts; then the key is removed, and an hour is over.
std::string work_stays_held_up(World& world, const std::string& key) {
    const std::vector<std::string> all{"alice", "bob", "carol"};  // a majority whoever has come
    const KeyRecord mast = world.office.add("mast", "mast", beacon);
    EXPECT_EQ(world.take(world.grown(world.update(UpdateKind::AddKey, write_message(KeyBody{mast}), all))), "became 0");
    for (const Duration ahead : {Duration(1min), Duration(gate::most_behind), Duration(24h)}) {
        const Heartbeat lie{.authority = world.office.authority, .seq = 99, .head = {4}, .time = world.clock.now() + ahead};
        world.take(world.office.sign(MessageType::Heartbeat, write_message(lie), {key}));
    }
    Job ours = world.job(), instead = world.job();
    instead.supersedes = ours.id;
    world.take(world.sign(instead, {key}));
    const Binding bare = binding_here(world, world.client);
    world.take(world.office.sign(MessageType::Binding, write_message(bare), {key}));
    world.wait();
    if (world.roster->key(world.office.record(key).id)) {
        EXPECT_EQ(world.take(world.grown(world.office.remove_key(*world.roster, key, all))), "became 0");
    }
    world.clock.advance(1h);
    const Heartbeat truth{
        .authority = world.office.authority, .seq = world.roster->seq(), .head = world.roster->head(), .time = world.clock.now()};
    EXPECT_EQ(world.take(world.office.sign(MessageType::Heartbeat, write_message(truth), {"mast"})), "became 0");
    return world.take(world.sign(world.job_from_now())) == "runs" ? "runs on" : reached;
}

std::string stop_is_lifted(World& world, const std::string& key) {
    EXPECT_EQ(world.take(stop_message(world, "alice", false, {.all = true, .clients = {}, .devices = {}})), "became 0");
    world.clock.advance(1s);
    world.take(stop_message(world, key, true, {.all = false, .clients = {world.client}, .devices = {}}));
    world.take(stop_message(world, key, true, {.all = true, .clients = {}, .devices = {}}));
    return unless(world.take(world.sign(world.job())), "runs");
}

std::string colleague_is_silenced(World& world, const std::string& key) {
    world.take(world.suspend("alice", key));
    return world.take(world.sign(world.job(), {"alice"})) == "runs" ? "runs on" : reached;
}

std::string vouched(World& world, const std::string& key) {
    world.restart();
    const Heartbeat made{.authority = world.office.authority,
                         .seq = world.roster->seq(),
                         .head = world.roster->head(),
                         .time = world.clock.now(),
                         .nonce = world.nonce()};
    return unless(world.take(world.office.sign(MessageType::Heartbeat, write_message(made), {key})), "became 1");
}

std::vector<Goal> all_goals() {
    const auto update = [](UpdateKind kind, std::function<Bytes(World&)> body) {
        return [=](World& world, const std::string& key) { return grows(world.take(world.update(kind, body(world), {key}))); };
    };
    return {
        {"run something on one machine", {"job"}, [](World& world, const std::string& key) { return on_machines(world, key, 1); }},
        {"run something on 26 machines", {}, [](World& world, const std::string& key) { return on_machines(world, key, 26); }},
        {"let a stranger's key in",
         {},
         update(UpdateKind::AddKey, [](World& w) { return write_message(KeyBody{w.office.record("mallory")}); })},
        {"push a colleague's key out",
         {},
         update(UpdateKind::RemoveKey, [](World& w) { return write_message(KeyIdBody{w.office.record("alice").id}); })},
        {"make the rules weaker",
         {},
         update(UpdateKind::SetRules, [](World&) { return write_message(RulesBody{.threshold = 1, .single_holder_delay = least_delay}); })},
        {"take the authority over by recovery", {}, taken_over},
        {"leave a standing policy",
         {},
         [](World& world, const std::string& key) {
             return unless(world.take(world.office.sign(MessageType::Policy, write_message(standing_policy(world, 1)), {key})), "became 0");
         }},
        {"move a machine to another client",
         {},
         [](World& world, const std::string& key) {
             const Binding binding = binding_here(world, ShortId{77});
             return unless(world.take(world.office.sign(MessageType::Binding, write_message(binding), {key})), "became 0");
         }},
        {"enrol a new machine", {"enrol"}, enrolled_elsewhere},
        {"vouch that the roster and the time are new", {"fresh"}, vouched},
        {"silence a colleague's key, or hold work up",
         {"roster", "job", "consent", "stop"},
         [](World& world, const std::string& key) {
             const std::string silenced = colleague_is_silenced(world, key);
             return silenced == reached ? silenced : work_is_held_up(world, key);
         }},
        {"hold up other work an hour after the key was removed, by what no majority lifts", {}, work_stays_held_up},
        {"end a stop that another one signed", {}, stop_is_lifted},
    };
}

// "refused 12.1" as "no, 12.1"; of the chain "no, not signed".
std::string as_cell(const std::string& said) {
    if (said == reached) return "**yes**";
    if (said.starts_with("refused ")) return "no, " + said.substr(8);
    if (said == "became 6") return "no, not signed by enough";
    if (said.starts_with("failed ")) return "no, `" + said.substr(7) + "`";
    return said == "runs on" ? "no" : "no, " + said;
}

const std::string begins = "<!-- stolen keys: written by tests/evil -->\n", ends = "<!-- end of stolen keys -->";
}  // namespace

TEST(EvilThief, one_stolen_key_of_each_role_reaches_what_is_declared_and_nothing_else) {
    const auto goals = all_goals();
    ASSERT_EQ(goals.size() * all_stolen.size(), 104U);
    std::string table = "| With one stolen key of role", line = "| --- |";
    for (const Stolen& stolen : all_stolen) {
        table += std::string(" | ") + stolen.role;
        line += " --- |";
    }
    table += " |\n" + line + "\n";
    for (const Goal& goal : goals) {
        table += std::string("| ") + goal.name;
        for (const Stolen& stolen : all_stolen) {
            SCOPED_TRACE(std::string(stolen.role) + ": " + goal.name);
            World world;
            if (stolen.roles != 0) {
                const ClientSet clients =
                    stolen.of_client ? ClientSet{.all = false, .list = {world.client}} : ClientSet{.all = true, .list = {}};
                const KeyRecord record = world.office.add(stolen.key, "vera", stolen.roles, clients);
                const Bytes added = world.grown(world.update(UpdateKind::AddKey, write_message(KeyBody{record}), world.people));
                EXPECT_EQ(world.take(added), "became 0");
            }
            const size_t before = world.effects();
            const std::string said = goal.try_it(world, stolen.key);
            world.wait();
            EXPECT_EQ(said == reached, goal.declared.contains(stolen.role)) << said;
            if (said != reached && said != "runs on") {
                EXPECT_EQ(world.effects(), before) << "an effect";
            }
            table += " | " + as_cell(said);
        }
        table += " |\n";
    }
    const std::string path = STEWARD_SOURCE_DIR "/docs/guide/trust.md";
    std::ifstream file(path);
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    const size_t first = page.find(begins), last = page.find(ends);
    ASSERT_TRUE(first != std::string::npos && last != std::string::npos && first < last) << path << " has no place for the table";
    const size_t from = first + begins.size();
    if (std::getenv("STEWARD_UPDATE_GOLDEN")) std::ofstream(path) << page.substr(0, from) + table + page.substr(last);
    else
        EXPECT_EQ(page.substr(from, last - from), table)
            << "read the difference as a change of powers, then run again with STEWARD_UPDATE_GOLDEN=1";
}

}  // namespace steward::evil
