#include <gtest/gtest.h>

#include "server/platform/access/tests/authenticator_app.h"
#include "server/platform/access/tests/desk.h"

namespace steward::access {
namespace {
using namespace std::chrono_literals;

class Passkeys : public OnEveryEngine {
protected:
    Result<v1::AddPasskeyResponse> add(Person& person, AuthenticatorApp& app, std::string name = "Laptop") {
        STEWARD_TRY(const auto wanted, desk().ask_passkeys(person, &v1::PasskeyService::begin_passkey, {}));
        return desk().ask_passkeys(person, &v1::PasskeyService::add_passkey, app.make(wanted, std::move(name)));
    }
    Result<v1::Session> sign_in(Person& person, AuthenticatorApp& app) {
        person.cookie.clear();
        STEWARD_TRY(const auto wanted, desk().ask_passkeys(person, &v1::PasskeyService::begin_passkey_sign_in, {}));
        return sign_in_with(person, app.sign(wanted));
    }
    Result<v1::Session> sign_in_with(Person& person, const v1::PasskeyAssertion& assertion) {
        v1::SignInWithPasskeyRequest request;
        *request.mutable_assertion() = assertion;
        STEWARD_TRY(const auto answer, desk().ask_passkeys(person, &v1::PasskeyService::sign_in_with_passkey, request));
        return answer.session();
    }
    Result<v1::Session> show(Person& person, AuthenticatorApp& app) {
        STEWARD_TRY(const auto wanted, desk().ask_passkeys(person, &v1::PasskeyService::begin_passkey_proof, {}));
        v1::ShowPasskeyRequest request;
        *request.mutable_assertion() = app.sign(wanted);
        STEWARD_TRY(const auto answer, desk().ask_passkeys(person, &v1::PasskeyService::show_passkey, request));
        return answer.session();
    }
    std::vector<v1::Passkey> list(Person& person) {
        const auto answer = desk().ask_passkeys(person, &v1::PasskeyService::list_passkeys, {});
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? std::vector<v1::Passkey>(answer->passkeys().begin(), answer->passkeys().end()) : std::vector<v1::Passkey>{};
    }
};
STEWARD_FOR_EACH_ENGINE(Passkeys);

TEST_P(Passkeys, of_every_kind_of_key_open_the_account_alone) {
    Person ada = desk().owner();
    const int algorithms[] = {-7, -8, -257};
    for (const int algorithm : algorithms) {
        AuthenticatorApp app(algorithm);
        app.credential_id = Bytes(16, static_cast<uint8_t>(algorithm));
        const auto added = add(ada, app, "Key " + std::to_string(algorithm));
        ASSERT_TRUE(added) << algorithm << ": " << added.error().message << " " << added.error().cause;
        EXPECT_EQ(added->recovery_codes_size(), 0) << "there were codes already";
        const auto session = sign_in(ada, app);
        ASSERT_TRUE(session) << algorithm << ": " << session.error().message << " " << session.error().cause;
        EXPECT_FALSE(session->needs_second_factor()) << "the person was verified: both factors in one";
        EXPECT_GT(session->permissions_size(), 15);
    }
    EXPECT_EQ(list(ada).size(), 3u);
    EXPECT_EQ(desk().session(ada)->passkeys(), 3);
}

TEST_P(Passkeys, are_the_second_factor_after_a_password_and_when_asked_again) {
    Person ada = desk().owner();
    AuthenticatorApp app;
    ASSERT_TRUE(add(ada, app));
    const auto half = desk().sign_in(ada).value();
    EXPECT_TRUE(half.needs_second_factor());
    EXPECT_EQ(half.passkeys(), 1);
    EXPECT_FALSE(show(ada, app)->needs_second_factor());
    desk().now = desk().now + 6min;
    v1::CreateTokenRequest token;
    token.set_name("nightly report");
    const auto before = desk().authenticate(ada)->factor_at;
    EXPECT_TRUE(show(ada, app));
    EXPECT_EQ(desk().authenticate(ada)->factor_at, desk().now);
    EXPECT_LT(before, desk().now);
}

TEST_P(Passkeys, can_be_the_only_factor_and_bring_recovery_codes) {
    Person root{.local_root = true}, grace{.email = "grace@harbour.example"};
    v1::CreateAccountRequest invitation;
    invitation.set_name("Grace");
    invitation.set_email(grace.email);
    invitation.add_roles("TEC");
    invitation.set_all_clients(true);
    const auto made = desk().ask(root, &v1::AccessService::create_account, invitation).value();
    ASSERT_TRUE(desk().redeem(grace, made.sign_in_link()));
    AuthenticatorApp app;
    const auto added = add(grace, app);
    ASSERT_TRUE(added) << added.error().message;
    EXPECT_EQ(added->recovery_codes_size(), 10);
    EXPECT_FALSE(added->session().needs_second_factor());

    v1::RemovePasskeyRequest removal;
    removal.set_passkey_id(added->passkey().passkey_id());
    EXPECT_EQ(desk().ask_passkeys(grace, &v1::PasskeyService::remove_passkey, removal).error().code, "access.last_factor");
    EXPECT_EQ(desk().sign_in(grace, added->recovery_codes(0))->needs_second_factor(), false);
}

TEST_P(Passkeys, have_names_and_tell_when_they_were_used) {
    Person ada = desk().owner();
    AuthenticatorApp laptop, phone(-8);
    phone.credential_id = Bytes(20, 9);
    phone.flags |= 0x18;
    ASSERT_TRUE(add(ada, laptop, "Laptop"));
    ASSERT_TRUE(add(ada, phone, "Phone"));
    EXPECT_EQ(add(ada, phone, "Phone again").error().code, "access.passkey_known");
    desk().now = desk().now + 10min;
    ASSERT_TRUE(sign_in(ada, phone));
    auto passkeys = list(ada);
    ASSERT_EQ(passkeys.size(), 2u);
    EXPECT_EQ(passkeys[0].name(), "Phone");
    EXPECT_TRUE(passkeys[0].backed_up());
    EXPECT_EQ(passkeys[0].last_used_at_unix_ms(), desk().now.unix_ms);
    EXPECT_EQ(passkeys[1].last_used_at_unix_ms(), 0);

    v1::RenamePasskeyRequest rename;
    rename.set_passkey_id(passkeys[1].passkey_id());
    rename.set_name("Old laptop");
    EXPECT_EQ(desk().ask_passkeys(ada, &v1::PasskeyService::rename_passkey, rename)->name(), "Old laptop");
    rename.set_name("");
    EXPECT_EQ(desk().ask_passkeys(ada, &v1::PasskeyService::rename_passkey, rename).error().code, "request.invalid");
    v1::RemovePasskeyRequest removal;
    removal.set_passkey_id(passkeys[1].passkey_id());
    ASSERT_TRUE(desk().ask_passkeys(ada, &v1::PasskeyService::remove_passkey, removal));
    EXPECT_EQ(list(ada).size(), 1u);
    EXPECT_EQ(sign_in(ada, laptop).error().code, "access.passkey_unknown");
}

TEST_P(Passkeys, of_somebody_else_are_nobodys_here) {
    Person ada = desk().owner();
    AuthenticatorApp app, graces;
    graces.credential_id = Bytes(16, 3);
    ASSERT_TRUE(add(ada, app));
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    ASSERT_TRUE(add(grace, graces));
    v1::RemovePasskeyRequest removal;
    removal.set_passkey_id(list(ada).front().passkey_id());
    EXPECT_EQ(desk().ask_passkeys(grace, &v1::PasskeyService::remove_passkey, removal).error().code, "access.passkey_not_found");
    EXPECT_EQ(show(grace, app).error().code, "access.passkey_unknown");
    // Whose it is, as the authenticator says it, must be so.
    graces.user_handle = app.user_handle;
    Person nobody{.email = ""};
    EXPECT_EQ(sign_in(nobody, graces).error().code, "access.passkey_unknown");
}

TEST_P(Passkeys, answer_to_one_challenge_once_and_in_time) {
    Person ada = desk().owner(), visitor{.email = ""};
    AuthenticatorApp app;
    ASSERT_TRUE(add(ada, app));
    const auto ask = [&] { return desk().ask_passkeys(visitor, &v1::PasskeyService::begin_passkey_sign_in, {}).value(); };
    const auto once = app.sign(ask());
    ASSERT_TRUE(sign_in_with(visitor, once));
    visitor.cookie.clear();
    EXPECT_EQ(sign_in_with(visitor, once).error().code, "access.passkey_expired");
    const auto late = app.sign(ask());
    desk().now = desk().now + 5min + 1ms;
    EXPECT_EQ(sign_in_with(visitor, late).error().code, "access.passkey_expired");
    // Also after a refusal: a second guess needs a second challenge.
    auto spoilt = app.sign(ask());
    const std::string good = spoilt.signature();
    spoilt.set_signature(to_base64url(Bytes(70, 1)));
    EXPECT_EQ(sign_in_with(visitor, spoilt).error().code, "access.passkey_refused");
    spoilt.set_signature(good);
    EXPECT_EQ(sign_in_with(visitor, spoilt).error().code, "access.passkey_expired");
    // A challenge for signing in is none for showing a factor.
    ASSERT_TRUE(desk().sign_in(ada));
    v1::ShowPasskeyRequest show_request;
    *show_request.mutable_assertion() = app.sign(ask());
    EXPECT_EQ(desk().ask_passkeys(ada, &v1::PasskeyService::show_passkey, show_request).error().code, "access.passkey_expired");
}

TEST_P(Passkeys, are_refused_for_every_lie) {
    Person ada = desk().owner(), visitor{.email = ""};
    AuthenticatorApp honest;
    ASSERT_TRUE(add(ada, honest));
    const auto refused = [&](auto&& lie) {
        AuthenticatorApp liar = honest;
        lie(liar);
        const auto answer = sign_in(visitor, liar);
        return answer ? std::string("signed in") : answer.error().code;
    };
    EXPECT_EQ(refused([](AuthenticatorApp& app) { app.origin = "https://desk.example.org.evil.example"; }), "access.passkey_refused");
    EXPECT_EQ(refused([](AuthenticatorApp& app) { app.origin = "http://desk.example.org"; }), "access.passkey_refused");
    EXPECT_EQ(refused([](AuthenticatorApp& app) { app.rp_id = "evil.example"; }), "access.passkey_refused");
    EXPECT_EQ(refused([](AuthenticatorApp& app) { app.flags = 0x01; }), "access.passkey_refused") << "not verified";
    EXPECT_EQ(refused([](AuthenticatorApp& app) { app.flags = 0x04; }), "access.passkey_refused") << "not present";
    EXPECT_EQ(refused([](AuthenticatorApp& app) { app.flags = 0x15; }), "access.passkey_refused") << "backed up but may not be";
    EXPECT_EQ(refused([](AuthenticatorApp& app) { app.more_client_data = ",\"topOrigin\":\"https://evil.example\""; }),
              "access.passkey_refused");
    EXPECT_EQ(refused([](AuthenticatorApp& app) { app.more_client_data = ",\"type\":\"webauthn.create\""; }), "access.passkey_refused");
    EXPECT_EQ(refused([](AuthenticatorApp& app) { app = AuthenticatorApp(); }), "access.passkey_refused") << "another key";
    EXPECT_EQ(refused([](AuthenticatorApp&) {}), "signed in");
    EXPECT_TRUE(desk().audit().holds());
}

TEST_P(Passkeys, that_may_have_been_copied_are_shown_and_not_refused) {
    Person ada = desk().owner();
    AuthenticatorApp app;
    ASSERT_TRUE(add(ada, app));
    app.sign_count = 7;
    ASSERT_TRUE(sign_in(ada, app));
    EXPECT_EQ(list(ada).front().counter_went_back_at_unix_ms(), 0);
    app.sign_count = 5;
    ASSERT_TRUE(sign_in(ada, app));
    EXPECT_EQ(list(ada).front().counter_went_back_at_unix_ms(), desk().now.unix_ms);
}

TEST_P(Passkeys, are_added_by_the_one_who_showed_the_factor_just_now) {
    Person ada = desk().owner();
    ASSERT_TRUE(desk().sign_in(ada));
    EXPECT_EQ(desk().ask_passkeys(ada, &v1::PasskeyService::begin_passkey, {}).error().code, "access.second_factor_required");
    ASSERT_TRUE(desk().show_factor(ada, desk().next_code(ada)));
    Person elsewhere = ada;
    ASSERT_TRUE(desk().sign_in(elsewhere, desk().next_code(elsewhere)));
    AuthenticatorApp app;
    ASSERT_TRUE(add(ada, app));
    EXPECT_FALSE(desk().session(elsewhere)) << "other sessions end when a factor comes";
    desk().now = desk().now + 6min;
    EXPECT_EQ(desk().ask_passkeys(ada, &v1::PasskeyService::begin_passkey, {}).error().code, "access.step_up_required");
}

TEST_P(Passkeys, go_with_a_reset_of_the_factor_and_with_the_account) {
    Person ada = desk().owner();
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    AuthenticatorApp app;
    ASSERT_TRUE(add(grace, app));
    Person visitor{.email = ""};
    v1::UpdateAccountRequest update;
    update.set_account_id(desk().account_id(grace.email));
    update.set_status("disabled");
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::update_account, update));
    EXPECT_EQ(sign_in(visitor, app).error().code, "access.passkey_unknown");
    update.set_status("active");
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::update_account, update));
    EXPECT_TRUE(sign_in(visitor, app));
    desk().link_for(ada, desk().account_id(grace.email), true);
    EXPECT_EQ(sign_in(visitor, app).error().code, "access.passkey_unknown");
}

