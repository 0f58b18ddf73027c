// The roster: who may sign. And all attempts together.
#include "tests/evil/attempts.h"

namespace steward::evil {

namespace {
// A message that would let a stranger in, and the stranger's job after it.
Attempt lets_in(const char* name, const std::string& became, const std::function<Bytes(World&)>& make, const World::Wanted& wanted = {}) {
    const std::string said = became + "; refused 4.1";
    return {.group = "roster",
            .name = name,
            .fresh = said,
            .try_it = [make](World& world) { return world.take(make(world)) + "; " + world.take(world.sign(world.job(), {"mallory"})); },
            .restarted = said,
            .rolled_back = said,
            .wanted = wanted};
}

Digest framed_parent(const World& world) { return id_of(world.chain[world.roster->seq() - 1]); }

Bytes stranger(const World& world) { return write_message(KeyBody{world.office.record("mallory")}); }

Bytes second_child(World& world) {
    const uint64_t seq = world.roster->seq();
    return world.office.update(seq, framed_parent(world), UpdateKind::SetMirrors,
                               write_message(MirrorsBody{{"https://elsewhere.example.org"}}), world.people);
}
}  // namespace

std::vector<Attempt> of_roster() {
    const World::Wanted alone{.alone = true};
    std::vector<Attempt> all{
        lets_in("skip seq", "became 4",
                [](World& world) {
                    return world.office.update(world.roster->seq() + 2, world.roster->head(), UpdateKind::AddKey, stranger(world),
                                               world.people);
                }),
        lets_in("wrong prev", "became 5",
                [](World& world) {
                    return world.office.update(world.roster->seq() + 1, Digest{7}, UpdateKind::AddKey, stranger(world), world.people);
                }),
        lets_in("one signature", "became 6", [](World& world) { return world.update(UpdateKind::AddKey, stranger(world), {"alice"}); }),
        lets_in("quorum counted twice", "became 6",
                [](World& world) {
                    return world.update(UpdateKind::AddKey, stranger(world), {"alice", "alice2"});
                }),
        lets_in(
            "stranger added with the delay skipped", "became 1",
            [](World& world) { return world.update(UpdateKind::AddKey, stranger(world), {"alice"}); }, alone),
        lets_in("recovery without delay", "became 1", [](World& world) {
            const Recovery recovery{.authority = world.office.authority,
                                    .base_seq = world.roster->seq(),
                                    .base_head = world.roster->head(),
                                    .rules = world.office.rules({"mallory", "tower"}, {"safe", "safe2", "safe3"}, 1, 2),
                                    .created = world.clock.now(),
                                    .reason = {}};
            return world.office.sign(MessageType::Recovery, write_message(recovery), {"safe", "safe2"});
        })};
    all.push_back({"roster", "roll back to an old head: the newest is hidden", "became 0; refused 10.2",
                   [](World& world) {
                       Roster next = *world.roster;
                       next.take(framed(world.office.remove_key(next, "carol", {"alice", "bob"})), world.clock.now());
                       world.clock.advance(1s);
                       const std::string said = world.take(world.heartbeat({}, next.seq(), next.head()));
                       return said + "; " + world.take(world.sign(world.job()));
                   },
                   "became 0; refused 9.1", "became 0; refused 10.2"});
    const auto forks = [](World& world) { return world.take(second_child(world)); };
    all.push_back({"roster", "fork", "became 2; refused 8.3",
                   [forks](World& world) {
                       const std::string said = forks(world);
                       return said + "; " + world.take(world.sign(world.job()));
                   },
                   "became 2; refused 8.3", "became 2; refused 8.3"});
    all.push_back({"roster", "resolve by those who hold no roster", "became 2; became 6; refused 8.3",
                   [](World& world) {
                       const Bytes other = second_child(world);
                       std::string said = world.take(other);
                       const Resolve resolve{.authority = world.office.authority,
                                             .parent = framed_parent(world),
                                             .chosen = id_of(other),
                                             .rejected = {world.roster->head()},
                                             .created = world.clock.now()};
                       said += "; " + world.take(world.office.sign(MessageType::Resolve, write_message(resolve), {"narrow", "soon"}));
                       return said + "; " + world.take(world.sign(world.job()));
                   },
                   "became 2; became 6; refused 8.3", "became 2; became 6; refused 8.3"});
    // Carol's key is stolen: it silences the others for jobs, and is removed by them all the same.
    all.push_back({"roster", "suspend used to block a vote", "became 0; became 0; became 0; refused 4.1",
                   [](World& world) {
                       std::string said = world.take(world.suspend("alice", "carol")) + "; " + world.take(world.suspend("bob", "carol"));
                       said += "; " + world.take(world.office.remove_key(*world.roster, "carol", {"alice", "bob"}));
                       return said + "; " + world.take(world.sign(world.job(), {"carol"}));
                   },
                   "became 0; became 0; became 0; refused 4.1", "became 0; became 0; became 0; refused 4.1"});
    return all;
}

std::vector<Attempt> all_attempts() {
    std::vector<Attempt> all;
    for (auto* group :
         {of_frames, of_signatures, of_security_keys, of_encoding, of_scope, of_time, of_replay, of_roster, of_policies, of_log}) {
        for (Attempt& attempt : group()) all.push_back(std::move(attempt));
    }
    return all;
}

std::string expected(const Attempt& attempt, Condition condition) {
    const std::string& own = condition == Condition::Restarted ? attempt.restarted : attempt.rolled_back;
    if (condition == Condition::Fresh || !own.empty()) return condition == Condition::Fresh ? attempt.fresh : own;
    if (!attempt.fresh.starts_with("refused ") || attempt.fresh.find(';') != std::string::npos) return attempt.fresh;
    const int check = std::atoi(attempt.fresh.c_str() + 8), first = condition == Condition::Restarted ? 9 : 17;
    return check > first ? "refused " + std::to_string(first) + ".1" : attempt.fresh;
}

}  // namespace steward::evil
