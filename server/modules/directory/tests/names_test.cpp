// Names, zones and fields: what is accepted, what is the same, what is refused and why.
#include <gtest/gtest.h>

#include "server/modules/directory/client_states.h"
#include "server/modules/directory/device_classes.h"
#include "server/modules/directory/fields.h"
#include "server/modules/directory/fold.h"
#include "server/modules/directory/zone.h"

namespace steward::directory {
namespace {

TEST(Names, are_the_same_whatever_their_case_in_latin_greek_and_cyrillic) {
    EXPECT_EQ(fold_case("MÜLLER & Söhne"), "müller & söhne");
    EXPECT_EQ(fold_case("ŠKODA ŽĎÁR"), "škoda žďár");
    EXPECT_EQ(fold_case("ΑΘΗΝΑ"), "αθηνα");
    EXPECT_EQ(fold_case("МОСКВА Ёлка"), "москва ёлка");
    EXPECT_EQ(fold_case("東京 Office"), "東京 office");
}

TEST(Names, that_are_not_utf8_pass_through_folding_untouched) {
    const std::string broken(
        "\xc3"
        "A\xd0",
        3);
    EXPECT_EQ(fold_case(broken), std::string("\xc3"
                                             "a\xd0",
                                             3));
}

TEST(Names, are_counted_in_letters_not_in_bytes) {
    Fields fields;
    std::string long_name;
    for (int i = 0; i < 200; ++i) long_name += "ü";
    EXPECT_EQ(fields.name("/name", long_name), long_name);
    EXPECT_TRUE(fields.status());
    fields.name("/name", long_name + "ü");
    EXPECT_FALSE(fields.status());
}

TEST(Names, are_refused_empty_with_control_characters_or_broken) {
    for (const std::string& bad : {std::string(), std::string("  \t "), std::string("a\nb"), std::string("a\x01"), std::string("a\xff")}) {
        Fields fields;
        fields.name("/name", bad);
        const auto status = fields.status();
        ASSERT_FALSE(status) << "accepted: " << bad;
        EXPECT_EQ(status.error().kind, ErrorKind::Invalid);
        EXPECT_EQ(status.error().fields[0].pointer, "/name");
    }
}

TEST(Names, of_all_bad_fields_are_said_at_once) {
    Fields fields;
    fields.name("/name", "");
    fields.email("/email", "nobody");
    fields.choice("/criticality", "C9", criticalities);
    const auto status = fields.status();
    ASSERT_FALSE(status);
    ASSERT_EQ(status.error().fields.size(), 3u);
    EXPECT_EQ(status.error().fields[2].detail, "One of: C1 C2 C3 C4.");
}

TEST(Zones, are_known_by_the_machines_database) {
    EXPECT_TRUE(is_known_zone("UTC"));
    EXPECT_TRUE(is_known_zone("Europe/Berlin"));
    EXPECT_TRUE(is_known_zone("America/Argentina/Buenos_Aires"));
    EXPECT_TRUE(is_known_zone("Etc/GMT+5"));
}

TEST(Zones, are_never_a_way_into_the_file_system) {
    for (const char* trick : {"../../../etc/passwd", "/etc/passwd", "Europe/../UTC", "Europe//Berlin", "Europe", "Europe/", ".", "",
                              "zone.tab", "tzdata.zi", "posix/UTC", "right/UTC", "Mars/Olympus", "Europe/Berlin\n", "+VERSION"}) {
        EXPECT_FALSE(is_known_zone(trick)) << trick;
    }
    EXPECT_FALSE(is_known_zone(std::string_view("UTC\0/x", 6)));
}

TEST(ClientLife, follows_the_table_of_the_model) {
    EXPECT_TRUE(client_may_become("active", "at_risk"));
    EXPECT_TRUE(client_may_become("at_risk", "active"));
    EXPECT_TRUE(client_may_become("active", "active"));
    EXPECT_FALSE(client_may_become("prospect", "active"));
    EXPECT_FALSE(client_may_become("former", "active"));
    EXPECT_EQ(next_client_states("offboarding"), std::vector<std::string_view>{"former"});
}

TEST(DeviceClasses, assume_the_stricter_criticality_when_the_class_is_not_known) {
    EXPECT_EQ(assumed_criticality("server"), "C2");
    EXPECT_EQ(assumed_criticality("workstation"), "C3");
    EXPECT_EQ(assumed_criticality("laptop"), "C3");
    EXPECT_EQ(assumed_criticality(""), "C2");
}

TEST(DeviceClasses, give_every_machine_a_name_that_can_be_shown) {
    EXPECT_EQ(name_from_hostname("files-1"), "files-1");
    EXPECT_EQ(name_from_hostname(""), "unnamed");
    EXPECT_EQ(name_from_hostname("a\x1b[31mb"), "a?[31mb");
    EXPECT_EQ(name_from_hostname("a\xff"), "a?");
    EXPECT_EQ(name_from_hostname("büro"), "büro");
}

}  // namespace
}  // namespace steward::directory
