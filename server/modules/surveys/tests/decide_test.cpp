// Who is asked, the signed word of a link, and K08.
#include "server/modules/surveys/decide.h"

#include <gtest/gtest.h>

#include "server/modules/surveys/satisfaction.h"
#include "server/modules/surveys/token.h"

namespace steward::surveys {
namespace {

const Instant noon = parse_rfc3339("2026-11-25T12:00:00Z").value_or(Instant{});  // a Wednesday

Candidate anna() {
    return {.enabled = true,
            .has_public_address = true,
            .ticket_kind = "incident",
            .ticket_source = "phone",
            .ticket_state = "resolved",
            .resolution_code = "fixed",
            .has_person = true,
            .address = "anna@client.example",
            .asked_before = {}};
}

TEST(WhoIsAsked, a_person_whose_ticket_is_resolved) { EXPECT_EQ(why_not(anna(), noon), ""); }

TEST(WhoIsAsked, and_nobody_else) {
    const auto without = [](auto change) {
        Candidate candidate = anna();
        change(candidate);
        return why_not(candidate, noon);
    };
    EXPECT_EQ(without([](Candidate& c) { c.enabled = false; }), "off");
    EXPECT_EQ(without([](Candidate& c) { c.ticket_source = "alert"; }), "automatic");
    EXPECT_EQ(without([](Candidate& c) { c.ticket_source = "scheduled"; }), "automatic");
    EXPECT_EQ(without([](Candidate& c) { c.ticket_source = "survey"; }), "automatic") << "a follow-up is not asked about";
    EXPECT_EQ(without([](Candidate& c) { c.ticket_kind = "internal"; }), "internal");
    EXPECT_EQ(without([](Candidate& c) { c.resolution_code = "no_reply"; }), "no_reply");
    EXPECT_EQ(without([](Candidate& c) { c.ticket_state = "in_progress"; }), "not_resolved");
    EXPECT_EQ(without([](Candidate& c) { c.ticket_state = "merged"; }), "not_resolved");
    EXPECT_EQ(without([](Candidate& c) { c.has_person = false; }), "no_person");
    EXPECT_EQ(without([](Candidate& c) { c.address = ""; }), "no_address");
    EXPECT_EQ(without([](Candidate& c) { c.address = "No-Reply@client.example"; }), "machine");
    EXPECT_EQ(without([](Candidate& c) { c.is_ours = true; }), "ours");
    EXPECT_EQ(without([](Candidate& c) { c.has_refused = true; }), "refused");
    EXPECT_EQ(without([](Candidate& c) { c.has_public_address = false; }), "no_public_address");
}

TEST(WhoIsAsked, nobody_twice_within_seven_days_or_one_ISO_week) {
    Candidate candidate = anna();
    candidate.asked_before = noon - std::chrono::days(7) + Duration{1};
    EXPECT_EQ(why_not(candidate, noon), "asked_lately");
    candidate.asked_before = noon - std::chrono::days(7);
    EXPECT_EQ(why_not(candidate, noon), "");
    EXPECT_EQ(iso_week(noon), "2026-W48");
    EXPECT_EQ(iso_week(parse_rfc3339("2027-01-01T00:00:00Z").value_or(Instant{})), "2026-W53");
    EXPECT_EQ(iso_week(parse_rfc3339("2026-11-29T23:59:59.999Z").value_or(Instant{})), "2026-W48");
    EXPECT_EQ(iso_week(parse_rfc3339("2026-11-30T00:00:00Z").value_or(Instant{})), "2026-W49");
}

TEST(WhoIsAsked, machines_are_known_by_their_names_and_people_are_not_taken_for_one) {
    for (const char* address :
         {"noreply@a.example", "no-reply+x@a.example", "MAILER-DAEMON@a.example", "postmaster@a.example", "bounce-12@a.example"})
        EXPECT_TRUE(is_machine(address)) << address;
    for (const char* address : {"anna@a.example", "noreplyson@a.example", "bouncer@a.example", "@", ""})
        EXPECT_FALSE(is_machine(address)) << address;
}

TEST(SurveyLink, is_good_for_its_survey_until_it_expires_and_for_nothing_else) {
    SystemRng rng;
    const Bytes key(survey_key_size, 7), other(survey_key_size, 8);
    const SurveyId survey = SurveyId::make(noon, rng);
    const std::string token = make_survey_token(key, survey, noon + survey_token_life);
    EXPECT_EQ(read_survey_token(key, token, noon), survey);
    EXPECT_FALSE(read_survey_token(key, token, noon + survey_token_life));
    EXPECT_FALSE(read_survey_token(other, token, noon));
    EXPECT_FALSE(read_survey_token({}, token, noon));
    for (size_t i = 0; i < token.size(); ++i) {
        std::string forged = token;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(read_survey_token(key, forged, noon)) << i;
    }
    for (const char* text : {"", "x", "................................................"}) EXPECT_FALSE(read_survey_token(key, text, noon));
}

TEST(K08, the_example_of_the_catalogue_is_93_point_5_percent_at_39_percent_response) {
    const Tally tally{.sent = 118, .good = 43, .ok = 2, .bad = 1};
    EXPECT_EQ(tally.answered(), 46);
    EXPECT_NEAR(tally.percent(), 93.5, 0.05);
    EXPECT_NEAR(tally.response_percent(), 39.0, 0.05);
    const Interval interval = interval_of(tally);
    EXPECT_LT(interval.low, tally.percent());
    EXPECT_GT(interval.high, tally.percent());
    EXPECT_NEAR(interval.low, 82.5, 0.1);
    EXPECT_NEAR(interval.high, 97.8, 0.1);
}

TEST(K08, too_few_and_none_are_said_and_not_counted) {
    EXPECT_FALSE((Tally{.sent = 9, .good = 9}).is_enough());
    EXPECT_TRUE((Tally{.sent = 10, .good = 10}).is_enough());
    EXPECT_FALSE((Tally{.sent = 50}).has_data());
    EXPECT_EQ((Tally{}).percent(), 0);
    EXPECT_EQ((Tally{}).response_percent(), 0);
    EXPECT_EQ(interval_of({}).high, 100);
}

}  // namespace
}  // namespace steward::surveys
