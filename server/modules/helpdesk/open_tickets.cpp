#include "server/modules/helpdesk/open_tickets.h"

#include <algorithm>

#include "server/modules/helpdesk/changes.h"
#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/queues.h"
#include "server/modules/helpdesk/states.h"
#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::helpdesk {

namespace {
constexpr std::string_view reader_name = "helpdesk.tickets";
constexpr std::string_view ticket_wanted_kind = "steward.facts.v1.TicketWanted";
constexpr std::string_view alert_changed_kind = "steward.facts.v1.AlertChanged";
constexpr int facts_at_once = 100;

const Actor& system_actor() {
    static const Actor actor{.kind = "system", .account = {}, .name = "Steward", .role = "SYS.MON"};
    return actor;
}

template <typename AnyId>
AnyId id_or_nil(std::string_view text) {
    return AnyId::parse(text).value_or(AnyId{});
}

// What became of the alert, as a line in the conversation. What only concerns how we work is internal.
struct AlertLine {
    std::string text;
    bool internal = true;
};

AlertLine alert_line(const facts::v1::AlertChanged& fact, const std::string& moment) {
    const std::string by = fact.by().empty() ? "Steward" : fact.by();
    const std::string reason = fact.reason().empty() ? "" : " (" + fact.reason() + ")";
    if (fact.to() == "cleared") return {"The condition cleared at " + moment + ".", false};
    if (fact.to() == "open" && fact.from() == "cleared") return {"The condition is back since " + moment + ".", false};
    if (fact.to() == "open") return {"The alert is open again" + reason + ".", true};
    if (fact.to() == "acknowledged") return {by + " took the alert" + reason + ".", true};
    if (fact.to() == "suppressed") return {"Notices about the alert are held" + reason + ".", true};
    if (fact.to() == "closed") return {by + " closed the alert" + reason + ".", true};
    return {"The alert changed from " + in_words(fact.from()) + " to " + in_words(fact.to()) + reason + ".", true};
}

TicketAlert alert_of(const TicketRow& ticket, const facts::v1::TicketWanted& fact) {
    return {ticket.id, fact.alert_id(), fact.incident_id(), fact.title(), "open", fact.fingerprint()};
}

TicketRow ticket_for(const facts::v1::TicketWanted& fact, const MatrixCell& cell) {
    TicketRow ticket;
    ticket.client = id_or_nil<ClientId>(fact.client_id());
    ticket.kind = "incident";
    ticket.source = "alert";
    ticket.title = fact.title();
    ticket.description = fact.plain_text();
    ticket.impact = std::string(cell.impact);
    ticket.urgency = std::string(cell.urgency);
    ticket.priority = std::string(*matrix_priority(cell.impact, cell.urgency));
    ticket.state = "new";
    ticket.queue = std::string(queue_alerts);
    ticket.alert = id_or_nil<AlertId>(fact.alert_id());
    ticket.incident = id_or_nil<IncidentId>(fact.incident_id());
    ticket.alert_state = "open";
    return ticket;
}
}  // namespace

Status TicketOpener::run(Instant) {
    constexpr std::string_view kinds[] = {ticket_wanted_kind, alert_changed_kind};
    return journal::consume(database_, reader_name, kinds, facts_at_once,
                            [this](Transaction& transaction, const journal::Fact& fact) { return handle(transaction, fact); });
}

Status TicketOpener::handle(Transaction& transaction, const journal::Fact& fact) {
    const auto size = static_cast<int>(fact.body.size());
    if (fact.kind == ticket_wanted_kind) {
        facts::v1::TicketWanted message;
        return message.ParseFromArray(fact.body.data(), size) ? wanted(transaction, message, fact.at) : Status{};
    }
    if (fact.kind == alert_changed_kind) {
        facts::v1::AlertChanged message;
        return message.ParseFromArray(fact.body.data(), size) ? alert_changed(transaction, message, fact.at) : Status{};
    }
    return {};
}

Status TicketOpener::wanted(Transaction& transaction, const facts::v1::TicketWanted& fact, Instant at) {
    if (id_or_nil<AlertId>(fact.alert_id()).is_nil()) return {};
    STEWARD_TRY(const auto known, find_ticket_alert(transaction, fact.alert_id()));
    if (known) {  // heard before; but a warning may have become critical, or it came back after the work was done
        STEWARD_TRY(const auto ticket, find_ticket(transaction, known->ticket));
        if (!ticket) return {};
        if (!is_open(ticket->state)) return come_back(transaction, *ticket, fact, at);
        return raise_priority(transaction, *ticket, fact.priority(), "The alert became more urgent.", at);
    }
    const auto client = id_or_nil<ClientId>(fact.client_id());
    STEWARD_TRY(const bool exists, client_exists(transaction, client));
    if (!exists) return {};
    if (!fact.incident_id().empty()) {
        STEWARD_TRY(const auto open_one, open_ticket_of_incident(transaction, client, fact.incident_id()));
        STEWARD_TRY(const auto ticket, find_ticket(transaction, open_one.value_or(TicketId{})));
        if (ticket) return join(transaction, *ticket, fact, false, at);
    }
    STEWARD_TRY(const auto earlier, newest_ticket_about(transaction, client, fact.fingerprint()));
    STEWARD_TRY(const auto ticket, find_ticket(transaction, earlier.value_or(TicketId{})));
    if (!ticket) return open_new(transaction, fact, nullptr, at);
    return is_open(ticket->state) ? join(transaction, *ticket, fact, true, at) : come_back(transaction, *ticket, fact, at);
}

