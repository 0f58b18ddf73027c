// A security key in the place of a key under a passphrase.
#include "signer/security_key.h"
#include "signer/tests/person.h"
#include "signer/tests/soft_authenticator.h"
#include "trust/voices.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;
const std::string party = "msp-job:0123456789abcdef";

class SecurityKeyStory : public ::testing::Test {
protected:
    SoftAuthenticator authenticator;
    SeededRng rng{5};
    HeldKey make() {
        const Device device = *authenticator.open();
        return *make_held_key(*device, "Alice", party, "", rng);
    }
    Result<OwnSignature> sign(const HeldKey& key, std::string_view words) {
        const Device device = *authenticator.open();
        return sign_with(*device, key, as_bytes(words), "");
    }
};

TEST_F(SecurityKeyStory, signs_what_a_machine_accepts_again_and_again) {
    const HeldKey key = make();
    for (int i = 0; i < 32; ++i) {  // half of all signatures come in the form that must be turned round
        const auto signature = sign(key, "message " + std::to_string(i));
        ASSERT_TRUE(signature) << signature.error().message;
        const trust::Signature view{
            .key_id = signature->key_id, .algorithm = signature->algorithm, .bytes = signature->bytes, .carried = signature->carried};
        EXPECT_TRUE(trust::verifies(key.key, {.id = party, .origins = {}}, as_bytes("message " + std::to_string(i)), view));
        EXPECT_FALSE(trust::verifies(key.key, {.id = party, .origins = {}}, as_bytes("another"), view));
    }
    EXPECT_EQ(authenticator.signatures_made, 32u);
}

TEST_F(SecurityKeyStory, hands_out_nothing_without_a_touch_or_a_verified_person) {
    const HeldKey key = make();
    authenticator.is_touched = false;
    EXPECT_EQ(sign(key, "words").error().code, "security_key.refused");
    authenticator.is_touched = true;
    authenticator.verifies_person = false;
    EXPECT_FALSE(sign(key, "words"));
}

TEST_F(SecurityKeyStory, another_one_cannot_sign_for_it) {
    const HeldKey key = make();
    SoftAuthenticator other;
    const Device device = *other.open();
    EXPECT_EQ(sign_with(*device, key, as_bytes("words"), "").error().code, "security_key.another");
}

TEST_F(SecurityKeyStory, takes_the_place_of_a_passphrase_in_a_chain_that_has_begun) {
    Office office;
    office.security_keys = &authenticator;
    const Person alice(office, "alice"), safe(office, "safe");
    EXPECT_THAT(alice.fails({"key", "new", "stick", "--person", "alice", "--security-key"}), HasSubstr("No such authority"));
    alice.make_key("daily", "roster,job");
    safe.make_key("recovery", "recovery");
    const std::string genesis = office.file("genesis").string(), add = office.file("add").string(), remove = office.file("remove").string();
    alice.does({"genesis", "--name", "Alone", "--keys", alice.card("daily"), "--recovery", safe.card("recovery"), "--out", genesis});
    for (const Person* one : {&alice, &safe}) one->does({"sign", genesis});
    alice.does({"take", genesis});
    // The PIN is empty: this one verifies people by itself.
    EXPECT_EQ(alice.type({"key", "new", "stick", "--person", "alice", "--security-key"}, "\n").errors, "");
    EXPECT_THAT(alice.does({"key", "list"}), HasSubstr("in a security key"));
    alice.does({"key", "card", "stick", "--roles", "roster,job", "--out", alice.card("stick")});
    alice.does({"add", alice.card("stick"), "--out", add});
    EXPECT_THAT(alice.does({"show", add}), ::testing::Not(HasSubstr("lies in a file")));
    alice.does({"sign", add, "--key", "daily"});
    alice.does({"take", add});
    office.clock.advance(std::chrono::hours(73));
    alice.does({"remove", alice.does({"key", "list"}).substr(7, 8), "--reason", "the stick takes its place", "--out", remove});
    EXPECT_EQ(alice.type({"sign", remove, "--key", "stick"}, "\n").errors, "");
    alice.does({"take", remove});
    office.clock.advance(std::chrono::hours(73));
    EXPECT_THAT(alice.does({"chain"}), HasSubstr("in force   number 2,"));
}

}  // namespace
}  // namespace steward::signer
