// What a ticket is tied to, over the API: tags, watchers, affected people and devices, other tickets.
#include <algorithm>

#include "server/modules/helpdesk/service.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::helpdesk {

namespace {
constexpr int most_tags_listed = 200;

// Each tie is written once; from the other side it has another name.
struct Tie {
    std::string_view seen, written;
    bool turned;
};
constexpr Tie ties[] = {{"parent", "parent", false},   {"child", "parent", true},       {"caused_by", "caused_by", false},
                        {"causes", "caused_by", true}, {"fixed_by", "fixed_by", false}, {"fixes", "fixed_by", true},
                        {"related", "related", false}};

Result<Tie> tie_of(std::string_view relation) {
    const auto at = std::find_if(std::begin(ties), std::end(ties), [&](const Tie& tie) { return tie.seen == relation; });
    if (at != std::end(ties)) return *at;
    return bad_field("/relation", "One of: parent, child, caused_by, causes, fixed_by, fixes, related.");
}

Status not_too_many(int size, const char* pointer) {
    if (size <= most_relations) return {};
    return bad_field(pointer, "At most " + std::to_string(most_relations) + " at once.");
}

facts::v1::TicketLinked linked_fact(const TicketRow& from, std::string_view relation, TicketId to, bool removed, const Caller& caller) {
    facts::v1::TicketLinked fact;
    fact.set_client_id(from.client.text());
    fact.set_ticket_id(from.id.text());
    fact.set_relation(std::string(relation));
    fact.set_other_ticket_id(to.text());
    fact.set_removed(removed);
    fact.set_by(caller.name);
    return fact;
}

EventRow tied_event(const Call& call, std::string field, std::string to, std::string text, bool internal = true) {
    return {.at = call.now(),
            .actor = actor_of(call.caller()),
            .field = std::move(field),
            .from = "",
            .to = std::move(to),
            .reason = "",
            .text = std::move(text),
            .internal = internal};
}

bool is_removable(std::string_view relation) {
    return std::any_of(std::begin(ties), std::end(ties), [&](const Tie& tie) { return tie.seen == relation; });
}
}  // namespace

Result<v1::TicketRelations> Service::relations(Transaction& transaction, const Call& call, const TicketRow& ticket) const {
    const bool client_side = call.caller().client_side;
    v1::TicketRelations answer;
    answer.set_ticket_id(ticket.id.text());
    // The client of the ticket and the ticket are $1 and $2 of the query.
    std::vector<storage::Value> values = {ticket.id.text(), ticket.client.text()};
    const std::string visible = visible_rows(call.caller(), values);
    values.erase(values.begin(), values.begin() + 2);
    STEWARD_TRY(const auto relatives, relatives_of(transaction, ticket, visible, values));
    for (const auto& one : relatives) {
        auto& message = *answer.add_tickets();
        message.set_relation(one.relation);
        message.set_ticket_id(one.id.text());
        message.set_reference(one.reference);
        message.set_title(one.title);
        message.set_state(one.state);
        message.set_priority(one.priority);
        message.set_kind(one.kind);
        message.set_removable(!client_side && call.caller().may("ticket.write") && is_removable(one.relation));
    }
    STEWARD_TRY(const auto watchers, watchers_of(transaction, ticket.id));
    for (const auto& one : watchers) {
        if (client_side && one.kind == "account") continue;  // who of ours looks at it is ours
        auto& message = *answer.add_watchers();
        message.set_kind(one.kind);
        message.set_id(one.id);
        message.set_name(one.name);
        message.set_how(one.how);
        message.set_since_unix_ms(one.since.unix_ms);
    }
    STEWARD_TRY(const auto things, affected_of(transaction, ticket.id));
    for (const auto& one : things) {
        auto& message = *answer.add_affected();
        message.set_kind(one.kind);
        message.set_id(one.id);
        message.set_name(one.name);
    }
    return answer;
}

Result<v1::TicketRelations> Service::get_ticket_relations(Call& call, const v1::GetTicketRelationsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto ticket, load_ticket(*transaction, call, request.ticket_id()));
    return relations(*transaction, call, ticket);
}

