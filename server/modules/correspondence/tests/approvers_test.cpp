// Whoever answers a request for approval by mail is heard, and gets nothing else of the ticket.
#include "server/modules/correspondence/tests/mail_story.h"
#include "steward/approvals/v1/approvals.pb.h"

namespace steward::correspondence {
namespace {

class Approvers : public MailStory {
protected:
    std::string carla = [this] {
        directory::v1::CreatePersonRequest request;
        request.set_client_id(harbour.text());
        request.set_name("Carla");
        request.set_email("carla@harbour.example");
        request.add_roles("CAP");
        return house.must<directory::v1::Person>(owner, "CreatePerson", request).person_id();
    }();

    std::string by_phone(const std::string& title) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_kind("request");
        request.set_title(title);
        return house.must<helpdesk::v1::Ticket>(owner, "CreateTicket", request).ticket_id();
    }
    void ask_carla(const std::string& ticket_id) {
        approvals::v1::AskApprovalRequest request;
        request.set_ticket_id(ticket_id);
        request.set_kind("access");
        request.set_question("May Anna read the folder Accounts?");
        request.add_person_ids(carla);
        house.must<approvals::v1::Approval>(owner, "AskApproval", request);
    }
    v1::Mail carla_writes(const std::string& ticket_id, const std::string& text) {
        return receive({.from = "Carla <carla@harbour.example>",
                        .text = text,
                        .more = "In-Reply-To: <" + marks(ticket_id).message_id +
                                ">\r\nAuthentication-Results: mx.msp.example; dmarc=pass header.from=harbour.example\r\n",
                        .sender = "carla@harbour.example"});
    }
    std::vector<std::string> answered(const std::string& ticket_id, const std::string& text) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(ticket_id);
        request.set_text(text);
        house.must<helpdesk::v1::TicketMessage>(theo, "AddMessage", request);
        house.reconcile();
        std::vector<std::string> to;
        for (const auto& mail : house.facts<facts::v1::MailWanted>()) {
            if (mail.text().starts_with(text)) to.push_back(mail.to());
        }
        return to;
    }
};
STEWARD_ON_EVERY_DATABASE(Approvers);

TEST_P(Approvers, who_say_yes_are_not_whom_the_answer_is_for) {
    const auto mailed = receive({}).ticket_id(), phoned = by_phone("Folder Accounts");
    ask_carla(mailed);
    ask_carla(phoned);
    EXPECT_EQ(carla_writes(mailed, "Yes").reason_code(), "mail.approval");
    EXPECT_EQ(answered(mailed, "Your laptop is ready."), std::vector<std::string>{"anna@harbour.example"});
    EXPECT_EQ(carla_writes(phoned, "Yes").reason_code(), "mail.approval");
    EXPECT_EQ(answered(phoned, "You can read it now."), std::vector<std::string>{}) << "nobody asked for it by mail";
    EXPECT_EQ(carla_writes(phoned, "Is it done?").reason_code(), "mail.reply");
    EXPECT_EQ(answered(phoned, "It is."), std::vector<std::string>{"carla@harbour.example"}) << "that she asked herself";
}

TEST_P(Approvers, of_a_confidential_ticket_may_answer_while_they_are_asked) {
    const auto id = by_phone("Folder Accounts");
    helpdesk::v1::UpdateTicketRequest close;
    close.set_ticket_id(id);
    close.set_confidential(true);
    house.must<helpdesk::v1::Ticket>(owner, "UpdateTicket", close);
    EXPECT_EQ(carla_writes(id, "What is this?").reason_code(), "mail.confidential");
    ask_carla(id);
    EXPECT_EQ(carla_writes(id, "Yes").reason_code(), "mail.approval");
    EXPECT_EQ(carla_writes(id, "And what else goes on there?").reason_code(), "mail.confidential");
}

}  // namespace
}  // namespace steward::correspondence
