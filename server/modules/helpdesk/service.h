// The helpdesk's API: load, decide (states.h, priority.h), one transaction through the desk.
//
// service.cpp changes tickets, service_lists.cpp reads lists and conversations.
#pragma once

#include "server/modules/helpdesk/desk.h"
#include "server/modules/helpdesk/states.h"
#include "server/platform/access/call.h"
#include "steward/helpdesk/v1/helpdesk.service.h"

namespace steward::helpdesk {

class Service final : public v1::HelpdeskService {
public:
    Service(directory::Directory& directory, Desk& desk) : directory_(directory), desk_(desk) {}

    Result<v1::ListTicketsResponse> list_tickets(Call& call, const v1::ListTicketsRequest& request) override;
    Result<v1::Ticket> get_ticket(Call& call, const v1::GetTicketRequest& request) override;
    Result<v1::Ticket> create_ticket(Call& call, const v1::CreateTicketRequest& request) override;
    Result<v1::Ticket> update_ticket(Call& call, const v1::UpdateTicketRequest& request) override;
    Result<v1::Ticket> assign_ticket(Call& call, const v1::AssignTicketRequest& request) override;
    Result<v1::Ticket> move_ticket(Call& call, const v1::MoveTicketRequest& request) override;
    Result<v1::ListMessagesResponse> list_messages(Call& call, const v1::ListMessagesRequest& request) override;
    Result<v1::TicketMessage> add_message(Call& call, const v1::AddMessageRequest& request) override;
    Result<v1::ListQueuesResponse> list_queues(Call& call, const v1::ListQueuesRequest& request) override;

private:
    /// The ticket of the call, in the client of the call, visible to the caller. Failure: NotFound.
    Result<TicketRow> load_ticket(Transaction& transaction, const Call& call, std::string_view id) const;
    Status set_requester(Transaction& transaction, TicketRow& ticket, std::string_view person_id, bool& vip) const;
    Status set_device(TicketRow& ticket, std::string_view device_id) const;
    /// What the fields of the request say, upon `after`.
    Status apply_update(Transaction& transaction, const v1::UpdateTicketRequest& request, TicketRow& after) const;

    /// The ticket with its clocks and why they stand where they stand.
    Result<v1::Ticket> answer(Transaction& transaction, const TicketRow& ticket, const Call& call) const;
    /// Into each message the clocks of its ticket, by one query for all.
    Status add_clocks(Transaction& transaction, std::span<v1::Ticket* const> messages, bool with_steps, Instant now) const;

    directory::Directory& directory_;
    Desk& desk_;
};

inline Side side_of(const Caller& caller) { return caller.client_side ? Side::Client : Side::Staff; }
Actor actor_of(const Caller& caller);

/// How `call`'s caller sees the ticket, with what they may do to it now.
v1::Ticket ticket_message(const TicketRow& ticket, const Call& call);

/// " and ..." over the tickets `t` that leaves out what client-side callers never see: tickets of kind
/// internal, and for those who have only their own (domain/model.md section 3: CUS, CHR) everybody else's.
std::string visible_tickets(const Caller& caller, std::vector<storage::Value>& parameters);
bool sees_only_own(const Caller& caller);

}  // namespace steward::helpdesk
