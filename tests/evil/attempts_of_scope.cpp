// Scope, time and replay: sound messages that do not concern this machine, or not now, or not again.
#include <fstream>

#include "tests/evil/attempts.h"

namespace steward::evil {

namespace {
Attempt with(const char* group, const char* name, std::string code, const std::function<void(Job&)>& change,
             std::vector<std::string> names = {"alice", "bob"}, const World::Wanted& wanted = {}) {
    return {.group = group,
            .name = name,
            .fresh = std::move(code),
            .try_it =
                [change, names](World& world) {
                    Job job = world.job();
                    change(job);
                    return world.take(world.sign(job, names));
                },
            .wanted = wanted};
}

World::Wanted limited(const std::function<void(LocalLimits&)>& change) {
    LocalLimits limits;
    limits.allowed.bits = (1U << (last_job_class + 1)) - 2;
    change(limits);
    return {.alone = false, .really_runs = true, .limits = limits, .is_limited = true};
}

void add_devices(Job& job, size_t count) {
    while (job.target.devices.size() < count) {
        const auto number = static_cast<uint16_t>(job.target.devices.size());
        job.target.devices.push_back({99, static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)});
    }
}
void nothing(Job&) {}
}  // namespace

std::vector<Attempt> of_scope() {
    const char* group = "scope";
    std::vector<Attempt> all{
        with(group, "other authority", "refused 7.1", [](Job& job) { job.authority = Digest{9}; }),
        with(group, "other client", "refused 14.1", [](Job& job) { job.target.client = {8}; }),
        with(group, "device not listed", "refused 14.2", [](Job& job) { job.target.devices = {ShortId{99}}; }),
        with(group, "empty list", "refused 14.3", [](Job& job) { job.target.devices.clear(); }),
        with(group, "26 devices with one signature", "refused 13.1", [](Job& job) { add_devices(job, 26); }, {"alice"}),
        with(group, "501 devices with two", "refused 13.2", [](Job& job) { add_devices(job, 501); }),
        with(group, "class not in key", "refused 12.2", nothing, {"narrow"}),
        with(group, "client not in key", "refused 12.3", nothing, {"abroad"}),
        with(group, "two keys of one person as quorum", "refused 13.1", [](Job& job) { add_devices(job, 26); }, {"alice", "alice2"})};
    // On these machines their own limits refuse.
    const auto all_but = [](LocalLimits& limits) { limits.allowed.bits = 1U << static_cast<unsigned>(JobClass::Reboot); };
    const auto by_hardware = [](LocalLimits& limits) { limits.least_assurance = {{JobClass::Script, uint64_t{3}}}; };
    const auto by_client = [](LocalLimits& limits) { limits.needs_consent.bits = 1U << static_cast<unsigned>(JobClass::Script); };
    const std::vector<std::string> both{"alice", "bob"};
    all.push_back(with(group, "class not in the machine's limits", "refused 20.1", nothing, both, limited(all_but)));
    all.push_back(with(group, "assurance too low", "refused 12.4", nothing, both, limited(by_hardware)));
    all.push_back(with(group, "consent missing", "refused 20.4", nothing, both, limited(by_client)));
    return all;
}

namespace {
std::vector<Attempt> of_heartbeats() {
    const char* group = "time";
    return {{group, "restart and clock back", "refused 9.1; became 1; refused 15.2",
             [](World& world) {
                 Job job = world.job_from_now();
                 job.not_after = job.not_before + 5min;  // so short that a clock within what a beacon forgives could bring it back
                 world.clock.advance(7min);
                 const Instant truth = world.clock.now();
                 world.clock.set_wall(job.not_before + 1min);
                 world.restart();
                 std::string said = world.take(world.sign(job));
                 world.clock.set_wall(truth);  // the beacon has the true time
                 const Bytes answer = world.heartbeat(world.nonce(), world.roster->seq(), world.roster->head());
                 world.clock.set_wall(job.not_before + 1min);
                 said += "; " + world.take(answer);
                 return said + "; " + world.take(world.sign(job));
             },
             "refused 9.1; became 1; refused 15.2", "refused 9.1; became 1; refused 15.2"},
            {group, "stale heartbeat", "refused 16.2",
             [](World& world) {
                 world.clock.advance(25h);
                 return world.take(world.sign(world.job()));
             }},
            {group, "banked heartbeat", "became 0; refused 16.2",
             [](World& world) {
                 world.clock.advance(1s);
                 const Bytes banked = world.heartbeat();
                 world.clock.advance(25h);
                 const Bytes job = world.sign(world.job());
                 world.clock.set_wall(world.clock.now() - 25h);
                 return world.take(banked) + "; " + world.take(job);
             },
             "became 0; refused 9.1", "became 0; refused 16.2"},
            {group, "nonce of another agent", "became 3; refused 9.1",
             [](World& world) {
                 world.restart();
                 world.nonce();
                 const std::string said = world.take(world.heartbeat({77}, world.roster->seq(), world.roster->head()));
                 return said + "; " + world.take(world.sign(world.job()));
             },
             "became 3; refused 9.1", "became 3; refused 9.1"},
            {group, "nonce answer after 61 s", "became 4; refused 9.1",
             [](World& world) {
                 world.restart();
                 const Bytes answer = world.heartbeat(world.nonce(), world.roster->seq(), world.roster->head());
                 world.clock.advance(61s);
                 return world.take(answer) + "; " + world.take(world.sign(world.job()));
             },
             "became 4; refused 9.1", "became 4; refused 9.1"}};
}
}  // namespace

