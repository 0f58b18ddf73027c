// A provider, a client with an approver and a decision-maker, and tickets in which somebody asks them.
#pragma once

#include "server/modules/approvals/approvals.h"
#include "steward/approvals/v1/approvals.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::approvals {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

class ApprovalStory : public testing_house::Story {
protected:
    ApprovalStory();

    std::string person(const std::string& name, const std::string& email, const std::vector<std::string>& roles);
    Caller account(const std::string& name, const std::string& email, const std::string& role, bool client_side);
    std::string ticket(const std::string& title, const std::string& requester = {});
    helpdesk::v1::Ticket look(const std::string& ticket);
    /// Every word of the ticket, oldest first, notes in brackets.
    std::string talk(const std::string& ticket);
    void work_on(const std::string& ticket);
    Result<helpdesk::v1::Ticket> move(const std::string& ticket, const std::string& state);

    v1::AskApprovalRequest question(const std::string& ticket, const std::vector<std::string>& people);
    Result<v1::Approval> ask(const v1::AskApprovalRequest& request);
    v1::Approval get(const std::string& approval);
    Result<v1::Approval> decide(const Caller& who, const std::string& approval, const std::string& decision,
                                const std::string& comment = "");
    std::vector<facts::v1::MailWanted> mails();
    /// What stands behind the # of the link that the mail with that number gets.
    std::string token(size_t mail);
    Result<v1::ApprovalFace> look_by_link(const std::string& token);
    Result<v1::ApprovalFace> decide_by_link(const std::string& token, const std::string& decision, const std::string& comment = "");

    ClientId harbour;
    std::string carla_person, dora_person, ursula_person;  // approver, decision-maker, user
    Caller vera, theo, carla, dora, ursula;                // ours: service manager, technician
};

}  // namespace steward::approvals
