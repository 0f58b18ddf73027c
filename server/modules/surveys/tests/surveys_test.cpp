// From a resolved ticket to the mail, the answer, the follow-up and the figure.
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/surveys/store.h"
#include "server/platform/access/roles.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/surveys/v1/surveys.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::surveys {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
using namespace std::chrono_literals;

class AfterATicket : public testing_house::Story {
protected:
    AfterATicket()
        : Story({"journal", "access", "directory", "service_levels", "helpdesk", "surveys"},
                {directory::make_module, helpdesk::make_module, make_module}) {
        house.clock.set_wall(parse_rfc3339("2026-11-25T09:00:00Z").value_or(Instant{}));
        lindqvist = house.client("Lindqvist & Rowe");
        house.take<Surveys>().set_public_address("https://desk.example");
        theo = account("Theo Technician", "TEC", {lindqvist}, "theo@desk.example");
        sven = account("Sven Manager", "SVM", {lindqvist});
        anna = person("Anna", "anna@client.example");
        v1::UpdateSurveySettingsRequest on;
        on.set_enabled(true);
        house.must<v1::SurveySettings>(house.owner(), "UpdateSurveySettings", on);
    }

    Caller account(const std::string& name, const std::string& role, std::set<ClientId> clients, std::string address = "") {
        SystemRng rng;
        Caller caller = house.technician(std::move(clients));
        caller.account = AccountId::make(house.clock.now(), rng);
        caller.name = name;
        caller.roles = {role};
        caller.permissions = access::find_role(role)->permissions;
        if (address.empty()) address = name.substr(0, 4) + "@desk.example";
        const auto stored = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(
                transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, "
                                    "created_at, changed_at) values ($1, $2, $2, $3, 'active', $4, 1, $5, $5)",
                                    caller.account, address, name, false, house.clock.now()));
            STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", caller.account, role));
            for (const ClientId client : caller.scope.clients)
                STEWARD_CHECK(transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)",
                                                  caller.account, client));
            return {};
        });
        EXPECT_TRUE(stored) << (stored ? "" : stored.error().cause);
        return caller;
    }

    std::string person(const std::string& name, const std::string& email) {
        directory::v1::CreatePersonRequest request;
        request.set_client_id(lindqvist.text());
        request.set_name(name);
        request.set_email(email);
        return house.must<directory::v1::Person>(house.owner(), "CreatePerson", request).person_id();
    }

    std::string ticket(const std::string& title, const std::string& requester, const std::string& source = "phone") {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(lindqvist.text());
        request.set_title(title);
        request.set_source(source);
        request.set_requester_person_id(requester);
        const std::string id = house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request).ticket_id();
        helpdesk::v1::AssignTicketRequest assign;
        assign.set_ticket_id(id);
        assign.set_assignee_account_id(theo.account.text());
        house.must<helpdesk::v1::Ticket>(theo, "AssignTicket", assign);
        return id;
    }
    void move(const std::string& id, const std::string& state) {
        helpdesk::v1::MoveTicketRequest request;
        request.set_ticket_id(id);
        request.set_state(state);
        request.set_category_id(testing_house::usual_category);
        request.set_resolution_code("fixed");
        request.set_resolution_text("Put right.");
        house.must<helpdesk::v1::Ticket>(state == "closed" ? house.owner() : theo, "MoveTicket", request);
    }
    std::string resolved(const std::string& title, const std::string& requester) {
        const std::string id = ticket(title, requester);
        for (const auto* state : {"triaged", "in_progress", "resolved"}) {
            const auto now = house.must<helpdesk::v1::Ticket>(theo, "GetTicket", of(id));
            if (now.state() != state && (std::string(state) != "triaged" || now.state() == "new")) move(id, state);
        }
        house.reconcile();
        return id;
    }
    static helpdesk::v1::GetTicketRequest of(const std::string& id) {
        helpdesk::v1::GetTicketRequest request;
        request.set_ticket_id(id);
        return request;
    }
    v1::Survey survey(const std::string& id, const Caller& caller) {
        v1::GetTicketSurveyRequest request;
        request.set_ticket_id(id);
        return house.must<v1::Survey>(caller, "GetTicketSurvey", request);
    }
    std::vector<facts::v1::MailWanted> mails() {
        auto all = house.facts<facts::v1::MailWanted>();
        std::erase_if(all, [](const auto& mail) { return mail.survey_id().empty(); });
        return all;
    }
    /// The token of the links in the mail about that ticket.
    std::string token(const std::string& ticket_id) {
        const std::string text =
            house.take<Surveys>().invitation(SurveyId::parse(survey(ticket_id, sven).survey_id()).value_or(SurveyId{}));
        const size_t begin = text.find('#') + 1;
        return text.substr(begin, text.find(".good") - begin);
    }
    Result<v1::SurveyFace> click(const std::string& word, const std::string& answer) {
        v1::AnswerSurveyRequest request;
        request.set_token(word);
        request.set_answer(answer);
        return house.call<v1::SurveyFace>({}, "AnswerSurvey", request);
    }

    ClientId lindqvist;
    Caller theo, sven;
    std::string anna;
};
STEWARD_ON_EVERY_DATABASE(AfterATicket);

