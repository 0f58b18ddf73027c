#include "server/platform/access/tests/desk.h"

namespace steward::access {

namespace {
using namespace std::chrono_literals;

std::string link_token(const std::string& link) { return link.substr(link.find('#') + 1); }
}  // namespace

Desk::Desk(storage::Database& migrated) : database(migrated) {
    const Installation installation{Sealing(Bytes(Sealing::key_size, 7), rng), "Harbour Services", now};
    AccessSettings settings{.service = {.public_url = "https://desk.example.org/", .version = "0.1.0"}};
    settings.service.session_ended = [this](SessionId id) { ended.push_back(id); };
    settings.fetch = [this](const outbound::HttpRequest& request) {
        return fetch ? fetch(request) : outbound::HttpAnswer{.status = 0, .body = {}, .failure = "Nobody is there."};
    };
    access = Access::open(database, rng, installation, std::move(settings)).value();
}

Result<Caller> Desk::authenticate(const Person& person) {
    return access->authenticator().authenticate({.session_cookie = person.cookie,
                                                 .bearer = person.bearer,
                                                 .csrf = person.csrf,
                                                 .address = person.address,
                                                 .user_agent = "a browser",
                                                 .local_root = person.local_root},
                                                now);
}

void Desk::keep_cookie(Person& person, const std::string& cookie) {
    const size_t equals = cookie.find('='), end = cookie.find(';');
    EXPECT_EQ(cookie.substr(0, equals), "__Host-steward");
    for (const auto* flag : {"; Path=/", "; HttpOnly", "; Secure", "; SameSite=Strict"})
        EXPECT_NE(cookie.find(flag), std::string::npos) << cookie;
    person.cookie = cookie.substr(equals + 1, end - equals - 1);
}

Result<v1::Session> Desk::redeem(Person& person, const std::string& link) {
    v1::RedeemLinkRequest request;
    request.set_link_token(link_token(link));
    request.set_new_password(person.password);
    person = without_ended_session(person);
    STEWARD_TRY(const auto answer, ask(person, &v1::AccessService::redeem_link, request));
    person.csrf = answer.session().csrf_token();
    return answer.session();
}

std::vector<std::string> Desk::enrol_again(Person& person) {
    const auto begun = ask(person, &v1::AccessService::begin_totp, {});
    EXPECT_TRUE(begun) << begun.error().message;
    if (!begun) return {};
    // The app's side: read the secret from its base32 text.
    person.totp_secret.clear();
    uint32_t bits = 0;
    int held = 0;
    for (const char c : begun->secret()) {
        bits = (bits << 5) | static_cast<uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
        if ((held += 5) >= 8) person.totp_secret.push_back(static_cast<uint8_t>(bits >> (held -= 8)));
    }
    v1::ConfirmTotpRequest request;
    request.set_code(next_code(person));
    const auto confirmed = ask(person, &v1::AccessService::confirm_totp, request);
    EXPECT_TRUE(confirmed) << confirmed.error().message;
    if (!confirmed) return {};
    person.csrf = confirmed->session().csrf_token();
    return {confirmed->recovery_codes().begin(), confirmed->recovery_codes().end()};
}

void Desk::enrol(Person& person) { EXPECT_EQ(enrol_again(person).size(), 10u); }

std::string Desk::next_code(Person& person) {
    now = now + 30s;
    return person.last_code = hotp(person.totp_secret, static_cast<uint64_t>(totp_step(now)));
}

Result<v1::Session> Desk::sign_in(Person& person, std::string code) {
    v1::SignInRequest request;
    request.set_email(person.email);
    request.set_password(person.password);
    request.set_code(std::move(code));
    person.cookie.clear();
    STEWARD_TRY(const auto answer, ask(person, &v1::AccessService::sign_in, request));
    person.csrf = answer.session().csrf_token();
    return answer.session();
}

Result<v1::Session> Desk::show_factor(Person& person, std::string code) {
    v1::ShowFactorRequest request;
    request.set_code(std::move(code));
    STEWARD_TRY(const auto answer, ask(person, &v1::AccessService::show_factor, request));
    person.csrf = answer.session().csrf_token();
    return answer.session();
}

Result<v1::Session> Desk::session(Person& person) { return ask(person, &v1::AccessService::get_session, {}); }

std::string Desk::link_for(Person& by, const std::string& id, bool reset_second_factor) {
    v1::CreateAccountLinkRequest request;
    request.set_account_id(id);
    request.set_reset_second_factor(reset_second_factor);
    const auto answer = ask(by, &v1::AccessService::create_account_link, request);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? answer->sign_in_link() : "";
}

std::string Desk::account_id(const std::string& email) {
    std::string id;
    EXPECT_TRUE(database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto account, find_account_by_email(transaction, email));
        if (account) id = account->id.text();
        return {};
    }));
    return id;
}

Person Desk::invited(Person& by, std::string email, std::vector<std::string> roles, bool all_clients, std::vector<std::string> clients) {
    v1::CreateAccountRequest request;
    request.set_name("Person " + email.substr(0, email.find('@')));
    request.set_email(email);
    for (const auto& role : roles) request.add_roles(role);
    for (const auto& client : clients) request.add_client_ids(client);
    request.set_all_clients(all_clients);
    const auto made = ask(by, &v1::AccessService::create_account, request);
    EXPECT_TRUE(made) << made.error().message;
    Person person{.email = std::move(email)};
    if (!made) return person;
    const auto redeemed = redeem(person, made->sign_in_link());
    EXPECT_TRUE(redeemed) << redeemed.error().message;
    if (redeemed && redeemed->needs_second_factor()) enrol(person);
    return person;
}

Person Desk::owner() {
    Person root{.local_root = true};
    return invited(root, "ada@harbour.example", {"OWN"});
}

void OnEveryEngine::SetUp() {
    EachEngine::SetUp();
    migrate({"journal", "ledger", "access"});
    desk_ = std::make_unique<Desk>(database());
}

}  // namespace steward::access
