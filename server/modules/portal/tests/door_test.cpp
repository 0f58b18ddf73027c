// The portal's own address, and what is seen there before anybody signs in.
#include "server/modules/portal/address.h"
#include "server/modules/portal/portal.h"
#include "steward/portal/v1/portal.pb.h"
#include "tests/house/story.h"

namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::portal {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {

TEST(PortalAddress, is_one_plain_word_that_is_no_page) {
    for (const auto* good : {"harbour", "harbour-foods", "a1b", "3m-east"}) EXPECT_TRUE(is_address(good)) << good;
    for (const auto* wrong : {"", "hf", "Harbour", "harbour foods", "-harbour", "harbour-", "har--bour", "harbour/x", "tickets", "account",
                              "sign-in", "h\u00e4fen", "a.b", "..", "this-word-is-far-too-long-for-an-address-here"})
        EXPECT_FALSE(is_address(wrong)) << wrong;
}

class PortalDoorway : public testing_house::Story {
protected:
    PortalDoorway()
        : Story({"journal", "access", "directory", "service_levels", "helpdesk", "portal"},
                {directory::make_module, service_levels::make_module, helpdesk::make_module, make_module}) {
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        v1::UpdatePortalDefaultsRequest defaults;
        defaults.set_contact_phone("+41 44 555 01 00");
        house.must<v1::PortalDefaults>(house.owner(), "UpdatePortalDefaults", defaults);
    }
    Result<v1::Portal> move_to(ClientId client, const std::string& address) {
        v1::UpdatePortalRequest request;
        request.set_client_id(client.text());
        request.set_address(address);
        request.set_color("#0f766e");
        return house.call<v1::Portal>(house.owner(), "UpdatePortal", request);
    }
    v1::PortalDoor door(const std::string& address) {
        v1::GetPortalDoorRequest request;
        request.set_address(address);
        return house.must<v1::PortalDoor>(Caller{}, "GetPortalDoor", request);
    }

    ClientId harbour, mill;
};
STEWARD_ON_EVERY_DATABASE(PortalDoorway);

TEST_P(PortalDoorway, shows_name_and_colours_to_whoever_knows_the_address) {
    ASSERT_TRUE(move_to(harbour, "harbour"));
    const auto seen = door("harbour");
    EXPECT_EQ(seen.client_name(), "Harbour");
    EXPECT_EQ(seen.client_id(), harbour.text());
    EXPECT_EQ(seen.light().bar(), "#0f766e");
    EXPECT_EQ(seen.contact_phone(), "+41 44 555 01 00");
    ASSERT_TRUE(move_to(harbour, ""));
    EXPECT_EQ(door("harbour").client_name(), "");
}

TEST_P(PortalDoorway, answers_all_other_addresses_alike) {
    ASSERT_TRUE(move_to(harbour, "harbour"));
    const auto nobodys = door("mill").SerializeAsString();
    EXPECT_EQ(door("mill").client_id(), "") << "a client without an address has none, whatever it is called";
    for (const std::string& address : {std::string(), std::string("-"), std::string("Harbour"), std::string("harbour "),
                                       std::string("harbou"), mill.text(), std::string("%"), std::string("' or 1=1 --")})
        EXPECT_EQ(door(address).SerializeAsString(), nobodys) << address;
    EXPECT_EQ(door("mill").contact_phone(), "+41 44 555 01 00") << "whom to call is the provider's, and no secret";
}

TEST(PortalHost, is_a_name_and_no_number) {
    for (const auto* good : {"support.harbour.example", "a.b", "xn--hfen-0ra.example", "3m.example"}) EXPECT_TRUE(is_host(good)) << good;
    for (const auto* wrong : {"", "localhost", "127.0.0.1", "Support.harbour.example", "a..b", ".a.b", "a.b.", "-a.b", "a-.b", "a b.c",
                              "a.b:443", "https://a.b", "a_b.c", "[::1]", "a.b/c"})
        EXPECT_FALSE(is_host(wrong)) << wrong;
    EXPECT_FALSE(is_host(std::string(300, 'a') + ".b"));
    EXPECT_EQ(host_in("https://desk.msp.example:8443/x"), "desk.msp.example");
    EXPECT_EQ(host_in("desk.msp.example"), "");
}

TEST_P(PortalDoorway, shows_the_look_to_whoever_comes_by_the_clients_own_name) {
    house.take<Portal>().set_public_address("https://desk.msp.example");
    const auto named = [this](ClientId client, const std::string& host) {
        v1::UpdatePortalRequest request;
        request.set_client_id(client.text());
        request.set_host(host);
        return house.call<v1::Portal>(house.owner(), "UpdatePortal", request);
    };
    const auto at_host = [this](const std::string& host, const std::string& address = "-") {
        v1::GetPortalDoorRequest request;
        request.set_address(address);
        request.set_host(host);
        return house.must<v1::PortalDoor>(Caller{}, "GetPortalDoor", request);
    };
    ASSERT_TRUE(named(harbour, "support.harbour.example"));
    EXPECT_EQ(at_host("support.harbour.example").client_name(), "Harbour");
    EXPECT_EQ(at_host("support.harbour.example").home_url(), "https://desk.msp.example");
    EXPECT_EQ(at_host("desk.msp.example").home_url(), "") << "at home";
    const auto nobodys = at_host("support.mill.example").SerializeAsString();
    for (const auto* host : {"support.harbour.examples", "harbour.example", "x.support.harbour.example", "mill.example"})
        EXPECT_EQ(at_host(host).SerializeAsString(), nobodys) << host;
    EXPECT_EQ(at_host("support.mill.example").client_id(), "");
    EXPECT_EQ(named(mill, "support.harbour.example").error().fields.at(0).pointer, "/host") << "it is another client's";
    EXPECT_EQ(named(mill, "desk.msp.example").error().fields.at(0).pointer, "/host") << "everybody signs in there";
    EXPECT_EQ(named(mill, "127.0.0.1").error().fields.at(0).pointer, "/host");
    ASSERT_TRUE(named(mill, "help.mill.example"));
    ASSERT_TRUE(move_to(harbour, "harbour"));
    EXPECT_EQ(at_host("help.mill.example", "harbour").client_name(), "Harbour") << "an address says it more plainly than a name";
    ASSERT_TRUE(named(harbour, ""));
    EXPECT_TRUE(named(mill, "support.harbour.example"));
}

TEST_P(PortalDoorway, belongs_to_one_portal) {
    ASSERT_TRUE(move_to(harbour, "harbour"));
    ASSERT_TRUE(move_to(harbour, "harbour")) << "it is its own already";
    const auto taken = move_to(mill, "harbour");
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().fields.at(0).pointer, "/address");
    EXPECT_EQ(move_to(mill, "tickets").error().fields.at(0).pointer, "/address");
    ASSERT_TRUE(move_to(harbour, "harbour-foods"));
    EXPECT_TRUE(move_to(mill, "harbour"));
    EXPECT_EQ(door("harbour").client_name(), "Mill");
}

}  // namespace
}  // namespace steward::portal
