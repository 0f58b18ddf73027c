#include "server/modules/escalation/tests/duty_story.h"

namespace steward::escalation {

using namespace std::chrono_literals;

class Duty : public DutyStory {};

STEWARD_ON_EVERY_DATABASE(Duty);

TEST_P(Duty, s03_primary_0227_secondary_0232_and_the_service_manager_is_not_paged_after_0236) {
    make_schedule();
    to(local("2026-11-18T02:27:00"));
    const auto site_dark = ticket("The warehouse is not reachable", "P1");
    to(local("2026-11-18T02:35:00"));
    EXPECT_EQ(paged(), "02:27 Paula, 02:32 Simon");
    to(local("2026-11-18T02:36:00"));
    ASSERT_TRUE(take_by_link(token_of(1)));
    to(local("2026-11-18T03:40:00"));
    EXPECT_EQ(paged(), "02:27 Paula, 02:32 Simon");
    const auto run = run_of(site_dark);
    EXPECT_EQ(run.state(), "acknowledged");
    EXPECT_EQ(run.acknowledged_by(), "Simon");
    EXPECT_EQ(run.acknowledged_via(), "link");
    EXPECT_EQ(run.seconds_to_acknowledge(), 9 * 60);
}

TEST_P(Duty, s03_the_decision_maker_hears_by_0257_also_when_somebody_works_on_it) {
    make_schedule();
    v1::SetNamedContactRequest name;
    name.set_client_id(harbour.text());
    name.set_person_id(client_person("Dana Marsh", "dana@harbour.example").text());
    house.must<v1::NamedContact>(vera, "SetNamedContact", name);
    to(local("2026-11-18T02:27:00"));
    ticket("The warehouse is not reachable", "P1");
    to(local("2026-11-18T02:36:00"));
    ASSERT_TRUE(take_by_link(token_of(1)));
    // Beside what is said of the missed first answer.
    const auto disturbed = [&] {
        auto mails = house.facts<facts::v1::MailWanted>();
        std::erase_if(mails, [](const auto& mail) { return mail.subject().find("disturbed") == std::string::npos; });
        return mails;
    };
    to(local("2026-11-18T02:56:00"));
    EXPECT_TRUE(disturbed().empty());
    to(local("2026-11-18T02:57:00"));
    const auto mails = disturbed();
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(mails[0].to(), "dana@harbour.example");
    EXPECT_NE(mails[0].text().find("Simon has been working on it"), std::string::npos) << mails[0].text();
}

TEST_P(Duty, nobody_is_paged_before_the_first_schedule) {
    ticket("The warehouse is not reachable", "P1");
    to(local("2026-11-18T03:00:00"));
    EXPECT_EQ(paged(), "");
}

TEST_P(Duty, a_link_works_once_and_then_says_who_has_it) {
    make_schedule();
    const auto id = ticket("The warehouse is not reachable", "P1");
    to(local("2026-11-18T02:06:00"));
    v1::LookAtPageRequest look;
    look.set_token(token_of(0));
    Caller nobody{.kind = PrincipalKind::Nobody};
    nobody.permissions = {""};
    EXPECT_TRUE(house.must<v1::PageFace>(nobody, "LookAtPage", look).can_acknowledge());
    EXPECT_EQ(run_of(id).state(), "notified") << "looking takes nothing";
    ASSERT_TRUE(take_by_link(token_of(0)));
    const auto again = take_by_link(token_of(1));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->acknowledged_by(), "Paula");
    EXPECT_FALSE(again->can_acknowledge());
    EXPECT_EQ(house.facts<facts::v1::EscalationAcknowledged>().size(), 1u);
    const auto forged = take_by_link(std::string(48, 'A'));
    ASSERT_FALSE(forged);
    EXPECT_EQ(forged.error().code, "escalation.bad_link");
}

TEST_P(Duty, a_link_ends_after_a_day) {
    make_schedule();
    ticket("The warehouse is not reachable", "P1");
    const std::string token = token_of(0);
    house.clock.advance(24h);
    EXPECT_FALSE(take_by_link(token));
}

