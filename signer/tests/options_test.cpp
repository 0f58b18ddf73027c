// Options as people type them: one that a command has not is refused before anything is done.
#include "signer/tests/person.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;
using ::testing::StartsWith;

class OptionsOfSigner : public ::testing::Test {
protected:
    Office office;
    Person alice{office, "alice"};
    Typed typed(std::vector<std::string> words) const { return alice.type(std::move(words)); }
};

TEST_F(OptionsOfSigner, every_command_refuses_an_option_that_it_has_not) {
    size_t commands = 0;
    for (const auto& room : {key_commands(), authority_commands(), chain_commands(), narrowing_commands(), recovery_commands(),
                             message_commands(), job_commands(), grant_commands(), policy_commands(), output_commands(), beacon_commands()})
        for (const Command& one : room) {
            const std::string name(one.words);
            std::vector<std::string> words;
            for (size_t at = 0, end = 0; at < name.size(); at = end + 1) {
                end = std::min(name.find(' ', at), name.size());
                words.push_back(name.substr(at, end - at));
            }
            words.insert(words.end(), {"--colour", "red"});
            const Typed answer = typed(words);
            EXPECT_EQ(answer.exit, 2) << name;
            EXPECT_THAT(answer.errors, StartsWith("steward-sign: --colour is no option of `steward-sign " + name + "`; the nearest is --"));
            EXPECT_EQ(answer.out, "");
            ++commands;
        }
    EXPECT_GT(commands, 35U);
    EXPECT_FALSE(fs::exists(office.machine_of("alice")));  // nothing was begun
}

TEST_F(OptionsOfSigner, the_nearest_one_is_what_was_meant) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> lines{
        {{"sign", "--seel", "FILE"}, "--seel is no option of `steward-sign sign`; the nearest is --seal."},
        {{"suspend", "bob", "--day", "3"}, "--day is no option of `steward-sign suspend`; the nearest is --days."},
        {{"job", "file", "a", "b", "--owners", "root"}, "--owners is no option of `steward-sign job file`; the nearest is --owner."},
        {{"job", "reboot", "--logs-level", "1"}, "--logs-level is no option of `steward-sign job reboot`; the nearest is --log-level."},
        {{"--foldr", "/media/stick", "key", "list"}, "--foldr is no option of `steward-sign key list`; the nearest is --folder."},
        {{"key", "list", "--security-key=yes"}, "--security-key is no option of `steward-sign key list`;"},
        {{"chain", "--autority"}, "--autority is no option of `steward-sign chain`; the nearest is --authority."},
    };
    for (const auto& [words, sentence] : lines) {
        const Typed answer = typed(words);
        EXPECT_EQ(answer.exit, 2);
        EXPECT_THAT(answer.errors, HasSubstr(sentence));
    }
}

TEST_F(OptionsOfSigner, the_version_is_said_and_nothing_else_is_done) {
    for (const auto& words : std::vector<std::vector<std::string>>{{"--version"}, {"chain", "--version"}}) {
        const Typed answer = typed(words);
        EXPECT_EQ(answer.exit, 0);
        EXPECT_THAT(answer.out, ::testing::MatchesRegex("steward-sign [0-9.]+\n"));
    }
    EXPECT_THAT(typed({"--help"}).out, HasSubstr("--version"));
}

TEST_F(OptionsOfSigner, help_says_all_and_is_no_fault) {
    for (const auto& words : std::vector<std::vector<std::string>>{{"--help"}, {"sign", "--help"}, {"sign", "--seel", "--help"}}) {
        const Typed answer = typed(words);
        EXPECT_EQ(answer.exit, 0);
        EXPECT_THAT(answer.out, HasSubstr("--log-level"));
        EXPECT_EQ(answer.errors, "");
    }
    EXPECT_EQ(typed({"nonsense"}).exit, 2);
}

}  // namespace
}  // namespace steward::signer
