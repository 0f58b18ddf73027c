// The device list over the index: filter, order, page, count, and whose devices they are.
#include <gtest/gtest.h>

#include <thread>

#include "server/modules/directory/device_list.h"

namespace steward::directory {
namespace {

constexpr Instant list_now{1'790'000'000'000};

// A fleet that is told in short sentences.
class Fleet {
public:
    ClientId client(const std::string& name) {
        ClientRow row;
        row.id = ClientId::make(list_now, rng_);
        row.name = name;
        row.revision = 1;
        index.put_client(row);
        return row.id;
    }
    DeviceRow device(ClientId of, const std::string& name, const std::string& device_class = "server") {
        DeviceRow row;
        row.card = {.id = DeviceId::make(list_now, rng_),
                    .client = of,
                    .name = name,
                    .hostname = name + ".example.net",
                    .device_class = device_class,
                    .criticality = "C2"};
        row.os = "Debian GNU/Linux 12 (bookworm)";
        row.revision = 1;
        index.put_device(row);
        return row;
    }
    void is(const DeviceRow& device, Health health, std::optional<double> cpu = {}, Duration seen_ago = Duration{0},
            const std::string& address = "") {
        index.note_vital(device.card.id, {.health = health,
                                          .observed_at = list_now,
                                          .connected = true,
                                          .last_seen = list_now - seen_ago,
                                          .address = address,
                                          .cpu_used_percent = cpu});
    }
    v1::ListDevicesResponse list(const std::string& filter, const std::string& order = "", int size = 0, const std::string& token = "",
                                 ClientScope scope = {.all = true}) {
        v1::ListDevicesRequest request;
        request.set_filter(filter);
        request.set_order_by(order);
        request.set_page_size(size);
        request.set_page_token(token);
        auto answer =
            list_devices(index, {.kind = PrincipalKind::Account, .permissions = {"device.read", "device.write"}, .scope = std::move(scope)},
                         request, list_now);
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
        return answer ? *answer : v1::ListDevicesResponse{};
    }
    std::string names(const std::string& filter, const std::string& order = "", ClientScope scope = {.all = true}) {
        std::string joined;
        const auto answer = list(filter, order, 0, "", std::move(scope));
        for (const auto& device : answer.devices()) joined += (joined.empty() ? "" : " ") + device.name();
        return joined;
    }

