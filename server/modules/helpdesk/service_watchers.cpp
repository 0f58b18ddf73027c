// Who hears of a ticket: our people, and people of its client. A client's own people let their colleagues watch what they asked for.
#include <algorithm>

#include "server/modules/helpdesk/accounts.h"
#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/service.h"

namespace steward::helpdesk {

namespace {
Status few_enough(int size, const char* pointer) {
    if (size <= most_relations) return {};
    return bad_field(pointer, "At most " + std::to_string(most_relations) + " at once.");
}

// A person of the client who has this address, or holds this role of the client.
Result<PersonId> person_with_address(Transaction& transaction, ClientId client, const std::string& address) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select q.id from directory_v_people q where q.client_id = $1 and q.email <> '' and lower(q.email) = "
                                      "lower($2) order by q.id limit 1",
                                      client, address));
    return row ? row->id<PersonId>(0) : PersonId{};
}

// Whoever is the client's people contact reads what is confidential, watching or not.
Result<bool> is_people_contact(Transaction& transaction, ClientId client, PersonId person) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select roles from directory_v_people where client_id = $1 and id = $2", client, person));
    return row && ("," + row->text(0) + ",").find(",CHR,") != std::string::npos;
}
}  // namespace

bool may_invite(const Caller& caller) {
    constexpr std::string_view who[] = {"CDM", "CAP", "CHR"};
    return std::any_of(std::begin(who), std::end(who), [&](std::string_view role) { return caller.roles.contains(std::string(role)); });
}

// Whoever asked, and who sees all tickets of the client or raises them for its people; anybody else may only stop watching.
Status Service::may_change_watchers(Transaction& transaction, const Call& call, const TicketRow& ticket,
                                    const v1::ChangeTicketWatchersRequest& request) const {
    const Caller& caller = call.caller();
    if (!caller.client_side) return {};
    if (request.add_account_ids_size() + request.remove_account_ids_size() > 0) return require_staff(caller);
    STEWARD_CHECK(still_alive(ticket));
    STEWARD_TRY(const bool asked, is_asker(transaction, caller, ticket));
    if (asked || may_invite(caller)) return {};
    STEWARD_TRY(const auto self, person_of_account(transaction, ticket.client, caller.account));
    const bool only_leaves = request.add_person_ids_size() + request.add_addresses_size() == 0 && !self.is_nil() &&
                             std::all_of(request.remove_person_ids().begin(), request.remove_person_ids().end(),
                                         [&](const std::string& id) { return id == self.text(); });
    return only_leaves ? Status{} : require_asker(transaction, caller, ticket);
}

Result<std::vector<Tied>> Service::people_to_watch(Transaction& transaction, const Call& call, const TicketRow& ticket,
                                                   const v1::ChangeTicketWatchersRequest& request) const {
    std::vector<Tied> people;
    const bool adds = request.add_person_ids_size() + request.add_addresses_size() > 0;
    if (adds && ticket.kind == "internal") return bad_field("/add_person_ids", "Nobody of the client hears of an internal ticket.");
    const auto take = [&](const std::string& id, const char* pointer, const char* nobody) -> Status {
        TicketRow named = ticket;
        bool vip = false;
        if (id.empty() || !set_requester(transaction, named, id, vip)) return bad_field(pointer, nobody);
        if (ticket.confidential && call.caller().client_side && !call.caller().roles.contains("CHR")) {
            STEWARD_TRY(const bool reads_it, is_people_contact(transaction, ticket.client, named.requester));
            if (!reads_it) return bad_field(pointer, "This is confidential. Your people contact decides who else may read it.");
        }
        people.push_back({"person", named.requester.text(), named.requester_name, "added", call.now()});
        return {};
    };
    for (const auto& id : request.add_person_ids()) STEWARD_CHECK(take(id, "/add_person_ids", "This client has no such person."));
    for (const auto& address : request.add_addresses()) {
        STEWARD_TRY(const auto person, person_with_address(transaction, ticket.client, address));
        STEWARD_CHECK(
            take(person.is_nil() ? "" : person.text(), "/add_addresses", "Nobody of this organisation is known here by this address."));
    }
    return people;
}

Result<v1::TicketRelations> Service::change_ticket_watchers(Call& call, const v1::ChangeTicketWatchersRequest& request) {
    STEWARD_CHECK(
        few_enough(request.add_account_ids_size() + request.add_person_ids_size() + request.add_addresses_size(), "/add_account_ids"));
    STEWARD_CHECK(few_enough(request.remove_account_ids_size() + request.remove_person_ids_size(), "/remove_account_ids"));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, load_ticket(*transaction, call, request.ticket_id()));
    STEWARD_CHECK(may_change_watchers(*transaction, call, ticket, request));
    STEWARD_TRY(auto watchers, people_to_watch(*transaction, call, ticket, request));
    for (const auto& id : request.add_account_ids()) {
        const auto account = require_assignable(*transaction, ticket.client, id);
        if (!account) return bad_field("/add_account_ids", "Choose people who work on tickets and see this client.");
        watchers.insert(watchers.begin(), {"account", account->id.text(), account->name, "added", call.now()});
    }
    const Actor actor = actor_of(call.caller());
    std::string added;
    for (const auto& watcher : watchers) {
        STEWARD_CHECK(watch(*transaction, ticket, watcher, actor, call.now()));
        added += (added.empty() ? "" : ", ") + watcher.name;
    }
    bool removed = false;
    for (const auto& [kind, ids] :
         {std::pair("account", &request.remove_account_ids()), std::pair("person", &request.remove_person_ids())}) {
        for (const auto& id : *ids) {
            STEWARD_TRY(const bool gone, remove_watcher(*transaction, ticket.id, kind, id));
            removed = removed || gone;
        }
    }
    const std::string text = (added.empty() ? "" : "Watching now: " + added + ".") + (removed ? " A watcher was removed." : "");
    if (!text.empty()) {
        STEWARD_CHECK(desk_.remark(*transaction, ticket,
                                   {.at = call.now(),
                                    .actor = actor,
                                    .field = "watchers",
                                    .from = "",
                                    .to = "",
                                    .reason = "",
                                    .text = text,
                                    .internal = !call.caller().client_side}));
    }
    call.set_audit_subject(ticket.id.text());
    return relations(*transaction, call, ticket);
}

}  // namespace steward::helpdesk
