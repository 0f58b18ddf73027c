// What the agent's own program says before it asks the gate.
#include "agent/app/gate_command.h"

#include <gtest/gtest.h>

#include <vector>

#include "agent/app/commands.h"

namespace steward::agent {
namespace {

using Typed = std::vector<std::string_view>;

TEST(GateCommand, a_word_too_much_is_said_and_not_passed_over) {
    for (const char* command : {"stop", "lift", "gate"}) {
        EXPECT_FALSE(complaint_of(Typed{command}, true)) << command;
        EXPECT_FALSE(complaint_of(Typed{command, "--gate-socket", "/run/x.sock"}, true)) << command;
        const auto complaint = complaint_of(Typed{command, "extra"}, true);
        ASSERT_TRUE(complaint) << command;
        EXPECT_EQ(complaint->exit, Exit::usage);
        EXPECT_EQ(complaint->sentence, std::string("'extra' is too much: `steward-agent ") + command + "` takes nothing more.");
    }
    EXPECT_FALSE(complaint_of(Typed{"log", "--refused", "20"}, true)) << "these have words of their own";
    EXPECT_FALSE(complaint_of(Typed{"limits", "--allow", "script"}, true));
}

TEST(GateCommand, whoever_is_not_the_administrator_is_told_who_may) {
    for (const char* command : {"stop", "lift", "gate", "log", "limits"}) {
        const auto complaint = complaint_of(Typed{command}, false);
        ASSERT_TRUE(complaint) << command;
        EXPECT_EQ(complaint->exit, Exit::failed);
        EXPECT_EQ(complaint->sentence, std::string("Only this machine's administrator asks the gate: sudo steward-agent ") + command);
    }
    EXPECT_FALSE(complaint_of(Typed{"log", "--state", "/tmp/mine"}, false)) << "of a folder of one's own, the system judges";
}

}  // namespace
}  // namespace steward::agent
