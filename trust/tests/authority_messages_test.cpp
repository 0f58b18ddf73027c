// What the messages of the chain and those that narrow may not say, whoever signed them.
#include <gtest/gtest.h>

#include "trust/authority.h"
#include "trust/tests/said.h"

namespace steward::trust {

namespace {
// Sound but for its version.
template <class Message>
void expect_version_one_only(Message message) {
    EXPECT_TRUE(may_be_said(message));
    for (const uint64_t other : {0, 2, 255}) {
        message.version = other;
        EXPECT_FALSE(may_be_said(message)) << other;
    }
}
}  // namespace

TEST(AuthorityMessages, of_a_version_that_nobody_knows_are_refused) {
    expect_version_one_only(Genesis{.name = "Harbour Services"});
    expect_version_one_only(RosterUpdate{.seq = 1, .kind = UpdateKind::SetMirrors, .body = {write_message(MirrorsBody{})}});
    expect_version_one_only(Suspend{.target = {1}});
    expect_version_one_only(Stop{.scope = {.all = true}});
    expect_version_one_only(Heartbeat{.seq = 1});
    expect_version_one_only(Recovery{.base_head = {1}});
    expect_version_one_only(Resolve{.chosen = {1}, .rejected = {{2}}});
    expect_version_one_only(Veto{.vetoed = {1}});
}

TEST(AuthorityMessages, a_choice_between_sides_rejects_one_at_least) {
    EXPECT_TRUE(may_be_said(Resolve{.chosen = {1}, .rejected = {{2}}}));
    EXPECT_FALSE(may_be_said(Resolve{.chosen = {1}}));
}

TEST(AuthorityMessages, mirrors_come_back_in_their_order) {
    const MirrorsBody body{{"https://b.example.org", "https://a.example.org"}};
    const auto read = read_message<MirrorsBody>(write_message(body));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->mirrors, body.mirrors);
}

}  // namespace steward::trust
