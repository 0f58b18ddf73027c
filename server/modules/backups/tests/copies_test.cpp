// What is known of an item's copies: from its plans, from what people say, and until when that counts. On both databases.
#include "server/modules/backups/tests/backups_story.h"

namespace steward::backups {
namespace {
using testing::HasSubstr;

class Copies : public BackupsStory {
protected:
    Copies() {
        protected_item = item();
        nightly = plan(protected_item.item_id());
        tell(2h);
        request.set_item_id(protected_item.item_id());
    }
    v1::DeclaredCopy& declare(const std::string& place, const std::string& medium, const std::string& plan_id = "") {
        auto& copy = *request.add_copies();
        copy.set_place(place);
        copy.set_medium(medium);
        copy.set_plan_id(plan_id);
        return copy;
    }
    static void say(v1::DeclaredCopy& copy, const std::string& property, const std::string& says, const std::string& how = "",
                    Instant until = {}) {
        auto& one = *copy.add_properties();
        one.set_property(property);
        one.set_says(says);
        one.set_how(how);
        one.set_until_unix_ms(until.unix_ms);
    }
    Result<v1::BackupItem> save() { return house.call<v1::BackupItem>(house.owner(), "DeclareBackupCopies", request); }
    static std::string digit(const v1::BackupItem& item, int place) { return item.copies_rule(place).state(); }
    static std::string says(const v1::BackupCopy& copy, const std::string& property) {
        for (const auto& one : copy.properties())
            if (one.property() == property) return one.says();
        return "not told";
    }

    v1::BackupItem protected_item;
    v1::BackupPlan nightly;
    v1::DeclareBackupCopiesRequest request;
};
STEWARD_ON_EVERY_DATABASE(Copies);

TEST_P(Copies, that_a_plan_writes_are_shown_by_its_points_and_nothing_else_is_known_of_them) {
    const auto seen = get(protected_item.item_id());
    ASSERT_EQ(seen.copies_size(), 2);
    EXPECT_TRUE(seen.copies(0).data_in_use());
    EXPECT_EQ(seen.copies(0).medium(), "disk");
    EXPECT_FALSE(seen.copies(0).properties(0).seen()) << "no machine looked at the data itself";
    EXPECT_EQ(seen.copies(0).properties(0).by(), house.owner().name) << "who decided that it must be protected";
    EXPECT_EQ(seen.copies(1).plan_id(), nightly.plan_id());
    EXPECT_EQ(says(seen.copies(1), "exists"), "yes");
    EXPECT_EQ(says(seen.copies(1), "off_site"), "unknown");
    EXPECT_EQ(says(seen.copies(1), "encrypted"), "yes") << "restic encrypts all that it writes";
    EXPECT_EQ(digit(seen, 0), "missing") << seen.copies_rule(0).text();
    EXPECT_EQ(digit(seen, 2), "unknown") << "nobody said where it lies";
    EXPECT_EQ(digit(seen, 4), "unknown") << "no restore has shown that there are no errors";
    EXPECT_EQ(seen.copies_state(), "missing");
}

TEST_P(Copies, that_people_declare_count_until_their_word_runs_out) {
    auto& of_plan = declare("", "disk", nightly.plan_id());
    say(of_plan, "off_site", "no");
    auto& safe = declare("Tape in the bank's safe", "tape");
    say(safe, "exists", "yes", "Seen on 1 November, list of the bank");
    say(safe, "off_site", "yes", "The bank is two streets away", house.clock.now() + 48h);
    say(safe, "offline", "yes", "A tape in a safe is in no drive");
    const auto saved = save();
    ASSERT_TRUE(saved) << saved.error().message;
    for (int place = 0; place < 4; ++place) EXPECT_EQ(digit(*saved, place), "met") << saved->copies_rule(place).text();
    ASSERT_EQ(saved->copies_size(), 3);
    EXPECT_EQ(saved->copies(2).properties(1).by(), house.owner().name);
    EXPECT_THAT(saved->lines(saved->lines_size() - 1).text(),
                HasSubstr("Tape in the bank's safe: there (Seen on 1 November, list of the bank), "));
    house.clock.advance(48h);
    const auto later = get(protected_item.item_id());
    EXPECT_EQ(digit(later, 2), "unknown") << "somebody has to look again";
    const auto& ran_out = later.copies(2).properties(1);
    EXPECT_EQ(ran_out.says(), "unknown");
    EXPECT_EQ(ran_out.said(), "yes") << "what was said stays to be read";
}

TEST_P(Copies, of_a_plan_whose_runs_stopped_are_unknown_after_a_week) {
    house.clock.advance(8 * 24h);
    EXPECT_EQ(says(get(protected_item.item_id()).copies(1), "exists"), "unknown");
}

TEST_P(Copies, that_are_said_as_before_keep_by_whom_and_when) {
    auto& safe = declare("Tape in the bank's safe", "tape");
    say(safe, "exists", "yes", "Seen on 1 November, list of the bank");
    const auto first = save();
    ASSERT_TRUE(first) << first.error().message;
    const int64_t said_at = first->copies(2).properties(0).at_unix_ms();
    house.clock.advance(24h);
    request.mutable_copies(0)->set_copy_id(first->copies(2).copy_id());
    say(*request.mutable_copies(0), "immutable", "no");
    const auto again = save();
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->copies(2).copy_id(), first->copies(2).copy_id());
    EXPECT_EQ(again->copies(2).properties(0).at_unix_ms(), said_at);
    EXPECT_THAT(again->lines(again->lines_size() - 1).text(), HasSubstr("safe: not immutable"));
    request.clear_copies();
    const auto none = save();
    ASSERT_TRUE(none);
    EXPECT_EQ(none->copies_size(), 2) << "what is shown by machines stays";
    EXPECT_THAT(none->lines(none->lines_size() - 1).text(), HasSubstr("no longer named"));
}

TEST_P(Copies, are_refused_where_they_say_too_little_or_what_only_a_machine_can_show) {
    const auto refused = [&](auto fill) {
        request.clear_copies();
        fill();
        const auto answer = save();
        return answer ? std::string("taken") : answer.error().fields.empty() ? answer.error().code : answer.error().fields.front().pointer;
    };
    EXPECT_EQ(refused([&] { declare("", "tape"); }), "/copies/0/place");
    EXPECT_EQ(refused([&] { declare("Safe", "stone"); }), "/copies/0/medium");
    EXPECT_EQ(refused([&] { say(declare("Safe", "tape"), "off_site", "yes", "because"); }), "/copies/0/properties/0/how");
    EXPECT_EQ(refused([&] { say(declare("Safe", "tape"), "shiny", "yes", "Everybody can see that."); }), "/copies/0/properties/0/property");
    EXPECT_EQ(refused([&] { say(declare("", "disk", nightly.plan_id()), "exists", "yes", "It was there yesterday."); }),
              "/copies/0/properties/0/property");
    EXPECT_EQ(
        refused([&] { say(declare("Safe", "tape"), "exists", "yes", "Seen in November, by Theo", house.clock.now() + 3 * 365 * 24h); }),
        "/copies/0/properties/0/until_unix_ms");
    EXPECT_EQ(refused([&] { declare("", "disk", protected_item.item_id()); }), "/copies/0/plan_id");
    EXPECT_EQ(refused([&] { declare("Safe", "tape").set_copy_id(protected_item.item_id()); }), "/copies/0/copy_id");
    EXPECT_EQ(refused([&] { declare("", "disk", nightly.plan_id()), declare("", "tape", nightly.plan_id()); }), "/copies/1");
}

}  // namespace
}  // namespace steward::backups
