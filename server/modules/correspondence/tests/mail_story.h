// A provider with two clients whose people write mail, as a story on every database.
#pragma once

#include "server/modules/correspondence/correspondence.h"
#include "steward/correspondence/v1/correspondence.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::attachments {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::approvals {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::correspondence {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

/// What a mail says beside the usual; empty: left out.
struct Written {
    std::string from = "Anna Keller <anna@harbour.example>", subject = "Printer", text = "It is on fire.", id;
    std::string more;  // whole header lines
    std::string sender = "anna@harbour.example", recipient = "desk@msp.example";
};

class MailStory : public testing_house::Story {
protected:
    MailStory();

    // Verbs.
    v1::Mail receive(const Written& written);  // the newest mail after everything was judged
    v1::Mail receive_bytes(const std::string& bytes, const std::string& sender = "anna@harbour.example");
    std::vector<v1::Mail> mails(const std::string& filter = "");
    std::vector<v1::Mail> mails_for(const Caller& caller, const std::string& filter = "");
    helpdesk::v1::Ticket ticket(const std::string& id);
    std::vector<helpdesk::v1::TicketMessage> conversation(const std::string& id);
    void move(const std::string& id, const std::string& state);
    void resolve(const std::string& id);
    OutgoingMarks marks(const std::string& ticket_id);
    std::string person(ClientId client, const std::string& name, const std::string& email);
    AccountId account(const std::string& name, const std::string& email, const std::string& role, ClientId client);
    int tickets();

    ClientId harbour, mill;
    std::string anna;
    Caller owner, theo;
    int written_ = 0;
};

}  // namespace steward::correspondence