TEST_P(Duty, a_key_survives_a_restart_and_so_does_the_link) {
    make_schedule();
    ticket("The warehouse is not reachable", "P1");
    const std::string token = token_of(0);
    house.restart();
    EXPECT_EQ(token_of(0), token);
    EXPECT_TRUE(take_by_link(token));
}

TEST_P(Duty, an_answer_by_mail_takes_it_for_whoever_of_ours_wrote_it) {
    make_schedule();
    const auto id = ticket("The warehouse is not reachable", "P1");
    EXPECT_FALSE(answers_by_mail("> " + token_of(0), "stranger@evil.example"));
    EXPECT_FALSE(answers_by_mail("On it.", "simon@steward.example"));
    EXPECT_EQ(run_of(id).state(), "notified");
    EXPECT_TRUE(answers_by_mail("On it.\n\n> page: " + token_of(0) + "\n", "Simon@Steward.example"));
    EXPECT_EQ(run_of(id).acknowledged_by(), "Simon");
    EXPECT_EQ(run_of(id).acknowledged_via(), "reply");
}

TEST_P(Duty, acknowledging_the_alert_or_working_on_the_ticket_stops_the_paging) {
    make_schedule();
    const auto by_alert = ticket("The warehouse is not reachable", "P1", "alert-7");
    alert_changes("alert-7", "acknowledged", "Simon");
    EXPECT_EQ(run_of(by_alert).acknowledged_via(), "alert");
    const auto by_hand = ticket("The line is down", "P1");
    v1::AcknowledgeRunRequest take;
    take.set_run_id(run_of(by_hand).run_id());
    EXPECT_EQ(house.must<v1::Run>(simon, "AcknowledgeRun", take).acknowledged_by(), "Simon");
    const auto again = house.call<v1::Run>(paula, "AcknowledgeRun", take);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "escalation.already_taken");
}

TEST_P(Duty, an_alert_that_clears_while_nobody_has_taken_the_page_does_not_end_the_paging) {
    make_schedule();
    to(local("2026-11-18T02:27:00"));
    ticket("Dark", "P1", "alert-1");
    to(local("2026-11-18T02:28:00"));
    alert_changes("alert-1", "cleared", "Steward");
    to(local("2026-11-18T02:32:00"));
    EXPECT_NE(paged().find("02:32 Simon"), std::string::npos)
        << paged() << ": the ticket is open, and somebody must look whether it is over";
}

TEST_P(Duty, an_override_is_paged_instead_and_a_hole_goes_to_the_service_manager) {
    const auto schedule = make_schedule();
    v1::AddOverrideRequest over;
    over.set_schedule_id(schedule.schedule_id());
    over.set_account_id(simon.account.text());
    over.set_from_unix_ms(local("2026-11-18T02:00:00").unix_ms);
    over.set_until_unix_ms(local("2026-11-18T03:00:00").unix_ms);
    const auto made = house.must<v1::Override>(vera, "AddOverride", over);
    ticket("The warehouse is not reachable", "P1");
    EXPECT_EQ(paged(), "02:00 Simon");
    v1::RemoveOverrideRequest remove;
    remove.set_override_id(made.override_id());
    house.must<v1::RemoveOverrideResponse>(vera, "RemoveOverride", remove);
    const auto off = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("update access_accounts set status = 'disabled' where id = $1", paula.account));
        return {};
    });
    ASSERT_TRUE(off);
    ticket("The line is down", "P1");
    EXPECT_EQ(paged(), "02:00 Simon, 02:00 Vera");
}

TEST_P(Duty, p2_goes_up_by_the_matrix_and_the_clock_goes_on_after_it_was_taken) {
    make_schedule();
    const auto id = ticket("Mail is slow", "P2");
    to(local("2026-11-18T02:16:00"));
    EXPECT_EQ(paged(), "02:00 Vera, 02:15 Paula") << "without a dispatcher it is the service manager's";
    v1::AcknowledgeRunRequest take;
    take.set_run_id(run_of(id).run_id());
    house.must<v1::Run>(simon, "AcknowledgeRun", take);
    to(local("2026-11-18T02:40:00"));
    clock_reaches(id, 50, "P2");
    clock_reaches(id, 50, "P2");
    clock_reaches(id, 75, "P2");
    EXPECT_EQ(paged(), "02:00 Vera, 02:15 Paula, 02:40 Paula, 02:40 Vera");
}

