// Who asks, before anything is asked: the command line without a token for a server that is elsewhere.
#include <gtest/gtest.h>

#include <cstdlib>

#include "cli/commands.h"

namespace steward::cli {

namespace {
struct Ended {
    int code = 0;
    std::string said, printed;
};

Ended ended(int (*command)(const std::vector<std::string>&), const std::vector<std::string>& words) {
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    Ended end{.code = command(words), .said = "", .printed = ""};
    end.said = ::testing::internal::GetCapturedStderr();
    end.printed = ::testing::internal::GetCapturedStdout();
    return end;
}
}  // namespace

class CommandWithoutToken : public ::testing::Test {
protected:
    void SetUp() override { unsetenv("STEWARD_TOKEN"); }
};

TEST_F(CommandWithoutToken, is_not_signed_in_and_says_where_a_token_is_made) {
    // Nothing listens there, and nothing is asked: without a token it is clear beforehand.
    const std::string nowhere = "https://127.0.0.1:1";
    const std::pair<int (*)(const std::vector<std::string>&), std::vector<std::string>> commands[] = {
        {run_client, {"list"}}, {run_device, {"list"}}, {run_alert, {"list"}},
        {run_ticket, {"list"}}, {run_user, {"list"}},   {run_enrol, {"--client", "Mill"}},
        {run_doctor, {}}};
    for (const auto& [command, words] : commands) {
        for (const bool for_program : {false, true}) {
            auto asked = words;
            asked.insert(asked.end(), {"--server", nowhere});
            if (for_program) asked.emplace_back("--json");
            const Ended end = ended(command, asked);
            EXPECT_EQ(end.code, 4) << (words.empty() ? "doctor" : words[0])
                                   << ": not signed in; it is neither refused as it is (5) nor out of reach (6)";
            EXPECT_NE(end.said.find("--server needs a token: make one in the console under Settings, API tokens"), std::string::npos)
                << end.said;
            EXPECT_EQ(end.said.find('\n'), end.said.size() - 1) << "one sentence: " << end.said;
            EXPECT_EQ(end.printed, "");
        }
    }
}

TEST_F(CommandWithoutToken, asks_the_server_as_soon_as_there_is_one) {
    EXPECT_EQ(ended(run_client, {"list", "--server", "https://127.0.0.1:1", "--token", "steward_none"}).code, 6);
    setenv("STEWARD_TOKEN", "steward_none", 1);
    EXPECT_EQ(ended(run_client, {"list", "--server", "https://127.0.0.1:1"}).code, 6);
    unsetenv("STEWARD_TOKEN");
}

}  // namespace steward::cli
