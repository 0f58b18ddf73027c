#include "server/modules/surveys/service.h"

namespace steward::surveys {

namespace {
constexpr size_t longest_question = 200, longest_queue = 100;
constexpr int64_t longest_delay_minutes = 14 * 24 * 60;

std::unexpected<Error> no_survey() {
    return fail(ErrorKind::NotFound, "surveys.not_found", "Nobody was asked about this ticket, or not you.");
}
}  // namespace

Result<v1::SurveyFace> Service::face(Transaction& transaction, const SurveyRow& survey) const {
    STEWARD_TRY(const auto settings, load_settings(transaction));
    STEWARD_TRY(const auto refused, transaction.query_one("select 1 from surveys_refusals where person_id = $1", survey.person));
    v1::SurveyFace message;
    message.set_question(settings.question);
    message.set_ticket_reference(survey.reference);
    message.set_ticket_title(survey.title);
    message.set_answer(survey.answer);
    message.set_answered_at_unix_ms(survey.answered_at.unix_ms);
    message.set_has_comment(!survey.comment.empty());
    message.set_can_answer(survey.answer.empty());
    message.set_can_comment(!survey.answer.empty() && survey.comment.empty());
    message.set_is_stopped(refused.has_value());
    return message;
}

Result<v1::SurveyFace> Service::look_at_survey(Call& call, const v1::LookAtSurveyRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto survey, asking_.open(*transaction, request.token(), call.now()));
    return face(*transaction, survey);
}

Result<v1::SurveyFace> Service::answer_survey(Call& call, const v1::AnswerSurveyRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto survey, asking_.open(*transaction, request.token(), call.now()));
    call.set_audit_subject(survey.ticket.text());
    STEWARD_CHECK(asking_.answer(*transaction, survey, request.answer(), "mail", call.now()));
    call.add_audit_detail("answer", survey.answer);
    return face(*transaction, survey);
}

Result<v1::SurveyFace> Service::comment_on_survey(Call& call, const v1::CommentOnSurveyRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto survey, asking_.open(*transaction, request.token(), call.now()));
    call.set_audit_subject(survey.ticket.text());
    STEWARD_CHECK(asking_.comment(*transaction, survey, request.comment(), call.now()));
    return face(*transaction, survey);
}

Result<v1::SurveyFace> Service::stop_surveys(Call& call, const v1::StopSurveysRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto survey, asking_.open(*transaction, request.token(), call.now()));
    call.set_audit_subject(survey.person.text());
    STEWARD_CHECK(set_refusal(*transaction, survey.client, survey.person, true, survey.person_name, call.now()));
    return face(*transaction, survey);
}

// What a client's people see of it is what they may know: nobody's figures, no follow-up, others' words only in the ticket's own person's
// case.
void Service::fill(v1::Survey& message, const SurveyRow& s, const Caller& caller, bool is_own) const {
    message.set_survey_id(s.id.text());
    message.set_client_id(s.client.text());
    message.set_client_name(directory_.client_name(s.client));
    message.set_ticket_id(s.ticket.text());
    message.set_ticket_reference(s.reference);
    message.set_ticket_title(s.title);
    message.set_state(s.state);
    message.set_answer(s.answer);
    message.set_due_at_unix_ms(s.due_at.unix_ms);
    message.set_sent_at_unix_ms(s.sent_at.unix_ms);
    message.set_answered_at_unix_ms(s.answered_at.unix_ms);
    message.set_answered_via(s.answered_via);
    if (is_own && s.state == "sent") message.add_allowed_actions("answer");
    if (is_own && s.state == "answered" && s.comment.empty()) message.add_allowed_actions("comment");
    if (!caller.client_side || is_own) {
        message.set_person_id(s.person.text());
        message.set_person_name(s.person_name);
        message.set_comment(s.comment);
    }
    if (caller.client_side) return;
    message.set_reason(s.reason);
    if (caller.may("survey.configure")) message.set_technician_name(s.technician_name);
    if (!s.follow_up.is_nil()) message.set_follow_up_ticket_id(s.follow_up.text());
    message.set_follow_up_reference(s.follow_up_reference);
}