TEST_P(AfterATicket, the_person_is_asked_once_after_the_delay_and_not_by_opening_a_link) {
    const std::string id = resolved("Printer", anna);
    EXPECT_EQ(survey(id, theo).state(), "due");
    house.pass(29min);
    EXPECT_TRUE(mails().empty());
    house.pass(2min);
    ASSERT_EQ(mails().size(), 1u);
    const auto mail = mails()[0];
    EXPECT_EQ(mail.to(), "anna@client.example");
    EXPECT_TRUE(mail.is_receipt()) << "a program wrote it, and says so";
    EXPECT_EQ(mail.text().find("http"), std::string::npos) << "links stand in no fact";
    v1::LookAtSurveyRequest look;
    look.set_token(token(id));
    for (int scanner = 0; scanner < 3; ++scanner) EXPECT_TRUE(house.must<v1::SurveyFace>({}, "LookAtSurvey", look).can_answer());
    EXPECT_EQ(survey(id, theo).state(), "sent");
    move(id, "closed");
    house.pass(3h, 10min);
    EXPECT_EQ(mails().size(), 1u) << "closing asks no second time";
}

TEST_P(AfterATicket, one_click_answers_once_and_words_may_follow) {
    const std::string id = resolved("Printer", anna);
    house.pass(31min);
    const std::string word = token(id);
    EXPECT_EQ(click(word, "great").error().fields[0].pointer, "/answer");
    const auto face = click(word, "good");
    ASSERT_TRUE(face);
    EXPECT_FALSE(face->can_answer());
    EXPECT_TRUE(face->can_comment());
    EXPECT_TRUE(click(word, "good")) << "the same again changes nothing";
    EXPECT_EQ(click(word, "bad").error().code, "surveys.answered");
    v1::CommentOnSurveyRequest comment;
    comment.set_token(word);
    comment.set_comment("Quick!");
    EXPECT_TRUE(house.must<v1::SurveyFace>({}, "CommentOnSurvey", comment).has_comment());
    EXPECT_EQ(house.call<v1::SurveyFace>({}, "CommentOnSurvey", comment).error().code, "surveys.commented");
    const auto result = survey(id, theo);
    EXPECT_EQ(result.answer(), "good");
    EXPECT_EQ(result.comment(), "Quick!");
    EXPECT_EQ(result.answered_via(), "mail");
    EXPECT_TRUE(result.follow_up_ticket_id().empty());
}

TEST_P(AfterATicket, a_bad_answer_opens_one_follow_up_for_the_service_manager) {
    const std::string id = resolved("Printer", anna);
    house.pass(31min);
    const std::string word = token(id);
    ASSERT_TRUE(click(word, "bad"));
    ASSERT_TRUE(click(word, "bad"));
    const auto result = survey(id, theo);
    ASSERT_FALSE(result.follow_up_ticket_id().empty());
    const auto follow_up = house.must<helpdesk::v1::Ticket>(sven, "GetTicket", of(result.follow_up_ticket_id()));
    EXPECT_EQ(follow_up.kind(), "internal");
    EXPECT_EQ(follow_up.assignee_name(), "Sven Manager");
    EXPECT_EQ(follow_up.state(), "assigned");
    helpdesk::v1::ListTicketsRequest list;
    list.set_filter("kind:internal");
    EXPECT_EQ(house.must<helpdesk::v1::ListTicketsResponse>(sven, "ListTickets", list).total(), 1);
}

