// The 96 attempts, in three conditions of the machine: nothing runs, and the gate says why.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/evil/attempts.h"

namespace steward::evil {

TEST(EvilServer, what_is_sound_runs_and_the_canary_sings) {
    World world;
    const size_t before = world.effects();
    EXPECT_EQ(world.take(world.sign(world.job())), "runs");
    world.wait();
    EXPECT_EQ(world.effects(), before + 2) << "started, and heard";
    world.restart();
    EXPECT_EQ(world.hear(), "became 1");
    EXPECT_EQ(world.take(world.sign(world.job(), {"alice"})), "runs") << "a restarted machine that was answered";
    world.lose_journal();
    world.hear();
    EXPECT_EQ(world.take(world.sign(world.job())), "refused 17.1");
    EXPECT_EQ(world.take(world.sign(world.job_from_now())), "runs") << "a rolled back one takes what begins after its fence";
    world.wait();
    EXPECT_EQ(world.effects(), before + 6);
}

TEST(EvilServer, the_right_signature_of_every_kind_runs) {
    World world;
    const Bytes by_key = write_message(world.job()), by_chip = write_message(world.job());
    EXPECT_EQ(
        world.take(frame_of(MessageType::Job, by_key,
                            {by_security_key(world, signed_bytes(MessageType::Job, by_key), native_party(world.office.authority), 5)})),
        "runs");
    world.wait();  // one at a time
    const auto chip = std::ranges::find(world.roster->rules().keys, "chip", &KeyRecord::holder);
    EXPECT_EQ(
        world.take(frame_of(MessageType::Job, by_chip,
                            {{.id = chip->id, .algorithm = 2, .bytes = chip_signature(signed_bytes(MessageType::Job, by_chip), false)}})),
        "runs");
    world.wait();
    EXPECT_EQ(world.effects(), 4U);
}

TEST(EvilServer, a_browser_signs_no_job) {
    World world;
    const Bytes payload = write_message(world.job());
    const Made made = by_browser(world, signed_bytes(MessageType::Job, payload), "https://desk.example.org", "false}");
    EXPECT_EQ(world.take(frame_of(MessageType::Job, payload, {made})), "refused 5.1");
    EXPECT_EQ(world.effects(), 0U);
}

TEST(EvilServer, none_of_its_96_attempts_has_an_effect_in_any_condition) {
    const auto all = all_attempts();
    ASSERT_EQ(all.size(), 96U);
    std::map<std::string, size_t> groups;
    std::set<std::pair<std::string, std::string>> names;
    size_t tried = 0;
    for (const Attempt& attempt : all) {
        ++groups[attempt.group];
        EXPECT_TRUE(names.emplace(attempt.group, attempt.name).second) << attempt.name;
        for (const Condition condition : conditions) {
            SCOPED_TRACE(std::string(attempt.group) + ": " + attempt.name + ", " + std::string(name_of(condition)));
            World world(attempt.wanted);
            if (!attempt.wanted.is_limited) {
                EXPECT_EQ(world.take(world.sign(world.job())), "runs") << "else the attempt would show nothing";
            }
            if (attempt.before) attempt.before(world);
            world.be(condition);
            world.wait();
            const size_t before = world.effects();
            EXPECT_EQ(attempt.try_it(world), expected(attempt, condition));
            world.wait();
            EXPECT_EQ(world.effects(), before) << "an effect";
            ++tried;
        }
    }
    const std::map<std::string, size_t> wanted{{"frame", 10}, {"signature", 14}, {"security key", 10}, {"encoding", 10}, {"scope", 12},
                                               {"time", 10},  {"replay", 8},     {"roster", 10},       {"policy", 8},    {"log", 4}};
    EXPECT_EQ(groups, wanted);
    std::printf("evil: %zu attempts in %zu conditions\n", all.size(), tried);
}

}  // namespace steward::evil
