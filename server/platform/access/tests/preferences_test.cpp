#include <gtest/gtest.h>

#include "server/platform/access/tests/desk.h"

namespace steward::access {
namespace {

class Preferences : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        ada = desk().owner();
        grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    }
    v1::Preferences seen_by(Person& person) {
        const auto session = desk().ask(person, &v1::AccessService::get_session, {});
        EXPECT_TRUE(session) << session.error().message;
        return session ? session->preferences() : v1::Preferences{};
    }
    Result<v1::Preferences> single_keys(Person& person, bool on) {
        v1::UpdatePreferencesRequest request;
        request.set_single_keys(on);
        return desk().ask(person, &v1::AccessService::update_preferences, request);
    }
    Result<v1::Preferences> key_map(Person& person, std::initializer_list<std::pair<const char*, const char*>> changes) {
        v1::UpdatePreferencesRequest request;
        request.mutable_key_map();
        for (const auto& [usual, now] : changes) {
            auto* change = request.mutable_key_map()->add_changes();
            change->set_usual(usual);
            change->set_now(now);
        }
        return desk().ask(person, &v1::AccessService::update_preferences, request);
    }
    Person ada, grace;
};
STEWARD_FOR_EACH_ENGINE(Preferences);

TEST_P(Preferences, follow_a_person_into_another_browser) {
    EXPECT_TRUE(seen_by(grace).single_keys()) << "on, until somebody switches them off";
    ASSERT_TRUE(single_keys(grace, false));
    ASSERT_TRUE(key_map(grace, {{"x", "v"}, {"v", "x"}}));
    Person elsewhere = grace;
    ASSERT_TRUE(desk().sign_in(elsewhere, desk().next_code(elsewhere)));
    const auto there = seen_by(elsewhere);
    EXPECT_FALSE(there.single_keys()) << "a map of keys leaves the switch alone";
    ASSERT_EQ(there.key_map().changes_size(), 2);
    EXPECT_EQ(there.key_map().changes(0).usual() + there.key_map().changes(0).now(), "vx");
    EXPECT_TRUE(seen_by(ada).single_keys()) << "and nobody else";
    EXPECT_EQ(seen_by(ada).key_map().changes_size(), 0);
}

TEST_P(Preferences, are_changed_one_by_one_and_taken_back) {
    ASSERT_TRUE(key_map(grace, {{"g t", "g q"}, {"g q", "g t"}}));
    const auto after = single_keys(grace, false);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->key_map().changes_size(), 2);
    const auto usual = key_map(grace, {});
    ASSERT_TRUE(usual);
    EXPECT_EQ(usual->key_map().changes_size(), 0);
    EXPECT_FALSE(usual->single_keys());
    EXPECT_TRUE(single_keys(grace, true)->single_keys());
}

TEST_P(Preferences, refuse_a_map_that_gives_a_key_to_two_commands) {
    const auto refused = [&](std::initializer_list<std::pair<const char*, const char*>> changes) {
        const auto answer = key_map(grace, changes);
        return !answer && answer.error().kind == ErrorKind::Invalid;
    };
    EXPECT_TRUE(refused({{"x", "j"}}));
    EXPECT_TRUE(refused({{"x", "j"}, {"k", "j"}}));
    EXPECT_TRUE(refused({{"x", "x"}, {"x", "x"}}));
    EXPECT_TRUE(refused({{"", ""}}));
    EXPECT_TRUE(refused({{"a\n", "a\n"}}));
    EXPECT_TRUE(refused({{"more than twenty letters", "more than twenty letters"}}));
    EXPECT_EQ(seen_by(grace).key_map().changes_size(), 0);
}

}  // namespace
}  // namespace steward::access
