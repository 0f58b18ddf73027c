#include <gtest/gtest.h>

#include "server/platform/access/tests/desk.h"
#include "server/platform/access/tests/provider_house.h"

namespace steward::access {
namespace {
using namespace std::chrono_literals;
using Services = v1::ProviderService;

class Providers : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        desk().fetch = [this](const outbound::HttpRequest& request) { return house.answer(request, desk().now); };
        ada = desk().owner();
        provider = add_provider();
    }

    std::string add_provider(std::string for_client = {}) {
        v1::CreateProviderRequest request;
        request.set_name("Company account");
        request.set_issuer(house.issuer);
        request.set_application_id(house.application);
        request.set_application_secret(house.secret);
        request.set_for_client_id(for_client);
        request.set_enabled(true);
        const auto made = desk().ask_providers(ada, &Services::create_provider, request);
        EXPECT_TRUE(made) << made.error().message;
        return made ? made->provider_id() : "";
    }

    struct Trip {
        v1::ProviderVisit visit;
        v1::ProviderAnswer answer;
    };
    Trip go(const v1::ProviderVisit& visit) {
        const auto back = house.visit(visit.address());
        Trip trip{.visit = visit, .answer = {}};
        trip.answer.set_state(back.at("state"));
        trip.answer.set_code(back.at("code"));
        trip.answer.set_flow_secret(visit.flow_secret());
        return trip;
    }
    Result<Trip> begin(Person& person, std::string link_token = {}) {
        v1::BeginProviderSignInRequest request;
        request.set_provider_id(provider);
        request.set_link_token(link_token);
        STEWARD_TRY(const auto visit, desk().ask_providers(person, &Services::begin_provider_sign_in, request));
        return go(visit);
    }
    Result<v1::Session> finish(Person& person, const v1::ProviderAnswer& answer) {
        v1::FinishProviderSignInRequest request;
        *request.mutable_answer() = answer;
        person.cookie.clear();
        STEWARD_TRY(const auto done, desk().ask_providers(person, &Services::finish_provider_sign_in, request));
        return done.session();
    }
    Result<v1::Session> sign_in(Person& person) {
        person.cookie.clear();
        STEWARD_TRY(const Trip trip, begin(person));
        return finish(person, trip.answer);
    }
    Result<v1::Identity> link(Person& person) {
        v1::BeginIdentityRequest request;
        request.set_provider_id(provider);
        STEWARD_TRY(const auto visit, desk().ask_providers(person, &Services::begin_identity, request));
        v1::AddIdentityRequest add;
        *add.mutable_answer() = go(visit).answer;
        return desk().ask_providers(person, &Services::add_identity, add);
    }

    ProviderHouse house;
    Person ada, visitor{.email = ""};
    std::string provider;
};
STEWARD_FOR_EACH_ENGINE(Providers);

TEST_P(Providers, open_an_account_only_once_it_is_linked) {
    EXPECT_EQ(sign_in(visitor).error().code, "access.identity_unknown") << "the address alone links nobody";
    ASSERT_TRUE(link(ada));
    const auto session = sign_in(visitor);
    ASSERT_TRUE(session) << session.error().message << session.error().cause;
    EXPECT_EQ(session->email(), "ada@harbour.example");
    EXPECT_TRUE(session->needs_second_factor()) << "a provider is the first factor";
    EXPECT_EQ(session->permissions_size(), 0);
    house.subject = "subject-2";
    EXPECT_EQ(sign_in(visitor).error().code, "access.identity_unknown") << "another person with the same address";
    EXPECT_TRUE(desk().audit().holds());
}

TEST_P(Providers, are_linked_by_one_person_each) {
    ASSERT_TRUE(link(ada));
    EXPECT_EQ(link(ada).error().code, "access.identity_taken");
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    EXPECT_EQ(link(grace).error().code, "access.identity_taken");
    const auto own = desk().ask_providers(ada, &Services::list_identities, {}).value();
    ASSERT_EQ(own.identities_size(), 1);
    EXPECT_EQ(own.identities(0).provider_name(), "Company account");
    v1::RemoveIdentityRequest removal;
    removal.set_identity_id(own.identities(0).identity_id());
    EXPECT_EQ(desk().ask_providers(grace, &Services::remove_identity, removal).error().code, "access.identity_not_found");
    ASSERT_TRUE(desk().ask_providers(ada, &Services::remove_identity, removal));
    EXPECT_EQ(sign_in(visitor).error().code, "access.identity_unknown");
}