Result<v1::Ticket> Service::set_ticket_tags(Call& call, const v1::SetTicketTagsRequest& request) {
    STEWARD_CHECK(require_staff(call.caller()));
    if (request.tags_size() > most_tags) return bad_field("/tags", "At most " + std::to_string(most_tags) + " tags.");
    std::vector<std::string> tags;
    for (const auto& typed : request.tags()) {
        const std::string tag = tag_of(typed);
        if (tag.empty()) return bad_field("/tags", "A tag is a word of at most 40 letters, digits and hyphens.");
        if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
    }
    std::sort(tags.begin(), tags.end());
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, load_ticket(*transaction, call, request.ticket_id()));
    const TicketId ids[] = {ticket.id};
    STEWARD_TRY(const auto before, tags_of(*transaction, ids));
    const bool same = before.size() == tags.size() && std::equal(before.begin(), before.end(), tags.begin(),
                                                                 [](const TagOf& one, const std::string& tag) { return one.tag == tag; });
    if (!same) {
        STEWARD_CHECK(replace_tags(*transaction, ticket, tags));
        std::string list;
        for (const auto& tag : tags) list += (list.empty() ? "" : ", ") + tag;
        STEWARD_CHECK(desk_.remark(*transaction, ticket,
                                   tied_event(call, "tags", list, list.empty() ? "All tags were removed." : "Tags: " + list + ".")));
        facts::v1::TicketChanged fact;
        fact.set_client_id(ticket.client.text());
        fact.set_ticket_id(ticket.id.text());
        fact.set_field("tags");
        fact.set_to(list);
        fact.set_by(call.caller().name);
        STEWARD_CHECK(journal::append(*transaction, call.now(), ticket.client, ticket.id.text(), fact));
    }
    call.set_audit_subject(ticket.id.text());
    return answer(*transaction, ticket, call);
}

Result<v1::ListTicketTagsResponse> Service::list_ticket_tags(Call& call, const v1::ListTicketTagsRequest&) {
    v1::ListTicketTagsResponse answer;
    if (call.caller().client_side) return answer;  // our words, not theirs
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> values;
    const std::string scope = call.client_filter("g.client_id", values);
    STEWARD_TRY(const auto rows,
                transaction->run("select g.tag, count(*) from helpdesk_tags g where true" + scope +
                                     " group by g.tag order by count(*) desc, g.tag limit " + std::to_string(most_tags_listed),
                                 values));
    for (const auto& row : rows) {
        auto& tag = *answer.add_tags();
        tag.set_tag(row.text(0));
        tag.set_ticket_count(static_cast<int32_t>(row.integer(1)));
    }
    return answer;
}

Result<Tied> Service::affected_service(Transaction& transaction, const TicketRow& ticket, std::string_view pointer,
                                       std::string_view id) const {
    const auto parsed = services::ServiceId::parse(id);
    std::optional<services::ServiceCard> found;
    if (services_ && parsed) {
        STEWARD_TRY(found, services_->find(transaction, ticket.client, *parsed));
    }
    if (!found || found->is_retired) return bad_field(std::string(pointer), "This client has no such service.");
    return Tied{"service", found->id.text(), found->name, "", {}};
}

Result<v1::TicketRelations> Service::change_ticket_affected(Call& call, const v1::ChangeTicketAffectedRequest& request) {
    STEWARD_CHECK(require_staff(call.caller()));
    STEWARD_CHECK(
        not_too_many(request.add_person_ids_size() + request.add_device_ids_size() + request.add_service_ids_size(), "/add_person_ids"));
    STEWARD_CHECK(not_too_many(request.remove_person_ids_size() + request.remove_device_ids_size() + request.remove_service_ids_size(),
                               "/remove_person_ids"));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, load_ticket(*transaction, call, request.ticket_id()));
    std::string added;
    for (const auto& id : request.add_person_ids()) {
        TicketRow named = ticket;
        bool vip = false;
        if (id.empty() || !set_requester(*transaction, named, id, vip))
            return bad_field("/add_person_ids", "This client has no such person.");
        STEWARD_CHECK(add_affected(*transaction, ticket, {"person", named.requester.text(), named.requester_name, "", {}}));
        added += (added.empty() ? "" : ", ") + named.requester_name;
    }
    for (const auto& id : request.add_device_ids()) {
        TicketRow named = ticket;
        if (id.empty() || !set_device(named, id)) return bad_field("/add_device_ids", "This client has no such device.");
        STEWARD_CHECK(add_affected(*transaction, ticket, {"device", named.device.text(), named.device_name, "", {}}));
        added += (added.empty() ? "" : ", ") + named.device_name;
    }
    for (const auto& id : request.add_service_ids()) {
        STEWARD_TRY(const auto service, affected_service(*transaction, ticket, "/add_service_ids", id));
        STEWARD_CHECK(add_affected(*transaction, ticket, service));
        added += (added.empty() ? "" : ", ") + service.name;
    }
    bool removed = false;
    for (const auto& id : request.remove_service_ids()) {
        STEWARD_TRY(const bool gone, remove_affected(*transaction, ticket.id, "service", id));
        removed = removed || gone;
    }
    for (const auto& id : request.remove_person_ids()) {
        STEWARD_TRY(const bool gone, remove_affected(*transaction, ticket.id, "person", id));
        removed = removed || gone;
    }
    for (const auto& id : request.remove_device_ids()) {
        STEWARD_TRY(const bool gone, remove_affected(*transaction, ticket.id, "device", id));
        removed = removed || gone;
    }
    const std::string text = (added.empty() ? "" : "Affected: " + added + ".") + (removed ? " Something is no longer affected." : "");
    if (!text.empty()) STEWARD_CHECK(desk_.remark(*transaction, ticket, tied_event(call, "affected", "", text)));
    // Whose report it is hangs on services too: who reads the facts looks again.
    if (!text.empty() && request.add_service_ids_size() + request.remove_service_ids_size() > 0) {
        facts::v1::TicketChanged fact;
        fact.set_client_id(ticket.client.text());
        fact.set_ticket_id(ticket.id.text());
        fact.set_field("service");
        fact.set_by(call.caller().name);
        STEWARD_CHECK(journal::append(*transaction, call.now(), ticket.client, ticket.id.text(), fact));
    }
    call.set_audit_subject(ticket.id.text());
    return relations(*transaction, call, ticket);
}

