#include "tests/scenarios/asked.h"

#include "tests/scenarios/on_call.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace {
namespace json = boost::json;

std::unexpected<Error> is_not_as_asked(std::string what) { return fail(ErrorKind::Conflict, "scenario.not_so", std::move(what)); }

// Of the newest mail to the person that asks.
Result<std::string> survey_token(World& world, const std::string& name) {
    constexpr std::string_view mark = "/survey#";
    std::string token;
    for (const std::string& mail : world.mail().messages()) {
        const std::string words = words_of(mail);
        const size_t at = words.find(mark);
        if (mail.find("To: " + name + "@client.example") == std::string::npos || at == std::string::npos) continue;
        token = words.substr(at + mark.size(), words.find('.', at) - at - mark.size());
    }
    if (token.empty()) return is_not_as_asked("no mail that asks reached " + name);
    return token;
}
}  // namespace

Status turn_surveys_on(World& world) {
    STEWARD_CHECK(world.call("PATCH", "/api/v1/survey-settings", {{"enabled", true}}));
    return {};
}

Status person_calls(World& world, const std::string& name, const std::string& client, const std::string& title) {
    STEWARD_TRY(const auto client_id, world.client_id(client));
    STEWARD_TRY(const auto people, world.list("/api/v1/people", "people"));
    std::string person;
    for (const auto& one : people)
        person = text_of(one, "name") == name && text_of(one, "client_id") == client_id ? text_of(one, "person_id") : person;
    if (person.empty()) {
        STEWARD_TRY(const auto made,
                    world.call("POST", "/api/v1/clients/" + client_id + "/people", {{"name", name}, {"email", name + "@client.example"}}));
        person = text_of(made, "person_id");
    }
    STEWARD_CHECK(world.call("POST", "/api/v1/clients/" + client_id + "/tickets",
                             {{"source", "phone"}, {"title", title}, {"requester_person_id", person}}));
    return {};
}

Status scanner_opens(World& world, const std::string& name) {
    STEWARD_TRY(const auto token, survey_token(world, name));
    Visitor scanner(world, "scanner");
    for (int link = 0; link < 4; ++link) {
        const auto looked = scanner.ask("POST", "/api/v1/surveys/look", {{"token", token}});
        if (looked.status != 200) return is_not_as_asked("looking was answered " + looked.body);
    }
    return {};
}

Status person_answers(World& world, const std::string& name, const std::string& answer) {
    STEWARD_TRY(const auto token, survey_token(world, name));
    Visitor person(world, name);
    const auto answered = person.ask("POST", "/api/v1/surveys/answer", {{"token", token}, {"answer", answer}});
    return answered.status == 200 ? Status{} : is_not_as_asked("the answer was answered " + answered.body);
}

Status survey_is(World& world, const std::string& client, const std::string& state, const std::string& answer) {
    STEWARD_TRY(const auto surveys, world.list("/api/v1/surveys", "surveys"));
    std::string seen = "none";
    for (const auto& survey : surveys) {
        if (text_of(survey, "client_name") != client) continue;
        seen = text_of(survey, "state") + " " + text_of(survey, "answer") + " " + text_of(survey, "reason");
        if (text_of(survey, "state") == state && text_of(survey, "answer") == answer) return {};
    }
    return is_not_as_asked("the surveys: " + seen);
}

}  // namespace steward::scenarios