std::vector<Attempt> of_time() {
    const char* group = "time";
    std::vector<Attempt> all{{group, "expired by 1 ms", "refused 15.2",
                              [](World& world) {
                                  const Job job = world.job();
                                  world.clock.advance(1h + 1ms);
                                  return world.take(world.sign(job));
                              }},
                             with(group, "future", "refused 15.1", [](Job& job) { job.not_before = job.not_after - 50min; }),
                             with(group, "window too long", "refused 15.3", [](Job& job) { job.not_after = job.not_before + 24h + 1ms; }),
                             {group, "clock back", "refused 15.2",
                              [](World& world) {
                                  const Job job = world.job();
                                  world.clock.advance(2h);
                                  world.clock.set_wall(job.not_before + 1min);
                                  return world.take(world.sign(job));
                              }},
                             {group, "clock forward, then back", "refused 15.2; refused 15.2",
                              [](World& world) {
                                  const Job job = world.job();
                                  world.clock.advance(2h);
                                  world.clock.set_wall(job.not_before + 24h * 30);
                                  const std::string said = world.take(world.sign(job));
                                  world.clock.set_wall(job.not_before + 1min);
                                  return said + "; " + world.take(world.sign(job));
                              },
                              "refused 9.1; refused 9.1"}};
    for (Attempt& attempt : of_heartbeats()) all.push_back(std::move(attempt));
    return all;
}

namespace {
std::vector<Attempt> of_strangers() {
    const char* group = "replay";
    return {{.group = group,
             .name = "on a clone",
             .fresh = "failed gate.copied",
             .try_it =
                 [](World& world) {
                     gate::Store store(world.folder / "state");
                     auto own = store.load();
                     if (!own || !*own) return std::string("no store");
                     (*own)->pinned.fingerprint[0] ^= 1;
                     if (!store.save((*own)->pinned)) return std::string("not saved");
                     world.restart();
                     return world.take(world.sign(world.job()));
                 },
             .restarted = "failed gate.copied",
             .rolled_back = "failed gate.copied"},
            {.group = group, .name = "result replayed as an answer", .fresh = "refused 2.11", .try_it = [](World& world) {
                 auto kept_keys = gate::Store(world.folder / "state").load();
                 const WorkResult result{.work = world.job().id,
                                         .device = world.device,
                                         .attempt = 1,
                                         .outcome = Outcome::Done,
                                         .output = {},
                                         .started = {},
                                         .ended = {},
                                         .boot_id = "b",
                                         .gate_version = "1",
                                         .journal_head = {}};
                 return kept_keys && *kept_keys ? world.take((*kept_keys)->key.sign(MessageType::Result, write_message(result))) : "no";
             }}};
}
}  // namespace

namespace {
// Of the first job the machine knows no more by then: that it is over says so. The second was carried into the journal that was made anew.
Attempt after_compaction() {
    const auto forgotten = std::make_shared<Bytes>(), kept = std::make_shared<Bytes>();
    const auto runs = [](World& world, const Job& job) {
        Bytes frame = world.sign(job);
        world.take(frame);
        world.wait();
        world.say(Want::Results);  // what nobody fetched is not forgotten
        return frame;
    };
    return {.group = "replay",
            .name = "after journal compaction",
            .fresh = "refused 15.2; refused 18.1",
            .try_it = [=](World& world) { return world.take(*forgotten) + "; " + world.take(*kept); },
            .restarted = "refused 9.1; refused 18.1",
            .rolled_back = "refused 15.2; refused 17.1",
            .before =
                [=](World& world) {
                    *forgotten = runs(world, world.job());
                    world.clock.advance(48h);
                    world.hear();  // two days after its end: an hour is left
                    Job job = world.job();
                    job.not_after = job.not_before + 20h;
                    *kept = runs(world, job);
                    world.clock.advance(2h);
                    world.hear();
                }};
}
}  // namespace

std::vector<Attempt> of_replay() {
    const char* group = "replay";
    const auto kept = std::make_shared<Bytes>();
    const auto runs = [kept](World& world) {
        *kept = world.sign(world.job());
        world.take(*kept);
        world.wait();
    };
    const auto again = [kept](World& world) { return world.take(*kept); };
    const auto after_restart = [kept](World& world) {
        world.restart();
        world.hear();
        return world.take(*kept);
    };
    std::vector<Attempt> all{
        {.group = group, .name = "same job", .fresh = "refused 18.1", .try_it = again, .restarted = "refused 18.1", .before = runs},
        {.group = group,
         .name = "same job after restart",
         .fresh = "refused 18.1",
         .try_it = after_restart,
         .restarted = "refused 18.1",
         .before = runs},
        {.group = group,
         .name = "after a crash in STARTED",
         .fresh = "refused 18.1",
         .try_it = again,
         .restarted = "refused 18.1",
         .before =
             [kept](World& world) {
                 *kept = world.sign(world.job());
                 world.die_at_next_job();
                 world.take(*kept);
                 world.restart();
                 world.hear();
             }},
        after_compaction(),
        {.group = group,
         .name = "after a snapshot that shows",
         .fresh = "refused 17.1",
         .try_it =
             [kept](World& world) {
                 world.lose_journal();
                 world.hear();
                 return world.take(*kept);
             },
         .restarted = "refused 17.1",
         .before = runs},

        {.group = group, .name = "superseded job", .fresh = "refused 18.3", .try_it = again, .before = [kept](World& world) {
             const Job first = world.job();
             *kept = world.sign(first);
             Job second = world.job();
             second.supersedes = first.id;
             world.take(world.sign(second));
             world.wait();
         }}};
    for (Attempt& attempt : of_strangers()) all.push_back(std::move(attempt));
    return all;
}

}  // namespace steward::evil
