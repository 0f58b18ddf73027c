// What `steward` says of an option that a command has not: it would be left out without a word otherwise.
#include <gmock/gmock.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/stopped_state.h"

namespace steward::cli {
namespace {

const Command& command_named(std::string_view name) { return *std::ranges::find(commands(), name, &Command::name); }

TEST(OptionsOfSteward, every_command_refuses_one_that_it_has_not_as_a_usage_fault) {
    for (const Command& command : commands()) {
        const Status checked = check_options(command, {"list", "--colour", "red"});
        ASSERT_FALSE(checked) << command.name;
        EXPECT_THAT(checked.error().message,
                    ::testing::StartsWith("--colour is no option of `steward " + std::string(command.name) + "`; the nearest is --"));
        ::testing::internal::CaptureStderr();
        EXPECT_EQ(report(checked.error()), 2) << command.name;
        EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::HasSubstr("--colour"));
    }
}

TEST(OptionsOfSteward, one_of_another_command_is_none_of_this_one) {
    const Status checked = check_options(command_named("client"), {"create", "Alderway", "--zoen", "Europe/London"});
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message, ::testing::HasSubstr("the nearest is --zone"));
    EXPECT_FALSE(check_options(command_named("client"), {"create", "Alderway", "--uses", "3"}));
    EXPECT_TRUE(check_options(command_named("enrol"), {"--client", "Alderway", "--uses", "3"}));
}

TEST(OptionsOfSteward, what_each_command_reads_and_what_all_have_is_known) {
    const std::vector<std::pair<std::string_view, std::vector<std::string>>> typed{
        {"setup", {"--provider", "P", "--owner-name", "N", "--owner-email", "E", "--public-url", "U", "--postgres", "U", "--i-know"}},
        {"setup", {"link", "E", "--reset-second-factor"}},
        {"ticket",
         {"create", "--client", "C", "--title", "T", "--description", "D", "--kind", "K", "--impact", "limited", "--urgency", "low"}},
        {"ticket", {"reply", "T-1", "words", "--internal", "--json"}},
        {"import",
         {"F", "--kind", "K", "--format", "P", "--source", "S", "--zone", "Z", "--date-order", "DMY", "--unknown-clients", "create"}},
        {"import", {"F", "--dry-run", "--rejected", "F", "--records", "K"}},
        {"courier", {"sync", "F", "--every", "60", "--server", "U", "--token", "T"}},
        {"user", {"create", "N", "E", "--roles", "R", "--clients", "all", "--state", "S"}},
    };
    for (const auto& [name, words] : typed) {
        const Status checked = check_options(command_named(name), words);
        EXPECT_TRUE(checked) << name << ": " << checked.error().message;
    }
}

TEST(OptionsOfSteward, those_of_all_may_stand_before_the_command) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(command_first({"--server", "https://steward.example", "device", "list"}),
              (Words{"device", "--server", "https://steward.example", "list"}));
    EXPECT_EQ(command_first({"--json", "--state=/srv", "doctor"}), (Words{"doctor", "--json", "--state=/srv"}));
    EXPECT_EQ(command_first({"device", "--json"}), (Words{"device", "--json"}));
    EXPECT_EQ(command_first({"--uses", "3", "enrol"}), (Words{"--uses", "3", "enrol"})) << "no option of all";
    EXPECT_EQ(command_first({"--server"}), (Words{"--server"}));
}

TEST(RefusalsOfSteward, name_the_field_even_when_its_detail_is_the_whole_sentence) {
    const Error error{.kind = ErrorKind::Invalid,
                      .code = "invalid",
                      .message = "One of: high, medium, low.",
                      .fields = {{"/urgency", "One of: high, medium, low."}},
                      .cause = {}};
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(report(error), 5);
    EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::HasSubstr("/urgency: One of"));
}

TEST(RefusalsOfSteward, say_that_the_file_of_a_passphrase_is_not_there_or_that_none_was_named) {
    Arguments arguments;
    arguments.options["passphrase-file"] = "/no/such/file";
    EXPECT_EQ(read_passphrase(arguments, false).error().code, "cli.no_such_file");
    arguments.options["passphrase-file"] = "/dev/null";
    EXPECT_EQ(read_passphrase(arguments, false).error().code, "cli.passphrase");
}

TEST(DevicesOfSteward, of_one_name_are_told_apart_by_client_or_id_and_never_guessed) {
    const auto devices = boost::json::parse(R"([
        {"device_id": "d-1", "name": "files-1", "client_name": "Harbour Precision"},
        {"device_id": "d-2", "name": "Files-1", "client_name": "Mill"},
        {"device_id": "d-3", "name": "mail", "client_name": "Mill"}])")
                             .as_array();
    EXPECT_EQ(text_of(*one_device(devices, "MAIL", ""), "device_id"), "d-3");
    EXPECT_EQ(text_of(*one_device(devices, "files-1", "mill"), "device_id"), "d-2");
    EXPECT_EQ(text_of(*one_device(devices, "d-1", ""), "device_id"), "d-1");
    EXPECT_EQ(one_device(devices, "mail", "Harbour Precision").error().code, "cli.no_such");
    const auto several = one_device(devices, "files-1", "");
    ASSERT_FALSE(several);
    EXPECT_EQ(several.error().code, "cli.ambiguous");
    for (const char* said : {"d-1  of Harbour Precision", "d-2  of Mill", "--client"})
        EXPECT_THAT(several.error().message, ::testing::HasSubstr(said));
}

TEST(FiltersOfSteward, are_all_the_words_that_follow) {
    Arguments arguments;
    arguments.words = {"list", "client:x", "status:ok"};
    EXPECT_EQ(filter_of(arguments), "client:x status:ok");
    EXPECT_FALSE(no_more_words(arguments, 2, "doctor"));
    EXPECT_TRUE(no_more_words(arguments, 3, "doctor"));
}

}  // namespace
}  // namespace steward::cli