TEST_P(AfterATicket, words_about_a_confidential_ticket_stay_in_its_survey) {
    const std::string id = resolved("Carla is leaving", anna);
    helpdesk::v1::UpdateTicketRequest close;
    close.set_ticket_id(id);
    close.set_confidential(true);
    house.must<helpdesk::v1::Ticket>(house.owner(), "UpdateTicket", close);
    house.pass(31min);
    const std::string word = token(id);
    ASSERT_TRUE(click(word, "bad"));
    v1::CommentOnSurveyRequest comment;
    comment.set_token(word);
    comment.set_comment("She was told in front of everybody.");
    house.must<v1::SurveyFace>({}, "CommentOnSurvey", comment);
    const auto result = survey(id, sven);
    EXPECT_EQ(result.comment(), "She was told in front of everybody.");
    helpdesk::v1::ListMessagesRequest talk;
    talk.set_ticket_id(result.follow_up_ticket_id());
    std::string said;
    for (const auto& line : house.must<helpdesk::v1::ListMessagesResponse>(sven, "ListMessages", talk).messages())
        said += line.text() + "\n";
    EXPECT_EQ(said.find("in front of everybody"), std::string::npos) << said;
    EXPECT_NE(said.find("Words were added to the survey of " + result.ticket_reference()), std::string::npos) << said;
}

TEST_P(AfterATicket, nobody_is_asked_twice_in_seven_days_and_the_reason_is_seen) {
    resolved("Printer", anna);
    house.pass(31min);
    const std::string second = resolved("Mouse", anna);
    EXPECT_EQ(survey(second, theo).state(), "skipped");
    EXPECT_EQ(survey(second, theo).reason(), "asked_lately");
    house.pass(std::chrono::days(7), 12h);
    const std::string third = resolved("Screen", anna);
    house.pass(31min);
    EXPECT_EQ(survey(third, theo).state(), "sent");
    EXPECT_EQ(mails().size(), 2u);
}

TEST_P(AfterATicket, two_tickets_that_are_due_together_make_one_mail) {
    const std::string first = resolved("Printer", anna), second = resolved("Mouse", anna);
    house.pass(40min);
    EXPECT_EQ(mails().size(), 1u);
    std::set<std::string> states{survey(first, theo).state(), survey(second, theo).state()};
    EXPECT_EQ(states, (std::set<std::string>{"sent", "skipped"}));
}

TEST_P(AfterATicket, what_is_opened_again_is_not_asked_about_until_it_is_resolved_again) {
    const std::string id = resolved("Printer", anna);
    house.pass(10min);
    move(id, "in_progress");
    house.pass(30min);
    EXPECT_EQ(survey(id, theo).state(), "dropped");
    EXPECT_TRUE(mails().empty());
    move(id, "resolved");
    house.pass(32min);
    EXPECT_EQ(survey(id, theo).state(), "sent");
    EXPECT_EQ(mails().size(), 1u);
}

TEST_P(AfterATicket, a_person_who_asks_not_to_be_asked_is_asked_no_more) {
    const std::string id = resolved("Printer", anna);
    house.pass(31min);
    v1::StopSurveysRequest stop;
    stop.set_token(token(id));
    EXPECT_TRUE(house.must<v1::SurveyFace>({}, "StopSurveys", stop).is_stopped());
    house.pass(std::chrono::days(8), 12h);
    EXPECT_EQ(survey(resolved("Mouse", anna), theo).reason(), "refused");
    const auto refusals = house.must<v1::ListSurveyRefusalsResponse>(sven, "ListSurveyRefusals", v1::ListSurveyRefusalsRequest{});
    ASSERT_EQ(refusals.refusals_size(), 1);
    EXPECT_EQ(refusals.refusals(0).person_name(), "Anna");
    v1::SetSurveyRefusalRequest again;
    again.set_person_id(anna);
    again.set_refused(false);
    house.must<v1::SurveyRefusal>(sven, "SetSurveyRefusal", again);
    EXPECT_EQ(survey(resolved("Screen", anna), theo).state(), "due");
}

