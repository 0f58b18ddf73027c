#include "server/modules/templates/tests/template_story.h"

namespace steward::templates {
namespace {

class Templates : public TemplateStory {};
STEWARD_ON_EVERY_DATABASE(Templates);

TEST_P(Templates, open_a_ticket_with_their_words_queue_priority_and_checklist) {
    const auto opened = open_from(backup_check(), requester("Ana Lima", "ana@harbour.example"));
    const auto ticket = look(opened.ticket_id());
    EXPECT_EQ(ticket.title(), "Check the backups of Harbour Precision");
    EXPECT_EQ(ticket.description(), "Asked by Ana Lima, 2026-11-28.");
    EXPECT_EQ(ticket.kind(), "request");
    EXPECT_EQ(ticket.queue(), "alerts");
    EXPECT_EQ(ticket.priority(), "P4");
    EXPECT_EQ(opened.gaps_size(), 0);
    ASSERT_EQ(checklist(opened.ticket_id()).size(), 3u);
    EXPECT_EQ(checklist(opened.ticket_id())[1].title(), "Restore one file");
    EXPECT_EQ(house.facts<facts::v1::TicketCreated>().size(), 1u);
}

TEST_P(Templates, say_which_fields_had_no_value) {
    const auto opened = open_from(backup_check("{{device.name}}: check"));
    EXPECT_EQ(look(opened.ticket_id()).title(), "[device.name?]: check");
    ASSERT_EQ(opened.gaps_size(), 2);
    EXPECT_EQ(opened.gaps(0), "device.name");
    EXPECT_EQ(opened.gaps(1), "requester.name");
}

TEST_P(Templates, are_refused_with_a_field_that_there_is_not) {
    v1::CreateTicketTemplateRequest request;
    request.set_name("Wrong");
    request.set_title("For {{requester.surname}}");
    const auto made = house.call<v1::TicketTemplate>(vera, "CreateTicketTemplate", request);
    ASSERT_FALSE(made);
    ASSERT_EQ(made.error().fields.size(), 1u);
    EXPECT_EQ(made.error().fields[0].pointer, "/title");
}

TEST_P(Templates, have_names_of_their_own_and_stay_while_a_schedule_needs_them) {
    const auto first = backup_check();
    v1::CreateTicketTemplateRequest request;
    request.set_name("BACKUP check");
    request.set_title("x");
    const auto second = house.call<v1::TicketTemplate>(vera, "CreateTicketTemplate", request);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "templates.name_taken");
    ASSERT_TRUE(schedule(every("FREQ=DAILY", first)));
    v1::DeleteTicketTemplateRequest remove;
    remove.set_template_id(first.template_id());
    const auto removed = house.call<v1::DeleteTicketTemplateResponse>(vera, "DeleteTicketTemplate", remove);
    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().code, "templates.in_use");
}

TEST_P(Templates, are_changed_by_whoever_saw_the_newest) {
    const auto made = backup_check();
    v1::UpdateTicketTemplateRequest request;
    request.set_template_id(made.template_id());
    request.set_title("Something else");
    request.mutable_checklist();
    const auto changed = house.must<v1::TicketTemplate>(vera, "UpdateTicketTemplate", request, made.etag());
    EXPECT_EQ(changed.title(), "Something else");
    EXPECT_EQ(changed.checklist_size(), 0);
    EXPECT_EQ(changed.queue(), "alerts") << "what was not spoken of stays";
    const auto again = house.call<v1::TicketTemplate>(vera, "UpdateTicketTemplate", request, made.etag());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::StaleEtag);
}

