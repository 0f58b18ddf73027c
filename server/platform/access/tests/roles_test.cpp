#include "server/platform/access/roles.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace steward::access {
namespace {

// Every permission that a method of the schema asks for: golden_test keeps this table true.
std::set<std::string> permissions_in_the_schema() {
    std::ifstream file(std::filesystem::path(STEWARD_SOURCE_DIR) / "schema/golden/permissions.txt");
    std::set<std::string> permissions;
    for (std::string line; std::getline(file, line);) {
        const bool is_a_permission = !line.empty() && line[0] != ' ' && line[0] != '#' && line != "(none)";
        if (is_a_permission) permissions.insert(line);
    }
    return permissions;
}

std::set<std::string> granted_to(std::string_view code) {
    const Role* role = find_role(code);
    return role ? role->permissions : std::set<std::string>{};
}

TEST(Roles, know_every_permission_of_the_schema_and_no_other) {
    const auto in_schema = permissions_in_the_schema();
    ASSERT_GT(in_schema.size(), 15u) << "the schema was not read";
    std::set<std::string> granted;
    for (const auto& role : all_roles()) granted.insert(role.permissions.begin(), role.permissions.end());
    EXPECT_EQ(granted, in_schema) << "schema/access/roles.textproto and the annotations of schema/ differ";
    EXPECT_EQ(granted_to("OWN"), in_schema) << "an owner may do everything";
}

TEST(Roles, are_the_nineteen_of_the_domain_model) {
    std::vector<std::string> codes;
    for (const auto& role : all_roles()) codes.push_back(role.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"OWN", "SVM", "DSP", "TEC", "ENG", "NOC", "ONC", "SEC", "VCI", "ACM", "FIN", "ADM", "AUD",
                                               "CDM", "CAP", "CHR", "CUS", "CRO", "VND"}));
}

TEST(Roles, keep_client_data_from_administrators_and_changes_from_auditors) {
    // Reading what stands in tickets, devices or mails is none of it.
    for (const auto& permission : granted_to("ADM")) {
        const bool of_the_platform = permission.starts_with("account.") || permission.starts_with("audit.") ||
                                     permission.starts_with("installation.") || permission == "identity.configure" ||
                                     permission == "search.rebuild" || permission == "attachment.configure" ||
                                     permission == "authority.read";  // keys are theirs to look after
        EXPECT_TRUE(of_the_platform) << permission;
    }
    for (const auto& permission : granted_to("AUD"))
        EXPECT_TRUE(permission.ends_with(".read") || permission == "portal.promises") << permission;
    for (const char* what : {"audit.read", "sla.read", "time.read", "mail.read"}) EXPECT_TRUE(granted_to("AUD").contains(what)) << what;
}

TEST(Roles, give_a_clients_people_little) {
    // What they change is a ticket of theirs and who follows it, and an approval that was asked of them; the rest is reading.
    const std::set<std::string> more = {"ticket.write",  "ticket.watch",    "approval.decide",
                                        "portal.people", "portal.promises", "portal.staff"};
    for (const char* role : {"CUS", "CHR", "CRO", "CAP", "CDM"})
        EXPECT_TRUE(granted_to(role).contains("ticket.write")) << role << " raises tickets; in which they may write, the desk says";
    EXPECT_FALSE(granted_to("CRO").contains("approval.decide")) << "a reader decides nothing";
    EXPECT_FALSE(granted_to("CUS").contains("device.read")) << "their own tickets";
    EXPECT_TRUE(granted_to("CDM").contains("approval.decide"));
    EXPECT_EQ(granted_to("VND"), std::set<std::string>{}) << "a vendor sees only what is shared with them";
    for (const auto& role : all_roles()) {
        if (role.side != "client") continue;
        for (const auto& permission : role.permissions)
            EXPECT_TRUE(permission.ends_with(".read") || more.contains(permission)) << role.code << " " << permission;
    }
}

TEST(Roles, of_one_account_stand_on_one_side) {
    EXPECT_TRUE(roles_fit({"TEC", "ONC"}, false, 3));
    EXPECT_TRUE(roles_fit({"CUS"}, false, 1));
    EXPECT_FALSE(roles_fit({"VCI", "CDM"}, false, 1)) << "no provider role can sign as the client";
    EXPECT_FALSE(roles_fit({"CUS"}, false, 2));
    EXPECT_FALSE(roles_fit({"CUS"}, true, 0));
    EXPECT_FALSE(roles_fit({"OWN"}, false, 2));
    EXPECT_FALSE(roles_fit({}, true, 0));
    EXPECT_FALSE(roles_fit({"BOSS"}, true, 0));
}

TEST(Roles, stand_in_the_golden_table_as_they_are) {
    const std::filesystem::path golden = std::filesystem::path(STEWARD_SOURCE_DIR) / "schema/golden/roles.txt";
    if (std::getenv("STEWARD_UPDATE_GOLDEN")) std::ofstream(golden) << roles_as_table();
    std::ifstream file(golden);
    const std::string expected{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(roles_as_table(), expected) << "read the difference as a change of rights, then run again with STEWARD_UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace steward::access
