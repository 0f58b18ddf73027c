#include <gtest/gtest.h>

#include "server/platform/access/tests/desk.h"

namespace steward::access {
namespace {
using namespace std::chrono_literals;

class MailLinks : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        ada = desk().owner();
        cara = desk().invited(ada, "cara@client.example", {"CUS"}, false, {ClientId::make(desk().now, desk().rng).text()});
    }
    Result<v1::RequestMailLinkResponse> request(const std::string& email) {
        v1::RequestMailLinkRequest asked;
        asked.set_email(email);
        return desk().ask_mail_links(visitor, &v1::MailLinkService::request_mail_link, asked);
    }
    Result<v1::Session> redeem(const std::string& token, const std::string& flow_secret) {
        v1::RedeemMailLinkRequest asked;
        asked.set_link_token(token);
        asked.set_flow_secret(flow_secret);
        visitor.cookie.clear();
        STEWARD_TRY(const auto answer, desk().ask_mail_links(visitor, &v1::MailLinkService::redeem_mail_link, asked));
        return answer.session();
    }
    // The tokens of the mails that were wanted, oldest first.
    std::vector<std::string> mails() {
        std::vector<std::string> tokens;
        EXPECT_TRUE(desk().database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto rows, transaction.query("select subject from journal_facts where kind = $1 order by number",
                                                           "steward.facts.v1.SignInMailWanted"));
            for (const auto& row : rows) {
                const std::string address = desk().access->sign_in_mail().address_of(row.text(0), desk().now);
                tokens.push_back(address.substr(std::min(address.find('#') + 1, address.size())));
            }
            return {};
        }));
        return tokens;
    }
    Person ada, cara, visitor{.email = ""};
};
STEWARD_FOR_EACH_ENGINE(MailLinks);

TEST_P(MailLinks, open_the_account_of_a_clients_person_once) {
    const auto asked = request("Cara@client.example").value();
    ASSERT_EQ(mails().size(), 1u);
    const std::string token = mails().front();
    const auto session = redeem(token, asked.flow_secret());
    ASSERT_TRUE(session) << session.error().message;
    EXPECT_EQ(session->email(), "cara@client.example");
    EXPECT_FALSE(session->needs_second_factor());
    EXPECT_EQ(redeem(token, asked.flow_secret()).error().code, "access.mail_link_refused");
    EXPECT_EQ(mails().front(), "") << "nothing to send any more";
}

TEST_P(MailLinks, answer_alike_for_everybody_and_go_to_nobody_else) {
    for (const auto* email : {"nobody@client.example", "ada@harbour.example", "", "no address"}) {
        const auto asked = request(email);
        ASSERT_TRUE(asked) << email;
        EXPECT_EQ(asked->flow_secret().size(), 43u);
    }
    EXPECT_TRUE(mails().empty()) << "neither strangers nor staff";
    v1::UpdateAccountRequest update;
    update.set_account_id(desk().account_id(cara.email));
    update.set_status("disabled");
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::update_account, update));
    ASSERT_TRUE(request(cara.email));
    EXPECT_TRUE(mails().empty());
}

TEST_P(MailLinks, hold_for_a_quarter_of_an_hour_in_the_browser_that_asked) {
    const auto asked = request(cara.email).value();
    const auto elsewhere = request("nobody@client.example").value();
    const std::string token = mails().front();
    EXPECT_EQ(redeem(token, elsewhere.flow_secret()).error().code, "access.other_browser");
    EXPECT_EQ(redeem(token, "").error().code, "access.other_browser");
    desk().now = desk().now + 15min;
    EXPECT_EQ(redeem(token, asked.flow_secret()).error().code, "access.mail_link_refused");
}

TEST_P(MailLinks, are_five_in_an_hour) {
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(request(cara.email)) << i;
    EXPECT_EQ(mails().size(), 5u);
    desk().now = desk().now + 61min;
    ASSERT_TRUE(request(cara.email));
    EXPECT_EQ(mails().size(), 6u);
}

TEST_P(MailLinks, are_not_used_up_by_somebody_elsewhere) {
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(request(cara.email));
    visitor.address = "198.51.100.20";
    ASSERT_TRUE(request(cara.email));
    EXPECT_EQ(mails().size(), 6u) << "who asks from their own network gets one";
    for (int network = 0; network < 60; ++network) {
        visitor.address = "198.18." + std::to_string(network) + ".1";
        ASSERT_TRUE(request(cara.email));
    }
    EXPECT_EQ(mails().size(), 40u) << "and a mailbox is never filled";
}

TEST_P(MailLinks, let_an_invited_person_in_and_ask_for_the_factor_of_one_who_has_it) {
    v1::CreateAccountRequest invitation;
    invitation.set_name("Carl");
    invitation.set_email("carl@client.example");
    invitation.add_roles("CRO");
    invitation.add_client_ids(ClientId::make(desk().now, desk().rng).text());
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::create_account, invitation));
    const auto asked = request("carl@client.example").value();
    EXPECT_TRUE(redeem(mails().back(), asked.flow_secret()));

    desk().enrol(cara);
    const auto again = request(cara.email).value();
    EXPECT_TRUE(redeem(mails().back(), again.flow_secret())->needs_second_factor());
}

}  // namespace
}  // namespace steward::access
