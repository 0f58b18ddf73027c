// What a standing policy may offer at most, whoever signed it: beyond these bounds it is no policy of its class.
#include "trust/templates.h"

#include <gtest/gtest.h>

#include "trust/tests/said.h"

namespace steward::trust {

namespace {
// A sound item of each class, changed in one thing.
template <class Change>
bool script_may_be_offered(Change change) {
    ScriptTemplate item{.name = "clear", .interpreter = "/bin/sh", .arguments = {"{days}"}, .body = Digest{7}};
    item.parameters = {{.name = "days", .choices = {}, .least = -2, .most = 30}};
    change(item);
    return may_be_said(ScriptTemplates{{item}});
}

template <class Change>
bool service_may_be_offered(Change change) {
    ServiceTemplate item{.name = "the web", .unit = "nginx.service", .verb = ServiceVerb::Restart};
    change(item);
    return may_be_said(ServiceTemplates{{item}});
}

template <class Change>
bool reboot_may_be_offered(Change change) {
    RebootTemplate item{.name = "at night", .least_delay_minutes = 5, .message = "Maintenance."};
    change(item);
    return may_be_said(RebootTemplates{{item}});
}
}  // namespace

TEST(TemplateLimits, a_script_names_its_interpreter_by_its_whole_path) {
    EXPECT_TRUE(script_may_be_offered([](ScriptTemplate&) {}));
    EXPECT_FALSE(script_may_be_offered([](ScriptTemplate& item) { item.interpreter = "sh"; }));
    EXPECT_FALSE(script_may_be_offered([](ScriptTemplate& item) { item.interpreter.clear(); }));
}

TEST(TemplateLimits, a_script_has_at_most_256_arguments_and_16_parameters) {
    EXPECT_TRUE(script_may_be_offered([](ScriptTemplate& item) { item.arguments.assign(256, "a"); }));
    EXPECT_FALSE(script_may_be_offered([](ScriptTemplate& item) { item.arguments.assign(257, "a"); }));
    EXPECT_TRUE(script_may_be_offered([](ScriptTemplate& item) { item.parameters.assign(16, item.parameters[0]); }));
    EXPECT_FALSE(script_may_be_offered([](ScriptTemplate& item) { item.parameters.assign(17, item.parameters[0]); }));
}

TEST(TemplateLimits, a_range_has_a_name_and_does_not_end_before_it_begins) {
    EXPECT_FALSE(script_may_be_offered([](ScriptTemplate& item) { item.parameters[0].name.clear(); }));
    EXPECT_FALSE(script_may_be_offered([](ScriptTemplate& item) { item.parameters[0].most = -3; }));
    EXPECT_TRUE(script_may_be_offered([](ScriptTemplate& item) { item.parameters[0].most = -2; })) << "one number";
    EXPECT_TRUE(script_may_be_offered([](ScriptTemplate& item) {
        item.parameters[0].least = INT64_MIN;
        item.parameters[0].most = INT64_MAX;
    }));
}

TEST(TemplateLimits, a_service_is_of_others_and_hears_one_of_five_verbs) {
    for (const int verb : {1, 2, 3, 4, 5})
        EXPECT_TRUE(service_may_be_offered([&](ServiceTemplate& item) { item.verb = static_cast<ServiceVerb>(verb); })) << verb;
    for (const int verb : {0, 6, 255})
        EXPECT_FALSE(service_may_be_offered([&](ServiceTemplate& item) { item.verb = static_cast<ServiceVerb>(verb); })) << verb;
    EXPECT_FALSE(service_may_be_offered([](ServiceTemplate& item) { item.unit = "steward-gate.service"; }));
    EXPECT_FALSE(service_may_be_offered([](ServiceTemplate& item) { item.unit = "nginx"; }));
}

TEST(TemplateLimits, a_restart_waits_four_hours_at_most_and_says_500_bytes_at_most) {
    EXPECT_TRUE(reboot_may_be_offered([](RebootTemplate& item) {
        item.least_delay_minutes = 240;
        item.message = std::string(500, 'a');
    }));
    EXPECT_FALSE(reboot_may_be_offered([](RebootTemplate& item) { item.least_delay_minutes = 241; }));
    EXPECT_FALSE(reboot_may_be_offered([](RebootTemplate& item) { item.message = std::string(501, 'a'); }));
}

TEST(TemplateLimits, a_policy_offers_1_to_64_items) {
    const ScriptTemplate script{.name = "clear", .interpreter = "/bin/sh"};
    const ServiceTemplate service{.name = "the web", .unit = "nginx.service", .verb = ServiceVerb::Restart};
    const RebootTemplate reboot{.name = "at night"};
    for (const size_t count : {0, 1, 64, 65}) {
        const bool is_allowed = count == 1 || count == 64;
        EXPECT_EQ(may_be_said(ScriptTemplates{std::vector(count, script)}), is_allowed) << count;
        EXPECT_EQ(may_be_said(ServiceTemplates{std::vector(count, service)}), is_allowed) << count;
        EXPECT_EQ(may_be_said(RebootTemplates{std::vector(count, reboot)}), is_allowed) << count;
    }
}

TEST(TemplateLimits, a_selection_has_at_most_16_values) {
    EXPECT_TRUE(may_be_said(Selection{.item = 63, .values = std::vector<std::string>(16, "7")}));
    EXPECT_FALSE(may_be_said(Selection{.item = 63, .values = std::vector<std::string>(17, "7")}));
    EXPECT_TRUE(may_be_said(Selection{}));
}

}  // namespace steward::trust
