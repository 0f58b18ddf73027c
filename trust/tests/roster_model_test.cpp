// The chain under a server that belongs to somebody else: it delivers any message in any order, again and again or never, and has
// stolen one person's key. The random model of design/trust.md 4.1.15, with the roster itself in place of a model of it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "trust/tests/office.h"

namespace steward::trust {

namespace {
constexpr int steps = 150;

// 400 take eight seconds. STEWARD_MODEL_SEEDS=10000 plays as many as the design's own model did, and takes more than three minutes.
unsigned runs() {
    const char* wanted = std::getenv("STEWARD_MODEL_SEEDS");
    return wanted ? static_cast<unsigned>(std::strtoul(wanted, nullptr, 10)) : 400;
}

struct Thief {
    Office office;
    std::mt19937 dice;
    std::vector<std::string> people;
    std::string stolen;
    Bytes genesis;
    std::vector<Bytes> messages;
    Instant now{1'000};

    Thief(unsigned seed, int count) : dice(seed) {
        const std::vector<std::string> names = {"alice", "bob", "carol", "dave", "erin"};
        people.assign(names.begin(), names.begin() + count);
        for (const auto& name : people) office.add(name, name, everyday);
        for (const auto* name : {"newcomer", "second"}) office.add(name, name, everyday);
        office.add("mallory", "mallory", everyday);
        office.add("safe", "safe", for_recovery);
        office.add("vault", "vault", for_recovery);
        stolen = people[pick(people.size())];
        genesis = office.genesis(people, {"safe", "vault"}, 1, 2);
    }
    size_t pick(size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(dice); }

    // Whatever the thief can sign: with the stolen key, with his own, with both, with the same one twice.
    Bytes forged(const Roster& seen) {
        std::vector<std::string> names = {stolen};
        if (pick(2) == 0) names.emplace_back("mallory");
        if (pick(4) == 0) names.push_back(stolen);
        const std::string victim = people[pick(people.size())];
        const bool at_root = pick(3) == 0;
        const uint64_t seq = at_root ? 1 : seen.seq() + 1;
        const Digest& parent = at_root ? office.authority : seen.head();
        switch (pick(5)) {
            case 0:
                return office.update(seq, parent, UpdateKind::AddKey, write_message(KeyBody{office.record("mallory")}), names);
            case 1:
                return office.update(seq, parent, UpdateKind::RemoveKey, write_message(KeyIdBody{office.record(victim).id}), names);
            case 2:
                return office.update(seq, parent, UpdateKind::SetRules,
                                     write_message(RulesBody{.threshold = 1, .single_holder_delay = least_delay}), names);
            case 3:
                return office.sign(MessageType::Recovery,
                                   write_message(Recovery{.authority = office.authority,
                                                          .base_head = office.authority,
                                                          .rules = office.rules({"mallory"}, {"safe", "vault"}, 1, 1),
                                                          .created = story_begin}),
                                   names);
            default:
                return office.sign(MessageType::Veto,
                                   write_message(Veto{.authority = office.authority,
                                                      .vetoed = id_of(messages.empty() ? genesis : messages.back()),
                                                      .created = story_begin}),
                                   names);
        }
    }
};
}  // namespace

TEST(RosterModel, a_majority_of_persons_is_never_passed_by) {
    const unsigned last = runs();
    size_t grew = 0;
    for (unsigned seed = 1; seed <= last; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Thief world(seed, 2 + static_cast<int>(seed % 4));
        auto truth = Roster::begin(framed(world.genesis));
        std::vector<Roster> agents(2, *truth);
        std::vector<std::string> honest;
        for (const auto& name : world.people) {
            if (name != world.stolen) honest.push_back(name);
        }
        for (int step = 0; step < steps; ++step) {
            world.now = world.now + std::chrono::hours(world.pick(8));
            const size_t what = world.pick(10);
            if (what == 0 && honest.size() >= truth->voices_needed() && !truth->is_forked()) {
                // The honest people do their work, without the one whose key was stolen.
                const bool adds = !truth->key(world.office.record("newcomer").id);
                const Bytes made = adds ? world.office.add_key(*truth, world.office.record("newcomer"), honest)
                                        : world.office.remove_key(
                                              *truth, truth->key(world.office.record(world.stolen).id) ? world.stolen : "newcomer", honest);
                if (truth->take(framed(made), world.now) == Taken::Accepted) world.messages.push_back(made);
            } else if (what < 4) {
                world.messages.push_back(world.forged(agents[world.pick(2)]));
            } else if (!world.messages.empty()) {
                agents[world.pick(2)].take(framed(world.messages[world.pick(world.messages.size())]), world.now);
            }
            for (const auto& agent : agents) {
                ASSERT_FALSE(agent.key(world.office.record("mallory").id)) << "the thief's key is in the roster";
                ASSERT_FALSE(agent.is_forked()) << "one stolen key split the chain";
                ASSERT_TRUE(truth->has(agent.seq(), agent.head())) << "an agent follows a chain that the people never made";
                ASSERT_EQ(agent.waiting(), 0u);
                for (const auto& name : honest) ASSERT_TRUE(agent.key(world.office.record(name).id)) << name << " was pushed out";
            }
        }
        grew += agents[0].seq() + agents[1].seq();
    }
    EXPECT_GT(grew, size_t{last} / 4) << "the model did not live";
}

TEST(RosterModel, one_who_is_alone_and_robbed_can_always_object_in_time) {
    const unsigned last = runs();
    size_t objected = 0;
    for (unsigned seed = 1; seed <= last; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Thief world(seed, 1);
        auto agent = Roster::begin(framed(world.genesis));
        for (int step = 0; step < steps; ++step) {
            world.now = world.now + std::chrono::hours(world.pick(12));
            if (world.pick(3) == 0) world.messages.push_back(world.forged(*agent));
            if (world.messages.empty()) continue;
            const Bytes& message = world.messages[world.pick(world.messages.size())];
            if (agent->take(framed(message), world.now) == Taken::Waiting) {
                // Seen within two days by whoever keeps the safe.
                world.now = world.now + std::chrono::hours(48);
                const Veto veto{.authority = world.office.authority, .vetoed = id_of(message), .created = story_begin};
                const Bytes frame = world.office.sign(MessageType::Veto, write_message(veto), {"safe"});
                ASSERT_EQ(agent->take(framed(frame), world.now), Taken::Accepted);
                ++objected;
            }
            ASSERT_EQ(agent->seq(), 0u) << "an update came into force although it was objected to";
            ASSERT_FALSE(agent->key(world.office.record("mallory").id));
        }
    }
    EXPECT_GT(objected, last / 4) << "the model did not live";
}

}  // namespace steward::trust
