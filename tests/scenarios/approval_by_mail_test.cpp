// A question goes out by mail, and somebody of the client who is not signed in answers it by the link in it.
#include <gtest/gtest.h>

#include "server/modules/correspondence/correspondence.h"
#include "server/platform/mail/message.h"
#include "tests/scenarios/on_call.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace {
namespace json = boost::json;

std::string link_in(const std::string& mail) {
    constexpr std::string_view mark = "/approve#";
    const std::string words = words_of(mail);
    const size_t at = words.find(mark);
    const size_t begin = at == std::string::npos ? words.size() : at + mark.size();
    return words.substr(begin, words.find_first_of("\r\n ", begin) - begin);
}

class ApprovalByMail : public ::testing::TestWithParam<storage::Engine> {
protected:
    void SetUp() override {
        auto begun = World::begin(GetParam(), Instant{1'795'000'000'000});
        ASSERT_TRUE(begun) << begun.error().message << begun.error().cause;
        world = std::move(*begun);
        ASSERT_TRUE(world->add_client("harbour"));
        ASSERT_TRUE(world->add_mail("desk", "mail.answer"));
        const std::string client = "/api/v1/clients/" + world->client_id("harbour").value();
        carla = text_of(must(client + "/people", {{"name", "Carla"}, {"email", "carla@harbour.example"}, {"roles", json::array{"CAP"}}}),
                        "person_id");
        ticket = text_of(must(client + "/tickets", {{"kind", "request"}, {"source", "phone"}, {"title", "Folder Accounts"}}), "ticket_id");
        must("/api/v1/tickets/" + ticket + "/state", {{"state", "triaged"}, {"category_id", usual_category}});
    }

    json::value must(const std::string& path, const json::value& body) {
        auto answer = world->call("POST", path, body);
        EXPECT_TRUE(answer) << path << ": " << (answer ? "" : answer.error().message);
        return answer ? *answer : json::value(json::object{});
    }
    /// Carla answers the newest mail that she got, and our mail server says of it what `results` says.
    void carla_answers(const std::string& words, const std::string& results) {
        const auto asked = mail::read_message(world->mail().messages().back());
        ASSERT_TRUE(asked) << asked.error().message;
        const std::string letter = "From: Carla <carla@harbour.example>\r\nTo: desk@msp.example\r\nSubject: Re: " + asked->subject +
                                   "\r\nMessage-ID: <c" + std::to_string(++letters) + "@harbour.example>\r\nIn-Reply-To: <" +
                                   asked->message_id + ">\r\nAuthentication-Results: mx.msp.example; dmarc=" + results +
                                   " header.from=harbour.example\r\n\r\n" + words + "\r\n";
        mail::Arrival arrival{
            .envelope = {.sender = "carla@harbour.example", .recipients = {"desk@msp.example"}}, .bytes = letter, .size = letter.size()};
        ASSERT_TRUE(world->house().context().take<correspondence::Correspondence>().take_in("lmtp", std::move(arrival)));
        // Judged, then decided, then written about, then sent: each hears of the one before.
        for (int i = 0; i < 3; ++i) ASSERT_TRUE(world->step(world->now() + std::chrono::seconds(20)));
    }
    int letters = 0;

    std::string state() { return text_of(world->call("GET", "/api/v1/tickets/" + ticket).value(), "state"); }

    std::unique_ptr<World> world;
    std::string carla, ticket;
};
STEWARD_FOR_EACH_ENGINE(ApprovalByMail);

TEST_P(ApprovalByMail, waits_for_the_client_and_is_decided_once_by_whoever_holds_the_link) {
    const auto asked = must("/api/v1/tickets/" + ticket + "/approvals",
                            {{"kind", "access"}, {"question", "May Ursula read the folder Accounts?"}, {"person_ids", json::array{carla}}});
    EXPECT_EQ(state(), "waiting_client");
    ASSERT_TRUE(world->settle());
    const auto mails = world->mail().messages();
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_NE(mails[0].find("To: carla@harbour.example"), std::string::npos) << mails[0];
    const std::string token = link_in(mails[0]);
    ASSERT_EQ(token.size(), 48u) << words_of(mails[0]);

    Visitor nobody(*world, "nobody");
    const auto looked = nobody.ask("POST", "/api/v1/approval-links/look", {{"token", token}});
    EXPECT_EQ(looked.status, 200) << looked.body;
    EXPECT_NE(looked.body.find("May Ursula read the folder Accounts?"), std::string::npos);
    EXPECT_EQ(state(), "waiting_client") << "a scanner of mail may open it";
    const auto decided =
        nobody.ask("POST", "/api/v1/approval-links/decide", {{"token", token}, {"decision", "approved"}, {"comment", "Until May."}});
    EXPECT_EQ(decided.status, 200) << decided.body;
    EXPECT_EQ(state(), "in_progress");
    EXPECT_EQ(nobody.ask("POST", "/api/v1/approval-links/decide", {{"token", token}, {"decision", "rejected"}, {"comment", "No."}}).status,
              409);
    const auto audit = world->list("/api/v1/audit", "entries");
    ASSERT_TRUE(audit) << audit.error().message;
    const std::string trail = json::serialize(*audit);
    EXPECT_NE(trail.find("approvals.decided_by_link"), std::string::npos);
    EXPECT_NE(trail.find("Carla"), std::string::npos);
    EXPECT_EQ(trail.find(token), std::string::npos) << "the link is a secret";
    EXPECT_EQ(text_of(world->call("GET", "/api/v1/approvals/" + text_of(asked, "approval_id")).value(), "state"), "approved");
}

TEST_P(ApprovalByMail, is_decided_by_a_verified_yes_in_the_first_line_of_the_answer_and_by_nothing_else) {
    ASSERT_TRUE(world->call("PATCH", "/api/v1/mail-settings", {{"address", "desk@msp.example"}, {"authserv_id", "mx.msp.example"}}));
    const auto asked = must("/api/v1/tickets/" + ticket + "/approvals",
                            {{"kind", "access"}, {"question", "May Ursula read the folder Accounts?"}, {"person_ids", json::array{carla}}});
    const auto approval = [&] { return world->call("GET", "/api/v1/approvals/" + text_of(asked, "approval_id")).value(); };
    ASSERT_TRUE(world->settle());
    ASSERT_EQ(world->mail().messages().size(), 1u);
    carla_answers("Yes, but only until May.", "pass");
    EXPECT_EQ(text_of(approval(), "state"), "pending") << "a condition is no yes";
    auto mails = world->mail().messages();
    ASSERT_EQ(mails.size(), 2u) << "she is told how to decide: " << json::serialize(*world->list("/api/v1/deliveries", "deliveries"));
    EXPECT_EQ(link_in(mails[1]).size(), 48u) << "by the link, too: " << words_of(mails[1]);
    carla_answers("Yes", "none");
    EXPECT_EQ(text_of(approval(), "state"), "pending") << "anybody can write her name";
    EXPECT_EQ(world->mail().messages().size(), 2u) << "once a day is enough";
    carla_answers("Yes.\r\n\r\nUntil May.", "pass");
    EXPECT_EQ(text_of(approval(), "state"), "approved");
    EXPECT_EQ(state(), "in_progress");
    const auto talk = json::serialize(*world->call("GET", "/api/v1/tickets/" + ticket + "/messages"));
    EXPECT_NE(talk.find("Approved by Carla, by answering the mail."), std::string::npos) << talk;
}

}  // namespace
}  // namespace steward::scenarios