TEST_P(Providers, take_an_invitation_to_the_address_that_they_have_verified) {
    const auto invite = [&](const std::string& email) {
        v1::CreateAccountRequest request;
        request.set_name("Carl");
        request.set_email(email);
        request.add_roles("CRO");
        request.add_client_ids(ClientId::make(desk().now, desk().rng).text());
        const std::string address = desk().ask(ada, &v1::AccessService::create_account, request)->sign_in_link();
        return address.substr(address.find('#') + 1);
    };
    const std::string token = invite("carl@client.example");
    house.subject = "carl";
    house.email = "carl@client.example";
    house.email_verified = false;
    EXPECT_EQ(finish(visitor, begin(visitor, token)->answer).error().code, "access.identity_address");
    house.email_verified = true;
    house.email = "mallory@client.example";
    EXPECT_EQ(finish(visitor, begin(visitor, token)->answer).error().code, "access.identity_address");
    house.email = "Carl@client.example";
    const auto session = finish(visitor, begin(visitor, token)->answer);
    ASSERT_TRUE(session) << session.error().message;
    EXPECT_FALSE(session->needs_second_factor());
    EXPECT_EQ(begin(visitor, token).error().code, "access.link_refused") << "used up";
    EXPECT_TRUE(sign_in(visitor));
}

TEST_P(Providers, bring_back_one_visit_once_in_time_and_to_one_browser) {
    ASSERT_TRUE(link(ada));
    const auto once = begin(visitor)->answer;
    ASSERT_TRUE(finish(visitor, once));
    EXPECT_EQ(finish(visitor, once).error().code, "access.visit_over") << "state and code again";
    auto stolen = begin(visitor)->answer;
    stolen.set_flow_secret("another browser's");
    EXPECT_EQ(finish(visitor, stolen).error().code, "access.visit_over");
    const auto late = begin(visitor)->answer;
    desk().now = desk().now + 10min + 1ms;
    EXPECT_EQ(finish(visitor, late).error().code, "access.visit_over");
    auto mixed = begin(visitor)->answer;
    mixed.set_issuer("https://other.example.org");
    EXPECT_EQ(finish(visitor, mixed).error().code, "access.visit_over");
    auto wrong = begin(visitor)->answer;
    wrong.set_code("code of somebody else");
    EXPECT_EQ(finish(visitor, wrong).error().code, "access.provider_refused");
    auto refused = begin(visitor)->answer;
    refused.set_error("access_denied");
    EXPECT_EQ(finish(visitor, refused).error().code, "access.provider_refused");
}

TEST_P(Providers, are_not_believed_when_their_token_does_not_hold) {
    ASSERT_TRUE(link(ada));
    const auto refused = [&](auto&& lie, std::string_view why) {
        lie(house);
        const auto answer = finish(visitor, begin(visitor)->answer);
        house.more_claims.clear();
        house.head_algorithm.clear();
        house.foreign_signature = false;
        EXPECT_FALSE(answer) << why;
        if (answer) return;
        EXPECT_EQ(answer.error().code, "access.id_token") << why;
        EXPECT_EQ(answer.error().cause, why);
    };
    const int64_t now = desk().now.unix_ms / 1000;
    refused([](auto& it) { it.more_claims["nonce"] = "of another visit"; }, "made for another visit");
    refused([](auto& it) { it.more_claims["aud"] = "another application"; }, "made for another application");
    refused([](auto& it) { it.more_claims["aud"] = boost::json::array{"steward-desk", "another"}; }, "made for another application");
    refused([](auto& it) { it.more_claims["azp"] = "another"; }, "made at another application's request");
    refused([](auto& it) { it.more_claims["iss"] = "https://evil.example.org"; }, "another issuer");
    refused([&](auto& it) { it.more_claims["exp"] = now - 61; }, "expired");
    refused([&](auto& it) { it.more_claims["iat"] = now + 120; }, "issued in the future");
    refused([&](auto& it) { it.more_claims["iat"] = now - 3600; }, "issued long ago");
    refused([&](auto& it) { it.more_claims["nbf"] = now + 120; }, "not valid yet");
    refused([](auto& it) { it.more_claims["sub"] = ""; }, "no subject");
    refused([](auto& it) { it.head_algorithm = "none"; }, "the algorithm is not RS256 or ES256");
    refused([](auto& it) { it.head_algorithm = "HS256"; }, "the algorithm is not RS256 or ES256");
    refused([](auto& it) { it.head_algorithm = "ES256"; }, "no such key");
    refused([](auto& it) { it.foreign_signature = true; }, "the signature does not hold");
    // Clocks may differ by a minute.
    house.more_claims["exp"] = desk().now.unix_ms / 1000 - 59;
    EXPECT_TRUE(sign_in(visitor));
}