TEST_P(Duty, p3_begins_only_when_its_clock_says_so) {
    make_schedule();
    const auto id = ticket("A printer is out of paper", "P3");
    to(local("2026-11-18T02:30:00"));
    EXPECT_EQ(run_of(id).run_id(), "");
    clock_reaches(id, 75, "P3");
    EXPECT_EQ(paged(), "02:30 Vera");
    clock_breaks(id, "resolve", "P3");
    EXPECT_EQ(paged(), "02:30 Vera, 02:30 Vera");
}

TEST_P(Duty, a_missed_promise_is_told_to_the_named_person_once_and_written_down_also_when_nobody_is_named) {
    const auto id = ticket("A printer is out of paper", "P3");
    clock_breaks(id, "first_response", "P3");
    v1::SetNamedContactRequest name;
    name.set_client_id(harbour.text());
    name.set_person_id(client_person("Dana Marsh", "dana@harbour.example").text());
    house.must<v1::NamedContact>(vera, "SetNamedContact", name);
    clock_breaks(id, "resolve", "P3");
    clock_breaks(id, "resolve", "P3");
    const auto notes = house.must<v1::ListClientNotesResponse>(vera, "ListClientNotes", v1::ListClientNotesRequest{});
    ASSERT_EQ(notes.notes_size(), 2);
    int named = 0;
    for (const auto& note : notes.notes()) named += note.state() == "handed_over" && note.person_name() == "Dana Marsh";
    EXPECT_EQ(named, 1);
    ASSERT_EQ(house.facts<facts::v1::MailWanted>().size(), 1u);
    EXPECT_NE(house.facts<facts::v1::MailWanted>()[0].text().find("We did not keep that promise"), std::string::npos);
}

TEST_P(Duty, a_gap_in_the_next_fourteen_days_is_said_once) {
    const auto schedule = make_schedule("2026-11-23");
    to(local("2026-11-18T02:20:00"));
    const auto gaps = house.facts<facts::v1::RosterGapFound>();
    ASSERT_EQ(gaps.size(), 2u);  // both layers, until Monday
    EXPECT_EQ(gaps[0].until_unix_ms(), local("2026-11-23T09:00:00").unix_ms);
    const auto now = house.must<v1::OnCall>(paula, "GetOnCall", v1::GetOnCallRequest{});
    int gaps_shown = 0;
    for (const auto& line : now.attention()) gaps_shown += line.kind() == "gap";
    EXPECT_EQ(gaps_shown, 2);
    v1::GetRosterRequest ask;
    ask.set_schedule_id(schedule.schedule_id());
    EXPECT_EQ(house.must<v1::Roster>(paula, "GetRoster", ask).gaps_size(), 2);
}

TEST_P(Duty, a_layer_that_was_empty_for_months_is_said_once) {
    make_schedule("2027-03-01");
    house.clock.set_wall(local("2027-01-20T02:00:00"));
    house.reconcile();
    const size_t said = house.facts<facts::v1::RosterGapFound>().size();
    to(local("2027-01-20T02:20:00"));
    EXPECT_EQ(house.facts<facts::v1::RosterGapFound>().size(), said);
    EXPECT_EQ(said, 2u) << "one for each layer";
}

TEST_P(Duty, the_monthly_test_is_answered_or_missed_and_says_so) {
    make_schedule();
    house.clock.set_wall(local("2026-12-02T09:59:00"));
    to(local("2026-12-02T10:01:00"));
    EXPECT_EQ(paged(), "10:00 Paula");
    ASSERT_TRUE(take_by_link(token_of(0)));
    auto tests = house.must<v1::ListPagingTestsResponse>(paula, "ListPagingTests", v1::ListPagingTestsRequest{});
    ASSERT_EQ(tests.runs_size(), 1);
    EXPECT_EQ(tests.runs(0).state(), "acknowledged");
    EXPECT_EQ(tests.runs(0).schedule_name(), "Nights");
    to(local("2026-12-02T10:30:00"));
    EXPECT_EQ(house.facts<facts::v1::PageDue>().size(), 1u) << "once a month";

    house.clock.set_wall(local("2027-01-06T09:59:00"));
    to(local("2027-01-06T10:31:00"));
    const auto missed = house.facts<facts::v1::PagingTestMissed>();
    ASSERT_EQ(missed.size(), 1u);
    EXPECT_EQ(missed[0].name(), "Paula, Simon");
    const auto now = house.must<v1::OnCall>(paula, "GetOnCall", v1::GetOnCallRequest{});
    bool said = false;
    for (const auto& line : now.attention()) said |= line.kind() == "test_missed";
    EXPECT_TRUE(said);
}

