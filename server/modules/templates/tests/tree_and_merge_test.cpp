// Stories of a template's category, and of the checklist of a duplicate.
#include "server/modules/templates/tests/template_story.h"

namespace steward::templates {
namespace {

class TemplateCategories : public TemplateStory {
protected:
    Result<v1::TicketTemplate> with_category(const std::string& category) {
        v1::CreateTicketTemplateRequest request;
        request.set_name("Licence " + category);
        request.set_title("A licence for {{client.name}}");
        request.set_kind("request");
        request.set_category(category);
        return house.call<v1::TicketTemplate>(vera, "CreateTicketTemplate", request);
    }
    void archive(const std::string& path) {
        const auto all = house.must<helpdesk::v1::ListTicketCategoriesResponse>(vera, "ListTicketCategories",
                                                                                helpdesk::v1::ListTicketCategoriesRequest{});
        for (const auto& one : all.categories()) {
            if (one.path() != path) continue;
            helpdesk::v1::UpdateTicketCategoryRequest request;
            request.set_category_id(one.category_id());
            request.set_archived(true);
            house.must<helpdesk::v1::TicketCategory>(vera, "UpdateTicketCategory", request);
        }
    }
};
STEWARD_ON_EVERY_DATABASE(TemplateCategories);

TEST_P(TemplateCategories, are_those_of_the_tree_and_set_on_the_ticket) {
    EXPECT_EQ(with_category("Teleport").error().fields.at(0).pointer, "/category");
    const auto source = with_category("licence");
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ(source->category(), "Software / Licence") << "by its whole path from then on";
    const auto opened = look(open_from(*source).ticket_id());
    EXPECT_EQ(opened.category(), "Software / Licence");
    EXPECT_EQ(opened.state(), "triaged") << "the template says what it is about";
    const auto planned = schedule(every("FREQ=DAILY", *source));
    ASSERT_TRUE(planned) << planned.error().message;
    to("2026-11-29T09:00:00Z");
    helpdesk::v1::ListTicketsRequest filed;
    filed.set_filter("category:\"software / licence\" source:scheduled");
    EXPECT_GE(house.must<helpdesk::v1::ListTicketsResponse>(vera, "ListTickets", filed).total(), 1) << "also by the calendar";
}

TEST_P(TemplateCategories, that_were_archived_since_leave_a_visible_gap) {
    const auto source = with_category("Software / Licence");
    ASSERT_TRUE(source);
    archive("Software / Licence");
    const auto opened = open_from(*source);
    ASSERT_EQ(opened.gaps_size(), 1);
    EXPECT_EQ(opened.gaps(0), "category");
    EXPECT_EQ(look(opened.ticket_id()).category(), "");
    v1::UpdateTicketTemplateRequest rename;
    rename.set_template_id(source->template_id());
    rename.set_name("Licences");
    rename.set_category("Software / Licence");
    EXPECT_TRUE(house.call<v1::TicketTemplate>(vera, "UpdateTicketTemplate", rename)) << "what was there may stay";
    rename.set_category("Software / Nothing");
    EXPECT_FALSE(house.call<v1::TicketTemplate>(vera, "UpdateTicketTemplate", rename));
}

TEST_P(TemplateCategories, and_checklists_go_with_a_duplicate) {
    const auto source = backup_check();
    const auto duplicate = open_from(source).ticket_id(), survivor = open_from(source).ticket_id();
    ASSERT_TRUE(tick(survivor, checklist(survivor)[0].item_id(), true));
    helpdesk::v1::MergeTicketRequest merge;
    merge.set_ticket_id(duplicate);
    merge.set_into_ticket_id(survivor);
    house.must<helpdesk::v1::Ticket>(vera, "MergeTicket", merge);
    EXPECT_EQ(resolve(survivor).error().code, "helpdesk.open_question") << "also before the list has moved";
    house.reconcile();
    const auto lines = checklist(survivor);
    ASSERT_EQ(lines.size(), 6u);
    EXPECT_TRUE(lines[0].done());
    EXPECT_FALSE(lines[3].done());
    EXPECT_TRUE(checklist(duplicate).empty());
    EXPECT_NE(resolve(survivor).error().message.find("3 required lines"), std::string::npos) << resolve(survivor).error().message;
    for (const auto& line : lines) ASSERT_TRUE(tick(survivor, line.item_id(), true));
    EXPECT_TRUE(resolve(survivor));
}

}  // namespace
}  // namespace steward::templates