TEST_P(AfterATicket, our_own_people_and_tickets_without_a_person_are_not_asked) {
    EXPECT_EQ(survey(resolved("Own", person("Theo", "theo@desk.example")), theo).reason(), "ours");
    EXPECT_TRUE(survey(resolved("Nobody", ""), theo).survey_id().empty());
    EXPECT_EQ(survey(resolved("No mail", person("Nina", "")), theo).reason(), "no_address");
    EXPECT_EQ(survey(resolved("Machine", person("Scanner", "noreply@client.example")), theo).reason(), "machine");
    house.pass(1h);
    EXPECT_TRUE(mails().empty());
}

TEST_P(AfterATicket, on_the_portal_only_the_person_who_asked_answers) {
    Caller on_portal = account("Anna", "CUS", {lindqvist}, "anna@client.example"),
           colleague = account("Carl", "CUS", {lindqvist}, "carl@client.example");
    on_portal.client_side = colleague.client_side = true;
    const std::string id = resolved("Printer", anna);
    house.pass(31min);
    EXPECT_TRUE(survey(id, colleague).survey_id().empty());
    EXPECT_EQ(survey(id, on_portal).allowed_actions(0), "answer");
    v1::AnswerTicketSurveyRequest answer;
    answer.set_ticket_id(id);
    answer.set_answer("bad");
    answer.set_comment("It broke again.");
    EXPECT_EQ(house.call<v1::Survey>(colleague, "AnswerTicketSurvey", answer).error().code, "surveys.not_found");
    const auto given = house.must<v1::Survey>(on_portal, "AnswerTicketSurvey", answer);
    EXPECT_EQ(given.answer(), "bad");
    EXPECT_EQ(given.comment(), "It broke again.");
    EXPECT_TRUE(given.follow_up_ticket_id().empty()) << "what we do about it is ours";
    EXPECT_FALSE(survey(id, theo).follow_up_ticket_id().empty());
}

TEST_P(AfterATicket, a_forged_or_old_link_is_good_for_nothing) {
    const std::string id = resolved("Printer", anna);
    house.pass(31min);
    const std::string word = token(id);
    EXPECT_EQ(click(word.substr(0, 47) + "!", "good").error().code, "surveys.bad_link");
    house.restart();
    house.take<Surveys>().set_public_address("https://desk.example");
    EXPECT_EQ(token(id), word) << "the key survives a restart";
    house.clock.set_wall(house.clock.now() + std::chrono::days(31));
    EXPECT_EQ(click(word, "good").error().code, "surveys.bad_link");
}