TEST_P(Duty, a_calendar_address_is_shown_once_and_ends_when_it_is_revoked) {
    const auto schedule = make_schedule();
    house.take<Escalation>().set_public_address("https://desk.example");
    v1::IssueFeedRequest issue;
    issue.set_schedule_id(schedule.schedule_id());
    const std::string address = house.must<v1::Feed>(vera, "IssueFeed", issue).address();
    ASSERT_TRUE(address.starts_with("https://desk.example/calendars/") && address.ends_with(".ics")) << address;
    const std::string secret = address.substr(31, address.size() - 35);
    const auto text = house.take<Escalation>().calendar_of(secret, house.clock.now());
    ASSERT_TRUE(text && *text);
    EXPECT_NE((*text)->find("SUMMARY:Paula (Primary)"), std::string::npos);
    EXPECT_FALSE(*house.take<Escalation>().calendar_of("x", house.clock.now()));
    v1::RevokeFeedRequest revoke;
    revoke.set_schedule_id(schedule.schedule_id());
    house.must<v1::RevokeFeedResponse>(vera, "RevokeFeed", revoke);
    EXPECT_FALSE(*house.take<Escalation>().calendar_of(secret, house.clock.now()));
}

TEST_P(Duty, schedules_keep_their_rules) {
    auto schedule = make_schedule();
    v1::CreateScheduleRequest bad;
    bad.set_name("Nights");
    bad.mutable_rules()->set_zone("Europe/Nowhere");
    EXPECT_FALSE(house.call<v1::Schedule>(vera, "CreateSchedule", bad));
    *bad.mutable_rules() = schedule.rules();
    const auto taken = house.call<v1::Schedule>(vera, "CreateSchedule", bad);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, "escalation.name_taken");
    EXPECT_FALSE(house.call<v1::Schedule>(paula, "CreateSchedule", bad)) << "an engineer reads only";
    v1::UpdateScheduleRequest change;
    change.set_schedule_id(schedule.schedule_id());
    change.set_name("On call");
    const auto stale = house.call<v1::Schedule>(vera, "UpdateSchedule", change, "99");
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().code, "escalation.changed_meanwhile");
    EXPECT_EQ(house.must<v1::Schedule>(vera, "UpdateSchedule", change, schedule.etag()).name(), "On call");
}

TEST_P(Duty, a_run_goes_on_by_the_policy_it_began_with) {
    make_schedule();
    const auto policies =
        house.must<v1::ListEscalationPoliciesResponse>(vera, "ListEscalationPolicies", v1::ListEscalationPoliciesRequest{});
    ASSERT_EQ(policies.policies_size(), 1);
    ticket("The warehouse is not reachable", "P1");
    v1::UpdateEscalationPolicyRequest change;
    change.set_policy_id(policies.policies(0).policy_id());
    *change.mutable_rules() = policies.policies(0).rules();
    change.mutable_rules()->mutable_ladders(0)->mutable_steps(1)->set_after_s(60);
    EXPECT_EQ(house.must<v1::EscalationPolicy>(vera, "UpdateEscalationPolicy", change).version(), 2);
    to(local("2026-11-18T02:04:00"));
    EXPECT_EQ(paged(), "02:00 Paula");
    ticket("The line is down", "P1");
    to(local("2026-11-18T02:05:00"));
    EXPECT_EQ(paged(), "02:00 Paula, 02:04 Paula, 02:05 Simon, 02:05 Simon");
}

}  // namespace steward::escalation
