// 24 hours and a thousand mails through the door: nothing is lost, nothing goes round, no machine is answered.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/scenarios/day_of_mail.h"
#include "tests/scenarios/story.h"

namespace steward::scenarios {

class ADayOfMail : public ::testing::Test {
protected:
    // One day for all sentences: it takes a while.
    static void SetUpTestSuite() {
        auto begun = World::begin(storage::Engine::Sqlite, story_midnight());
        ASSERT_TRUE(begun);
        world = std::move(*begun);
        day = std::make_unique<DayOfMail>(*world);
        const Status prepared = day->prepare();
        ASSERT_TRUE(prepared) << prepared.error().message;
        const Status passed = day->pass();
        ASSERT_TRUE(passed) << to_rfc3339(world->now()) << ": " << passed.error().message << " " << passed.error().cause;
        const auto listed = day->all("/api/v1/mails", "mails");
        ASSERT_TRUE(listed);
        for (const auto& mail : *listed) mails.emplace(text_of(mail, "message_id"), mail);
    }
    static void TearDownTestSuite() {
        mails.clear();
        day.reset();
        world.reset();
    }
    void SetUp() override { ASSERT_FALSE(mails.empty()); }

    static std::unique_ptr<World> world;
    static std::unique_ptr<DayOfMail> day;
    static std::multimap<std::string, boost::json::value> mails;
};
std::unique_ptr<World> ADayOfMail::world;
std::unique_ptr<DayOfMail> ADayOfMail::day;
std::multimap<std::string, boost::json::value> ADayOfMail::mails;

namespace {
// Everything that stands in a ticket.
std::string words_in(World& world, const std::string& ticket_id) {
    const auto ticket = world.call("GET", "/api/v1/tickets/" + ticket_id);
    const auto messages = world.list("/api/v1/tickets/" + ticket_id + "/messages", "messages");
    if (!ticket || !messages) return "";
    std::string words = text_of(*ticket, "description");
    for (const auto& message : *messages) words += "\n" + text_of(message, "text");
    return words;
}
}  // namespace

TEST_F(ADayOfMail, is_a_thousand_mails_with_forty_of_machines_or_meant_to_harm) {
    EXPECT_GE(day->sent().size(), 1000u);
    EXPECT_GE(day->from_machines(), 40);
}

TEST_F(ADayOfMail, every_mail_is_one_visible_record_that_ended_as_it_should) {
    EXPECT_EQ(mails.size(), day->sent().size());
    for (const Sent& sent : day->sent()) {
        ASSERT_EQ(mails.count(sent.message_id), 1u) << sent.message_id << " from " << sent.from;
        const auto& mail = mails.find(sent.message_id)->second;
        EXPECT_NE(text_of(mail, "state"), "received");
        EXPECT_FALSE(text_of(mail, "reason").empty());
        if (sent.state.empty()) continue;
        EXPECT_EQ(text_of(mail, "state"), sent.state) << sent.from << ": " << text_of(mail, "reason");
    }
}

TEST_F(ADayOfMail, the_words_of_every_person_stand_in_their_ticket) {
    std::map<std::string, std::string> tickets;
    int looked_at = 0;
    for (const Sent& sent : day->sent()) {
        if (!sent.by_person || sent.state == "held") continue;
        const std::string id = text_of(mails.find(sent.message_id)->second, "ticket_id");
        if (!tickets.contains(id)) tickets[id] = words_in(*world, id);
        EXPECT_NE(tickets[id].find(sent.words), std::string::npos) << sent.message_id;
        ++looked_at;
    }
    EXPECT_GT(looked_at, 800);
}

TEST_F(ADayOfMail, no_machine_is_answered) {
    std::set<std::string> addresses, letters;
    for (const Sent& sent : day->sent()) {
        if (!sent.is_machine) continue;
        addresses.insert(sent.from);
        letters.insert(sent.message_id);
    }
    for (const Arrived& mail : day->arrived()) {
        EXPECT_FALSE(addresses.contains(mail.to)) << mail.to << ": " << mail.subject;
        EXPECT_FALSE(!mail.in_reply_to.empty() && letters.contains(mail.in_reply_to)) << mail.in_reply_to;
        EXPECT_FALSE(mail.to.starts_with("stranger-")) << mail.to;
    }
}

TEST_F(ADayOfMail, a_program_that_answers_everything_and_hides_it_stops_by_itself) {
    std::map<std::string, int> to_robots;
    for (const Arrived& mail : day->arrived()) {
        if (mail.to.starts_with("robot-")) ++to_robots[mail.to];
    }
    EXPECT_EQ(to_robots.size(), 2u);
    for (const auto& [robot, count] : to_robots) EXPECT_LE(count, 6) << robot;
    EXPECT_EQ(day->arrived().size(), day->arrived_before_the_night()) << "nothing goes on while nobody writes";
}

TEST_F(ADayOfMail, what_was_solved_stays_so_whatever_machines_answer) {
    const auto ticket = world->call("GET", "/api/v1/tickets/" + day->quiet_ticket());
    ASSERT_TRUE(ticket);
    EXPECT_EQ(text_of(*ticket, "state"), "resolved");
    EXPECT_EQ(text_of(*ticket, "reopened_count"), "0");
    const std::string words = words_in(*world, day->quiet_ticket());
    EXPECT_NE(words.find("An automatic mail came"), std::string::npos);
    EXPECT_EQ(words.find("What stands in this ticket"), std::string::npos) << "of another client";
}

TEST_F(ADayOfMail, whatever_we_wrote_arrived_once) {
    const auto deliveries = day->all("/api/v1/deliveries", "deliveries");
    ASSERT_TRUE(deliveries);
    EXPECT_EQ(deliveries->size(), day->arrived().size());
    for (const auto& delivery : *deliveries) EXPECT_EQ(text_of(delivery, "state"), "delivered") << text_of(delivery, "last_error");
    std::set<std::string> ids;
    for (const Arrived& mail : day->arrived()) EXPECT_TRUE(ids.insert(mail.message_id).second) << mail.message_id;
}

}  // namespace steward::scenarios