TEST_P(AfterATicket, the_figure_shows_what_it_is_made_of_and_too_few_answers_are_no_percentage) {
    for (int i = 0; i < 12; ++i) {
        const std::string who = person("P" + std::to_string(i), "p" + std::to_string(i) + "@client.example");
        const std::string id = resolved("Ticket " + std::to_string(i), who);
        house.pass(31min, 31min);
        if (i < 8) {
            ASSERT_TRUE(click(token(id), "good"));
        }
        if (i == 8) {
            ASSERT_TRUE(click(token(id), "bad"));
        }
        if (i == 8) {
            const auto few = house.must<v1::Satisfaction>(sven, "GetSatisfaction", v1::GetSatisfactionRequest{});
            EXPECT_TRUE(few.all().has_data());
            EXPECT_FALSE(few.all().enough());
            EXPECT_EQ(few.all().percent(), 0);
        }
        if (i == 9) {
            ASSERT_TRUE(click(token(id), "ok"));
        }
    }
    house.clock.set_wall(house.clock.now() + 1min);
    const auto figures = house.must<v1::Satisfaction>(sven, "GetSatisfaction", v1::GetSatisfactionRequest{});
    EXPECT_EQ(figures.all().sent(), 12);
    EXPECT_EQ(figures.all().answered(), 10);
    EXPECT_EQ(figures.all().good(), 8);
    EXPECT_TRUE(figures.all().enough());
    EXPECT_NEAR(figures.all().percent(), 80, 1e-9);
    EXPECT_NEAR(figures.all().response_percent(), 83.333, 0.001);
    ASSERT_EQ(figures.clients_size(), 1);
    ASSERT_EQ(figures.technicians_size(), 1);
    EXPECT_EQ(figures.technicians(0).label(), "Theo Technician");
    v1::ListSurveysRequest list;
    for (const auto& [more, number] :
         {std::pair(std::string(), 12), std::pair(std::string(" answer:good"), 8), std::pair(std::string(" state:answered"), 10)}) {
        for (const auto* line : {&figures.all(), &figures.clients(0), &figures.technicians(0)}) {
            list.set_filter(line->filter() + more);
            EXPECT_EQ(house.must<v1::ListSurveysResponse>(sven, "ListSurveys", list).total(), number) << list.filter();
        }
    }
    v1::GetSatisfactionRequest month;
    month.set_month("2026-11");
    month.set_months(3);
    const auto in_november = house.must<v1::Satisfaction>(sven, "GetSatisfaction", month);
    EXPECT_EQ(in_november.all().answered(), 10);
    ASSERT_EQ(in_november.trend_size(), 3);
    EXPECT_EQ(in_november.trend(0).key(), "2026-09");
    EXPECT_FALSE(in_november.trend(0).has_data());
    EXPECT_EQ(in_november.trend(2).good(), 8);
    ASSERT_EQ(in_november.priorities_size(), 1);
    EXPECT_EQ(in_november.priorities(0).sent(), 12);
    for (const auto* line : {&in_november.all(), &in_november.trend(2), &in_november.priorities(0), &in_november.technicians(0)}) {
        list.set_filter(line->filter());
        EXPECT_EQ(house.must<v1::ListSurveysResponse>(sven, "ListSurveys", list).total(), line->sent()) << list.filter();
    }
    month.set_month("2026-10");
    EXPECT_EQ(house.must<v1::Satisfaction>(sven, "GetSatisfaction", month).all().sent(), 0);
    month.set_from_unix_ms(1);
    EXPECT_EQ(house.call<v1::Satisfaction>(sven, "GetSatisfaction", month).error().fields[0].pointer, "/month");
    const auto seen_by_theo = house.must<v1::Satisfaction>(theo, "GetSatisfaction", v1::GetSatisfactionRequest{});
    EXPECT_EQ(seen_by_theo.technicians_size(), 0) << "people's figures are for managers";
    list.set_filter("technician:\"Theo Technician\"");
    EXPECT_EQ(house.call<v1::ListSurveysResponse>(theo, "ListSurveys", list).error().code, "filter.unknown_key");
}

TEST_P(AfterATicket, a_survey_belongs_to_the_month_of_the_clients_own_zone) {
    directory::v1::UpdateClientRequest west;
    west.set_client_id(lindqvist.text());
    west.set_zone("America/New_York");
    house.must<directory::v1::Client>(house.owner(), "UpdateClient", west);
    house.clock.set_wall(parse_rfc3339("2026-12-01T03:00:00Z").value_or(Instant{}));
    resolved("Late in November", anna);
    house.pass(31min);
    v1::GetSatisfactionRequest month;
    const auto sent_in = [&](const std::string& name) {
        month.set_month(name);
        return house.must<v1::Satisfaction>(sven, "GetSatisfaction", month).all().sent();
    };
    EXPECT_EQ(sent_in("2026-11"), 1);
    EXPECT_EQ(sent_in("2026-12"), 0);
    // What was sent before the month was kept is dated afterwards.
    const auto forgotten = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("update surveys_surveys set sent_month = ''"));
        return {};
    });
    ASSERT_TRUE(forgotten);
    EXPECT_EQ(sent_in("2026-11"), 0);
    house.pass(2min);
    EXPECT_EQ(sent_in("2026-11"), 1);
}

}  // namespace
}  // namespace steward::surveys
