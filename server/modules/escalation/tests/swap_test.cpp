// Turns on call that change hands because two people agree.
#include <gmock/gmock.h>

#include "server/modules/escalation/tests/duty_story.h"

namespace steward::escalation {

namespace {
using ::testing::ElementsAre;

class ShiftSwaps : public DutyStory {
protected:
    ShiftSwaps() {
        nina = person("Nina", "TEC");
        schedule = make_schedule("2026-11-02");
    }
    v1::OfferShiftRequest offer_of(const Caller& to, const std::string& from = "2026-11-21T09:00:00",
                                   const std::string& until = "2026-11-23T09:00:00") {
        v1::OfferShiftRequest request;
        request.set_schedule_id(schedule.schedule_id());
        request.set_to_account_id(to.account.text());
        request.set_from_unix_ms(local(from).unix_ms);
        request.set_until_unix_ms(local(until).unix_ms);
        return request;
    }
    v1::ShiftSwap offers(const Caller& by, const v1::OfferShiftRequest& request) {
        return house.must<v1::ShiftSwap>(by, "OfferShift", request);
    }
    std::string refusal(const Caller& by, const v1::OfferShiftRequest& request) {
        const auto answer = house.call<v1::ShiftSwap>(by, "OfferShift", request);
        return answer ? "none" : answer.error().code;
    }
    Result<v1::ShiftSwap> answers(const Caller& by, const v1::ShiftSwap& swap, bool take) {
        v1::AnswerShiftSwapRequest request;
        request.set_swap_id(swap.swap_id());
        request.set_take(take);
        return house.call<v1::ShiftSwap>(by, "AnswerShiftSwap", request);
    }
    Result<v1::ShiftSwap> undoes(const Caller& by, const v1::ShiftSwap& swap) {
        v1::UndoShiftSwapRequest request;
        request.set_swap_id(swap.swap_id());
        return house.call<v1::ShiftSwap>(by, "UndoShiftSwap", request);
    }
    std::string primary_at(const std::string& moment) {
        v1::GetRosterRequest request;
        request.set_schedule_id(schedule.schedule_id());
        request.set_from_unix_ms(local(moment).unix_ms);
        request.set_until_unix_ms(local(moment).unix_ms + 60'000);
        const auto roster = house.must<v1::Roster>(vera, "GetRoster", request);
        for (const auto& shift : roster.shifts()) {
            if (shift.layer() == 0) return shift.name();
        }
        return "";
    }
    std::vector<std::string> actions(const v1::ShiftSwap& swap, const Caller& caller) {
        const auto list = house.must<v1::ListShiftSwapsResponse>(caller, "ListShiftSwaps", v1::ListShiftSwapsRequest{});
        for (const auto& one : list.swaps()) {
            if (one.swap_id() == swap.swap_id()) return {one.allowed_actions().begin(), one.allowed_actions().end()};
        }
        return {"not there"};
    }

    Caller nina;
    v1::Schedule schedule;
};
STEWARD_ON_EVERY_DATABASE(ShiftSwaps);

TEST_P(ShiftSwaps, give_a_turn_to_a_colleague_who_takes_it_and_both_are_told) {
    const auto swap = offers(paula, offer_of(nina));
    EXPECT_EQ(swap.state(), "offered");
    EXPECT_EQ(primary_at("2026-11-22T02:00:00"), "Paula") << "an offer changes nothing";
    EXPECT_THAT(actions(swap, nina), ElementsAre("take", "decline"));
    EXPECT_THAT(actions(swap, paula), ElementsAre("withdraw"));
    EXPECT_THAT(actions(swap, simon), ElementsAre());
    const auto taken = answers(nina, swap, true);
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_EQ(taken->state(), "taken");
    EXPECT_EQ(primary_at("2026-11-22T02:00:00"), "Nina");
    EXPECT_EQ(primary_at("2026-11-23T09:00:00"), "Paula");
    const auto told = house.facts<facts::v1::ShiftSwapMoved>();
    ASSERT_EQ(told.size(), 2u);
    EXPECT_EQ(told[0].text().substr(0, 26), "Paula offers Nina a turn: ");
    EXPECT_EQ(told[1].by(), "Nina");
    EXPECT_EQ(told[1].from_account_id(), paula.account.text());
}

TEST_P(ShiftSwaps, may_give_one_turn_for_another) {
    v1::AddOverrideRequest ninas;
    ninas.set_schedule_id(schedule.schedule_id());
    ninas.set_account_id(nina.account.text());
    ninas.set_from_unix_ms(local("2026-11-28T09:00:00").unix_ms);
    ninas.set_until_unix_ms(local("2026-11-30T09:00:00").unix_ms);
    house.must<v1::Override>(vera, "AddOverride", ninas);
    auto request = offer_of(nina);
    request.set_in_return_from_unix_ms(ninas.from_unix_ms());
    request.set_in_return_until_unix_ms(ninas.until_unix_ms());
    const auto swap = offers(paula, request);
    house.pass(std::chrono::minutes(1));  // of two overrides the later one holds
    ASSERT_TRUE(answers(nina, swap, true));
    EXPECT_EQ(primary_at("2026-11-22T02:00:00"), "Nina");
    EXPECT_EQ(primary_at("2026-11-29T02:00:00"), "Paula");
    ASSERT_TRUE(undoes(paula, swap));
    EXPECT_EQ(primary_at("2026-11-22T02:00:00"), "Paula");
    EXPECT_EQ(primary_at("2026-11-29T02:00:00"), "Nina");
}

TEST_P(ShiftSwaps, are_offered_by_whoever_has_the_turn_or_a_manager) {
    EXPECT_EQ(refusal(nina, offer_of(simon)), "escalation.shift_changed") << "it is Paula's turn";
    auto of_paula = offer_of(nina);
    of_paula.set_from_account_id(paula.account.text());
    EXPECT_EQ(refusal(nina, of_paula), "escalation.not_your_shift");
    const auto swap = offers(vera, of_paula);
    EXPECT_EQ(swap.asked_by(), "Vera");
    EXPECT_FALSE(answers(simon, swap, true)) << "somebody else was asked";
    ASSERT_TRUE(answers(vera, swap, true)) << "the manager answers for somebody on leave";
    EXPECT_EQ(primary_at("2026-11-22T02:00:00"), "Nina");
}

TEST_P(ShiftSwaps, keep_the_rules_of_rest) {
    const auto long_one = offer_of(nina, "2026-11-21T09:00:00", "2026-11-30T09:00:00");
    const auto refused = house.call<v1::ShiftSwap>(paula, "OfferShift", long_one);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "escalation.no_rest");
    EXPECT_NE(refused.error().message.find("Nina has 9 nights in a row"), std::string::npos) << refused.error().message;
    // In the offer it was fine; meanwhile she took other nights.
    const auto swap = offers(paula, offer_of(nina));
    v1::AddOverrideRequest more;
    more.set_schedule_id(schedule.schedule_id());
    more.set_account_id(nina.account.text());
    more.set_from_unix_ms(local("2026-11-23T09:00:00").unix_ms);
    more.set_until_unix_ms(local("2026-11-29T09:00:00").unix_ms);
    house.must<v1::Override>(vera, "AddOverride", more);
    const auto late = answers(nina, swap, true);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "escalation.no_rest");
}

TEST_P(ShiftSwaps, leave_nobody_to_stand_behind_themselves) {
    const auto refused = house.call<v1::ShiftSwap>(paula, "OfferShift", offer_of(simon));
    ASSERT_FALSE(refused) << "Simon is the secondary of that night";
    EXPECT_EQ(refused.error().fields.at(0).pointer, "/to_account_id");
}

TEST_P(ShiftSwaps, can_be_declined_taken_back_and_undone_until_they_begin) {
    const auto declined = offers(paula, offer_of(nina));
    ASSERT_TRUE(answers(nina, declined, false));
    EXPECT_EQ(answers(nina, declined, true).error().code, "escalation.swap_over");
    const auto withdrawn = offers(paula, offer_of(nina));
    EXPECT_EQ(undoes(nina, withdrawn).error().code, "escalation.not_your_shift");
    ASSERT_TRUE(undoes(paula, withdrawn));
    const auto swap = offers(paula, offer_of(nina));
    ASSERT_TRUE(answers(nina, swap, true));
    EXPECT_THAT(actions(swap, nina), ElementsAre("undo"));
    ASSERT_TRUE(undoes(nina, swap));
    EXPECT_EQ(primary_at("2026-11-22T02:00:00"), "Paula");
    const auto begun = offers(paula, offer_of(nina));
    ASSERT_TRUE(answers(nina, begun, true));
    to(local("2026-11-21T09:01:00"));
    EXPECT_EQ(undoes(paula, begun).error().code, "escalation.swap_over");
}

TEST_P(ShiftSwaps, lapse_when_nobody_answers_before_the_turn_begins) {
    const auto swap = offers(paula, offer_of(nina, "2026-11-18T03:00:00", "2026-11-18T06:00:00"));
    to(local("2026-11-18T03:01:00"));
    EXPECT_THAT(actions(swap, nina), ElementsAre());
    const auto told = house.facts<facts::v1::ShiftSwapMoved>();
    EXPECT_EQ(told.back().state(), "lapsed");
    EXPECT_EQ(answers(nina, swap, true).error().code, "escalation.swap_over");
}

TEST_P(ShiftSwaps, refuse_what_is_no_turn) {
    const auto field = [&](const v1::OfferShiftRequest& request) {
        const auto answer = house.call<v1::ShiftSwap>(paula, "OfferShift", request);
        return answer || answer.error().fields.empty() ? std::string("none") : answer.error().fields.at(0).pointer;
    };
    EXPECT_EQ(field(offer_of(paula)), "/to_account_id");
    EXPECT_EQ(field(offer_of(nina, "2026-11-17T09:00:00")), "/from_unix_ms");
    EXPECT_EQ(field(offer_of(nina, "2026-11-23T09:00:00")), "/until_unix_ms");
    EXPECT_EQ(field(offer_of(nina, "2026-11-21T09:00:00", "2026-12-25T09:00:00")), "/until_unix_ms");
    auto layer = offer_of(nina);
    layer.set_layer(7);
    EXPECT_EQ(field(layer), "/layer");
    auto nobody = offer_of(nina);
    nobody.set_to_account_id("");
    EXPECT_EQ(field(nobody), "/to_account_id");
    auto overlapping = offer_of(nina);
    overlapping.set_in_return_from_unix_ms(overlapping.from_unix_ms());
    overlapping.set_in_return_until_unix_ms(overlapping.until_unix_ms());
    EXPECT_EQ(field(overlapping), "/in_return_from_unix_ms");
}
}  // namespace

}  // namespace steward::escalation
