#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "server/platform/access/password_hasher.h"
#include "server/platform/access/password_rules.h"
#include "server/platform/access/tests/quick_passwords.h"

namespace steward::access {
namespace {

Status choose(std::string_view password) {
    static const std::string_view own[] = {"Ada Byron", "ada.byron@harbour.example", "Harbour Services"};
    return password_may_be_chosen(password, own, "/new_password");
}

TEST(PasswordRules, let_people_use_sentences_and_managers_use_noise) {
    for (const auto* good : {"correct horse battery staple", "kT9#vQ2!mZ7p", "under the old walnut tree", "Regenschirm Ofen Gabel Teich",
                             "xjwpqmzvkrtb", "пароль из многих слов", "seven blue kettles sing", "0f3a9c7e51d2b864"}) {
        EXPECT_TRUE(choose(good)) << good;
    }
}

TEST(PasswordRules, refuse_what_guessing_programs_try_first) {
    for (const auto* known : {"password1234", "Password2026!", "P@ssw0rd1234", "qwertyuiop12", "iloveyou1234", "Summer2026!!!",
                              "WelcomeHome1!", "admin1234567", "letmein123456", "adminpassword", "Dragon_Monkey_1", "1234567890123",
                              "abcdefghijkl", "aaaaaaaaaaaa", "abcabcabcabc", "passwordpassword", "1q2w3e4r5t6y", "qazwsxedcrfv"}) {
        EXPECT_FALSE(choose(known)) << known;
    }
}

TEST(PasswordRules, refuse_the_persons_own_name_and_address) {
    for (const auto* own : {"adabyron1815", "Byron-Ada-2026", "harbourservices!", "ada.byron2026", "byronharbour99"})
        EXPECT_FALSE(choose(own)) << own;
}

TEST(PasswordRules, count_characters_and_not_bytes) {
    EXPECT_FALSE(choose("ü7ö9ä1ß3é5è")) << "eleven characters in more bytes";
    EXPECT_TRUE(choose("ü7ö9ä1ß3é5èx"));
    EXPECT_FALSE(choose(std::string(257, 'x')));
    const auto refused = choose("short");
    EXPECT_EQ(refused.error().fields.at(0).pointer, "/new_password");
}

TEST(PasswordHasher, knows_the_password_and_no_other) {
    const HashesAtFullCost as_in_the_product;
    SystemRng rng;
    PasswordHasher hasher(rng);
    const std::string stored = hasher.hash("under the old walnut tree").value();
    EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << stored;
    EXPECT_TRUE(hasher.verify(stored, "under the old walnut tree").value());
    EXPECT_FALSE(hasher.verify(stored, "under the old walnut tree ").value());
    EXPECT_FALSE(hasher.verify("", "under the old walnut tree").value()) << "nobody has no password";
    EXPECT_FALSE(PasswordHasher::is_outdated(stored));
    EXPECT_TRUE(
        PasswordHasher::is_outdated("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$c29tZWhhc2hzb21laGFzaHNvbWVoYXNoc29tZWg"));
}

TEST(PasswordHasher, tells_those_beyond_the_queue_to_come_back) {
    const HashesAtFullCost as_in_the_product;
    SystemRng rng;
    PasswordHasher hasher(rng, 1, 1);
    std::atomic<int> done = 0, turned_away = 0;
    {
        std::vector<std::jthread> people;
        for (int i = 0; i < 6; ++i) {
            people.emplace_back([&] {
                const auto answer = hasher.verify("", "under the old walnut tree");
                if (answer) ++done;
                else if (answer.error().code == "access.busy" && answer.error().retry_after_seconds > 0) ++turned_away;
            });
        }
    }
    EXPECT_EQ(done + turned_away, 6);
    EXPECT_GE(done, 2) << "one hashes, one waits";
    EXPECT_GE(turned_away, 1) << "six at once do not fit into one place and one chair";
}

}  // namespace
}  // namespace steward::access
