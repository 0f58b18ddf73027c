#include "server/modules/major_incidents/acts.h"

#include "server/modules/major_incidents/rules.h"
#include "server/platform/journal/journal.h"
#include "server/platform/zones/zones.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::major_incidents {

namespace {
std::string reason_words(std::string_view reason) {
    if (reason == "p1") return "It is a P1 of extensive impact.";
    if (reason == "long_p1") return "It has been P1 for 30 minutes.";
    if (reason == "data_loss") return "Data may be lost.";
    if (reason == "data_left") return "Data may have left.";
    return "By a person's decision.";
}

// "Wed 2 Dec 2026 14:30 CET": on the client's own clock, to the minute.
Result<std::string> time_words(Transaction& transaction, const IncidentRow& incident, Instant at) {
    STEWARD_TRY(const auto row, transaction.query_one("select zone from directory_v_clients where id = $1", incident.client));
    return zones::minute_text(row ? row->text(0) : "", at);
}

const helpdesk::Doer& major_program() {
    static const helpdesk::Doer doer{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    return doer;
}

// What all facts of the room say first.
template <typename Fact>
Fact fact_about(const IncidentRow& incident) {
    Fact fact;
    fact.set_client_id(incident.client.text());
    fact.set_major_incident_id(incident.id.text());
    fact.set_ticket_id(incident.ticket.text());
    fact.set_reference(incident.reference);
    fact.set_title(incident.title);
    return fact;
}

std::string who_works(const IncidentRow& incident) {
    return incident.commander.empty() ? "We are calling in more people." : incident.commander + " leads the work on it.";
}
}  // namespace

Status Acts::add(Transaction& transaction, const IncidentRow& incident, const helpdesk::Doer& doer, std::string_view kind, std::string text,
                 std::string told, Instant now) {
    STEWARD_CHECK(add_line(transaction, incident.id,
                           {.at = now, .by = doer.name, .kind = std::string(kind), .text = std::move(text), .told = std::move(told)}));
    publish(transaction, incident);
    return {};
}

void Acts::publish(Transaction& transaction, const IncidentRow& incident) {
    live::Update update{incident.client, "major_incident", incident.id.text(), R"({"state":")" + incident.state + "\"}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
}

Result<IncidentRow> Acts::declare(Transaction& transaction, const helpdesk::TicketPaper& ticket, std::string_view reason,
                                  const helpdesk::Doer& doer, Instant now) {
    STEWARD_TRY(const auto there, incident_of_ticket(transaction, ticket.id));
    if (there) return fail(ErrorKind::Conflict, "major_incidents.declared", "This ticket is a major incident already.");
    if (!ticket.is_alive || ticket.state == "resolved")
        return fail(ErrorKind::Conflict, "major_incidents.ticket_over", "This ticket is over. Open it again, or declare another one.");
    IncidentRow incident{.id = MajorIncidentId::make(now, rng_),
                         .client = ticket.client,
                         .ticket = ticket.id,
                         .reference = ticket.reference,
                         .title = ticket.title,
                         .reason = std::string(reason),
                         .declared_at = now,
                         .declared_by = doer.name,
                         .commander_id = doer.account,
                         .commander = doer.kind == "staff" ? doer.name : "",
                         .next_update_at = now + longest_silence,
                         .restored_by = {},
                         .review = {},
                         .reviewed_by = {}};
    STEWARD_CHECK(insert_incident(transaction, incident));
    STEWARD_CHECK(drop_candidate(transaction, ticket.id));
    STEWARD_CHECK(add(transaction, incident, doer, "declared", reason_words(reason), "", now));
    STEWARD_TRY(const std::string next, time_words(transaction, incident, incident.next_update_at));
    STEWARD_CHECK(work_.say(transaction, ticket.id, doer, true,
                            "Major incident declared. " + reason_words(reason) + " The client hears again by " + next + ".", now));
    auto fact = fact_about<facts::v1::MajorIncidentDeclared>(incident);
    fact.set_reason(reason_words(reason));
    fact.set_commander(incident.commander);
    STEWARD_CHECK(journal::append(transaction, now, incident.client, incident.id.text(), fact));
    // Whoever decides at the client hears of that at once (domain/playbooks.md 5, security path).
    if (reason == "data_left")
        STEWARD_CHECK(tell_client(transaction, incident, doer, "update", "Data may have left: " + incident.title,
                                  "What is affected: " + incident.title +
                                      "\n\nWhat we know: Data of yours may have left. We do not know yet which."
                                      "\n\nWhat we do: " +
                                      who_works(incident) + "\n\nYou hear from us again by " + next + ".",
                                  now));
    return incident;
}

Status Acts::lead(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, Instant now) {
    const std::string before = incident.commander;
    incident.commander_id = doer.account;
    incident.commander = doer.name;
    STEWARD_CHECK(save_incident(transaction, incident));
    auto fact = fact_about<facts::v1::MajorIncidentLed>(incident);
    fact.set_role("lead");
    fact.set_by(doer.name);
    STEWARD_CHECK(journal::append(transaction, now, incident.client, incident.id.text(), fact));
    return add(transaction, incident, doer, "commander", doer.name + " leads it." + (before.empty() ? "" : " Before: " + before + "."), "",
               now);
}

Status Acts::communicate(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, Instant now) {
    incident.communicator_id = doer.account;
    incident.communicator = doer.name;
    STEWARD_CHECK(save_incident(transaction, incident));
    auto fact = fact_about<facts::v1::MajorIncidentLed>(incident);
    fact.set_role("communicator");
    fact.set_by(doer.name);
    STEWARD_CHECK(journal::append(transaction, now, incident.client, incident.id.text(), fact));
    return add(transaction, incident, doer, "communicator", doer.name + " writes to the client.", "", now);
}

Status Acts::log(Transaction& transaction, const IncidentRow& incident, const helpdesk::Doer& doer, std::string text, Instant now) {
    return add(transaction, incident, doer, "log", std::move(text), "", now);
}

// In the ticket for whoever follows it, and to the person whom the client named for such news.
Status Acts::tell_client(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, std::string_view kind,
                         const std::string& subject, const std::string& text, Instant now) {
    STEWARD_CHECK(work_.say(transaction, incident.ticket, doer, false, text, now));
    // The escalation may have told the same person a moment ago: one message is enough.
    bool has_just_heard = false;
    if (kind == "holding") {
        STEWARD_TRY(has_just_heard, escalation_.told_since(transaction, incident.ticket.text(), now - std::chrono::minutes(1)));
    }
    std::string told = "handed_over";
    if (!has_just_heard) {
        STEWARD_TRY(told, escalation_.tell_named_person(transaction,
                                                        {.client = incident.client,
                                                         .ticket_id = incident.ticket.text(),
                                                         .reference = incident.reference,
                                                         .kind = "major_incident",
                                                         .cause = "major/" + incident.id.text() + "/" + std::to_string(incident.revision),
                                                         .subject = subject,
                                                         .words = text},
                                                        now));
    }
    if (!incident.first_told_at.is_set() && told == "handed_over") {
        incident.first_told_at = now;
        STEWARD_CHECK(save_incident(transaction, incident));
    }
    auto fact = fact_about<facts::v1::MajorIncidentTold>(incident);
    fact.set_kind(std::string(kind));
    fact.set_by(doer.name);
    fact.set_told(told);
    fact.set_next_at_unix_ms(incident.next_update_at.unix_ms);
    STEWARD_CHECK(journal::append(transaction, now, incident.client, incident.id.text(), fact));
    return add(transaction, incident, doer, kind, text, told, now);
}

Status Acts::tell(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, const Words& words, Instant now) {
    incident.missed_updates += missed_between(incident.next_update_at, now);
    incident.next_update_at = words.next_at;
    incident.held_since = {};
    STEWARD_CHECK(save_incident(transaction, incident));
    STEWARD_TRY(const std::string next, time_words(transaction, incident, words.next_at));
    return tell_client(transaction, incident, doer, "update", "How it stands: " + incident.title,
                       "What is affected: " + words.affected + "\n\nWhat we know: " + words.known + "\n\nWhat we do: " + words.doing +
                           "\n\nYou hear from us again by " + next + ".",
                       now);
}

Status Acts::restore(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, const std::string& text, Instant now) {
    incident.missed_updates += missed_between(incident.next_update_at, now);
    incident.next_update_at = {};
    incident.held_since = {};
    incident.state = "restored";
    incident.restored_at = now;
    incident.restored_by = doer.name;
    incident.end_note_due = now + end_note_within;
    STEWARD_TRY(incident.review_due, review_is_due(transaction, incident, now));
    STEWARD_CHECK(save_incident(transaction, incident));
    STEWARD_CHECK(tell_client(transaction, incident, doer, "restored", "It works again: " + incident.title, text, now));
    // People can work again: that is what was promised after the first answer.
    if (promises_) STEWARD_CHECK(promises_->meet(transaction, incident.ticket.text(), "mitigate", now));
    auto fact = fact_about<facts::v1::MajorIncidentRestored>(incident);
    fact.set_by(doer.name);
    return journal::append(transaction, now, incident.client, incident.id.text(), fact);
}

Status Acts::write_end_note(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, const std::string& text,
                            Instant now) {
    incident.end_note_at = now;
    STEWARD_CHECK(save_incident(transaction, incident));
    return tell_client(transaction, incident, doer, "end_note", "What happened: " + incident.title, text, now);
}

Status Acts::review(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, v1::Review review, Instant now) {
    incident.review = std::move(review);
    incident.state = "reviewed";
    incident.reviewed_at = now;
    incident.reviewed_by = doer.name;
    STEWARD_CHECK(save_incident(transaction, incident));
    auto fact = fact_about<facts::v1::MajorIncidentReviewed>(incident);
    fact.set_by(doer.name);
    fact.set_actions(incident.review.actions_size());
    STEWARD_CHECK(journal::append(transaction, now, incident.client, incident.id.text(), fact));
    return add(transaction, incident, doer, "review", "Cause: " + incident.review.cause(), "", now);
}

Result<Instant> Acts::review_is_due(Transaction& transaction, const IncidentRow& incident, Instant restored) const {
    if (!promises_) return review_due(restored);
    return promises_->business_days_after(transaction, incident.client, restored, review_within_days);
}

Status Acts::finish_action(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, int number, bool done,
                           Instant now) {
    auto& action = *incident.review.mutable_actions(number);
    action.set_done_at_unix_ms(done ? now.unix_ms : 0);
    action.set_done_by(done ? doer.name : "");
    STEWARD_CHECK(save_incident(transaction, incident));
    return add(transaction, incident, doer, "action", (done ? "Done: " : "Not done after all: ") + action.text(), "", now);
}

Status Acts::update_is_due(Transaction& transaction, IncidentRow& incident, Instant now) {
    const Instant due = incident.next_update_at;
    incident.missed_updates += missed_between(due, now);
    // The last moment for a person to write in time is over, though the program still does.
    if (now <= due) ++incident.missed_updates;
    if (!incident.held_since.is_set()) incident.held_since = due;
    incident.reminded_at = now;
    incident.next_update_at = now + longest_silence;
    STEWARD_CHECK(save_incident(transaction, incident));
    auto fact = fact_about<facts::v1::MajorUpdateDue>(incident);
    fact.set_commander(incident.commander);
    fact.set_due_at_unix_ms(due.unix_ms);
    STEWARD_CHECK(journal::append(transaction, now, incident.client, incident.id.text(), fact));
    STEWARD_TRY(const std::string since, time_words(transaction, incident, incident.held_since - longest_silence));
    STEWARD_TRY(const std::string next, time_words(transaction, incident, incident.next_update_at));
    return tell_client(transaction, incident, major_program(), "holding", "How it stands: " + incident.title,
                       "What is affected: " + incident.title + "\n\nWhat we know: It is not over. There is nothing new to tell since " +
                           since + ".\n\nWhat we do: " + who_works(incident) + "\n\nYou hear from us again by " + next + ".",
                       now);
}

Status Acts::reopen(Transaction& transaction, IncidentRow& incident, Instant now) {
    incident.state = "open";
    incident.restored_at = {};
    incident.restored_by.clear();
    incident.end_note_due = incident.end_note_at = incident.review_due = {};
    incident.next_update_at = now + longest_silence;
    STEWARD_CHECK(save_incident(transaction, incident));
    if (promises_) STEWARD_CHECK(promises_->reopen(transaction, incident.ticket.text(), "mitigate", now));
    STEWARD_CHECK(
        journal::append(transaction, now, incident.client, incident.id.text(), fact_about<facts::v1::MajorIncidentReopened>(incident)));
    return add(transaction, incident, major_program(), "reopened", "It came back within a day: the same major incident goes on.", "", now);
}

}  // namespace steward::major_incidents
