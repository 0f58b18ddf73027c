// What a change says of times, on both databases.
#include "server/modules/changes/tests/changes_story.h"

namespace steward::changes {

namespace {
class TimesOfChanges : public Changes {};
STEWARD_ON_EVERY_DATABASE(TimesOfChanges);

TEST_P(TimesOfChanges, are_said_on_the_clients_own_clock) {
    directory::v1::UpdateClientRequest zone;
    zone.set_client_id(harbour.text());
    zone.set_zone("Europe/Zurich");
    house.must<directory::v1::Client>(house.owner(), "UpdateClient", zone);
    const auto id = draft(whole("emergency")).change_id();
    move(id, "assessed");
    auto approved = move_to(id, "approved");
    approved.set_verbal_by_account_id(sara.account.text());
    house.must<v1::Change>(theo, "MoveChange", approved);
    auto window = move_to(id, "scheduled");
    window.set_starts_at_unix_ms(parse_rfc3339("2027-03-27T22:00:31Z").value_or(Instant{}).unix_ms);
    window.set_ends_at_unix_ms(parse_rfc3339("2027-03-28T02:00:31Z").value_or(Instant{}).unix_ms);
    house.must<v1::Change>(theo, "MoveChange", window);
    const auto lines = get(id).lines();
    EXPECT_THAT(lines.rbegin()[0].text(), HasSubstr("Sat 27 Mar 2027 23:00 CET to Sun 28 Mar 2027 04:00 CEST"));
    EXPECT_THAT(lines.rbegin()[1].text(), testing::ContainsRegex("writes it down by [A-Z][a-z][a-z] .* [0-9:]+ CET\\."));
    house.clock.advance(24h * 4);
    house.reconcile();
    const auto asked = tickets("kind:internal");
    ASSERT_EQ(asked.tickets_size(), 1);
    EXPECT_THAT(asked.tickets(0).description(), testing::ContainsRegex("written down by [A-Z][a-z][a-z] .* [0-9:]+ CET\\."));
}

}  // namespace
}  // namespace steward::changes
