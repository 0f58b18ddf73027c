// A policy's items, and what a run may select of them.
#include "trust/templates.h"

#include <gtest/gtest.h>

namespace steward::trust {

struct TemplateStory : testing::Test {
    ScriptTemplate clear{.name = "clear temporary files",
                         .interpreter = "/bin/sh",
                         .arguments = {"--older", "{days}", "--in={place}", "{place}"},
                         .body = Digest{7},
                         .parameters = {{.name = "days", .choices = {}, .least = 2, .most = 30},
                                        {.name = "place", .choices = {"/tmp", "/var/tmp"}, .least = 0, .most = 0}}};
    Item allowed{write_message(ScriptTemplates{{clear}})};

    std::optional<ScriptAction> select(std::vector<std::string> values, uint64_t item = 0) const {
        const auto action = selected_action(JobClass::Script, allowed, {.item = item, .values = std::move(values)});
        return action ? read_message<ScriptAction>(action->bytes) : std::nullopt;
    }
};

TEST_F(TemplateStory, a_value_within_its_range_takes_the_place_of_the_argument_that_names_it) {
    const auto action = select({"7", "/var/tmp"});
    ASSERT_TRUE(action);
    EXPECT_EQ(action->arguments, (std::vector<std::string>{"--older", "7", "--in={place}", "/var/tmp"})) << "whole arguments only";
    EXPECT_EQ(action->interpreter, "/bin/sh");
    EXPECT_EQ(action->body, Digest{7});
}

TEST_F(TemplateStory, nothing_else_can_be_selected) {
    for (const char* days : {"1", "31", "07", "+7", " 7", "7 ", "7;", "", "-3", "99999999999999999999", "{place}"})
        EXPECT_FALSE(select({days, "/tmp"})) << days;
    for (const char* place : {"/etc", "/tmp/", "", "{days}"}) EXPECT_FALSE(select({"7", place})) << place;
    EXPECT_FALSE(select({"7"}));
    EXPECT_FALSE(select({"7", "/tmp", "more"}));
    EXPECT_FALSE(select({}));
    EXPECT_FALSE(select({"7", "/tmp"}, 1)) << "there is one item";
    EXPECT_FALSE(selected_action(JobClass::Service, allowed, {})) << "read as another class";
    EXPECT_FALSE(selected_action(JobClass::Account, allowed, {})) << "has no templates";
}

TEST_F(TemplateStory, services_and_restarts_have_no_values) {
    const Item services{write_message(
        ServiceTemplates{{{"the web", "nginx.service", ServiceVerb::Restart}, {"mail", "postfix.service", ServiceVerb::Start}}})};
    const auto mail = selected_action(JobClass::Service, services, {.item = 1, .values = {}});
    ASSERT_TRUE(mail);
    EXPECT_EQ(read_message<ServiceAction>(mail->bytes)->unit, "postfix.service");
    EXPECT_FALSE(selected_action(JobClass::Service, services, {.item = 1, .values = {"x"}}));
    const Item reboots{write_message(RebootTemplates{{{"at night", 5, "Maintenance."}}})};
    const auto reboot = selected_action(JobClass::Reboot, reboots, {});
    ASSERT_TRUE(reboot);
    EXPECT_EQ(read_message<RebootAction>(reboot->bytes)->delay_minutes, 5U);
}

TEST_F(TemplateStory, an_item_names_its_files_and_its_ranges) {
    const auto items = template_items(JobClass::Script, allowed);
    ASSERT_TRUE(items);
    ASSERT_EQ(items->size(), 1U);
    EXPECT_EQ(items->front().name, "clear temporary files");
    EXPECT_EQ(items->front().files, std::vector{Digest{7}});
    EXPECT_EQ(items->front().parameters, clear.parameters);
    EXPECT_FALSE(template_items(JobClass::Script, Item{{0xa0}}));
    EXPECT_FALSE(template_items(JobClass::Patch, allowed));
}

TEST_F(TemplateStory, a_value_has_at_most_4096_bytes_and_no_zero_byte_though_it_be_a_choice) {
    const std::string longest(most_value_bytes, 'a'), longer(most_value_bytes + 1, 'a'), cut_short("/tmp\0/..", 8);
    clear.parameters[1].choices = {"/tmp", longest, longer, cut_short};
    allowed = {write_message(ScriptTemplates{{clear}})};
    const auto action = select({"7", longest});
    ASSERT_TRUE(action);
    EXPECT_EQ(action->arguments.back(), longest);
    EXPECT_FALSE(select({"7", longer}));
    EXPECT_FALSE(select({"7", cut_short}));
    clear.arguments = {"{days}"};
    allowed = {write_message(ScriptTemplates{{clear}})};
    EXPECT_TRUE(select({"7", "/tmp"}));
    EXPECT_FALSE(select({"7", cut_short})) << "though no argument takes it";
}

TEST_F(TemplateStory, values_are_together_no_longer_than_a_job_may_be) {
    const std::string longest(most_value_bytes, 'a');
    clear.arguments.clear();
    clear.parameters.clear();
    std::vector<std::string> values;
    for (char name = 'a'; name < 'p'; ++name) {
        clear.arguments.push_back(std::string("{") + name + "}");
        clear.parameters.push_back({.name = {name}, .choices = {"short", longest}, .least = 0, .most = 0});
        values.push_back(longest);
    }
    allowed = {write_message(ScriptTemplates{{clear}})};
    ASSERT_TRUE(select(values));
    clear.arguments.push_back("{p}");
    clear.parameters.push_back({.name = "p", .choices = {"short", longest}, .least = 0, .most = 0});
    allowed = {write_message(ScriptTemplates{{clear}})};
    values.push_back("short");
    EXPECT_TRUE(select(values));
    values.back() = longest;
    EXPECT_FALSE(select(values)) << "16 times 4096 bytes, and one more for each";
}

TEST_F(TemplateStory, what_a_job_may_not_say_cannot_be_selected_either) {
    clear.interpreter = std::string("/bin/sh\0", 8);
    allowed = {write_message(ScriptTemplates{{clear}})};
    ASSERT_TRUE(template_items(JobClass::Script, allowed)) << "can be read";
    EXPECT_FALSE(select({"7", "/tmp"}));
    const Item reboots{write_message(RebootTemplates{{{"at night", 5, std::string("Good\0bye.", 9)}, {"at noon", 5, "Goodbye."}}})};
    EXPECT_FALSE(selected_action(JobClass::Reboot, reboots, {.item = 0, .values = {}}));
    EXPECT_TRUE(selected_action(JobClass::Reboot, reboots, {.item = 1, .values = {}}));
    EXPECT_FALSE(selected_action(JobClass::Reboot, reboots, {.item = 1, .values = {"0"}})) << "a restart has no values";
    EXPECT_FALSE(selected_action(JobClass::Reboot, reboots, {.item = 2, .values = {}}));
}

TEST_F(TemplateStory, items_of_services_and_restarts_have_a_name_only) {
    const Item services{write_message(ServiceTemplates{{{"the web", "nginx.service", ServiceVerb::Restart}}})};
    const Item reboots{write_message(RebootTemplates{{{"at night", 5, "Maintenance."}, {"at noon", 0, ""}}})};
    const auto of_services = template_items(JobClass::Service, services), of_reboots = template_items(JobClass::Reboot, reboots);
    ASSERT_TRUE(of_services && of_reboots);
    ASSERT_EQ(of_services->size(), 1U);
    EXPECT_EQ(of_services->front().name, "the web");
    EXPECT_TRUE(of_services->front().files.empty() && of_services->front().parameters.empty());
    ASSERT_EQ(of_reboots->size(), 2U);
    EXPECT_EQ(of_reboots->back().name, "at noon");
    EXPECT_FALSE(template_items(JobClass::Service, reboots)) << "read as another class";
}

}  // namespace steward::trust
