// The helpdesk's API: load, decide (states.h, priority.h), one transaction through the desk.
//
// service.cpp changes tickets, service_lists.cpp reads lists and conversations, service_relations.cpp ties tickets to others,
// people and devices, service_merge.cpp merges and splits, service_categories.cpp keeps the tree, service_exceptions.cpp what leaves
// its promises.
#pragma once

#include "server/modules/helpdesk/desk.h"
#include "server/modules/helpdesk/exceptions.h"
#include "server/modules/helpdesk/merge.h"
#include "server/modules/helpdesk/states.h"
#include "server/modules/services/services.h"
#include "server/platform/access/call.h"
#include "steward/helpdesk/v1/helpdesk.service.h"

namespace steward::helpdesk {

class Service final : public v1::HelpdeskService {
public:
    /// `services` may be nullptr: then no client has any.
    Service(directory::Directory& directory, Desk& desk, services::Services* services)
        : directory_(directory), desk_(desk), services_(services), merging_(desk) {}

    Result<v1::ListTicketsResponse> list_tickets(Call& call, const v1::ListTicketsRequest& request) override;
    Result<v1::Ticket> get_ticket(Call& call, const v1::GetTicketRequest& request) override;
    Result<v1::Ticket> create_ticket(Call& call, const v1::CreateTicketRequest& request) override;
    Result<v1::Ticket> update_ticket(Call& call, const v1::UpdateTicketRequest& request) override;
    Result<v1::Ticket> assign_ticket(Call& call, const v1::AssignTicketRequest& request) override;
    Result<v1::Ticket> move_ticket(Call& call, const v1::MoveTicketRequest& request) override;
    Result<v1::TicketException> decide_ticket_exception(Call& call, const v1::DecideTicketExceptionRequest& request) override;
    Result<v1::ListMessagesResponse> list_messages(Call& call, const v1::ListMessagesRequest& request) override;
    Result<v1::TicketMessage> add_message(Call& call, const v1::AddMessageRequest& request) override;
    Result<v1::ListQueuesResponse> list_queues(Call& call, const v1::ListQueuesRequest& request) override;

    Result<v1::ListTicketCategoriesResponse> list_ticket_categories(Call& call, const v1::ListTicketCategoriesRequest& request) override;
    Result<v1::TicketCategory> create_ticket_category(Call& call, const v1::CreateTicketCategoryRequest& request) override;
    Result<v1::TicketCategory> update_ticket_category(Call& call, const v1::UpdateTicketCategoryRequest& request) override;
    Result<v1::TicketRelations> get_ticket_relations(Call& call, const v1::GetTicketRelationsRequest& request) override;
    Result<v1::Ticket> set_ticket_tags(Call& call, const v1::SetTicketTagsRequest& request) override;
    Result<v1::ListTicketTagsResponse> list_ticket_tags(Call& call, const v1::ListTicketTagsRequest& request) override;
    Result<v1::TicketRelations> change_ticket_watchers(Call& call, const v1::ChangeTicketWatchersRequest& request) override;
    Result<v1::TicketRelations> change_ticket_affected(Call& call, const v1::ChangeTicketAffectedRequest& request) override;
    Result<v1::TicketRelations> link_ticket(Call& call, const v1::LinkTicketRequest& request) override;
    Result<v1::TicketRelations> unlink_ticket(Call& call, const v1::UnlinkTicketRequest& request) override;
    Result<v1::TicketMergePlan> preview_ticket_merge(Call& call, const v1::PreviewTicketMergeRequest& request) override;
    Result<v1::Ticket> merge_ticket(Call& call, const v1::MergeTicketRequest& request) override;
    Result<v1::Ticket> unmerge_ticket(Call& call, const v1::UnmergeTicketRequest& request) override;
    Result<v1::Ticket> split_ticket(Call& call, const v1::SplitTicketRequest& request) override;

private:
    /// The ticket of the call, in the client of the call, visible to the caller. Failure: NotFound.
    Result<TicketRow> load_ticket(Transaction& transaction, const Call& call, std::string_view id) const;
    /// The same, and that the caller may write in it. Failure: also Forbidden "helpdesk.only_read".
    Result<TicketRow> load_to_write(Transaction& transaction, const Call& call, std::string_view id) const;
    Status set_requester(Transaction& transaction, TicketRow& ticket, std::string_view person_id, bool& vip) const;
    Status set_device(TicketRow& ticket, std::string_view device_id) const;
    /// A service of the ticket's client, as something that is affected. Failure: Invalid with `pointer`.
    Result<Tied> affected_service(Transaction& transaction, const TicketRow& ticket, std::string_view pointer, std::string_view id) const;
    /// What the fields of the request say, upon `after`.
    Status apply_update(Transaction& transaction, const v1::UpdateTicketRequest& request, TicketRow& after) const;