TEST(RelyingPartyOf, an_address_needs_a_name_and_tls) {
    EXPECT_EQ(relying_party_of("https://Desk.Example.org:8443")->id, "desk.example.org");
    EXPECT_EQ(relying_party_of("https://desk.example.org:8443")->origin, "https://desk.example.org:8443");
    EXPECT_EQ(relying_party_of("http://localhost:8080")->origin, "http://localhost:8080");
    for (const auto* address :
         {"http://desk.example.org", "https://192.0.2.1", "https://[2001:db8::1]:8443", "https://", "", "http://127.0.0.1:80"})
        EXPECT_EQ(relying_party_of(address).error().code, "access.passkeys_need_a_name") << address;
}

TEST(AttestationObject, of_any_other_shape_is_refused) {
    AuthenticatorApp app;
    const RelyingParty party{"desk.example.org", "https://desk.example.org"};
    const Bytes challenge(challenge_size, 5);
    const std::string data = app.client_data("webauthn.create", to_base64url(challenge));
    const Bytes whole = app.attestation_object();
    ASSERT_TRUE(read_new_passkey(party, challenge, as_bytes(data), whole));
    for (size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(read_new_passkey(party, challenge, as_bytes(data), ByteView(whole).first(size))) << size;
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(read_new_passkey(party, challenge, as_bytes(data), longer));
    EXPECT_FALSE(read_new_passkey(party, challenge, as_bytes(data), Bytes(20'000, 0x81))) << "deep";
    // A key that claims to be an array of four thousand million members: nothing may be made for them.
    const Bytes many = {0x9a, 0xde, 0xf0, 0x1e, 0x01, 0x11, 0x11};
    Bytes hungry = whole;
    std::copy(many.begin(), many.end(), hungry.end() - 77);
    EXPECT_EQ(read_new_passkey(party, challenge, as_bytes(data), hungry).error().cause, "the credential is not whole");
    EXPECT_FALSE(read_new_passkey(party, Bytes(challenge_size, 6), as_bytes(data), whole));
}

}  // namespace
}  // namespace steward::access
