// A provider with two clients, one machine and four accounts, and the verbs of a service desk.
#pragma once

#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::helpdesk {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

class DeskStory : public testing_house::Story {
protected:
    DeskStory();

    // Verbs; those of the desk are Theo's.
    v1::Ticket create(const std::string& title) { return create(title, harbour); }
    v1::Ticket create(const std::string& title, ClientId client);
    v1::Ticket get(const Caller& caller, const std::string& id);
    static v1::TicketClock clock_of(const v1::Ticket& ticket, const std::string& kind);  // empty: it has none
    v1::TicketClock clock_of(const std::string& id, const std::string& kind) { return clock_of(get(theo, id), kind); }
    v1::ListTicketsResponse list(const Caller& caller, const std::string& filter, const std::string& order = "");
    std::vector<v1::TicketMessage> conversation(const Caller& caller, const std::string& id);
    /// How many lines of it, messages and history, hold these words.
    int times_said(const std::string& id, const std::string& words);
    void say(const Caller& caller, const std::string& id, const std::string& text, bool internal = false);
    v1::Ticket assign(const std::string& id, const std::string& account);
    v1::Ticket move(const std::string& id, const std::string& state) { return house.must<v1::Ticket>(theo, "MoveTicket", to(id, state)); }
    v1::Ticket resolve(const std::string& id);
    std::string resolved_ticket();
    int open_tickets_of(ClientId client);

    static v1::MoveTicketRequest to(const std::string& id, const std::string& state);
    static v1::MoveTicketRequest with_reason(v1::MoveTicketRequest request, const std::string& reason);

    ClientId harbour, mill;
    DeviceId files;
    std::string tech_account, mill_account, disabled_account, client_account;
    Caller theo, carla;

    std::string account(const std::string& name, const std::string& role, const std::string& status, ClientId client);
};

}  // namespace steward::helpdesk
