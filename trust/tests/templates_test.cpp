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

}  // namespace steward::trust