TEST_P(Providers, may_change_their_keys_and_are_not_asked_for_them_each_time) {
    ASSERT_TRUE(link(ada));
    ASSERT_TRUE(sign_in(visitor));
    ASSERT_TRUE(sign_in(visitor));
    EXPECT_EQ(house.keys_asked, 1);
    desk().now = desk().now + 2min;
    house.change_keys("ES256");
    ASSERT_TRUE(sign_in(visitor));
    EXPECT_EQ(house.keys_asked, 2);
    house.change_keys();
    EXPECT_EQ(sign_in(visitor).error().code, "access.id_token") << "asked again at most once a minute";
    EXPECT_EQ(house.keys_asked, 2);
    desk().now = desk().now + 61s;
    EXPECT_TRUE(sign_in(visitor));
}

TEST_P(Providers, that_do_not_answer_are_left_alone_for_half_a_minute) {
    int asked = 0;
    desk().fetch = [&](const outbound::HttpRequest& request) {
        ++asked;
        return asked == 1 ? outbound::HttpAnswer{.failure = "It did not answer."} : house.answer(request, desk().now);
    };
    desk().now = desk().now + 2h;  // its description has to be fetched again
    Person person{.email = ""};
    EXPECT_EQ(begin(person).error().code, "access.provider_unreachable");
    EXPECT_EQ(begin(person).error().code, "access.provider_unreachable");
    EXPECT_EQ(asked, 1) << "nobody waits for it a second time";
    desk().now = desk().now + 30s;
    EXPECT_TRUE(begin(person));
}

TEST_P(Providers, of_a_client_let_in_that_clients_people_alone) {
    const std::string client = ClientId::make(desk().now, desk().rng).text(), other = ClientId::make(desk().now, desk().rng).text();
    provider = add_provider(client);
    v1::ListSignInWaysRequest ways;
    EXPECT_EQ(desk().ask_providers(visitor, &Services::list_sign_in_ways, ways)->providers_size(), 1);
    ways.set_client_id(client);
    EXPECT_EQ(desk().ask_providers(visitor, &Services::list_sign_in_ways, ways)->providers_size(), 2);
    Person cara = desk().invited(ada, "cara@client.example", {"CUS"}, false, {client});
    ASSERT_TRUE(link(cara));
    EXPECT_EQ(sign_in(visitor)->name(), "Person cara");
    house.subject = "a stranger";
    Person carl = desk().invited(ada, "carl@other.example", {"CUS"}, false, {other});
    ASSERT_TRUE(link(carl));
    EXPECT_EQ(sign_in(visitor).error().code, "access.identity_unknown");
}

TEST_P(Providers, are_tried_before_anybody_depends_on_them) {
    v1::TestProviderRequest test;
    test.set_provider_id(provider);
    const auto tried = desk().ask_providers(ada, &Services::test_provider, test).value();
    EXPECT_TRUE(tried.ok()) << tried.DebugString();
    EXPECT_EQ(tried.checks_size(), 4);
    v1::UpdateProviderRequest update;
    update.set_provider_id(provider);
    update.set_application_secret("another secret");
    ASSERT_TRUE(desk().ask_providers(ada, &Services::update_provider, update));
    const auto wrong = desk().ask_providers(ada, &Services::test_provider, test).value();
    EXPECT_FALSE(wrong.ok());
    EXPECT_FALSE(wrong.checks(3).ok());
    update.clear_application_secret();
    update.set_enabled(false);
    ASSERT_TRUE(desk().ask_providers(ada, &Services::update_provider, update));
    EXPECT_EQ(begin(visitor).error().code, "access.provider_not_found");
}

TEST_P(Providers, with_people_behind_them_keep_their_issuer_and_take_the_links_along) {
    ASSERT_TRUE(link(ada));
    v1::UpdateProviderRequest update;
    update.set_provider_id(provider);
    update.set_issuer("https://elsewhere.example.org");
    EXPECT_EQ(desk().ask_providers(ada, &Services::update_provider, update).error().code, "access.provider_in_use");
    v1::DeleteProviderRequest removal;
    removal.set_provider_id(provider);
    ASSERT_TRUE(desk().ask_providers(ada, &Services::delete_provider, removal));
    EXPECT_EQ(desk().ask_providers(ada, &Services::list_identities, {})->identities_size(), 0);
    v1::CreateProviderRequest request;
    request.set_name("Odd");
    request.set_application_id("x");
    for (const auto* issuer : {"http://login.example.org", "https://", "ftp://login.example.org", "https://a b", "https://user@host", ""}) {
        request.set_issuer(issuer);
        EXPECT_EQ(desk().ask_providers(ada, &Services::create_provider, request).error().code, "request.invalid") << issuer;
    }
}

