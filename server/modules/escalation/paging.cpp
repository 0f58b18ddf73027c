// Whom a step reaches, and what clients are told.
#include <algorithm>

#include "server/modules/escalation/escalator.h"
#include "server/modules/escalation/store_duty.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::escalation {

namespace {
std::string promise_words(std::string_view kind) {
    if (kind == "first_response") return "a first answer";
    if (kind == "update") return "an update";
    if (kind == "mitigate") return "a way to work on";
    if (kind == "resolve") return "a solution";
    return "a reaction";
}

std::string when_words(const std::string& zone_name, Instant at) {
    const auto zone = zones::Zone::open(zone_name);
    const auto known = zone ? zone : zones::Zone::open("UTC");
    return known ? known->text(zones::whole_seconds(at)) : to_rfc3339(at);
}
}  // namespace

Result<std::optional<Colleague>> Escalator::on_call_now(Transaction& transaction, const RunRow& run, int layer, Instant now) const {
    std::optional<ScheduleRow> schedule;
    if (!run.schedule.is_nil()) {
        STEWARD_TRY(schedule, find_schedule(transaction, run.schedule, now));
    }
    if (!schedule && !run.is_test()) {
        STEWARD_TRY(auto all, all_schedules(transaction, now));
        if (!all.empty()) schedule = std::move(all.front());
    }
    if (!schedule) return std::optional<Colleague>{};
    STEWARD_TRY(const auto zone, zones::Zone::open(schedule->rules.zone()));
    const AccountId person = on_call(schedule->schedule(), zone, layer, now);
    if (person.is_nil()) return std::optional<Colleague>{};
    STEWARD_TRY(auto colleague, find_colleague(transaction, person));
    return colleague && colleague->active ? std::move(colleague) : std::optional<Colleague>{};
}

// Nobody on call is no reason for nobody to be told: then it is the service manager's, then the owner's.
Result<std::vector<Escalator::Receiver>> Escalator::receivers(Transaction& transaction, const RunRow& run, const Step& step,
                                                              Instant now) const {
    std::vector<Receiver> found;
    const auto add = [&](const Colleague& colleague, const std::string& label) {
        const bool known = std::any_of(found.begin(), found.end(), [&](const Receiver& r) { return r.colleague.id == colleague.id; });
        if (!known) found.push_back({colleague, label});
    };
    bool wants_somebody = false;
    for (const Target& target : step.targets) {
        wants_somebody |= target.kind != TargetKind::Queue && target.kind != TargetKind::ClientContact;
        if (target.kind == TargetKind::OnCall) {
            STEWARD_TRY(const auto person, on_call_now(transaction, run, target.layer, now));
            if (person) add(*person, step.label);
        } else if (target.kind == TargetKind::Role) {
            STEWARD_TRY(const auto people, colleagues_with_role(transaction, target.role, run.client));
            for (const Colleague& person : people) add(person, step.label);
        } else if (target.kind == TargetKind::Account || target.kind == TargetKind::Assignee) {
            AccountId account = target.account;
            if (target.kind == TargetKind::Assignee) {
                STEWARD_TRY(
                    const auto row,
                    transaction.query_one("select assignee_id from helpdesk_v_tickets where ticket_id = $1 and assignee_id is not null",
                                          run.ticket_id));
                account = row ? row->id<AccountId>(0) : AccountId{};
            }
            STEWARD_TRY(const auto person, find_colleague(transaction, account));
            if (person && person->active) add(*person, step.label);
        }
    }
    for (const std::string_view role : {"SVM", "OWN"}) {
        if (!wants_somebody || !found.empty() || run.is_test()) break;
        STEWARD_TRY(const auto people, colleagues_with_role(transaction, role, run.client));
        for (const Colleague& person : people) add(person, step.label + ": nobody could be reached, so you");
    }
    return found;
}

