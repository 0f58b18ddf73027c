// The room's API: load, decide, one transaction. The lists and K08 in lists.cpp.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/surveys/asking.h"
#include "server/platform/access/call.h"
#include "steward/surveys/v1/surveys.service.h"

namespace steward::surveys {

class Service final : public v1::SurveysService {
public:
    Service(directory::Directory& directory, Asking& asking) : directory_(directory), asking_(asking) {}

    Result<v1::SurveyFace> look_at_survey(Call& call, const v1::LookAtSurveyRequest& request) override;
    Result<v1::SurveyFace> answer_survey(Call& call, const v1::AnswerSurveyRequest& request) override;
    Result<v1::SurveyFace> comment_on_survey(Call& call, const v1::CommentOnSurveyRequest& request) override;
    Result<v1::SurveyFace> stop_surveys(Call& call, const v1::StopSurveysRequest& request) override;

    Result<v1::Survey> get_ticket_survey(Call& call, const v1::GetTicketSurveyRequest& request) override;
    Result<v1::Survey> answer_ticket_survey(Call& call, const v1::AnswerTicketSurveyRequest& request) override;

    Result<v1::ListSurveysResponse> list_surveys(Call& call, const v1::ListSurveysRequest& request) override;
    Result<v1::Satisfaction> get_satisfaction(Call& call, const v1::GetSatisfactionRequest& request) override;
    Result<v1::ListSurveyRefusalsResponse> list_survey_refusals(Call& call, const v1::ListSurveyRefusalsRequest& request) override;
    Result<v1::SurveyRefusal> set_survey_refusal(Call& call, const v1::SetSurveyRefusalRequest& request) override;
    Result<v1::SurveySettings> get_survey_settings(Call& call, const v1::GetSurveySettingsRequest& request) override;
    Result<v1::SurveySettings> update_survey_settings(Call& call, const v1::UpdateSurveySettingsRequest& request) override;

private:
    struct Counted;
    Result<Counted> counted_of(Call& call, const v1::GetSatisfactionRequest& request, v1::Satisfaction& answer) const;
    Status add_trend(Call& call, const v1::GetSatisfactionRequest& request, const std::string& theirs,
                     const std::vector<storage::Value>& their_values, v1::Satisfaction& answer) const;
    Result<v1::SurveyFace> face(Transaction& transaction, const SurveyRow& survey) const;
    v1::SurveySettings message_of(const SettingsRow& settings, const Caller& caller) const;
    void fill(v1::Survey& message, const SurveyRow& survey, const Caller& caller, bool is_own) const;

    directory::Directory& directory_;
    Asking& asking_;
};

}  // namespace steward::surveys
