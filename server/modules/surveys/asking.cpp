#include "server/modules/surveys/asking.h"

#include "server/modules/service_levels/service_levels.h"
#include "server/modules/surveys/token.h"
#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::surveys {

namespace {
constexpr std::string_view reader_name = "surveys.facts", ticket_changed = "steward.facts.v1.TicketChanged";
constexpr std::string_view key_place = "surveys_settings/1/key";
constexpr int facts_at_once = 100;
constexpr size_t longest_comment = 4000;

// The moment that a version 7 UUID begins with.
Instant made_at(const RawId& id) {
    int64_t unix_ms = 0;
    for (size_t i = 0; i < 6; ++i) unix_ms = (unix_ms << 8) | id.bytes[i];
    return Instant{unix_ms};
}

Candidate candidate_of(const Subject& subject, const SettingsRow& settings, bool has_public_address) {
    return {.enabled = settings.enabled,
            .has_public_address = has_public_address,
            .ticket_kind = subject.kind,
            .ticket_source = subject.source,
            .ticket_state = subject.state,
            .resolution_code = subject.resolution_code,
            .has_person = !subject.person.is_nil(),
            .address = subject.address,
            .is_ours = subject.is_ours,
            .has_refused = subject.has_refused,
            .asked_before = subject.asked_before};
}

// Of what would never be asked about, no row is kept: most tickets come from alerts.
bool is_worth_a_row(std::string_view reason) {
    return reason != "off" && reason != "internal" && reason != "automatic" && reason != "no_person" && reason != "not_resolved";
}

void describe(SurveyRow& survey, const Subject& subject) {
    survey.client = subject.client;
    survey.reference = subject.reference;
    survey.title = subject.title;
    survey.person = subject.person;
    survey.person_name = subject.person_name;
    survey.technician = subject.technician;
    survey.technician_name = subject.technician_name;
}
}  // namespace

Status Asking::start() {
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto sealed, sealed_key(transaction));
        if (sealed) {
            STEWARD_TRY(key_, sealing_.open(key_place, *sealed));
            return {};
        }
        key_.assign(survey_key_size, 0);
        rng_.fill(key_);
        STEWARD_TRY(const auto made, sealing_.seal(key_place, key_));
        return begin_settings(transaction, made);
    });
}

// Behind the #, so that it stands in no log of a web server or proxy on the way.
std::string Asking::invitation(SurveyId survey) const {
    if (public_address_.empty()) return "";
    const std::string link = public_address_ + "/survey#" + make_survey_token(key_, survey, made_at(survey.raw()) + survey_token_life);
    return "\nGood: " + link + ".good\nOK:   " + link + ".ok\nBad:  " + link + ".bad\n\nAsk me no more: " + link + ".stop\n";
}

Result<SurveyRow> Asking::open(Transaction& transaction, std::string_view token, Instant now) const {
    const auto refused = [] { return fail(ErrorKind::NotFound, "surveys.bad_link", "This link is not good (any more)."); };
    const auto id = read_survey_token(key_, token, now);
    if (!id) return refused();
    STEWARD_TRY(auto survey, find_survey(transaction, *id));
    if (!survey || (survey->state != "sent" && survey->state != "answered")) return refused();
    return std::move(*survey);
}

Status Asking::consume_facts() {
    constexpr std::string_view kinds[] = {ticket_changed};
    return journal::consume(database_, reader_name, kinds, facts_at_once,
                            [this](Transaction& transaction, const journal::Fact& fact) -> Status {
                                facts::v1::TicketChanged change;
                                if (!change.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return {};
                                const auto ticket = TicketId::parse(change.ticket_id());
                                if (!ticket || change.field() != "state") return {};
                                return ticket_moved(transaction, *ticket, change.from(), change.to(), fact.at);
                            });
}

Status Asking::ticket_moved(Transaction& transaction, TicketId ticket, std::string_view from, std::string_view to, Instant at) {
    STEWARD_TRY(auto survey, survey_of_ticket(transaction, ticket));
    if (to == "closed" && from == "resolved") return {};
    if (to != "resolved") {
        // It is work again: what was not sent yet is not asked now.
        if (!survey || survey->state != "due") return {};
        survey->state = "dropped";
        survey->reason = "opened_again";
        return update_survey(transaction, *survey);
    }
    if (survey && (survey->state == "sent" || survey->state == "answered")) return {};  // about one ticket once
    STEWARD_TRY(const auto subject, find_subject(transaction, ticket));
    if (!subject) return {};
    STEWARD_TRY(const auto settings, load_settings(transaction));
    const std::string_view reason = why_not(candidate_of(*subject, settings, has_public_address()), at);
    if (!reason.empty() && !is_worth_a_row(reason)) return {};
    const bool is_new = !survey;
    if (is_new) survey = SurveyRow{};
    describe(*survey, *subject);
    survey->state = reason.empty() ? "due" : "skipped";
    survey->reason = std::string(reason);
    survey->due_at = at + std::chrono::minutes(settings.delay_minutes);
    if (!is_new) return update_survey(transaction, *survey);
    survey->id = SurveyId::make(at, rng_);
    survey->ticket = ticket;
    return insert_survey(transaction, *survey);
}

Status Asking::date_sent() {
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto undated, undated_surveys(transaction));
        for (const Undated& one : undated) {
            STEWARD_TRY(const auto month, service_levels::month_at(one.zone, one.sent_at));
            STEWARD_CHECK(date_survey(transaction, one.id, month));
        }
        return {};
    });
}