Result<v1::Survey> Service::get_ticket_survey(Call& call, const v1::GetTicketSurveyRequest& request) {
    STEWARD_TRY(const auto ticket, TicketId::parse(request.ticket_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto survey, survey_of_ticket(*transaction, ticket));
    v1::Survey message;
    if (!survey || survey->client != call.client()) return message;
    STEWARD_TRY(const bool is_own, is_account_of(*transaction, call.caller().account, survey->person));
    if (call.caller().client_side && !is_own) return message;
    fill(message, *survey, call.caller(), is_own);
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    message.set_question(settings.question);
    return message;
}

Result<v1::Survey> Service::answer_ticket_survey(Call& call, const v1::AnswerTicketSurveyRequest& request) {
    STEWARD_TRY(const auto ticket, TicketId::parse(request.ticket_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto survey, survey_of_ticket(*transaction, ticket));
    if (!survey || survey->client != call.client() || (survey->state != "sent" && survey->state != "answered")) return no_survey();
    STEWARD_TRY(const bool is_own, is_account_of(*transaction, call.caller().account, survey->person));
    if (!is_own) return no_survey();
    call.set_audit_subject(request.ticket_id());
    if (!request.answer().empty()) STEWARD_CHECK(asking_.answer(*transaction, *survey, request.answer(), "portal", call.now()));
    if (!request.comment().empty()) STEWARD_CHECK(asking_.comment(*transaction, *survey, request.comment(), call.now()));
    if (request.answer().empty() && request.comment().empty()) return bad_field("/answer", "One of: good, ok, bad.");
    v1::Survey message;
    fill(message, *survey, call.caller(), true);
    return message;
}

Result<v1::SurveyRefusal> Service::set_survey_refusal(Call& call, const v1::SetSurveyRefusalRequest& request) {
    STEWARD_TRY(const auto person, PersonId::parse(request.person_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto name,
                transaction->query_one("select name from directory_v_people where id = $1 and client_id = $2", person, call.client()));
    if (!name) return fail(ErrorKind::NotFound, "directory.person_not_found", "There is no such person.");
    STEWARD_CHECK(set_refusal(*transaction, call.client(), person, request.refused(), call.caller().name, call.now()));
    call.set_audit_subject(request.person_id());
    call.add_audit_detail("refused", request.refused() ? "yes" : "no");
    v1::SurveyRefusal message;
    message.set_person_id(request.person_id());
    message.set_person_name(name->text(0));
    message.set_client_id(call.client().text());
    message.set_client_name(directory_.client_name(call.client()));
    message.set_is_refused(request.refused());
    if (request.refused()) message.set_since_unix_ms(call.now().unix_ms);
    if (request.refused()) message.set_by(call.caller().name);
    return message;
}

v1::SurveySettings Service::message_of(const SettingsRow& settings, const Caller& caller) const {
    v1::SurveySettings message;
    message.set_enabled(settings.enabled);
    message.set_question(settings.question);
    message.set_delay_minutes(static_cast<int32_t>(settings.delay_minutes));
    message.set_follow_up_queue(settings.follow_up_queue);
    message.set_has_public_address(asking_.has_public_address());
    message.set_etag(std::to_string(settings.revision));
    if (caller.may("survey.configure")) message.add_allowed_actions("edit");
    return message;
}

Result<v1::SurveySettings> Service::get_survey_settings(Call& call, const v1::GetSurveySettingsRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    return message_of(settings, call.caller());
}

Result<v1::SurveySettings> Service::update_survey_settings(Call& call, const v1::UpdateSurveySettingsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto settings, load_settings(*transaction));
    if (!call.is_as_seen(settings.revision))
        return fail(ErrorKind::StaleEtag, "request.stale", "These settings were changed meanwhile. Look at them again.");
    if (request.has_enabled()) settings.enabled = request.enabled();
    if (request.has_question()) settings.question = request.question();
    if (request.has_delay_minutes()) settings.delay_minutes = request.delay_minutes();
    if (request.has_follow_up_queue()) settings.follow_up_queue = request.follow_up_queue();
    if (settings.question.empty() || settings.question.size() > longest_question || settings.question.find('\n') != std::string::npos)
        return bad_field("/question", "One line of at most 200 characters: it is the subject of the mail.");
    if (settings.delay_minutes < 0 || settings.delay_minutes > longest_delay_minutes)
        return bad_field("/delay_minutes", "At most 14 days.");
    if (settings.follow_up_queue.size() > longest_queue) return bad_field("/follow_up_queue", "At most 100 characters.");
    STEWARD_CHECK(save_settings(*transaction, settings));
    call.add_audit_detail("enabled", settings.enabled ? "yes" : "no");
    call.add_audit_detail("question", settings.question);
    return message_of(settings, call.caller());
}

}  // namespace steward::surveys
