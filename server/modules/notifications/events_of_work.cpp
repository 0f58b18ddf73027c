#include "server/modules/notifications/events_of_work.h"

namespace steward::notifications {

namespace {
// Every fact about a ticket that is told to programs only.
template <typename Fact>
Event for_programs(const journal::Fact& fact, const std::string& name, const Fact& told, const std::string& client_name,
                   json::object data) {
    data["ticket_id"] = told.ticket_id();
    data["client_id"] = told.client_id();
    data["client"] = client_name;
    Event event = make_event(fact, name, "", client_name + ": " + name, name + "\n", std::move(data));
    event.is_for_programs_only = true;
    return event;
}

template <typename Fact>
json::object major_data_of(const Fact& told, const std::string& client_name) {
    return {{"major_incident_id", told.major_incident_id()},
            {"ticket_id", told.ticket_id()},
            {"reference", told.reference()},
            {"client_id", told.client_id()},
            {"client", client_name},
            {"title", told.title()},
            {"priority", "P1"}};
}

template <typename Fact>
Event moved_on(const journal::Fact& fact, const std::string& what, const std::string& id, const Fact& moved,
               const std::string& client_name) {
    return make_event(fact, what + ".moved", "", "[" + moved.reference() + "] " + client_name + ": the " + what + " is now " + moved.to(),
                      moved.by() + " moved it from " + moved.from() + " to " + moved.to() + ".\n",
                      {{what + "_id", id},
                       {"ticket_id", moved.ticket_id()},
                       {"reference", moved.reference()},
                       {"client_id", moved.client_id()},
                       {"client", client_name},
                       {"from", moved.from()},
                       {"to", moved.to()},
                       {"by", moved.by()}});
}

template <typename Ids>
json::array list_of(const Ids& ids) {
    json::array list;
    for (const auto& id : ids) list.emplace_back(id);
    return list;
}
}  // namespace

std::optional<Event> ticket_merged(const journal::Fact& fact, const std::string& client_name) {
    const auto merged = read_fact<facts::v1::TicketMerged>(fact);
    if (!merged) return std::nullopt;
    return for_programs(fact, "ticket.merged", *merged, client_name,
                        {{"reference", merged->reference()},
                         {"into_ticket_id", merged->into_ticket_id()},
                         {"into_reference", merged->into_reference()},
                         {"received_at_unix_ms", merged->received_at_unix_ms()},
                         {"by", merged->by()}});
}

std::optional<Event> ticket_unmerged(const journal::Fact& fact, const std::string& client_name) {
    const auto parted = read_fact<facts::v1::TicketUnmerged>(fact);
    if (!parted) return std::nullopt;
    return for_programs(fact, "ticket.unmerged", *parted, client_name,
                        {{"reference", parted->reference()},
                         {"from_ticket_id", parted->from_ticket_id()},
                         {"from_reference", parted->from_reference()},
                         {"by", parted->by()}});
}

std::optional<Event> ticket_split(const journal::Fact& fact, const std::string& client_name) {
    const auto split = read_fact<facts::v1::TicketSplit>(fact);
    if (!split) return std::nullopt;
    return for_programs(fact, "ticket.split", *split, client_name,
                        {{"reference", split->reference()},
                         {"new_ticket_id", split->new_ticket_id()},
                         {"new_reference", split->new_reference()},
                         {"message_ids", list_of(split->message_ids())},
                         {"by", split->by()}});
}

std::optional<Event> ticket_watched(const journal::Fact& fact, const std::string& client_name) {
    const auto watched = read_fact<facts::v1::TicketWatched>(fact);
    if (!watched) return std::nullopt;
    return for_programs(
        fact, "ticket.watched", *watched, client_name,
        {{"account_id", watched->account_id()}, {"person_id", watched->person_id()}, {"how", watched->how()}, {"by", watched->by()}});
}

std::optional<Event> ticket_mentioned(const journal::Fact& fact, const std::string& client_name) {
    const auto named = read_fact<facts::v1::TicketMentioned>(fact);
    if (!named) return std::nullopt;
    return for_programs(fact, "ticket.mentioned", *named, client_name,
                        {{"reference", named->reference()},
                         {"title", named->title()},
                         {"message_id", named->message_id()},
                         {"account_id", named->account_id()},
                         {"by", named->by()}});
}

std::optional<Event> ticket_linked(const journal::Fact& fact, const std::string& client_name) {
    const auto linked = read_fact<facts::v1::TicketLinked>(fact);
    if (!linked) return std::nullopt;
    return for_programs(fact, "ticket.linked", *linked, client_name,
                        {{"relation", linked->relation()},
                         {"other_ticket_id", linked->other_ticket_id()},
                         {"removed", linked->removed()},
                         {"by", linked->by()}});
}

std::optional<Event> ticket_escalated(const journal::Fact& fact, const std::string& client_name) {
    const auto moved = read_fact<facts::v1::TicketEscalated>(fact);
    if (!moved) return std::nullopt;
    return make_event(fact, "ticket.escalated", moved->priority(),
                      "[" + moved->reference() + "] " + client_name + ": handed to " + moved->to() + ": " + moved->title(),
                      (moved->why() == "no_progress" ? "Nothing moved at " + moved->from() + "." : moved->by() + " handed it over.") +
                          "\n\n" + moved->note() + "\n",
                      {{"ticket_id", moved->ticket_id()},
                       {"reference", moved->reference()},
                       {"client_id", moved->client_id()},
                       {"client", client_name},
                       {"title", moved->title()},
                       {"priority", moved->priority()},
                       {"path", moved->path()},
                       {"from", moved->from()},
                       {"to", moved->to()},
                       {"why", moved->why()},
                       {"by", moved->by()},
                       {"account_ids", list_of(moved->account_ids())}});
}

std::optional<Event> time_booked(const journal::Fact& fact, const std::string& client_name) {
    const auto booked = read_fact<facts::v1::TimeBooked>(fact);
    if (!booked || booked->ticket_id().empty()) return std::nullopt;
    return for_programs(fact, "ticket.time", *booked, client_name,
                        {{"entry_id", booked->entry_id()},
                         {"account_id", booked->account_id()},
                         {"activity", booked->activity()},
                         {"day", booked->day()},
                         {"worked_s", booked->worked_s()},
                         {"is_new", booked->is_new()}});
}

std::optional<Event> files_attached(const journal::Fact& fact, const std::string& client_name) {
    const auto attached = read_fact<facts::v1::FilesAttached>(fact);
    if (!attached) return std::nullopt;
    return for_programs(fact, "ticket.files", *attached, client_name,
                        {{"message_id", attached->message_id()}, {"files", attached->files()}});
}

std::optional<Event> problem_moved(const journal::Fact& fact, const std::string& client_name) {
    const auto moved = read_fact<facts::v1::ProblemMoved>(fact);
    if (!moved) return std::nullopt;
    return moved_on(fact, "problem", moved->problem_id(), *moved, client_name);
}

std::optional<Event> change_moved(const journal::Fact& fact, const std::string& client_name) {
    const auto moved = read_fact<facts::v1::ChangeMoved>(fact);
    if (!moved) return std::nullopt;
    return moved_on(fact, "change", moved->change_id(), *moved, client_name);
}

std::optional<Event> restore_test_failed(const journal::Fact& fact, const std::string& client_name) {
    const auto failed = read_fact<facts::v1::RestoreTestFailed>(fact);
    if (!failed) return std::nullopt;
    const std::string what = failed->result() == "failed"    ? " could not be restored in a test"
                             : failed->result() == "overdue" ? " was not proven by a restore test in time"
                                                             : " takes longer to restore than agreed";
    return make_event(fact, "restore_test.failed", failed->priority(),
                      "[" + failed->reference() + "] " + failed->priority() + " " + client_name + ": " + failed->item() + what,
                      failed->reason() + "\n\nTicket: " + failed->reference() + "\n",
                      {{"test_id", failed->test_id()},
                       {"item_id", failed->item_id()},
                       {"item", failed->item()},
                       {"result", failed->result()},
                       {"reason", failed->reason()},
                       {"finding_id", failed->finding_id()},
                       {"ticket_id", failed->ticket_id()},
                       {"reference", failed->reference()},
                       {"client_id", failed->client_id()},
                       {"client", client_name},
                       {"priority", failed->priority()}});
}

std::optional<Event> approval_asked(const journal::Fact& fact, const std::string& client_name) {
    const auto asked = read_fact<facts::v1::ApprovalAsked>(fact);
    if (!asked) return std::nullopt;
    return make_event(fact, "approval.asked", "", "[" + asked->reference() + "] " + client_name + ": approval asked: " + asked->title(),
                      (asked->is_reminder() ? std::string("Still waited for: ") : asked->by() + " asks: ") + asked->question() + "\n",
                      {{"approval_id", asked->approval_id()},
                       {"ticket_id", asked->ticket_id()},
                       {"reference", asked->reference()},
                       {"client_id", asked->client_id()},
                       {"client", client_name},
                       {"title", asked->title()},
                       {"side", asked->side()},
                       {"question", asked->question()},
                       {"by", asked->by()},
                       {"is_reminder", asked->is_reminder()}});
}

std::optional<Event> approval_ended(const journal::Fact& fact, const std::string& client_name) {
    const auto ended = read_fact<facts::v1::ApprovalEnded>(fact);
    if (!ended) return std::nullopt;
    return make_event(fact, "approval.ended", "", "[" + ended->reference() + "] " + client_name + ": approval " + ended->state(),
                      "By " + ended->by() + ".\n",
                      {{"approval_id", ended->approval_id()},
                       {"ticket_id", ended->ticket_id()},
                       {"reference", ended->reference()},
                       {"client_id", ended->client_id()},
                       {"client", client_name},
                       {"state", ended->state()},
                       {"by", ended->by()}});
}

// The next person has a notice of their own; that nobody confirmed is everybody's matter.
// People of the queue hear of it where nobody owns the ticket; whoever owns it has a notice of their own.
std::optional<Event> mail_not_delivered(const journal::Fact& fact, const std::string& client_name) {
    const auto lost = read_fact<facts::v1::MailNotDelivered>(fact);
    if (!lost) return std::nullopt;
    Event event = make_event(fact, "mail.not_delivered", "", client_name + ": our mail did not reach " + lost->to(),
                             "They have not heard from us. Their mail server said: " + lost->note() + "\n",
                             {{"ticket_id", lost->ticket_id()},
                              {"client_id", lost->client_id()},
                              {"client", client_name},
                              {"address", lost->to()},
                              {"note", lost->note()},
                              {"what", lost->what()},
                              {"how_many", lost->how_many()},
                              {"queue", lost->queue()}});
    event.unnamed_ticket = lost->ticket_id();
    event.queue = lost->queue();
    event.is_for_programs_only = lost->has_owner();
    return event;
}

// Who wrote what about a confidential ticket is not said where everybody reads.
std::optional<Event> mail_waits(const journal::Fact& fact, const std::string& client_name) {
    const auto mail = read_fact<facts::v1::MailWaits>(fact);
    if (!mail) return std::nullopt;
    const std::string from = mail->from().empty() ? std::string("somebody") : mail->from();
    return make_event(fact, "mail.waits", "",
                      (client_name.empty() ? "" : client_name + ": ") + "a mail of " + from +
                          (mail->outcome() == "refused" ? " was refused" : " waits for a person") +
                          (mail->subject().empty() ? "" : ": " + mail->subject()),
                      mail->reason() + " Nothing becomes of it until somebody lets it in or puts it aside: Settings, Mail.\n",
                      {{"mail_id", mail->mail_id()},
                       {"client_id", mail->client_id()},
                       {"client", client_name},
                       {"outcome", mail->outcome()},
                       {"reason_code", mail->reason_code()},
                       {"reason", mail->reason()},
                       {"from", mail->from()},
                       {"subject", mail->subject()}});
}

std::optional<Event> shift_swap_moved(const journal::Fact& fact, const std::string&) {
    const auto moved = read_fact<facts::v1::ShiftSwapMoved>(fact);
    if (!moved) return std::nullopt;
    Event event = make_event(fact, "shift_swap.moved", "",
                             moved->schedule() + ", " + moved->layer() + ": a turn on call was " + moved->state(), moved->text() + "\n",
                             {{"swap_id", moved->swap_id()},
                              {"schedule_id", moved->schedule_id()},
                              {"schedule", moved->schedule()},
                              {"from", moved->from_name()},
                              {"to", moved->to_name()},
                              {"state", moved->state()},
                              {"by", moved->by()}});
    event.is_for_programs_only = true;
    return event;
}

std::optional<Event> hand_over_moved(const journal::Fact& fact, const std::string&) {
    const auto moved = read_fact<facts::v1::HandOverMoved>(fact);
    if (!moved) return std::nullopt;
    Event event = make_event(fact, "hand_over." + moved->state(), "", "Hand-over on call: " + moved->schedule() + ", " + moved->layer(),
                             moved->text() + "\n",
                             {{"hand_over_id", moved->hand_over_id()},
                              {"schedule_id", moved->schedule_id()},
                              {"schedule", moved->schedule()},
                              {"layer", moved->layer()},
                              {"from", moved->from_name()},
                              {"to", moved->to_name()},
                              {"state", moved->state()},
                              {"at_unix_ms", moved->at_unix_ms()}});
    event.is_for_programs_only = moved->state() != "late";
    return event;
}

std::optional<Event> client_told(const journal::Fact& fact, const std::string& client_name) {
    const auto told = read_fact<facts::v1::ClientTold>(fact);
    if (!told) return std::nullopt;
    const bool reached = told->state() == "handed_over";
    Event event = make_event(
        fact, "client.told", "",
        "[" + told->reference() + "] " + client_name + (reached ? ": the client was told" : ": nobody at the client could be told"),
        reached ? told->person_name() + " was written to.\n"
                : std::string("Nobody is named for such news, or there is no address. Call the client, and name somebody.\n"),
        {{"note_id", told->note_id()},
         {"ticket_id", told->ticket_id()},
         {"reference", told->reference()},
         {"client_id", told->client_id()},
         {"client", client_name},
         {"kind", told->kind()},
         {"state", told->state()},
         {"person", told->person_name()}});
    return event;
}

std::optional<Event> major_led(const journal::Fact& fact, const std::string& client_name) {
    const auto led = read_fact<facts::v1::MajorIncidentLed>(fact);
    if (!led) return std::nullopt;
    auto data = major_data_of(*led, client_name);
    data["role"] = led->role();
    data["by"] = led->by();
    return make_event(
        fact, "major.led", "P1",
        "[" + led->reference() + "] " + led->by() + (led->role() == "lead" ? " leads: " : " writes to the client: ") + led->title(),
        led->by() + (led->role() == "lead" ? " leads it.\n" : " writes to the client.\n"), std::move(data));
}

std::optional<Event> major_told(const journal::Fact& fact, const std::string& client_name) {
    const auto told = read_fact<facts::v1::MajorIncidentTold>(fact);
    if (!told) return std::nullopt;
    auto data = major_data_of(*told, client_name);
    data["kind"] = told->kind();
    data["by"] = told->by();
    data["told"] = told->told();
    data["next_at_unix_ms"] = told->next_at_unix_ms();
    Event event = make_event(fact, "major.told", "P1", "[" + told->reference() + "] " + client_name + " was told: " + told->title(),
                             "By " + told->by() + ".\n", std::move(data));
    event.is_for_programs_only = true;
    return event;
}

std::optional<Event> major_reopened(const journal::Fact& fact, const std::string& client_name) {
    const auto again = read_fact<facts::v1::MajorIncidentReopened>(fact);
    if (!again) return std::nullopt;
    return make_event(fact, "major.reopened", "P1", "[" + again->reference() + "] " + client_name + ": it came back: " + again->title(),
                      "The same major incident goes on. The client hears again within 30 minutes.\n", major_data_of(*again, client_name));
}

std::optional<Event> major_reviewed(const journal::Fact& fact, const std::string& client_name) {
    const auto reviewed = read_fact<facts::v1::MajorIncidentReviewed>(fact);
    if (!reviewed) return std::nullopt;
    auto data = major_data_of(*reviewed, client_name);
    data["by"] = reviewed->by();
    data["actions"] = reviewed->actions();
    return make_event(fact, "major.reviewed", "P1", "[" + reviewed->reference() + "] " + client_name + ": reviewed: " + reviewed->title(),
                      "By " + reviewed->by() + ", with " + std::to_string(reviewed->actions()) + " actions.\n", std::move(data));
}

std::optional<Event> notice_due(const journal::Fact& fact, const std::string& client_name) {
    const auto notice = read_fact<facts::v1::NoticeDue>(fact);
    if (!notice) return std::nullopt;
    return make_event(fact, std::string(event_notice), "", notice->subject(), notice->text(),
                      {{"account_id", notice->account_id()},
                       {"to", notice->to()},
                       {"push_topic", notice->push_topic()},
                       {"kind", notice->kind()},
                       {"ticket_id", notice->ticket_id()},
                       {"reference", notice->reference()},
                       {"client_id", notice->client_id()},
                       {"client", client_name},
                       {"count", notice->count()}});
}

}  // namespace steward::notifications
