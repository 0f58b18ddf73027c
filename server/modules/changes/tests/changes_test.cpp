// A change from its draft to its review, on both databases.
#include "server/modules/changes/tests/changes_story.h"

namespace steward::changes {

namespace {
STEWARD_ON_EVERY_DATABASE(Changes);

TEST_P(Changes, go_from_a_draft_to_a_review_with_two_people) {
    const auto change = draft(whole());
    EXPECT_EQ(change.state(), "draft");
    EXPECT_EQ(change.risk(), 2);
    EXPECT_EQ(change.devices_size(), 1);
    const auto id = change.change_id();
    move(id, "assessed");
    EXPECT_EQ(decide(erik, id).error().code, "changes.own_change");
    EXPECT_EQ(decide(theo, id).error().code, "access.forbidden");
    const auto approved = decide(edna, id);
    ASSERT_TRUE(approved) << approved.error().message;
    EXPECT_EQ(approved->state(), "approved");
    EXPECT_EQ(approved->second_person(), "Edna");
    move(id, "scheduled");
    EXPECT_EQ(try_move(erik, id, "implementing").error().code, "changes.outside_window");
    house.clock.advance(1h);
    move(id, "implementing");
    move(id, "completed");
    EXPECT_GT(get(id).review_due_unix_ms(), get(id).ended_at_unix_ms());
    move(id, "reviewed");
    const auto done = get(id);
    EXPECT_FALSE(done.open());
    EXPECT_EQ(done.lines_size(), 8) << "drafted, approved and six moves";
    EXPECT_EQ(house.facts<facts::v1::ChangeMoved>().size(), 6u);
}

TEST_P(Changes, that_touch_users_or_money_wait_for_the_client) {
    auto request = whole();
    request.set_affects_users(true);
    request.set_cost_minor(120'000);
    request.set_currency("CHF");
    const auto id = draft(request).change_id();
    move(id, "assessed");
    ASSERT_TRUE(decide(edna, id));
    EXPECT_EQ(get(id).state(), "assessed");
    const auto asked = ask_the_client(id);
    EXPECT_EQ(asked.client_approval(), "pending");
    v1::UpdateChangeRequest rewrite;
    rewrite.set_change_id(id);
    rewrite.set_plan("Something else.");
    EXPECT_EQ(house.call<v1::Change>(erik, "UpdateChange", rewrite).error().code, "changes.client_is_asked");

    client_approves(asked.approval_id());
    EXPECT_EQ(get(id).client_approval(), "approved");
    EXPECT_EQ(get(id).state(), "approved");
}

TEST_P(Changes, are_rejected_when_the_client_says_no) {
    auto request = whole();
    request.set_affects_users(true);
    const auto id = draft(request).change_id();
    move(id, "assessed");
    approvals::v1::DecideApprovalRequest no;
    no.set_approval_id(ask_the_client(id).approval_id());
    no.set_decision("rejected");
    no.set_comment("Not this month.");
    house.must<approvals::v1::Approval>(dora, "DecideApproval", no);
    house.reconcile();
    EXPECT_EQ(get(id).state(), "rejected");
}

TEST_P(Changes, that_are_rewritten_lose_what_was_approved_before) {
    const auto id = draft(whole()).change_id();
    move(id, "assessed");
    auto request = v1::UpdateChangeRequest{};
    request.set_change_id(id);
    request.set_plan("Replace two of them.");
    v1::DecideChangeRequest decision;
    decision.set_change_id(id);
    decision.set_decision("approved");
    decision.set_etag(get(id).etag());
    house.must<v1::Change>(theo, "UpdateChange", request);
    EXPECT_EQ(house.call<v1::Change>(edna, "DecideChange", decision).error().code, "changes.changed_meanwhile") << "another text was read";
    EXPECT_TRUE(decide(edna, id));
    EXPECT_EQ(house.call<v1::Change>(erik, "UpdateChange", request).error().code, "changes.settled");
}

TEST_P(Changes, of_an_emergency_are_written_down_within_a_business_day_or_a_ticket_asks) {
    const auto id = draft(whole("emergency")).change_id();
    move(id, "assessed");
    auto request = move_to(id, "approved");
    EXPECT_EQ(house.call<v1::Change>(theo, "MoveChange", request).error().code, "request.invalid") << "whose word?";
    request.set_verbal_by_account_id(edna.account.text());
    EXPECT_EQ(house.call<v1::Change>(theo, "MoveChange", request).error().code, "request.invalid") << "an engineer's word is not enough";
    request.set_verbal_by_account_id(sara.account.text());
    const auto said = house.must<v1::Change>(theo, "MoveChange", request);
    EXPECT_EQ(said.state(), "approved");
    EXPECT_GT(said.written_due_unix_ms(), house.clock.now().unix_ms);
    move(id, "scheduled");
    EXPECT_TRUE(try_move(theo, id, "implementing")) << "an emergency does not wait for its window";
    house.clock.advance(24h * 4);
    house.reconcile();
    EXPECT_TRUE(get(id).written_overdue());
    house.pass(5min);
    EXPECT_EQ(tickets("kind:internal").tickets_size(), 1) << "asked once";
    EXPECT_EQ(tickets("kind:internal").tickets(0).assignee_name(), "Sara");

    v1::ConfirmChangeRequest confirm;
    confirm.set_change_id(id);
    confirm.set_text("I said so on the phone at two.");
    EXPECT_EQ(house.call<v1::Change>(edna, "ConfirmChange", confirm).error().code, "changes.another_said_it");
    const auto written = house.must<v1::Change>(sara, "ConfirmChange", confirm);
    EXPECT_FALSE(written.written_overdue());
    EXPECT_EQ(house.call<v1::Change>(sara, "ConfirmChange", confirm).error().code, "changes.nothing_to_confirm");
}

TEST_P(Changes, that_are_standard_come_from_an_approved_template) {
    v1::CreateChangeTemplateRequest write;
    write.set_name("Restart a print server");
    write.set_plan("Restart it.");
    write.set_rollback("Nothing to take back.");
    write.set_test("Print a page.");
    const auto written = house.must<v1::ChangeTemplate>(sara, "CreateChangeTemplate", write);
    v1::CreateChangeRequest request;
    request.set_client_id(harbour.text());
    request.set_type("standard");
    request.set_title("Restart print-1");
    request.set_template_id(written.template_id());
    EXPECT_EQ(house.call<v1::Change>(theo, "CreateChange", request).error().code, "changes.template_not_approved");
    v1::ApproveChangeTemplateRequest approve;
    approve.set_template_id(written.template_id());
    approve.set_etag(written.etag());
    EXPECT_EQ(house.call<v1::ChangeTemplate>(sara, "ApproveChangeTemplate", approve).error().code, "changes.own_change");
    house.must<v1::ChangeTemplate>(account("Sven", "SVM"), "ApproveChangeTemplate", approve);

    const auto change = house.must<v1::Change>(theo, "CreateChange", request);
    EXPECT_EQ(change.state(), "assessed");
    EXPECT_EQ(change.plan(), "Restart it.");
    ASSERT_TRUE(try_move(theo, change.change_id(), "scheduled"));
    EXPECT_EQ(get(change.change_id()).state(), "scheduled");
    v1::UpdateChangeRequest rewrite;
    rewrite.set_change_id(house.must<v1::Change>(theo, "CreateChange", request).change_id());
    rewrite.set_plan("Something else.");
    EXPECT_EQ(house.call<v1::Change>(theo, "UpdateChange", rewrite).error().code, "changes.is_standard");
}

TEST_P(Changes, stand_in_the_calendar_with_collisions_and_freezes) {
    const auto first = scheduled(whole());
    const auto second = draft(whole()).change_id();
    move(second, "assessed");
    ASSERT_TRUE(decide(edna, second));
    EXPECT_EQ(try_move(erik, second, "scheduled").error().code, "changes.collides");
    auto both = move_to(second, "scheduled");
    both.set_despite_collision(true);
    house.must<v1::Change>(erik, "MoveChange", both);

    v1::GetChangeCalendarRequest look;
    look.set_from_unix_ms(house.clock.now().unix_ms);
    look.set_until_unix_ms((house.clock.now() + 24h * 30).unix_ms);
    const auto calendar = house.must<v1::ChangeCalendar>(theo, "GetChangeCalendar", look);
    ASSERT_EQ(calendar.changes_size(), 2);
    ASSERT_EQ(calendar.changes(0).collisions_size(), 1);
    EXPECT_EQ(calendar.changes(0).collisions(0).device_name(), "files-1");

    v1::CreateFreezeRequest freeze;
    freeze.set_from_unix_ms((house.clock.now() + 24h).unix_ms);
    freeze.set_until_unix_ms((house.clock.now() + 48h).unix_ms);
    freeze.set_reason("Year-end closing");
    const auto frozen = house.must<v1::Freeze>(sara, "CreateFreeze", freeze);
    auto later = move_to(second, "scheduled");
    later.set_starts_at_unix_ms((house.clock.now() + 30h).unix_ms);
    later.set_ends_at_unix_ms((house.clock.now() + 31h).unix_ms);
    EXPECT_EQ(house.call<v1::Change>(erik, "MoveChange", later).error().code, "changes.frozen");
    v1::EndFreezeRequest end;
    end.set_freeze_id(frozen.freeze_id());
    end.set_reason("Closing was quick");
    house.must<v1::Freeze>(sara, "EndFreeze", end);
    EXPECT_EQ(house.must<v1::Change>(erik, "MoveChange", later).state(), "scheduled") << "another window";
    EXPECT_EQ(house.must<v1::ChangeCalendar>(theo, "GetChangeCalendar", look).freezes_size(), 0);
}

TEST_P(Changes, are_the_probable_cause_of_what_breaks_within_a_day_on_the_same_device) {
    const auto before = incident("Before it");
    const auto id = begun();
    house.clock.advance(20min);
    const auto during = incident();
    move(id, "completed");
    house.clock.advance(24h);
    const auto after = incident();
    house.clock.advance(1min);
    const auto later = incident();
    EXPECT_EQ(changes_of(before).causes_size(), 0);
    ASSERT_EQ(changes_of(during).causes_size(), 1);
    EXPECT_EQ(changes_of(during).causes(0).minutes(), 20);
    EXPECT_EQ(changes_of(during).causes(0).verdict(), "probable");
    EXPECT_EQ(changes_of(after).causes_size(), 1);
    EXPECT_EQ(changes_of(later).causes_size(), 0);
    EXPECT_EQ(get(id).causes_size(), 2);

    v1::JudgeChangeCauseRequest judge;
    judge.set_change_id(id);
    judge.set_ticket_id(during);
    judge.set_verdict("rejected");
    house.must<v1::Change>(theo, "JudgeChangeCause", judge);
    house.reconcile();
    EXPECT_EQ(changes_of(during).causes(0).verdict(), "rejected") << "what a person said stays";
}

TEST_P(Changes, that_hurt_a_service_when_taken_back_leave_a_finding) {
    const auto id = begun();
    auto back = move_to(id, "rolled_back");
    back.set_text("The new one does not start.");
    back.set_service_hurt(true);
    const auto change = house.must<v1::Change>(erik, "MoveChange", back);
    EXPECT_EQ(change.state(), "rolled_back");
    EXPECT_NE(change.finding_reference(), "");
    EXPECT_THAT(tickets("kind:internal").tickets(0).title(), HasSubstr("hurt a service"));
}

TEST_P(Changes, are_reminded_of_their_review_once) {
    const auto id = begun();
    move(id, "completed");
    house.clock.advance(24h * 10);
    house.pass(3min);
    const auto change = get(id);
    EXPECT_TRUE(change.review_overdue());
    EXPECT_EQ(std::count_if(change.lines().begin(), change.lines().end(), [](const auto& line) { return line.kind() == "review_due"; }), 1);
}

TEST_P(Changes, say_once_that_their_window_is_over_and_nobody_said_what_came_of_it) {
    const auto id = begun();
    house.clock.advance(1h);
    house.reconcile();
    EXPECT_TRUE(house.facts<facts::v1::WordsOverdue>().empty()) << "it is still its time";
    house.clock.advance(2h);
    house.reconcile();
    house.reconcile();
    const auto facts = house.facts<facts::v1::WordsOverdue>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].what(), "change_outcome");
    EXPECT_EQ(facts[0].account_ids(0), erik.account.text());
    EXPECT_TRUE(get(id).outcome_overdue());
    v1::ListChangesRequest list;
    list.set_filter("overdue:outcome");
    EXPECT_EQ(house.must<v1::ListChangesResponse>(erik, "ListChanges", list).total(), 1);
    move(id, "completed");
    EXPECT_EQ(house.must<v1::ListChangesResponse>(erik, "ListChanges", list).total(), 0);
}

TEST_P(Changes, where_nobody_else_could_approve_them_have_time_as_their_second_person) {
    set_active(edna, false);
    set_active(sara, false);
    const auto id = draft(whole()).change_id();
    move(id, "assessed");
    ASSERT_TRUE(decide(erik, id)) << "he wrote it, and there is nobody else";
    EXPECT_EQ(get(id).state(), "assessed");
    EXPECT_EQ(Instant{get(id).approved_from_unix_ms()}, house.clock.now() + 72h);
    EXPECT_THAT(get(id).waits_for(), HasSubstr("Time is the second person"));
    EXPECT_EQ(decide(erik, id).error().code, "changes.decided") << "saying it twice makes no second person";
    house.clock.advance(71h);
    house.reconcile();
    EXPECT_EQ(get(id).state(), "assessed");
    house.clock.advance(1h);
    house.reconcile();
    EXPECT_EQ(get(id).state(), "approved");
    EXPECT_THAT(get(id).second_person(), HasSubstr("Time"));
    EXPECT_EQ(get(id).approved_from_unix_ms(), 0);
}

TEST_P(Changes, of_one_person_are_begun_anew_when_rewritten_and_are_anothers_as_soon_as_there_is_one) {
    set_active(edna, false);
    set_active(sara, false);
    const auto id = draft(whole()).change_id();
    move(id, "assessed");
    ASSERT_TRUE(decide(erik, id));
    v1::UpdateChangeRequest request;
    request.set_change_id(id);
    request.set_plan("Replace it, and the cable.");
    house.must<v1::Change>(erik, "UpdateChange", request);
    EXPECT_EQ(get(id).approved_from_unix_ms(), 0) << "what was approved was another text";
    house.clock.advance(80h);
    house.reconcile();
    EXPECT_EQ(get(id).state(), "assessed");
    ASSERT_TRUE(decide(erik, id));
    ASSERT_TRUE(decide(erik, id, "rejected")) << "until then it can be taken back";
    EXPECT_EQ(get(id).state(), "rejected");
    set_active(edna, true);
    const auto next = draft(whole()).change_id();
    move(next, "assessed");
    EXPECT_EQ(decide(erik, next).error().code, "changes.own_change") << "now there is somebody else";
    EXPECT_TRUE(decide(edna, next));
}

TEST_P(Changes, of_one_person_have_the_clients_approver_as_their_second_person) {
    set_active(edna, false);
    set_active(sara, false);
    const auto id = draft(whole()).change_id();
    move(id, "assessed");
    ASSERT_TRUE(decide(erik, id));
    client_approves(ask_the_client(id).approval_id());
    EXPECT_EQ(get(id).state(), "approved");
    EXPECT_THAT(get(id).second_person(), HasSubstr("of the client"));
}

TEST_P(Changes, come_with_a_ticket_of_their_kind_and_go_with_it) {
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_kind("change");
    request.set_title("Move the printer");
    const auto ticket = house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request);
    house.reconcile();
    const auto record = changes_of(ticket.ticket_id()).record();
    EXPECT_EQ(record.state(), "draft");
    EXPECT_EQ(record.author(), "");
    helpdesk::v1::MoveTicketRequest cancel;
    cancel.set_ticket_id(ticket.ticket_id());
    cancel.set_state("cancelled");
    cancel.set_reason("Nobody wants it any more.");
    house.must<helpdesk::v1::Ticket>(sara, "MoveTicket", cancel);
    EXPECT_TRUE(get(record.change_id()).withdrawn());
    EXPECT_EQ(try_move(erik, record.change_id(), "assessed").error().code, "changes.move_not_allowed");
}

}  // namespace
}  // namespace steward::changes