    /// What took `after` out of its promises stands among the exceptions of the month; nothing where it did not.
    Status note_withdrawal(Transaction& transaction, Call& call, const TicketRow& before, TicketRow& after,
                           const std::vector<std::string>& missed, const std::string& reason);
    /// The same of a priority that a person lowered. Failure: Invalid "/reason", where a P1 or P2 is lowered without one.
    Status note_lowering(Transaction& transaction, Call& call, const TicketRow& before, TicketRow& after,
                         const std::vector<std::string>& missed, const std::string& reason);
    Status note_exception(Transaction& transaction, Call& call, TicketRow& ticket, ExceptionRow row, const std::string& told);

    Result<v1::TicketRelations> relations(Transaction& transaction, const Call& call, const TicketRow& ticket) const;
    /// Ties `ticket` below `parent`, or takes it out with none.
    Status set_parent(Transaction& transaction, const Call& call, const TicketRow& ticket, const TicketRow* parent);
    /// Failure: Conflict "helpdesk.newer_messages" with the ids of what others said since the writer looked.
    Status nothing_newer(Transaction& transaction, const Call& call, const TicketRow& ticket, Instant seen) const;
    /// Whether the caller resolves it only with time booked.
    Result<bool> needs_time(Transaction& transaction, const Caller& caller, TicketId ticket) const;
    Status book_time(Transaction& transaction, const Call& call, TicketId ticket, const v1::MoveTicketRequest& request) const;
    Status mention(Transaction& transaction, const TicketRow& ticket, const MessageRow& message);
    /// Solved together with their parent.
    Status resolve_children(Transaction& transaction, const Call& call, const TicketRow& parent);
    /// Whose decision each of them waits for.
    Status add_decisions(Transaction& transaction, std::span<v1::Ticket* const> messages) const;
    Status add_tags(Transaction& transaction, std::span<v1::Ticket* const> messages) const;
    Status keep_askers_actions(Transaction& transaction, const Call& call, std::span<v1::Ticket* const> messages) const;
    /// Whether this one of a client's people asked for it, or nobody is named who did.
    Result<bool> is_asker(Transaction& transaction, const Caller& caller, const TicketRow& ticket) const;
    /// Failure: Forbidden "helpdesk.not_the_requester".
    Status require_asker(Transaction& transaction, const Caller& caller, const TicketRow& ticket) const;
    /// The people of the client whom a request wants to let watch. Failures: Invalid with their fields.
    Result<std::vector<Tied>> people_to_watch(Transaction& transaction, const Call& call, const TicketRow& ticket,
                                              const v1::ChangeTicketWatchersRequest& request) const;
    Status may_change_watchers(Transaction& transaction, const Call& call, const TicketRow& ticket,
                               const v1::ChangeTicketWatchersRequest& request) const;

    /// The ticket with its clocks and why they stand where they stand.
    Result<v1::Ticket> answer(Transaction& transaction, const TicketRow& ticket, const Call& call) const;
    /// Into each message the clocks of its ticket, by one query for all.
    Status add_clocks(Transaction& transaction, std::span<v1::Ticket* const> messages, bool with_steps, Instant now) const;

    directory::Directory& directory_;
    Desk& desk_;
    services::Services* services_;
    Merging merging_;
};

/// The id of the person for whom this caller asks who names `person_id`, or nobody; empty: for nobody by name. Failure: Invalid, when they
/// may ask for themselves alone.
Result<std::string> requester_wanted(Transaction& transaction, const Caller& caller, ClientId client, std::string_view person_id);

Mover mover_of(const Caller& caller);
/// Of a client's people: lets colleagues watch what others of them asked for.
bool may_invite(const Caller& caller);
inline Side side_of(const Caller& caller) { return caller.client_side ? Side::Client : Side::Staff; }
Actor actor_of(const Caller& caller);

/// How `call`'s caller sees the ticket, with what they may do to it now.
v1::Ticket ticket_message(const TicketRow& ticket, const Call& call);
v1::Ticket ticket_message(const TicketRow& ticket, const Caller& caller, Instant now);
void fill_clock(v1::TicketClock& message, const service_levels::ClockFace& face);

/// " and ..." over the tickets `t` that leaves out what client-side callers never see: tickets of kind
/// internal, and for those who have only their own (domain/model.md section 3: CUS, CHR) everybody else's.
std::string visible_tickets(const Caller& caller, std::vector<storage::Value>& parameters);
/// The same over the room's own `helpdesk_tickets t` alone, whose row says whether it is confidential.
std::string visible_rows(const Caller& caller, std::vector<storage::Value>& parameters);
bool sees_only_own(const Caller& caller);
/// Of a client's people who read more than their own: they write in what they asked for or follow alone (domain/model.md section 3: CDM,
/// CAP, CRO without CUS or CHR).
bool writes_only_own(const Caller& caller);
/// Whether somebody who reads the ticket may write in it.
Result<bool> may_write(Transaction& transaction, TicketId ticket, const Caller& caller);

/// Failure: Forbidden "helpdesk.staff_only".
Status require_staff(const Caller& caller);
/// Failure: StaleEtag when the caller saw another revision.
Status etag_holds(const Call& call, int64_t revision);
/// Failure: Conflict "helpdesk.ticket_ended".
Status still_alive(const TicketRow& ticket);

}  // namespace steward::helpdesk