Status TicketOpener::open_new(Transaction& transaction, const facts::v1::TicketWanted& fact, const TicketRow* follows, Instant at) {
    TicketRow ticket = ticket_for(fact, cell_of(fact.priority()).value_or(*cell_of("P3")));
    if (follows) {
        follow(ticket, *follows, at);
        ticket.confidential = ticket.confidential || follows->confidential;
    }
    const auto device = id_or_nil<DeviceId>(fact.device_id());
    STEWARD_TRY(const bool theirs, device_was_of_client(transaction, ticket.client, device));
    if (theirs) {
        ticket.device = device;
        const auto card = directory_.device(device);
        if (card && card->client == ticket.client) ticket.device_name = card->name;
    }
    STEWARD_CHECK(desk_.open(transaction, ticket, system_actor(), fact.notify(), at));
    if (follows) {
        STEWARD_CHECK(desk_.remark(transaction, ticket,
                                   {.at = at,
                                    .actor = system_actor(),
                                    .field = "follows",
                                    .from = "",
                                    .to = follows->id.text(),
                                    .reason = "",
                                    .text = "The same as in " + follows->reference + ", which is " + in_words(follows->state) + ".",
                                    .internal = false}));
    }
    return link_alert(transaction, ticket, alert_of(ticket, fact), at);
}

Status TicketOpener::come_back(Transaction& transaction, const TicketRow& ended, const facts::v1::TicketWanted& fact, Instant at) {
    // What was closed stays closed for an alert: only a person says that it was not fixed.
    if (ended.state != "resolved" || !in_time_to_reopen(ended.state, ended.resolved_at, at)) return open_new(transaction, fact, &ended, at);
    TicketRow again = reopened(ended);
    STEWARD_CHECK(desk_.change(transaction, ended, again, system_actor(), "The condition came back.", at));
    return join(transaction, again, fact, true, at);
}

Status TicketOpener::join(Transaction& transaction, const TicketRow& joined, const facts::v1::TicketWanted& fact, bool came_back,
                          Instant at) {
    TicketRow ticket = joined;
    STEWARD_CHECK(link_alert(transaction, ticket, alert_of(ticket, fact), at));
    if (came_back) STEWARD_CHECK(speak_of_alert(transaction, ticket.id, fact.alert_id(), fact.incident_id()));
    facts::v1::TicketJoined said;
    said.set_client_id(fact.client_id());
    said.set_ticket_id(ticket.id.text());
    said.set_reference(ticket.reference);
    said.set_alert_id(fact.alert_id());
    STEWARD_CHECK(journal::append(transaction, at, ticket.client, ticket.id.text(), said));
    STEWARD_CHECK(desk_.remark(
        transaction, ticket,
        {.at = at,
         .actor = system_actor(),
         .field = "alert",
         .from = "",
         .to = fact.alert_id(),
         .reason = "",
         .text = (came_back ? "It came back: " : "Another alert of the same incident: ") + fact.title() + ". " + fact.plain_text(),
         .internal = false}));
    return raise_priority(transaction, ticket, fact.priority(), "A more urgent alert joined.", at);
}

Status TicketOpener::raise_priority(Transaction& transaction, const TicketRow& ticket, const std::string& priority, const std::string& why,
                                    Instant at) {
    const auto cell = cell_of(priority);
    // A person who set the priority knows more than the rule does.
    if (!cell || !is_open(ticket.state) || !ticket.priority_reason.empty() || !is_more_urgent(priority, ticket.priority)) return {};
    TicketRow raised = ticket;
    raised.impact = std::string(cell->impact);
    raised.urgency = std::string(cell->urgency);
    raised.priority = priority;
    return desk_.change(transaction, ticket, raised, system_actor(), why, at);
}

Status TicketOpener::alert_changed(Transaction& transaction, const facts::v1::AlertChanged& fact, Instant at) {
    STEWARD_TRY(const auto alert, find_ticket_alert(transaction, fact.alert_id()));
    if (!alert || alert->state == fact.to()) return {};
    STEWARD_TRY(auto ticket, find_ticket(transaction, alert->ticket));
    if (!ticket) return {};
    STEWARD_CHECK(set_alert_state(transaction, fact.alert_id(), fact.to()));
    const bool is_its_own = !ticket->alert.is_nil() && ticket->alert.text() == fact.alert_id();
    if (is_its_own && fact.to() == "acknowledged" && !fact.by().empty())
        STEWARD_CHECK(desk_.promises().alert_taken(transaction, *ticket, at));
    AlertLine line = alert_line(fact, desk_.moment_text(ticket->client, at));
    if (ticket->alert.is_nil() || ticket->alert.text() != fact.alert_id()) line.text = alert->title + ": " + line.text;
    return desk_.remark(transaction, *ticket,
                        {.at = at,
                         .actor = system_actor(),
                         .field = "alert_state",
                         .from = fact.from(),
                         .to = fact.to(),
                         .reason = "",
                         .text = std::move(line.text),
                         .internal = line.internal});
}

}  // namespace steward::helpdesk