    DeviceIndex index;

private:
    SeededRng rng_{11};
};

class DeviceList : public testing::Test {
protected:
    DeviceList() {
        harbour = fleet.client("Harbour Ltd");
        mueller = fleet.client("Müller AG");
        files = fleet.device(harbour, "files-1");
        mail = fleet.device(harbour, "mail-1");
        desk = fleet.device(mueller, "Desk-7", "workstation");
        fleet.is(files, Health::Critical, 97.5, std::chrono::minutes(1), "192.0.2.10");
        fleet.is(mail, Health::Ok, 12.0, std::chrono::minutes(1), "192.0.2.11");
    }
    Fleet fleet;
    ClientId harbour, mueller;
    DeviceRow files, mail, desk;
};

TEST_F(DeviceList, is_in_the_order_of_names_whatever_their_case) { EXPECT_EQ(fleet.names(""), "Desk-7 files-1 mail-1"); }

TEST_F(DeviceList, counts_all_that_match_by_health_and_unknown_is_never_green) {
    const auto answer = fleet.list("", "", 1);
    EXPECT_EQ(answer.devices_size(), 1);
    EXPECT_EQ(answer.total(), 3);
    EXPECT_EQ(answer.ok(), 1);
    EXPECT_EQ(answer.critical(), 1);
    EXPECT_EQ(answer.warning(), 0);
    EXPECT_EQ(answer.unknown(), 1);
}

TEST_F(DeviceList, is_filtered_by_every_field_of_the_language) {
    EXPECT_EQ(fleet.names("status:critical"), "files-1");
    EXPECT_EQ(fleet.names("status:critical,unknown"), "Desk-7 files-1");
    EXPECT_EQ(fleet.names("health:critical,unknown"), "Desk-7 files-1");
    EXPECT_EQ(fleet.names("-status:ok"), "Desk-7 files-1");
    EXPECT_EQ(fleet.names("kind:workstation"), "Desk-7");
    EXPECT_EQ(fleet.names("client:\"müller ag\""), "Desk-7");
    EXPECT_EQ(fleet.names("client:MÜLLER*"), "Desk-7");
    EXPECT_EQ(fleet.names("client_id:" + harbour.text()), "files-1 mail-1");
    EXPECT_EQ(fleet.names("cpu>90"), "files-1");
    EXPECT_EQ(fleet.names("cpu<90"), "mail-1");
    EXPECT_EQ(fleet.names("seen<5m"), "files-1 mail-1");
    EXPECT_EQ(fleet.names("ip:192.0.2.1*"), "files-1 mail-1");
    EXPECT_EQ(fleet.names("os:*bookworm*"), "Desk-7 files-1 mail-1");
    EXPECT_EQ(fleet.names("connected:true"), "files-1 mail-1");
    EXPECT_EQ(fleet.names("criticality:C2 name:files-1"), "files-1");
}

TEST_F(DeviceList, refuses_values_that_no_device_can_have_and_says_which_there_are) {
    const auto refusal = [&](const std::string& filter) {
        v1::ListDevicesRequest request;
        request.set_filter(filter);
        const auto answer = list_devices(fleet.index, {.kind = PrincipalKind::Account, .scope = {.all = true}}, request, list_now);
        return answer ? "" : answer.error().message;
    };
    EXPECT_EQ(refusal("kind:banana"), "'kind' in the filter is never 'banana'. It is one of: server, workstation, laptop.");
    EXPECT_NE(refusal("status:ok,retired"), "");
    EXPECT_NE(refusal("-criticality:C9"), "");
    EXPECT_EQ(refusal("status:OK kind:work* criticality:c2"), "");
    EXPECT_TRUE(refusal("nonsense:1").ends_with(", person_id, id.")) << refusal("nonsense:1");
}

TEST_F(DeviceList, finds_free_words_in_name_client_system_and_address) {
    EXPECT_EQ(fleet.names("harbour"), "files-1 mail-1");
    EXPECT_EQ(fleet.names("MÜLLER"), "Desk-7");
    EXPECT_EQ(fleet.names("bookworm 192.0.2.11"), "mail-1");
    EXPECT_EQ(fleet.names("-harbour"), "Desk-7");
}

TEST_F(DeviceList, puts_the_worst_first_when_asked_and_what_is_not_known_last) {
    EXPECT_EQ(fleet.names("", "-status,name"), "files-1 Desk-7 mail-1");
    EXPECT_EQ(fleet.names("", "-cpu"), "files-1 mail-1 Desk-7");
}

TEST_F(DeviceList, shows_nobody_a_client_outside_their_scope_not_even_in_the_counts) {
    const auto answer = fleet.list("", "", 0, "", {.all = false, .clients = {mueller}});
    ASSERT_EQ(answer.devices_size(), 1);
    EXPECT_EQ(answer.devices(0).name(), "Desk-7");
    EXPECT_EQ(answer.total(), 1);
    EXPECT_EQ(answer.critical(), 0);
    EXPECT_EQ(fleet.list("harbour", "", 0, "", {.all = false, .clients = {mueller}}).total(), 0);
    EXPECT_EQ(fleet.list("", "", 0, "", {}).total(), 0);
}

TEST_F(DeviceList, leaves_out_retired_devices_unless_they_are_asked_for) {
    files.card.retired = true;
    ++files.revision;
    fleet.index.put_device(files);
    EXPECT_EQ(fleet.names(""), "Desk-7 mail-1");
    EXPECT_EQ(fleet.names("life:retired"), "files-1");
    EXPECT_EQ(fleet.names("life:active,retired"), "Desk-7 files-1 mail-1");
}

TEST_F(DeviceList, refuses_unknown_keys_orders_and_tokens_with_what_there_is) {
    const auto refusal = [&](const std::string& filter, const std::string& order, const std::string& token) {
        v1::ListDevicesRequest request;
        request.set_filter(filter);
        request.set_order_by(order);
        request.set_page_token(token);
        const auto answer = list_devices(fleet.index, {.scope = {.all = true}}, request, list_now);
        return answer ? "accepted" : answer.error().code;
    };
    EXPECT_EQ(refusal("colour:red", "", ""), "filter.unknown_key");
    EXPECT_EQ(refusal("", "colour", ""), "page.order_by");
    EXPECT_EQ(refusal("", ",", ""), "page.order_by");
    EXPECT_EQ(refusal("", "name", "!!"), "page.token");
    EXPECT_EQ(refusal("", "name", "W10"), "page.token");
    const auto first = fleet.list("", "name", 1);
    EXPECT_EQ(refusal("", "-name", first.next_page_token()), "page.token");
}

TEST_F(DeviceList, gives_every_device_once_over_all_pages_in_any_order) {
    for (int i = 0; i < 57; ++i)
        fleet.is(fleet.device(i % 2 ? harbour : mueller, "host-" + std::to_string(i % 9)), Health::Warning,
                 i % 3 ? std::optional(i * 1.5) : std::nullopt);
    for (const char* order : {"name", "-name", "status,-cpu", "-client,cpu", "-seen", "connected,-enrolled"}) {
        std::set<std::string> seen;
        std::string token;
        int pages = 0;
        do {
            const auto page = fleet.list("", order, 7, token);
            for (const auto& device : page.devices()) EXPECT_TRUE(seen.insert(device.device_id()).second) << order;
            token = page.next_page_token();
            ASSERT_LT(++pages, 20) << order;
        } while (!token.empty());
        EXPECT_EQ(seen.size(), 60u) << order;
    }
}

TEST_F(DeviceList, follows_a_renamed_client_and_keeps_the_newer_of_two_versions) {
    ClientRow renamed;
    renamed.id = harbour;
    renamed.name = "Port Ltd";
    renamed.revision = 2;
    fleet.index.put_client(renamed);
    EXPECT_EQ(fleet.names("port"), "files-1 mail-1");
    EXPECT_EQ(fleet.names("harbour"), "");
    renamed.name = "Harbour Ltd";
    renamed.revision = 1;  // an older commit that finished later
    fleet.index.put_client(renamed);
    EXPECT_EQ(fleet.index.client_name(harbour), "Port Ltd");
}

TEST_F(DeviceList, is_read_while_reports_come_in) {
    std::jthread writer([&](std::stop_token stop) {
        for (int i = 0; !stop.stop_requested(); ++i)
            fleet.is(mail, i % 2 ? Health::Ok : Health::Warning, i % 100, Duration{0}, "192.0.2." + std::to_string(i % 250));
    });
    for (int i = 0; i < 300; ++i) EXPECT_EQ(fleet.list("mail").total(), 1);
}

TEST(DeviceIndexTest, CountsTheActiveDevicesOfASiteWhereverTheyMove) {
    Fleet fleet;
    SeededRng rng(3);
    const SiteId office = SiteId::make(list_now, rng), warehouse = SiteId::make(list_now, rng);
    DeviceRow device = fleet.device(fleet.client("Amsel"), "pc-1");
    EXPECT_EQ(fleet.index.devices_at_site(office), 0);
    const auto put = [&](SiteId site, bool retired) {
        device.card.site = site;
        device.card.retired = retired;
        ++device.revision;
        fleet.index.put_device(device);
    };
    put(office, false);
    put(office, false);  // renamed, say: still one
    EXPECT_EQ(fleet.index.devices_at_site(office), 1);
    put(warehouse, false);
    EXPECT_EQ(fleet.index.devices_at_site(office), 0);
    EXPECT_EQ(fleet.index.devices_at_site(warehouse), 1);
    put(warehouse, true);
    EXPECT_EQ(fleet.index.devices_at_site(warehouse), 0);
    put(office, false);
    EXPECT_EQ(fleet.index.devices_at_site(office), 1);
}

}  // namespace
}  // namespace steward::directory
