#include <gtest/gtest.h>

#include <map>

#include "server/app/log.h"
#include "server/app/metrics_page.h"
#include "server/app/options.h"

namespace steward::app {

namespace {
Result<Options> options_of(std::vector<std::string> words, std::map<std::string, std::string> environment = {}) {
    return read_options(words, [&](const std::string& name) { return environment.contains(name) ? environment.at(name) : ""; });
}
}  // namespace

TEST(Options, begin_on_loopback_and_agents_follow_the_people) {
    const auto options = options_of({"--state", "/tmp/x"}).value();
    EXPECT_EQ(options.listen, "127.0.0.1");
    EXPECT_EQ(options.agent_address(), "127.0.0.1");
    EXPECT_EQ(options_of({"--state", "/tmp/x", "--listen", "0.0.0.0"})->agent_address(), "0.0.0.0");
    EXPECT_EQ(options_of({"--state=/tmp/x", "--agent-listen=::"})->agent_address(), "::");
}

TEST(Options, come_from_the_environment_where_the_command_line_is_silent) {
    const auto options =
        options_of(
            {"--port", "81"},
            {{"STEWARD_STATE", "/srv/s"}, {"STEWARD_PORT", "80"}, {"STEWARD_POSTGRES", "postgresql://x"}, {"STEWARD_BEHIND_PROXY", "yes"}})
            .value();
    EXPECT_EQ(options.state, "/srv/s");
    EXPECT_EQ(options.port, 81);
    EXPECT_EQ(options.postgres, "postgresql://x");
    EXPECT_TRUE(options.behind_proxy);
}

TEST(Options, that_cannot_be_meant_are_refused) {
    for (const auto& words : std::vector<std::vector<std::string>>{{},
                                                                   {"state"},
                                                                   {"--state"},
                                                                   {"--state", "/x", "--port", "70000"},
                                                                   {"--state", "/x", "--port", "80x"},
                                                                   {"--state", "/x", "--colour", "red"},
                                                                   {"--state", "/x", "--tls-key", "/k"},
                                                                   {"--state", "/x", "--proxy-address", "192.0.2.7"},
                                                                   {"--state", "/x", "--behind-proxy", "--proxy-address", "desk"},
                                                                   {"--state", "/x", "--public-url", "desk"}}) {
        EXPECT_EQ(options_of(words).error().code, "options.usage") << (words.empty() ? "nothing" : words.back());
    }
}

TEST(Options, that_are_none_are_said_to_be_none_also_without_a_value) {
    EXPECT_EQ(options_of({"--frob"}).error().message, "There is no option --frob.");
    EXPECT_EQ(options_of({"--frob=1"}).error().message, "There is no option --frob.");
    EXPECT_EQ(options_of({"--port"}).error().message, "--port needs a value.");
}

TEST(Log, keeps_one_thing_on_one_line_whatever_is_in_it) {
    EXPECT_EQ(log_value("ready"), "ready");
    EXPECT_EQ(log_value(""), "\"\"");
    EXPECT_EQ(log_value("two words"), "\"two words\"");
    EXPECT_EQ(log_value("a\"b\\c\nlevel=error\x1b[31m"), "\"a\\\"b\\\\c\\nlevel=error\\x1b[31m\"");
}

TEST(Exposition, quotes_labels_and_says_each_family_once) {
    Exposition out;
    out.family("steward_things_total", "counter", "Things.");
    out.sample(1, "name", "a\"b");
    out.sample(2.5, "name", "c");
    EXPECT_EQ(out.text(),
              "# HELP steward_things_total Things.\n# TYPE steward_things_total counter\nsteward_things_total{name=\"a\\\"b\"} "
              "1\nsteward_things_total{name=\"c\"} 2.5\n");
}

}  // namespace steward::app