TEST_P(Providers, give_roles_by_groups_at_every_sign_in_where_that_was_set_up) {
    Person theo = desk().invited(ada, "theo@harbour.example", {"TEC"});
    ASSERT_TRUE(link(theo));
    const auto map = [&](std::vector<std::pair<std::string, std::string>> roles, const std::string& claim = "groups") {
        v1::UpdateProviderRequest update;
        update.set_provider_id(provider);
        update.mutable_groups()->set_claim(claim);
        for (const auto& [group, role] : roles) {
            auto& one = *update.mutable_groups()->add_roles();
            one.set_group(group);
            one.set_role(role);
        }
        return desk().ask_providers(ada, &Services::update_provider, update);
    };
    EXPECT_EQ(map({{"g-owners", "OWN"}}).error().fields[0].pointer, "/groups") << "by hand alone";
    EXPECT_EQ(map({{"g-odd", "BOSS"}}).error().fields[0].pointer, "/groups");
    EXPECT_EQ(map({{"g-desk", "TEC"}}, "").error().fields[0].pointer, "/groups");
    ASSERT_TRUE(map({{"g-desk", "TEC"}, {"g-lead", "SVM"}, {"g-lead", "DSP"}, {"g-client", "CUS"}}));
    EXPECT_EQ(desk().ask_providers(ada, &Services::list_providers, {})->providers(0).groups().roles_size(), 4);

    EXPECT_EQ(sign_in(visitor).error().code, "access.no_group") << "no claim, no role";
    house.more_claims["groups"] = boost::json::array{"g-elsewhere"};
    EXPECT_EQ(sign_in(visitor).error().code, "access.no_group");
    house.more_claims["groups"] = boost::json::array{"g-desk", "g-elsewhere"};
    const auto same = sign_in(visitor);
    ASSERT_TRUE(same) << same.error().message;
    EXPECT_EQ(same->roles_size(), 1);
    house.more_claims["groups"] = boost::json::array{"g-lead"};
    const auto leads = sign_in(visitor);
    ASSERT_TRUE(leads);
    EXPECT_EQ(std::set<std::string>(leads->roles().begin(), leads->roles().end()), (std::set<std::string>{"SVM", "DSP"}));
    house.more_claims["groups"] = boost::json::array{"g-lead", "g-client"};
    EXPECT_EQ(sign_in(visitor).error().code, "access.group_roles") << "ours and a client's never stand together";
    house.more_claims["groups"] = boost::json::array{"g-client"};
    EXPECT_EQ(sign_in(visitor).error().code, "access.group_roles");

    // Entra, above 200 groups: the token says where to ask instead.
    house.more_claims.clear();
    house.more_claims["_claim_names"] = boost::json::object{{"groups", "src1"}};
    const auto too_many = sign_in(visitor);
    EXPECT_EQ(too_many.error().code, "access.groups_elsewhere");
    EXPECT_NE(too_many.error().message.find("more groups"), std::string::npos);
    ASSERT_TRUE(map({}));
    EXPECT_TRUE(sign_in(visitor)) << "without a mapping nobody asks for groups";
    EXPECT_TRUE(desk().audit().holds());
}

TEST_P(Providers, leave_the_roles_of_an_owner_alone) {
    ASSERT_TRUE(link(ada));
    v1::UpdateProviderRequest update;
    update.set_provider_id(provider);
    update.mutable_groups()->set_claim("groups");
    auto& one = *update.mutable_groups()->add_roles();
    one.set_group("g-desk");
    one.set_role("TEC");
    ASSERT_TRUE(desk().ask_providers(ada, &Services::update_provider, update));
    house.more_claims["groups"] = boost::json::array{"g-desk"};
    const auto session = sign_in(visitor);
    ASSERT_TRUE(session) << session.error().message;
    EXPECT_EQ(session->roles(0), "OWN");
}

TEST_P(Providers, sign_people_out_as_well_where_that_was_set_up) {
    Person cara = desk().invited(ada, "cara@client.example", {"CUS"}, false, {ClientId::make(desk().now, desk().rng).text()});
    ASSERT_TRUE(link(cara));
    const auto address = [&](Person& person) {
        return desk().ask_providers(person, &Services::get_provider_sign_out, v1::GetProviderSignOutRequest{})->address();
    };
    ASSERT_TRUE(sign_in(visitor));
    EXPECT_EQ(address(visitor), "") << "nobody asked for it";
    v1::UpdateProviderRequest update;
    update.set_provider_id(provider);
    update.set_signs_out(true);
    ASSERT_TRUE(desk().ask_providers(ada, &Services::update_provider, update));
    const std::string there = address(visitor);
    EXPECT_TRUE(there.starts_with("https://login.example.org/logout?ui=plain&client_id=steward-desk&post_logout_redirect_uri=")) << there;
    EXPECT_NE(there.find("sign-in"), std::string::npos) << there;
    EXPECT_EQ(address(cara), "") << "she signed in with a password";
}

}  // namespace
}  // namespace steward::access
