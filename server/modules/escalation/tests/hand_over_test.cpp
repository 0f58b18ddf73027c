// The end of a turn on call: written down, told, confirmed by whoever is next, and an alarm when nobody confirms.
#include "server/modules/escalation/hand_over.h"

#include "server/modules/escalation/tests/duty_story.h"

namespace steward::escalation {

using namespace std::chrono_literals;

class HandOvers : public DutyStory {
protected:
    // Paula and Ines by turns of a week from Monday 09:00; a hand-over on Monday 2026-11-23.
    void two_by_turns() {
        ines = person("Ines", "TEC");
        v1::CreateScheduleRequest request;
        request.set_name("Nights");
        request.mutable_rules()->set_zone("Europe/Zurich");
        auto& layer = *request.mutable_rules()->add_layers();
        layer.set_name("Primary");
        layer.set_starts_on("2026-11-16");
        layer.add_account_ids(paula.account.text());
        layer.add_account_ids(ines.account.text());
        schedule = house.must<v1::Schedule>(vera, "CreateSchedule", request).schedule_id();
    }
    void at(const std::string& text) {
        house.clock.set_wall(local(text));
        house.reconcile();
        house.reconcile();
    }
    std::vector<v1::HandOver> all() {
        const auto list = house.must<v1::ListHandOversResponse>(vera, "ListHandOvers", v1::ListHandOversRequest{});
        return {list.hand_overs().begin(), list.hand_overs().end()};
    }
    v1::HandOver get(const Caller& who, const std::string& id) {
        v1::GetHandOverRequest request;
        request.set_hand_over_id(id);
        return house.must<v1::HandOver>(who, "GetHandOver", request);
    }
    Result<v1::HandOver> confirm(const Caller& who, const std::string& id) {
        v1::ConfirmHandOverRequest request;
        request.set_hand_over_id(id);
        return house.call<v1::HandOver>(who, "ConfirmHandOver", request);
    }
    Result<v1::HandOver> write(const Caller& who, const std::string& id, const std::string& note) {
        v1::WriteHandOverRequest request;
        request.set_hand_over_id(id);
        request.set_note(note);
        return house.call<v1::HandOver>(who, "WriteHandOver", request);
    }
    Caller ines;
    std::string schedule;
};

STEWARD_ON_EVERY_DATABASE(HandOvers);

TEST_P(HandOvers, are_planned_an_hour_ahead_told_at_their_time_and_confirmed_by_whoever_is_next) {
    two_by_turns();
    at("2026-11-23T07:59:00");
    EXPECT_TRUE(all().empty());
    const auto open = ticket("The warehouse is slow", "P2");
    at("2026-11-23T08:05:00");
    ASSERT_EQ(all().size(), 1u);
    const auto planned = all()[0];
    EXPECT_EQ(planned.state(), "planned");
    EXPECT_EQ(planned.from_name(), "Paula");
    EXPECT_EQ(planned.to_name(), "Ines");
    const std::string id = planned.hand_over_id();
    EXPECT_EQ(confirm(ines, id).error().code, "escalation.hand_over_early");
    ASSERT_TRUE(write(paula, id, "The second switch is fragile. I promised Dana a call at noon."));
    EXPECT_EQ(write(simon, id, "Not mine").error().code, "escalation.not_your_hand_over");
    at("2026-11-23T09:00:00");
    EXPECT_EQ(get(ines, id).state(), "due");
    const auto facts = house.facts<facts::v1::HandOverMoved>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].to_account_id(), ines.account.text());
    EXPECT_NE(facts[0].text().find("1 open P1 and P2"), std::string::npos) << facts[0].text();
    const auto shown = get(ines, id);
    ASSERT_EQ(shown.report().tickets_size(), 1);
    EXPECT_EQ(shown.report().tickets(0).ticket_id(), open);
    EXPECT_NE(shown.report().tickets(0).due_at_unix_ms(), 0) << "what was promised stands beside it";
    ASSERT_EQ(shown.report().runs_size(), 1);
    EXPECT_EQ(confirm(paula, id).error().code, "escalation.not_your_hand_over") << "not by whoever leaves";
    at("2026-11-23T09:10:00");
    const auto confirmed = confirm(ines, id);
    ASSERT_TRUE(confirmed) << confirmed.error().message;
    EXPECT_EQ(confirmed->confirmed_by(), "Ines");
    EXPECT_EQ(confirm(ines, id).error().code, "escalation.hand_over_ended");
    ticket("Another one, later", "P2");
    EXPECT_EQ(get(vera, id).report().tickets_size(), 1) << "what was open then stays written down";
    EXPECT_EQ(get(vera, id).note(), "The second switch is fragile. I promised Dana a call at noon.");
}

TEST_P(HandOvers, that_nobody_confirms_within_the_hour_are_an_alarm_and_can_still_be_confirmed) {
    two_by_turns();
    at("2026-11-23T08:30:00");
    at("2026-11-23T09:00:00");
    at("2026-11-23T10:00:00");
    const auto facts = house.facts<facts::v1::HandOverMoved>();
    ASSERT_EQ(facts.size(), 2u);
    EXPECT_EQ(facts[1].state(), "late");
    at("2026-11-23T10:05:00");
    EXPECT_EQ(house.facts<facts::v1::HandOverMoved>().size(), 2u) << "said once";
    EXPECT_TRUE(confirm(ines, all()[0].hand_over_id()));
}

TEST_P(HandOvers, follow_what_the_roster_says_now) {
    two_by_turns();
    at("2026-11-23T08:30:00");
    ASSERT_EQ(all().size(), 1u);
    v1::AddOverrideRequest takes_over;
    takes_over.set_schedule_id(schedule);
    takes_over.set_account_id(paula.account.text());
    takes_over.set_from_unix_ms(local("2026-11-23T08:00:00").unix_ms);
    takes_over.set_until_unix_ms(local("2026-11-23T18:00:00").unix_ms);
    takes_over.set_reason("Ines is ill");
    house.must<v1::Override>(vera, "AddOverride", takes_over);
    at("2026-11-23T09:00:00");
    EXPECT_TRUE(all().empty()) << "Paula goes on";
    at("2026-11-23T17:30:00");
    ASSERT_EQ(all().size(), 1u) << "and hands over in the evening";
    EXPECT_EQ(all()[0].at_unix_ms(), local("2026-11-23T18:00:00").unix_ms);
}

TEST_P(HandOvers, show_a_reader_only_what_is_of_their_clients) {
    two_by_turns();
    at("2026-11-23T08:30:00");
    ticket("The warehouse is slow", "P2");
    at("2026-11-23T09:00:00");
    Caller narrow = ines;
    narrow.scope = {};
    EXPECT_EQ(get(narrow, all()[0].hand_over_id()).report().tickets_size(), 0);
    EXPECT_EQ(get(narrow, all()[0].hand_over_id()).report().runs_size(), 0);
}

TEST_P(HandOvers, an_untested_paging_path_is_an_alarm_once_a_month) {
    make_schedule();
    house.clock.set_wall(local("2026-12-29T08:00:00"));
    house.reconcile();
    house.reconcile();
    auto said = house.facts<facts::v1::PagingTestMissed>();
    ASSERT_EQ(said.size(), 1u) << "40 days without a test that was answered";
    EXPECT_NE(said[0].text().find("No test of the paging path"), std::string::npos);
    const auto now = house.must<v1::OnCall>(vera, "GetOnCall", v1::GetOnCallRequest{});
    EXPECT_TRUE(std::any_of(now.attention().begin(), now.attention().end(), [](const auto& line) { return line.kind() == "untested"; }));
}

}  // namespace steward::escalation