TEST_P(Templates, give_replies_that_know_the_ticket_and_who_writes) {
    v1::CreateCannedReplyRequest request;
    request.set_name("On hold");
    request.set_shortcut("hold");
    request.set_text("Dear {{requester.first_name}}, about {{ticket.reference}}: please wait. {{me.first_name}} {{device.name}}");
    const auto reply = house.must<v1::CannedReply>(vera, "CreateCannedReply", request);
    helpdesk::v1::CreateTicketRequest create;
    create.set_client_id(harbour.text());
    create.set_title("Mail is slow");
    create.set_requester_person_id(requester("Ana Lima", "ana@harbour.example"));
    const auto ticket = house.must<helpdesk::v1::Ticket>(vera, "CreateTicket", create);
    v1::RenderCannedReplyRequest render;
    render.set_ticket_id(ticket.ticket_id());
    render.set_reply_id(reply.reply_id());
    const auto rendered = house.must<v1::RenderedText>(vera, "RenderCannedReply", render);
    EXPECT_EQ(rendered.text(), "Dear Ana, about " + ticket.reference() + ": please wait. Vera [device.name?]");
    ASSERT_EQ(rendered.gaps_size(), 1);
    const auto twice = house.call<v1::CannedReply>(vera, "CreateCannedReply", request);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, "templates.shortcut_taken");
    request.set_shortcut("on hold");
    EXPECT_FALSE(house.call<v1::CannedReply>(vera, "CreateCannedReply", request)) << "a shortcut is one word";
}

TEST_P(Templates, hold_a_ticket_until_every_required_line_is_done) {
    const auto opened = open_from(backup_check());
    const std::string id = opened.ticket_id();
    const auto items = checklist(id);
    auto refused = resolve(id);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "helpdesk.open_question");
    EXPECT_EQ(refused.error().message,
              "2 required lines of the checklist are not done: “Look at last night”, “Restore one file”. Tick them off first.");
    ASSERT_TRUE(tick(id, items[0].item_id(), true));
    ASSERT_TRUE(tick(id, items[1].item_id(), true));
    const auto done = checklist(id)[0];
    EXPECT_TRUE(done.done());
    EXPECT_EQ(done.done_by(), "Vera Vogt");
    EXPECT_EQ(done.done_at_unix_ms(), house.clock.now().unix_ms);
    ASSERT_TRUE(tick(id, items[1].item_id(), false));
    EXPECT_FALSE(resolve(id)) << "taken back";
    ASSERT_TRUE(tick(id, items[1].item_id(), true));
    const auto resolved = resolve(id);
    ASSERT_TRUE(resolved) << resolved.error().message;
    EXPECT_EQ(resolved->state(), "resolved");
}

TEST_P(Templates, lend_their_checklist_to_any_ticket_which_may_have_lines_of_its_own) {
    const std::string id = ticket("Anything");
    v1::AddChecklistRequest all;
    all.set_ticket_id(id);
    all.set_template_id(backup_check().template_id());
    EXPECT_EQ(house.must<v1::ListChecklistResponse>(vera, "AddChecklist", all).items_size(), 3);
    v1::AddChecklistItemRequest one;
    one.set_ticket_id(id);
    one.set_title("And call back");
    const auto added = house.must<v1::ChecklistItem>(vera, "AddChecklistItem", one);
    ASSERT_EQ(checklist(id).size(), 4u);
    EXPECT_EQ(checklist(id)[3].title(), "And call back");
    v1::RemoveChecklistItemRequest remove;
    remove.set_ticket_id(id);
    for (const auto& item : checklist(id)) {
        remove.set_item_id(item.item_id());
        house.must<v1::RemoveChecklistItemResponse>(vera, "RemoveChecklistItem", remove);
    }
    EXPECT_TRUE(resolve(id)) << "nothing is left to be done";
    EXPECT_FALSE(house.updates.empty());
}

TEST_P(Templates, keep_the_checklist_of_an_ended_ticket_as_it_was) {
    const auto opened = open_from(backup_check());
    const auto items = checklist(opened.ticket_id());
    helpdesk::v1::MoveTicketRequest move;
    move.set_ticket_id(opened.ticket_id());
    move.set_state("cancelled");
    move.set_reason("Opened by mistake today");
    house.must<helpdesk::v1::Ticket>(vera, "MoveTicket", move);
    const auto ticked = tick(opened.ticket_id(), items[0].item_id(), true);
    ASSERT_FALSE(ticked);
    EXPECT_EQ(ticked.error().code, "templates.ticket_ended");
}

}  // namespace
}  // namespace steward::templates