Status Asking::send_due(Instant now) {
    // One transaction each: one that cannot be sent holds up no other.
    std::vector<SurveyRow> due;
    SettingsRow settings;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(settings, load_settings(transaction));
        STEWARD_TRY(due, due_surveys(transaction, now));
        return {};
    }));
    for (SurveyRow& survey : due)
        STEWARD_CHECK(database_.write([&](Transaction& transaction) { return send(transaction, survey, settings, now); }));
    return {};
}

Status Asking::send(Transaction& transaction, SurveyRow survey, const SettingsRow& settings, Instant now) {
    STEWARD_TRY(const auto fresh, find_survey(transaction, survey.id));
    if (!fresh || fresh->state != "due") return {};
    STEWARD_TRY(const auto subject, find_subject(transaction, survey.ticket));
    if (!subject) return {};
    const std::string_view reason = why_not(candidate_of(*subject, settings, has_public_address()), now);
    if (!reason.empty()) {
        survey.state = "skipped";
        survey.reason = std::string(reason);
        return update_survey(transaction, survey);
    }
    describe(survey, *subject);
    survey.state = "sent";
    survey.sent_at = now;
    survey.asked_week = iso_week(now);
    STEWARD_TRY(survey.sent_month, service_levels::month_at(subject->zone, now));
    STEWARD_CHECK(update_survey(transaction, survey));
    facts::v1::MailWanted mail;
    mail.set_client_id(survey.client.text());
    mail.set_ticket_id(survey.ticket.text());
    mail.set_reference(survey.reference);
    mail.set_to(subject->address);
    mail.set_subject("[" + survey.reference + "] " + settings.question);
    mail.set_text("Dear " + survey.person_name + ",\n\nyour ticket " + survey.reference + " (" + survey.title + ") is resolved.\n\n" +
                  settings.question + "\n");
    mail.set_is_receipt(true);  // a program wrote it: it says so, and no machine answers it
    mail.set_survey_id(survey.id.text());
    return journal::append(transaction, now, survey.client, survey.ticket.text(), mail);
}

Status Asking::answer(Transaction& transaction, SurveyRow& survey, std::string_view said, std::string_view via, Instant now) {
    if (!is_answer(said)) return bad_field("/answer", "One of: good, ok, bad.");
    if (survey.answer == said) return {};
    if (!survey.answer.empty())
        return fail(ErrorKind::Conflict, "surveys.answered", "You have answered this already. Thank you; add words to it if you like.");
    survey.state = "answered";
    survey.answer = std::string(said);
    survey.answered_at = now;
    survey.answered_via = std::string(via);
    if (survey.answer == "bad") STEWARD_CHECK(follow_up(transaction, survey, now));
    return update_survey(transaction, survey);
}

Status Asking::comment(Transaction& transaction, SurveyRow& survey, std::string_view words, Instant now) {
    if (words.empty() || words.size() > longest_comment) return bad_field("/comment", "From one to 4,000 characters.");
    if (survey.answer.empty()) return fail(ErrorKind::Conflict, "surveys.no_answer", "Answer first: good, ok or bad.");
    if (!survey.comment.empty()) return fail(ErrorKind::Conflict, "surveys.commented", "We have your words already. Thank you.");
    survey.comment = std::string(words);
    STEWARD_CHECK(update_survey(transaction, survey));
    if (survey.follow_up.is_nil()) return {};
    // The follow-up is open to everybody who sees the client: what was said of a confidential ticket stays in its survey.
    STEWARD_TRY(const auto ticket, tickets_.read(transaction, survey.ticket));
    const std::string said = ticket && ticket->is_confidential ? "Words were added to the survey of " + survey.reference + "."
                                                               : survey.person_name + " wrote to it:\n\n" + survey.comment;
    return tickets_.say(transaction, survey.follow_up, {.kind = "system", .account = {}, .name = "Steward", .role = "SYS"}, true, said,
                        now);
}

Status Asking::follow_up(Transaction& transaction, SurveyRow& survey, Instant now) {
    STEWARD_TRY(const auto settings, load_settings(transaction));
    STEWARD_TRY(const auto lead, lead_of(transaction, survey.client));
    helpdesk::TicketOrder order;
    order.client = survey.client;
    order.kind = "internal";
    order.source = "survey";
    order.title = "Not satisfied: " + survey.reference + " " + survey.title;
    order.description = survey.person_name + " answered \"bad\" about " + survey.reference + " (" + survey.title + ")" +
                        (survey.technician_name.empty() ? "" : ", which " + survey.technician_name + " had") +
                        ". Call back within one business day, and write here what came of it.";
    order.impact = "limited";
    order.urgency = "high";
    order.queue = settings.follow_up_queue;
    order.requester = survey.person;
    if (lead) order.assignee = lead->account;
    if (lead) order.assignee_name = lead->name;
    STEWARD_TRY(const auto opened,
                tickets_.open(transaction, order, {.kind = "system", .account = {}, .name = "Steward", .role = "SYS"}, now));
    survey.follow_up = opened.id;
    survey.follow_up_reference = opened.reference;
    return {};
}

}  // namespace steward::surveys