Status Service::set_parent(Transaction& transaction, const Call& call, const TicketRow& ticket, const TicketRow* parent) {
    TicketRow after = ticket;
    after.parent = parent ? parent->id : TicketId{};
    after.parent_reference = parent ? parent->reference : "";
    if (parent) {
        STEWARD_TRY(const auto below, count_children(transaction, ticket.id));
        if (below > 0 || !parent->parent.is_nil())
            return fail(ErrorKind::Conflict, "helpdesk.two_levels",
                        "A ticket that is part of another has none below it: two levels are the most.");
        STEWARD_TRY(const auto children, count_children(transaction, parent->id));
        if (children >= most_relations)
            return fail(ErrorKind::Conflict, "helpdesk.too_many",
                        "A ticket takes at most " + std::to_string(most_relations) + " below it.");
        STEWARD_CHECK(still_alive(*parent));
        if (is_open(ticket.state) && !is_open(parent->state))
            return fail(ErrorKind::Conflict, "helpdesk.parent_resolved", "What is still open cannot be part of something that is solved.");
    }
    return desk_.change(transaction, ticket, after, actor_of(call.caller()), "", call.now());
}

Result<v1::TicketRelations> Service::link_ticket(Call& call, const v1::LinkTicketRequest& request) {
    STEWARD_CHECK(require_staff(call.caller()));
    STEWARD_TRY(const auto tie, tie_of(request.relation()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, load_ticket(*transaction, call, request.ticket_id()));
    STEWARD_TRY(auto other, load_ticket(*transaction, call, request.other_ticket_id()));
    if (ticket.id == other.id) return bad_field("/other_ticket_id", "Choose another ticket.");
    if (ticket.state == "merged" || other.state == "merged")
        return fail(ErrorKind::Conflict, "helpdesk.ticket_ended", "A merged ticket lives on in another one. Tie that one.");
    TicketRow& from = tie.turned ? other : ticket;
    TicketRow& to = tie.turned ? ticket : other;
    bool is_new = true;
    if (tie.written == "parent") {
        STEWARD_CHECK(set_parent(*transaction, call, from, &to));
    } else {
        STEWARD_TRY(is_new, add_link(*transaction, from, tie.written, to.id, call.now()));
        if (is_new) {
            const std::string word = tie.written == "caused_by" ? "caused by" : tie.written == "fixed_by" ? "fixed by" : "related to";
            STEWARD_CHECK(
                desk_.remark(*transaction, from, tied_event(call, "link", to.id.text(), "This is " + word + " " + to.reference + ".")));
            STEWARD_CHECK(
                desk_.remark(*transaction, to, tied_event(call, "link", from.id.text(), from.reference + " is " + word + " this.")));
        }
    }
    if (is_new)
        STEWARD_CHECK(journal::append(*transaction, call.now(), from.client, from.id.text(),
                                      linked_fact(from, tie.written, to.id, false, call.caller())));
    call.set_audit_subject(ticket.id.text());
    return relations(*transaction, call, ticket);
}

Result<v1::TicketRelations> Service::unlink_ticket(Call& call, const v1::UnlinkTicketRequest& request) {
    STEWARD_CHECK(require_staff(call.caller()));
    STEWARD_TRY(const auto tie, tie_of(request.relation()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, load_ticket(*transaction, call, request.ticket_id()));
    STEWARD_TRY(auto other, load_ticket(*transaction, call, request.other_ticket_id()));
    TicketRow& from = tie.turned ? other : ticket;
    TicketRow& to = tie.turned ? ticket : other;
    bool gone = tie.written == "parent" && from.parent == to.id;
    if (gone) {
        STEWARD_CHECK(set_parent(*transaction, call, from, nullptr));
    } else if (tie.written != "parent") {
        STEWARD_TRY(gone, remove_link(*transaction, from.id, tie.written, to.id));
        if (gone)
            STEWARD_CHECK(desk_.remark(*transaction, ticket,
                                       tied_event(call, "link", other.id.text(), "No longer tied to " + other.reference + ".")));
    }
    if (gone)
        STEWARD_CHECK(journal::append(*transaction, call.now(), from.client, from.id.text(),
                                      linked_fact(from, tie.written, to.id, true, call.caller())));
    call.set_audit_subject(ticket.id.text());
    return relations(*transaction, call, ticket);
}

}  // namespace steward::helpdesk
