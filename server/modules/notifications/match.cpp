#include "server/modules/notifications/match.h"

#include <algorithm>
#include <array>

#include "server/modules/notifications/events_of_work.h"

namespace steward::notifications {

namespace {
std::optional<Event> ticket_created(const journal::Fact& fact, const std::string& client_name) {
    const auto ticket = read_fact<facts::v1::TicketCreated>(fact);
    if (!ticket) return std::nullopt;
    Event event = make_event(fact, "ticket.created", ticket->priority(),
                             "[" + ticket->reference() + "] " + ticket->priority() + " " + client_name + ": " + ticket->title(),
                             ticket->plain_text() + "\n\nClient: " + client_name + "\nPriority: " + ticket->priority() +
                                 "\nTicket: " + ticket->reference() + "\n",
                             {{"ticket_id", ticket->ticket_id()},
                              {"reference", ticket->reference()},
                              {"client_id", ticket->client_id()},
                              {"client", client_name},
                              {"title", ticket->title()},
                              {"priority", ticket->priority()},
                              {"source", ticket->source()},
                              {"device_id", ticket->device_id()},
                              {"alert_id", ticket->alert_id()},
                              {"incident_id", ticket->incident_id()},
                              {"queue", ticket->queue()},
                              {"follows_ticket_id", ticket->follows_ticket_id()}});
    event.queue = ticket->queue();
    event.is_for_programs_only = !ticket->notify();
    return event;
}

std::optional<Event> ticket_reopened(const journal::Fact& fact, const std::string& client_name) {
    const auto ticket = read_fact<facts::v1::TicketReopened>(fact);
    if (!ticket) return std::nullopt;
    Event event = make_event(fact, "ticket.reopened", ticket->priority(),
                             "[" + ticket->reference() + "] " + ticket->priority() + " " + client_name + ": open again: " + ticket->title(),
                             "This ticket was resolved and is open again. " + ticket->reason() + "\n\nClient: " + client_name +
                                 "\nPriority: " + ticket->priority() + "\nTicket: " + ticket->reference() + "\nBy: " + ticket->by() + "\n",
                             {{"ticket_id", ticket->ticket_id()},
                              {"reference", ticket->reference()},
                              {"client_id", ticket->client_id()},
                              {"client", client_name},
                              {"title", ticket->title()},
                              {"priority", ticket->priority()},
                              {"by", ticket->by()},
                              {"queue", ticket->queue()}});
    event.queue = ticket->queue();
    event.is_for_programs_only = !ticket->notify();
    return event;
}

std::optional<Event> ticket_changed(const journal::Fact& fact, const std::string& client_name) {
    const auto change = read_fact<facts::v1::TicketChanged>(fact);
    if (!change) return std::nullopt;
    Event event = make_event(fact, "ticket.changed", "", client_name + ": ticket " + change->field() + " is now " + change->to(),
                             change->by() + " changed " + change->field() + " from " + change->from() + " to " + change->to() + ".\n",
                             {{"ticket_id", change->ticket_id()},
                              {"client_id", change->client_id()},
                              {"field", change->field()},
                              {"from", change->from()},
                              {"to", change->to()},
                              {"by", change->by()}});
    event.unnamed_ticket = change->ticket_id();
    return event;
}

std::optional<Event> ticket_message(const journal::Fact& fact, const std::string& client_name) {
    const auto message = read_fact<facts::v1::TicketMessageAdded>(fact);
    if (!message) return std::nullopt;
    const bool internal = message->internal();
    Event event = make_event(fact, internal ? "ticket.note" : "ticket.message", "",
                             client_name + ": new " + (internal ? "internal note" : "message") + " by " + message->author(),
                             message->author() + (internal ? " wrote an internal note in a ticket.\n" : " wrote in a ticket.\n"),
                             {{"ticket_id", message->ticket_id()},
                              {"message_id", message->message_id()},
                              {"client_id", message->client_id()},
                              {"author", message->author()}});
    event.unnamed_ticket = message->ticket_id();
    event.is_for_programs_only = internal;
    return event;
}

std::optional<Event> ticket_joined(const journal::Fact& fact, const std::string& client_name) {
    const auto ticket = read_fact<facts::v1::TicketJoined>(fact);
    if (!ticket) return std::nullopt;
    return make_event(fact, "ticket.joined", "", "[" + ticket->reference() + "] " + client_name + ": one more alert is part of it",
                      "One more alert is part of this ticket.\n",
                      {{"ticket_id", ticket->ticket_id()},
                       {"reference", ticket->reference()},
                       {"client_id", ticket->client_id()},
                       {"client", client_name},
                       {"alert_id", ticket->alert_id()}});
}

std::string promise_words(std::string_view kind) {
    if (kind == "acknowledge") return "to take it";
    if (kind == "first_response") return "to answer";
    if (kind == "update") return "to tell the client how it stands";
    if (kind == "mitigate") return "to make it bearable";
    return "to solve it";
}

// What both facts of a clock say to programs.
template <typename Clock>
json::object clock_data(const Clock& clock, const std::string& client_name) {
    return {{"ticket_id", clock.subject_id()},         {"clock_id", clock.clock_id()}, {"clock", clock.kind()},
            {"client_id", clock.client_id()},          {"client", client_name},        {"priority", clock.priority()},
            {"due_at_unix_ms", clock.due_at_unix_ms()}};
}

std::optional<Event> clock_at_risk(const journal::Fact& fact, const std::string& client_name) {
    const auto clock = read_fact<facts::v1::ClockAtRisk>(fact);
    if (!clock) return std::nullopt;
    auto data = clock_data(*clock, client_name);
    data["percent"] = clock->percent();
    Event event = make_event(fact, "clock.at_risk", clock->priority(),
                             clock->priority() + " " + client_name + ": " + std::to_string(clock->percent()) + " % of the time " +
                                 promise_words(clock->kind()) + " is used",
                             "It is due at " + to_rfc3339(Instant{clock->due_at_unix_ms()}) + ".\n", std::move(data));
    event.unnamed_ticket = clock->subject_id();
    return event;
}

std::optional<Event> clock_breached(const journal::Fact& fact, const std::string& client_name) {
    const auto clock = read_fact<facts::v1::ClockBreached>(fact);
    if (!clock) return std::nullopt;
    auto data = clock_data(*clock, client_name);
    data["reason"] = clock->reason();
    data["breach_at_unix_ms"] = clock->breach_at_unix_ms();
    Event event =
        make_event(fact, "clock.breached", clock->priority(),
                   clock->priority() + " " + client_name + ": the promise " + promise_words(clock->kind()) + " was missed",
                   "It was due at " + to_rfc3339(Instant{clock->due_at_unix_ms()}) + ". " + clock->reason() + "\n", std::move(data));
    event.unnamed_ticket = clock->subject_id();
    return event;
}

std::optional<Event> page_acknowledged(const journal::Fact& fact, const std::string& client_name) {
    const auto taken = read_fact<facts::v1::EscalationAcknowledged>(fact);
    if (!taken) return std::nullopt;
    Event event = make_event(fact, "page.acknowledged", "", client_name + ": " + taken->by() + " has taken it",
                             taken->by() + " took it " + std::to_string(taken->seconds()) + " s after the first call.\n",
                             {{"run_id", taken->run_id()},
                              {"ticket_id", taken->ticket_id()},
                              {"alert_id", taken->alert_id()},
                              {"client_id", taken->client_id()},
                              {"client", client_name},
                              {"by", taken->by()},
                              {"via", taken->via()},
                              {"seconds", taken->seconds()}});
    event.unnamed_ticket = taken->ticket_id();
    return event;
}

std::optional<Event> alert_opened(const journal::Fact& fact, const std::string& client_name) {
    const auto alert = read_fact<facts::v1::AlertOpened>(fact);
    if (!alert) return std::nullopt;
    return make_event(fact, "alert.opened", alert->priority(), alert->priority() + " " + client_name + ": " + alert->title(),
                      alert->plain_text() + "\n",
                      {{"alert_id", alert->alert_id()},
                       {"client_id", alert->client_id()},
                       {"client", client_name},
                       {"device_id", alert->device_id()},
                       {"check", alert->check()},
                       {"severity", alert->severity()},
                       {"priority", alert->priority()},
                       {"title", alert->title()},
                       {"again", alert->again()}});
}

std::optional<Event> alert_changed(const journal::Fact& fact, const std::string& client_name) {
    const auto change = read_fact<facts::v1::AlertChanged>(fact);
    if (!change) return std::nullopt;
    if (change->to() != "cleared") {
        Event event = make_event(fact, "alert.changed", "", client_name + ": an alert is now " + change->to(),
                                 "It was " + change->from() + " and is now " + change->to() + " (" + change->reason() + ").\n",
                                 {{"alert_id", change->alert_id()},
                                  {"client_id", change->client_id()},
                                  {"client", client_name},
                                  {"from", change->from()},
                                  {"to", change->to()},
                                  {"by", change->by()},
                                  {"reason", change->reason()}});
        event.is_for_programs_only = true;
        return event;
    }
    return make_event(
        fact, "alert.cleared", "", client_name + ": an alert cleared", "The condition is no longer there (" + change->reason() + ").\n",
        {{"alert_id", change->alert_id()}, {"client_id", change->client_id()}, {"client", client_name}, {"reason", change->reason()}});
}

std::optional<Event> incident_opened(const journal::Fact& fact, const std::string& client_name) {
    const auto incident = read_fact<facts::v1::IncidentOpened>(fact);
    if (!incident) return std::nullopt;
    return make_event(fact, "incident.opened", incident->priority(),
                      incident->priority() + " incident at " + client_name + ": " + incident->title(), incident->title() + "\n",
                      {{"incident_id", incident->incident_id()},
                       {"client_id", incident->client_id()},
                       {"client", client_name},
                       {"title", incident->title()},
                       {"priority", incident->priority()},
                       {"device_id", incident->device_id()},
                       {"alert_id", incident->alert_id()},
                       {"detected_by", incident->detected_by()}});
}

std::optional<Event> incident_changed(const journal::Fact& fact, const std::string& client_name) {
    const auto change = read_fact<facts::v1::IncidentChanged>(fact);
    if (!change) return std::nullopt;
    return make_event(fact, "incident.changed", "", client_name + ": an incident is now " + change->to(),
                      "It was " + change->from() + " and is now " + change->to() + ".\n",
                      {{"incident_id", change->incident_id()},
                       {"client_id", change->client_id()},
                       {"client", client_name},
                       {"from", change->from()},
                       {"to", change->to()}});
}

// What whoever wrote to us is to get: by mail channels alone, to that address alone.
std::optional<Event> mail_wanted(const journal::Fact& fact, const std::string& client_name) {
    const auto mail = read_fact<facts::v1::MailWanted>(fact);
    if (!mail) return std::nullopt;
    return make_event(fact, std::string(mail->is_receipt() ? event_mail_receipt : event_mail_answer), "", mail->subject(), mail->text(),
                      {{"ticket_id", mail->ticket_id()},
                       {"reference", mail->reference()},
                       {"client_id", mail->client_id()},
                       {"client", client_name},
                       {"to", mail->to()},
                       {"in_reply_to", mail->in_reply_to()},
                       {"sent_id", mail->sent_id()},
                       {"survey_id", mail->survey_id()},
                       {"approver_id", mail->approver_id()},
                       {"file_link_id", mail->file_link_id()}});
}

// Like a page's, the link is added when the mail is sent.
std::optional<Event> sign_in_mail_wanted(const journal::Fact& fact, const std::string&) {
    const auto mail = read_fact<facts::v1::SignInMailWanted>(fact);
    if (!mail) return std::nullopt;
    return make_event(fact, std::string(event_sign_in), "", "Your sign-in link for " + mail->provider_name(),
                      "Hello " + mail->name() + ",\n\nsomebody, probably you, asked to sign in at " + mail->provider_name() +
                          ". If it was not you, do nothing: the link opens nothing in another browser.\n",
                      {{"to", mail->to()}, {"request_id", mail->request_id()}, {"account_id", mail->account_id()}});
}

// The link that acknowledges is added when the message is sent: it must stand in no table.
std::optional<Event> page_due(const journal::Fact& fact, const std::string& client_name) {
    const auto page = read_fact<facts::v1::PageDue>(fact);
    if (!page) return std::nullopt;
    const std::string what = page->is_test() ? page->title() : page->priority() + " " + client_name + ": " + page->title();
    Event event = make_event(
        fact, std::string(event_page), page->priority(), (page->is_test() ? "Test page: " : "[" + page->reference() + "] ") + what,
        page->name() + ", you are called (" + page->label() + ").\n\n" + what + "\n" +
            (page->is_test() ? "\nThis is a test: nothing is broken. Please acknowledge it, so that we know that pages arrive.\n"
                             : "Ticket: " + page->reference() + "\n" + (page->reason().empty() ? "" : "\n" + page->reason() + "\n")),
        {{"run_id", page->run_id()},
         {"page_id", page->page_id()},
         {"ticket_id", page->ticket_id()},
         {"reference", page->reference()},
         {"client_id", page->client_id()},
         {"client", client_name},
         {"title", page->title()},
         {"priority", page->priority()},
         {"account_id", page->account_id()},
         {"name", page->name()},
         {"label", page->label()},
         {"is_test", page->is_test()},
         {"to", page->address()}});
    event.channels.assign(page->channels().begin(), page->channels().end());
    return event;
}

std::optional<Event> roster_gap(const journal::Fact& fact, const std::string&) {
    const auto gap = read_fact<facts::v1::RosterGapFound>(fact);
    if (!gap) return std::nullopt;
    return make_event(fact, "roster.gap", "", "Nobody is on call: " + gap->schedule() + ", " + gap->layer(), gap->text() + "\n",
                      {{"schedule_id", gap->schedule_id()},
                       {"schedule", gap->schedule()},
                       {"layer", gap->layer()},
                       {"from_unix_ms", gap->from_unix_ms()},
                       {"until_unix_ms", gap->until_unix_ms()}});
}

std::optional<Event> paging_test_missed(const journal::Fact& fact, const std::string&) {
    const auto test = read_fact<facts::v1::PagingTestMissed>(fact);
    if (!test) return std::nullopt;
    return make_event(
        fact, "paging_test.missed", "", "Nobody answered the test page: " + test->schedule(), test->text() + "\n",
        {{"run_id", test->run_id()}, {"schedule_id", test->schedule_id()}, {"schedule", test->schedule()}, {"paged", test->name()}});
}

std::optional<Event> channel_disabled(const journal::Fact& fact, const std::string&) {
    const auto off = read_fact<facts::v1::ChannelDisabled>(fact);
    if (!off) return std::nullopt;
    return make_event(fact, "channel.disabled", "", "A webhook was switched off: " + off->name(),
                      off->reason() + "\n\nWhat happens from now on is not told there. Put the receiver right, then switch it on again.\n",
                      {{"channel_id", off->channel_id()}, {"name", off->name()}, {"reason", off->reason()}});
}

// What all facts about a major incident say to programs.
template <typename Fact>
json::object major_data(const Fact& fact, const std::string& client_name) {
    return {{"major_incident_id", fact.major_incident_id()},
            {"ticket_id", fact.ticket_id()},
            {"reference", fact.reference()},
            {"client_id", fact.client_id()},
            {"client", client_name},
            {"title", fact.title()},
            {"priority", "P1"}};
}

std::optional<Event> major_declared(const journal::Fact& fact, const std::string& client_name) {
    const auto declared = read_fact<facts::v1::MajorIncidentDeclared>(fact);
    if (!declared) return std::nullopt;
    return make_event(
        fact, "major.declared", "P1", "[" + declared->reference() + "] Major incident at " + client_name + ": " + declared->title(),
        declared->reason() + " " + (declared->commander().empty() ? "Nobody leads it yet." : declared->commander() + " leads it.") + "\n",
        major_data(*declared, client_name));
}

std::optional<Event> major_update_due(const journal::Fact& fact, const std::string& client_name) {
    const auto due = read_fact<facts::v1::MajorUpdateDue>(fact);
    if (!due) return std::nullopt;
    return make_event(fact, "major.update_due", "P1", "[" + due->reference() + "] " + client_name + " waits for an update: " + due->title(),
                      "It was due at " + to_rfc3339(Instant{due->due_at_unix_ms()}) + ". " +
                          (due->commander().empty() ? "Nobody leads it." : due->commander() + " leads it.") + "\n",
                      major_data(*due, client_name));
}

std::optional<Event> major_restored(const journal::Fact& fact, const std::string& client_name) {
    const auto restored = read_fact<facts::v1::MajorIncidentRestored>(fact);
    if (!restored) return std::nullopt;
    return make_event(fact, "major.restored", "P1", "[" + restored->reference() + "] " + client_name + " works again: " + restored->title(),
                      "By " + restored->by() + ". The end note is due within 4 hours, the review within 5 working days.\n",
                      major_data(*restored, client_name));
}

struct Reader {
    std::string_view fact_kind;
    std::optional<Event> (*read)(const journal::Fact&, const std::string&);
};
constexpr Reader readers[] = {{"steward.facts.v1.TicketCreated", ticket_created},
                              {"steward.facts.v1.TicketJoined", ticket_joined},
                              {"steward.facts.v1.TicketChanged", ticket_changed},
                              {"steward.facts.v1.TicketReopened", ticket_reopened},
                              {"steward.facts.v1.TicketMessageAdded", ticket_message},
                              {"steward.facts.v1.ClockAtRisk", clock_at_risk},
                              {"steward.facts.v1.ClockBreached", clock_breached},
                              {"steward.facts.v1.AlertOpened", alert_opened},
                              {"steward.facts.v1.AlertChanged", alert_changed},
                              {"steward.facts.v1.IncidentOpened", incident_opened},
                              {"steward.facts.v1.IncidentChanged", incident_changed},
                              {"steward.facts.v1.EscalationAcknowledged", page_acknowledged},
                              {"steward.facts.v1.MajorIncidentDeclared", major_declared},
                              {"steward.facts.v1.MajorUpdateDue", major_update_due},
                              {"steward.facts.v1.MajorIncidentRestored", major_restored},
                              {"steward.facts.v1.MailWanted", mail_wanted},
                              {"steward.facts.v1.SignInMailWanted", sign_in_mail_wanted},
                              {"steward.facts.v1.PageDue", page_due},
                              {"steward.facts.v1.RosterGapFound", roster_gap},
                              {"steward.facts.v1.PagingTestMissed", paging_test_missed},
                              {"steward.facts.v1.TicketMerged", ticket_merged},
                              {"steward.facts.v1.TicketUnmerged", ticket_unmerged},
                              {"steward.facts.v1.TicketSplit", ticket_split},
                              {"steward.facts.v1.TicketWatched", ticket_watched},
                              {"steward.facts.v1.TicketMentioned", ticket_mentioned},
                              {"steward.facts.v1.TicketLinked", ticket_linked},
                              {"steward.facts.v1.TicketEscalated", ticket_escalated},
                              {"steward.facts.v1.TimeBooked", time_booked},
                              {"steward.facts.v1.ApprovalAsked", approval_asked},
                              {"steward.facts.v1.ApprovalEnded", approval_ended},
                              {"steward.facts.v1.HandOverMoved", hand_over_moved},
                              {"steward.facts.v1.MailNotDelivered", mail_not_delivered},
                              {"steward.facts.v1.MailWaits", mail_waits},
                              {"steward.facts.v1.ShiftSwapMoved", shift_swap_moved},
                              {"steward.facts.v1.ClientTold", client_told},
                              {"steward.facts.v1.MajorIncidentLed", major_led},
                              {"steward.facts.v1.MajorIncidentTold", major_told},
                              {"steward.facts.v1.MajorIncidentReopened", major_reopened},
                              {"steward.facts.v1.MajorIncidentReviewed", major_reviewed},
                              {"steward.facts.v1.FilesAttached", files_attached},
                              {"steward.facts.v1.ProblemMoved", problem_moved},
                              {"steward.facts.v1.ChangeMoved", change_moved},
                              {"steward.facts.v1.RestoreTestFailed", restore_test_failed},
                              {"steward.facts.v1.ChannelDisabled", channel_disabled},
                              {"steward.facts.v1.NoticeDue", notice_due}};
}  // namespace

std::span<const EventKind> event_kinds() {
    static constexpr EventKind kinds[] = {
        {"ticket.created", "A ticket was opened", true},
        {"ticket.reopened", "A resolved ticket is open again", true},
        {"ticket.changed", "A ticket changed", false},
        {"ticket.message", "A message in a ticket", false},
        {"ticket.note", "An internal note in a ticket (to webhooks only)", false},
        {"ticket.joined", "One more alert is part of a ticket", false},
        {"clock.at_risk", "A promise is at 50 or 75 % of its time", false},
        {"clock.breached", "A promise was missed", false},
        {"ticket.merged", "A duplicate went into another ticket (to webhooks only)", false},
        {"ticket.unmerged", "A merge was taken back (to webhooks only)", false},
        {"ticket.split", "Messages moved to a new ticket (to webhooks only)", false},
        {"ticket.watched", "Somebody watches a ticket (to webhooks only)", false},
        {"ticket.mentioned", "A note names one of our people (to webhooks only)", false},
        {"ticket.linked", "Tickets were tied together (to webhooks only)", false},
        {"ticket.escalated", "A ticket went to another level, skill or superior", false},
        {"ticket.time", "Time was booked on a ticket (to webhooks only)", false},
        {"ticket.files", "Files came into a ticket (to webhooks only)", false},
        {"problem.moved", "A problem moved on", false},
        {"change.moved", "A change moved on", false},
        {"restore_test.failed", "A backup could not be restored in a test, too late or not in time", false},
        {"approval.asked", "Somebody is asked to approve", false},
        {"approval.ended", "An approval was decided or taken back", false},
        {"alert.opened", "An alert opened", false},
        {"alert.cleared", "An alert cleared", false},
        {"alert.changed", "An alert changed in any other way (to webhooks only)", false},
        {"incident.opened", "An incident began", true},
        {"incident.changed", "An incident changed", false},
        {event_page, "To the person on call: a page", true},
        {"page.acknowledged", "Somebody has taken a page", false},
        {"major.declared", "A major incident was declared", true},
        {"major.update_due", "A client waits for an update of a major incident", true},
        {"major.restored", "A major incident: it works again", false},
        {"major.led", "A major incident: somebody leads it, or writes to the client", false},
        {"major.told", "A major incident: the client was told (to webhooks only)", false},
        {"major.reopened", "A major incident came back within a day", true},
        {"major.reviewed", "A major incident was reviewed", false},
        {"client.told", "A client's person was told of a missed promise or a disturbance, or could not be", false},
        {"mail.not_delivered", "Our mail did not reach somebody, in a ticket that nobody of ours owns", false},
        {"mail.waits", "A mail waits for a person: held, or refused of somebody whom we know", true},
        {"shift_swap.moved", "A turn on call was offered, taken or not (to webhooks only)", false},
        {"hand_over.due", "A turn on call changes hands (to webhooks only)", false},
        {"hand_over.late", "A hand-over on call was not confirmed within an hour", true},
        {"hand_over.confirmed", "A hand-over on call was confirmed (to webhooks only)", false},
        {event_notice, "To each of our people: their own notices", true},
        {"roster.gap", "Nobody is on call within 14 days", true},
        {"paging_test.missed", "A test page was not answered", true},
        {"channel.disabled", "A webhook was switched off because nothing arrives there", true},
        {event_mail_receipt, "To a client's person: that their ticket is there, and reminders", false},
        {event_mail_answer, "To a client's person who asked or follows: what our people answer", false},
        {event_sign_in, "To a client's person who asks for it: a link to sign in (mail only)", false}};
    return kinds;
}

std::span<const std::string_view> fact_kinds() {
    static constexpr auto kinds = [] {
        std::array<std::string_view, std::size(readers)> names{};
        for (size_t i = 0; i < names.size(); ++i) names[i] = readers[i].fact_kind;
        return names;
    }();
    return kinds;
}

std::optional<Event> event_of(const journal::Fact& fact, const std::string& client_name) {
    for (const Reader& reader : readers) {
        if (reader.fact_kind == fact.kind) return reader.read(fact, client_name);
    }
    return std::nullopt;
}

bool wants(const Subscription& subscription, const Event& event, bool is_program) {
    if (event.is_for_programs_only && !is_program) return false;
    const bool subscribed = std::find(subscription.events.begin(), subscription.events.end(), event.name) != subscription.events.end();
    const bool urgent_enough =
        subscription.minimum_priority.empty() || event.priority.empty() || event.priority <= subscription.minimum_priority;
    const bool of_client = subscription.clients.empty() ||
                           std::find(subscription.clients.begin(), subscription.clients.end(), event.client) != subscription.clients.end();
    const bool of_queue = subscription.queues.empty() || event.queue.empty() ||
                          std::find(subscription.queues.begin(), subscription.queues.end(), event.queue) != subscription.queues.end();
    return subscribed && urgent_enough && of_client && of_queue;
}

}  // namespace steward::notifications
