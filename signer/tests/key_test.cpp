// A key file in wrong hands, damaged, or with a forgotten passphrase.
#include <sodium.h>

#include "base/signing.h"
#include "signer/tests/person.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;
constexpr GuessCost cheap{.passes = 1, .memory_bytes = 8192};

TEST(SecretKeyStory, opens_with_its_passphrase_and_signs_as_before) {
    SeededRng rng(3);
    const SecretKey key = SecretKey::make("Alice", rng);
    const auto sealed = *key.seal(passphrase, cheap, rng);
    const auto again = *SecretKey::open(sealed, passphrase);
    const Bytes words = pae("job", as_bytes("words"));
    EXPECT_EQ(again.sign(words), key.sign(words));
    EXPECT_EQ(crypto_sign_verify_detached(again.sign(words).data(), words.data(), words.size(), key.public_key().bytes.data()), 0);
}

TEST(SecretKeyStory, does_not_open_with_another_passphrase_or_after_any_change) {
    SeededRng rng(3);
    const SecretKey key = SecretKey::make("Alice", rng), other = SecretKey::make("Mallory", rng);
    const auto sealed = *key.seal(passphrase, cheap, rng);
    EXPECT_EQ(SecretKey::open(sealed, "four random words there").error().code, "key.passphrase");
    auto renamed = sealed;
    renamed.person = "Mallory";
    EXPECT_EQ(SecretKey::open(renamed, passphrase).error().code, "key.passphrase");
    auto swapped = sealed;
    swapped.key = other.public_key();
    EXPECT_EQ(SecretKey::open(swapped, passphrase).error().code, "key.passphrase");
    for (size_t i = 0; i < sealed.sealed_seed.size(); ++i) {
        auto changed = sealed;
        changed.sealed_seed[i] ^= 1;
        EXPECT_EQ(SecretKey::open(changed, passphrase).error().code, "key.passphrase") << i;
    }
}

TEST(SecretKeyStory, a_file_cannot_make_it_work_for_hours) {
    SeededRng rng(3);
    auto sealed = *SecretKey::make("Alice", rng).seal(passphrase, cheap, rng);
    sealed.passes = 1'000'000;
    EXPECT_EQ(SecretKey::open(sealed, passphrase).error().code, "key.damaged");
    sealed.passes = 1;
    sealed.memory_bytes = uint64_t{1} << 40;
    EXPECT_EQ(SecretKey::open(sealed, passphrase).error().code, "key.damaged");
}

TEST(KeyCommands, ask_twice_want_twelve_characters_and_write_over_nothing) {
    Office office;
    const Person alice(office, "alice");
    EXPECT_THAT(alice.type({"key", "new", "daily", "--person", "Alice"}, "short\nshort\n").errors, HasSubstr("12 characters"));
    EXPECT_THAT(alice.type({"key", "new", "daily", "--person", "Alice"}, "four random words\nfour random worms\n").errors,
                HasSubstr("differ"));
    EXPECT_THAT(alice.does({"key", "list"}), HasSubstr("no keys here"));
    alice.does({"key", "new", "daily", "--person", "Alice"});
    EXPECT_THAT(alice.fails({"key", "new", "daily", "--person", "Alice"}), HasSubstr("already"));
    EXPECT_THAT(alice.fails({"key", "new", "../daily", "--person", "Alice"}), HasSubstr("small letters"));
    EXPECT_EQ(fs::status(office.machine_of("alice") / "keys" / "daily.key").permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const std::string next = "another four random words";
    EXPECT_EQ(alice.type({"key", "passphrase", "daily"}, std::string(passphrase) + "\n" + next + "\n" + next + "\n").exit, 0);
    EXPECT_THAT(alice.type({"key", "passphrase", "daily"}, std::string(passphrase) + "\n").errors, HasSubstr("does not open"));
}

TEST(Commands, say_what_they_did_not_understand) {
    Office office;
    const Person alice(office, "alice");
    EXPECT_EQ(alice.type({"dance"}).exit, 2);
    EXPECT_EQ(alice.type({"sign"}).exit, 2);
    EXPECT_THAT(alice.does({"--help"}), HasSubstr("key new"));
    EXPECT_THAT(alice.fails({"show", office.file("nothing").string()}), HasSubstr("There is no file"));
    ASSERT_TRUE(write_file(office.file("letter"), as_bytes("dear all")));
    EXPECT_THAT(alice.fails({"show", office.file("letter").string()}), HasSubstr("no message of ours"));
    EXPECT_THAT(alice.fails({"chain"}), HasSubstr("No such authority"));
}

}  // namespace
}  // namespace steward::signer
