#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/modules/templates/fields.h"

namespace steward::templates {
namespace {

std::string refusal(std::string_view text, Place place = Place::Reply) {
    const auto checked = check_fields("/text", text, place);
    return checked ? "" : checked.error().fields.front().detail;
}

TEST(TemplateFields, are_filled_in_where_they_stand) {
    const auto rendered = render("Dear {{requester.first_name}}, {{ ticket.reference }} is done.",
                                 {{"requester.first_name", "Ana"}, {"ticket.reference", "TIC-1"}});
    EXPECT_EQ(rendered.text, "Dear Ana, TIC-1 is done.");
    EXPECT_TRUE(rendered.gaps.empty());
}

TEST(TemplateFields, without_a_value_are_a_gap_that_everybody_sees) {
    const auto rendered =
        render("On {{device.name}} for {{requester.name}}, again {{device.name}}.", {{"requester.name", "Ana"}, {"device.name", ""}});
    EXPECT_EQ(rendered.text, "On [device.name?] for Ana, again [device.name?].");
    EXPECT_EQ(rendered.gaps, std::vector<std::string>{"device.name"});
}

TEST(TemplateFields, that_do_not_exist_are_refused_with_the_place_and_the_names) {
    EXPECT_EQ(refusal("Dear {{requester.first_name}}"), "");
    EXPECT_NE(refusal("Hi {{requestor.name}}").find("Character 4: there is no field {{requestor.name}}. There are: client.name"),
              std::string::npos);
    EXPECT_NE(refusal("{{me.name"), "");
    EXPECT_NE(refusal("{{me.\nname}}"), "");
    EXPECT_EQ(refusal("a { b } c }} d"), "") << "single braces and ends alone are plain text";
}

TEST(TemplateFields, of_the_ticket_are_not_known_before_it_is_there) {
    EXPECT_EQ(refusal("{{ticket.reference}}"), "");
    EXPECT_NE(refusal("{{ticket.reference}}", Place::NewTicket).find("not known before the ticket is there"), std::string::npos);
    EXPECT_EQ(refusal("{{client.name}} {{today}}", Place::NewTicket), "");
}

TEST(TemplateFields, are_not_read_again_in_what_was_filled_in) {
    const auto rendered = render("{{requester.name}}", {{"requester.name", "{{me.name}}"}, {"me.name", "secret"}});
    EXPECT_EQ(rendered.text, "{{me.name}}");
}

TEST(TemplateFields, are_bounded_whatever_the_values_are) {
    std::string text;
    for (size_t i = 0; i < most_fields + 50; ++i) text += "{{me.name}}";
    EXPECT_NE(refusal(text), "");
    const auto rendered = render(text, {{"me.name", std::string(100'000, 'x')}});
    EXPECT_LE(rendered.text.size(), text.size() + most_fields * longest_value);
    EXPECT_EQ(render("{{me.name}}", {{"me.name", std::string(999, 'x') + "äää"}}).text, std::string(999, 'x')) << "no letter is cut in two";
    EXPECT_NE(refusal(std::string(longest_template + 1, 'x')), "");
}

RC_GTEST_PROP(TemplateFieldsOfAnyText, that_pass_the_check_leave_no_braces_of_a_field, ()) {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("{{", "}}", "{", "}", " ", "me.name", "requester.email", "nonsense", "\n", "ä", "x"));
    std::string text;
    for (const auto& piece : pieces) text += piece;
    const auto rendered = render(text, {{"me.name", "M"}});
    RC_ASSERT(rendered.text.size() <= text.size() + most_fields * longest_value);
    if (check_fields("/text", text, Place::Reply)) RC_ASSERT(rendered.text.find("{{me.name}}") == std::string::npos);
}

}  // namespace
}  // namespace steward::templates
