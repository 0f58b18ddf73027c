// What an administrator types on the machine itself: the words that are shown, and the exit codes that scripts go by.
#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>

#include "agent/gate/process/tests/machine.h"

namespace steward::gate {

using ::testing::HasSubstr;
using ::testing::Not;

struct CommandStory : GateMachine {
    // The exit code; `said` is what was shown.
    int types(const std::vector<std::string>& words) {
        std::filesystem::remove(folder / "ran");
        std::vector<std::string> all{STEWARD_GATE_PROGRAM};
        all.insert(all.end(), words.begin(), words.end());
        all.insert(all.end(), {"--state", (folder / "state").string(), "--socket", (folder / "sock").string()});
        const int code = run(all);
        said = text_of("ran");
        return code;
    }
    std::string file(const std::string& name, const Bytes& bytes) const {
        write(name, std::string(as_text(bytes)));
        return (folder / name).string();
    }
    std::string said;
};

TEST_F(CommandStory, a_machine_is_enrolled_and_looked_at_from_its_own_terminal) {
    if (IsSkipped()) return;
    EXPECT_EQ(types({"status"}), 7) << "no gate runs: " << said;
    start();
    EXPECT_EQ(types({"status"}), 3);
    EXPECT_THAT(said, HasSubstr("nothing runs on it"));
    Grant grant{.authority = office.authority, .id = {3}, .client = client, .site = {4}, .roster_head = office.authority, .limits = limits};
    grant.not_after = SystemClock().now() + 24h;
    const std::string authority = to_hex(office.authority), first = file("genesis", genesis),
                      last = file("grant", office.sign(MessageType::Grant, write_message(grant), {"alice"}));
    EXPECT_EQ(types({"enrol", authority, first}), 2) << "no grant";
    EXPECT_EQ(types({"enrol", "zz", first, last}), 2);
    EXPECT_EQ(types({"enrol", authority + ":12", first, last}), 2) << "half of a head";
    EXPECT_EQ(types({"enrol", std::string(64, 'a'), first, last}), 1);
    EXPECT_THAT(said, HasSubstr("somebody else's"));
    EXPECT_EQ(types({"enrol", authority + ":" + authority, first, last}), 0) << said;
    EXPECT_EQ(types({"status"}), 0);
    EXPECT_THAT(said, HasSubstr("authority " + authority));
    EXPECT_THAT(said, HasSubstr("no heartbeat was heard"));
    EXPECT_THAT(said, HasSubstr("waits for the answer to its question"));
    device = state().device;
    hear();
    EXPECT_EQ(types({"status"}), 0);
    EXPECT_THAT(said, HasSubstr("newest heartbeat 0 s ago"));
    EXPECT_THAT(said, Not(HasSubstr("waits for the answer")));
    EXPECT_EQ(types({"policies"}), 0);
    EXPECT_EQ(said, "no policies\n");
    EXPECT_EQ(types({"head", (folder / "head").string()}), 1);
    EXPECT_THAT(said, HasSubstr("No head of the log came here yet"));
    EXPECT_EQ(types({"head"}), 2);
}

TEST_F(CommandStory, its_administrator_stops_it_limits_it_and_reads_what_it_did) {
    if (IsSkipped()) return;
    start();
    enrol();
    hear();
    hand_over("echo heard >> " + (folder / "effects").string() + "\n");
    const Job work = script("echo heard >> " + (folder / "effects").string() + "\n"), later = script("true\n");
    const auto signed_file = [&](const Job& job) {
        return file("job", office.sign(MessageType::Job, write_message(job), {"alice", "bob"}));
    };
    EXPECT_EQ(types({"stop"}), 0);
    EXPECT_EQ(types({"take", signed_file(work)}), 9);
    EXPECT_EQ(said, "steward-gate: refused by check 8, detail 2\n");
    EXPECT_EQ(types({"status"}), 0);
    EXPECT_THAT(said, HasSubstr("stopped by this machine's administrator: yes"));
    EXPECT_EQ(types({"lift"}), 0);
    EXPECT_EQ(types({"take", signed_file(work)}), 0) << said;
    EXPECT_EQ(said, "taken: message type 5, became 0\n");
    EXPECT_EQ(spoken(result(work).outcome), "done");
    EXPECT_EQ(types({"take"}), 2);
    EXPECT_EQ(types({"take", (folder / "no such file").string()}), 9) << "nothing is no message";

    EXPECT_EQ(types({"limits", "--allow"}), 2);
    EXPECT_EQ(types({"limits", "--colour", "red"}), 2);
    EXPECT_EQ(types({"limits", "--allow", "service", "--runs-a-day", "service=3"}), 0) << said;
    EXPECT_THAT(said, HasSubstr("service"));
    EXPECT_EQ(types({"take", signed_file(later)}), 9);
    EXPECT_EQ(said, "steward-gate: refused by check 20, detail 1\n");

    EXPECT_EQ(types({"log"}), 0);
    EXPECT_THAT(said, HasSubstr("signed by alice, bob, ticket HARB-7"));
    EXPECT_THAT(said, HasSubstr("The limits of this machine were changed by its administrator."));
    EXPECT_THAT(said, Not(HasSubstr("refused by check")));
    EXPECT_EQ(types({"log", "1"}), 0);
    EXPECT_EQ(std::ranges::count(said, '\n'), 1);
    EXPECT_EQ(types({"log", "--refused"}), 0);
    EXPECT_THAT(said, HasSubstr("refused by check 20, detail 1"));
    EXPECT_EQ(types({"log", "--refused", "1"}), 0);
    EXPECT_THAT(said, Not(HasSubstr("check 8")));
    EXPECT_EQ(types({"log", "--all"}), 2);
    EXPECT_EQ(types({"log", "--proofs"}), 2);
}

TEST_F(CommandStory, what_is_no_command_is_answered_with_those_that_there_are) {
    if (IsSkipped()) return;
    EXPECT_EQ(types({"--help"}), 0);
    EXPECT_THAT(said, HasSubstr("steward-gate limits [--allow LIST]"));
    EXPECT_EQ(types({"--version"}), 0);
    EXPECT_EQ(said, "steward-gate " STEWARD_VERSION ", signed messages of the form MSJ1\n");
    for (const std::vector<std::string>& words : {std::vector<std::string>{"begin"}, {"runner"}, {}}) {
        EXPECT_EQ(types(words), 2);
        EXPECT_THAT(said, HasSubstr("usage: steward-gate run"));
    }
    EXPECT_EQ(run({STEWARD_GATE_PROGRAM, "status", "--socket"}), 2);
}

}  // namespace steward::gate