Status Escalator::take_step(Transaction& transaction, const RunRow& run, const Step& step, const DueStep& due, int& position, Instant now) {
    STEWARD_TRY(const auto people, receivers(transaction, run, step, now));
    PageRow row{.id = {},
                .run = run.id,
                .position = 0,
                .round = due.pass,
                .step = due.step,
                .label = step.label,
                .account = {},
                .name = {},
                .address = {},
                .due_at = due.at,
                .sent_at = now,
                .state = {}};
    const auto keep = [&](std::string state) -> Status {
        row.id = PageId::make(now, rng_);
        row.position = position++;
        row.state = std::move(state);
        return insert_page(transaction, row);
    };
    std::string names;
    for (const Receiver& receiver : people) {
        row.account = receiver.colleague.id;
        row.name = receiver.colleague.name;
        row.address = receiver.colleague.address;
        row.label = receiver.label;
        STEWARD_CHECK(keep("sent"));
        STEWARD_CHECK(page(transaction, run, row, step, "", now));
        names += (names.empty() ? "" : ", ") + receiver.colleague.name;
    }
    const auto has = [&](TargetKind kind) {
        return std::any_of(step.targets.begin(), step.targets.end(), [&](const Target& target) { return target.kind == kind; });
    };
    if (people.empty()) {
        const bool queue_only = has(TargetKind::Queue);
        STEWARD_CHECK(keep(has(TargetKind::ClientContact) ? "told" : queue_only ? "queue" : "nobody"));
        if (!queue_only && !has(TargetKind::ClientContact)) names = "nobody, there was nobody to page";
    }
    if (!names.empty()) STEWARD_CHECK(remark(transaction, run, "Paged (" + step.label + "): " + names + ".", now));
    return has(TargetKind::ClientContact) ? inform_client(transaction, run, now) : Status{};
}

Status Escalator::page_by_hand(Transaction& transaction, const TicketNews& news, const std::vector<Colleague>& people,
                               const std::string& label, const std::string& reason, Instant now) {
    if (people.empty())
        return fail(ErrorKind::Conflict, "escalation.nobody_there", "Nobody with that role may see this client. Choose another.");
    STEWARD_TRY(auto run, open_run_of_ticket(transaction, news.ticket_id));
    if (!run) {
        STEWARD_CHECK(begin(transaction, news, now));
        STEWARD_TRY(run, open_run_of_ticket(transaction, news.ticket_id));
    }
    if (!run)
        return fail(ErrorKind::Conflict, "escalation.not_set_up", "Nobody is paged before there is an on-call schedule. Make one first.");
    STEWARD_TRY(const auto pages, pages_of(transaction, run->id));
    int position = static_cast<int>(pages.size());
    const int round = position;
    for (const Colleague& colleague : people) {
        const PageRow row{.id = PageId::make(now, rng_),
                          .run = run->id,
                          .position = position++,
                          .round = round,
                          .step = by_hand,
                          .label = label,
                          .account = colleague.id,
                          .name = colleague.name,
                          .address = colleague.address,
                          .due_at = now,
                          .sent_at = now,
                          .state = "sent"};
        STEWARD_CHECK(insert_page(transaction, row));
        STEWARD_CHECK(page(transaction, *run, row, {}, reason, now));
    }
    publish(transaction, *run);
    return {};
}

Status Escalator::page(Transaction& transaction, const RunRow& run, const PageRow& page, const Step& step, const std::string& reason,
                       Instant now) {
    facts::v1::PageDue fact;
    if (!run.client.is_nil()) fact.set_client_id(run.client.text());
    fact.set_run_id(run.id.text());
    fact.set_page_id(page.id.text());
    fact.set_ticket_id(run.ticket_id);
    fact.set_reference(run.reference);
    fact.set_title(run.title);
    fact.set_priority(run.priority);
    fact.set_account_id(page.account.text());
    fact.set_name(page.name);
    fact.set_address(page.address);
    fact.set_label(page.label);
    fact.set_is_test(run.is_test());
    fact.set_reason(reason);
    for (const auto& channel : step.channels) fact.add_channels(channel);
    return journal::append(transaction, now, run.client, page.id.text(), fact);
}

// What is affected and what we do. It promises no next message, because none is sent by itself yet: no product names, no numbers of ours
// beside the ticket's.
Status Escalator::inform_client(Transaction& transaction, const RunRow& run, Instant now) {
    STEWARD_TRY(const bool knows, was_told_since(transaction, run.ticket_id, run.started_at));
    if (knows) return {};  // somebody of ours wrote to them already
    const std::string zone = directory_.client_zone(run.client);
    const std::string work = run.acknowledged_at.is_set()
                                 ? run.acknowledged_by + " has been working on it since " + when_words(zone, run.acknowledged_at) + "."
                                 : "We are calling in more people, because nobody has confirmed to work on it yet.";
    STEWARD_CHECK(tell_client(
        transaction,
        {.id = {},
         .client = run.client,
         .ticket_id = run.ticket_id,
         .reference = run.reference,
         .kind = "long_disturbance",
         .cause = "run/" + run.id.text(),
         .person_name = {},
         .address = {},
         .body = {},
         .state = {},
         .due_at = {},
         .breach_at = {},
         .told_at = now},
        "Your service is disturbed: " + run.title,
        "There has been a serious disturbance since " + when_words(zone, run.started_at) + ": " + run.title + "\n\n" + work, now));
    return {};
}

Status Escalator::promise_missed(Transaction& transaction, const facts::v1::ClockBreached& breach, Instant at) {
    STEWARD_TRY(const auto ticket,
                transaction.query_one("select reference, title, client_id from helpdesk_v_ticket_contents where ticket_id = $1",
                                      breach.subject_id()));
    if (!ticket) return {};
    const auto client = ticket->id<ClientId>(2);
    const std::string zone = directory_.client_zone(client);
    STEWARD_CHECK(tell_client(
        transaction,
        {.id = {},
         .client = client,
         .ticket_id = breach.subject_id(),
         .reference = ticket->text(0),
         .kind = "missed_promise",
         .cause = "clock/" + breach.clock_id(),
         .person_name = {},
         .address = {},
         .body = {},
         .state = {},
         .due_at = Instant{breach.due_at_unix_ms()},
         .breach_at = Instant{breach.breach_at_unix_ms()},
         .told_at = at},
        "We missed a promise: " + ticket->text(1),
        "We promised you " + promise_words(breach.kind()) + " by " + when_words(zone, Instant{breach.due_at_unix_ms()}) +
            " for this request: " + ticket->text(1) +
            "\n\nWe did not keep that promise. The work goes on, and our service manager knows of it. You will hear from us what "
            "happened and what we change.",
        at));
    return {};
}

Result<std::string> Escalator::tell_client(Transaction& transaction, NoteRow note, const std::string& subject, const std::string& words,
                                           Instant now) {
    STEWARD_TRY(const auto contact, contact_of(transaction, note.client));
    note.id = make_raw_id(now, rng_);
    bool named = contact && !contact->person.is_nil();
    if (named) note.person_name = contact->name;
    if (named) note.address = contact->email;
    if (!named) {
        STEWARD_TRY(const auto decides, decision_maker_of(transaction, note.client));
        named = decides.has_value();
        if (named) note.person_name = decides->name;
        if (named) note.address = decides->email;
    }
    note.state = !named ? "nobody_named" : note.address.empty() ? "no_address" : "handed_over";
    note.body = (named ? "Dear " + note.person_name + ",\n\n" : std::string()) + words + "\n\nReference: " + note.reference + "\n";
    STEWARD_TRY(const bool is_new, insert_note(transaction, note));
    if (!is_new) return note.state;
    facts::v1::ClientTold told;
    told.set_client_id(note.client.text());
    told.set_note_id(to_text(note.id));
    told.set_ticket_id(note.ticket_id);
    told.set_reference(note.reference);
    told.set_kind(note.kind);
    told.set_state(note.state);
    told.set_person_name(note.person_name);
    STEWARD_CHECK(journal::append(transaction, now, note.client, note.ticket_id, told));
    if (note.state != "handed_over") return note.state;
    facts::v1::MailWanted mail;
    mail.set_client_id(note.client.text());
    mail.set_ticket_id(note.ticket_id);
    mail.set_reference(note.reference);
    mail.set_to(note.address);
    mail.set_subject("[" + note.reference + "] " + subject);
    mail.set_text(note.body);
    STEWARD_CHECK(journal::append(transaction, now, note.client, note.ticket_id, mail));
    return note.state;
}

}  // namespace steward::escalation
