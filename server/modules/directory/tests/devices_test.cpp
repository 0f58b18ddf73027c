// Stories of devices: how they come, change, move and go, on both databases.
#include <gmock/gmock.h>

#include <sodium.h>

#include <thread>

#include "base/enrolment_line.h"
#include "server/modules/directory/tests/story.h"

namespace steward::directory {
namespace {

class Machines : public DirectoryStory {
protected:
    Machines() {
        house.directory().set_enrolment_endpoint(
            {.host = "steward.example.net",
             .port = 7443,
             .pins = {Bytes(32, 7)},
             .packages = {{"Debian 12", "https://steward.example.net/agent.deb", "00", "install '{line}'"}}});
        harbour = house.client("Harbour");
        mill = house.client("Mill");
    }

    v1::CreateEnrolmentResponse make_line(ClientId client, int uses = 1, int hours = 0) {
        v1::CreateEnrolmentRequest request;
        request.set_client_id(client.text());
        request.set_max_uses(uses);
        request.set_valid_hours(hours);
        return house.must<v1::CreateEnrolmentResponse>(house.owner(), "CreateEnrolment", request);
    }

    // A machine with a fingerprint and a key, both from one letter.
    static agent::v1::Enrol machine(const std::string& line, char fingerprint, char key, const std::string& hostname = "files-1") {
        const auto parsed = parse_enrolment_line(line);
        EXPECT_TRUE(parsed);
        agent::v1::Enrol request;
        if (parsed) request.set_token_id(std::string(parsed->token_id.begin(), parsed->token_id.end()));
        request.set_device_public_key(std::string(32, key));
        request.set_machine_fingerprint(std::string(64, fingerprint));
        request.set_hostname(hostname);
        request.set_device_class(agent::v1::SERVER);
        return request;
    }

    // Comes with the secret of the line, as the link would check it.
    Result<intake::DeviceIdentity> come(const std::string& line, const agent::v1::Enrol& request) {
        const auto parsed = parse_enrolment_line(line);
        Bytes expected(crypto_hash_sha256_BYTES);
        crypto_hash_sha256(expected.data(), parsed->secret.data(), parsed->secret.size());
        return house.machines().enrol(
            request, [&](ByteView hash) { return equal_in_constant_time(hash, expected); }, house.clock.now(), "192.0.2.9");
    }
    std::string refusal(const Result<intake::DeviceIdentity>& answer) { return answer ? "admitted" : answer.error().code; }

    v1::Device get(DeviceId id) {
        v1::GetDeviceRequest request;
        request.set_device_id(id.text());
        return house.must<v1::Device>(house.owner(), "GetDevice", request);
    }
    v1::MoveDeviceRequest move_to(DeviceId device, ClientId client) {
        v1::MoveDeviceRequest request;
        request.set_device_id(device.text());
        request.set_client_id(client.text());
        return request;
    }

    ClientId harbour, mill;
};
STEWARD_ON_EVERY_DATABASE(Machines);

TEST_P(Machines, come_with_a_line_and_are_watched_on_first_use_trust_only) {
    const auto line = make_line(harbour);
    EXPECT_EQ(line.packages(0).install_line(), "install '" + line.line() + "'");
    const auto identity = come(line.line(), machine(line.line(), 'a', 'k'));
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->client, harbour);
    const auto device = get(identity->device);
    EXPECT_EQ(device.name(), "files-1");
    EXPECT_EQ(device.criticality(), "C2");
    EXPECT_TRUE(device.criticality_assumed());
    EXPECT_TRUE(device.first_use_trust());
    EXPECT_EQ(device.health(), "unknown");
    const auto found = house.machines().find(identity->device);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->public_key, Bytes(32, 'k'));
    const auto facts = house.facts<facts::v1::DeviceEnrolled>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_FALSE(facts[0].again());
}

// design/trust.md 4.1.7: who came by the server's word alone is told apart; that a grant is told, too, is a story of the room authority.
TEST_P(Machines, say_in_the_log_that_nobody_signed_for_them) {
    const auto line = make_line(harbour).line();
    ASSERT_TRUE(come(line, machine(line, 'a', 'k')));
    Bytes entry;
    ASSERT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto rows,
                    transaction.query("select body from ledger_entries where action = $1", std::string("directory.device_enrolled")));
        if (rows.size() == 1) entry = rows.front().bytes(0);
        return {};
    }));
    EXPECT_NE(as_text(entry).find("a line of this server alone"), std::string_view::npos);
}

TEST_P(Machines, are_still_known_after_a_restart) {
    const auto id = house.device(harbour, "files-1");
    house.restart();
    ASSERT_TRUE(house.machines().find(id));
    EXPECT_EQ(house.directory().device(id)->name, "files-1");
    EXPECT_EQ(house.directory().client_name(harbour), "Harbour");
}

TEST_P(Machines, that_race_for_the_last_use_are_admitted_once) {
    for (int round = 0; round < 5; ++round) {
        const auto line = make_line(harbour).line();
        std::array<std::string, 2> outcome;
        {
            const auto race = [&](size_t i) {
                outcome[i] = refusal(come(line, machine(line, static_cast<char>('a' + round * 2 + static_cast<int>(i)),
                                                        static_cast<char>('A' + round * 2 + static_cast<int>(i)))));
            };
            std::jthread one(race, 0), two(race, 1);
        }
        std::sort(outcome.begin(), outcome.end());
        EXPECT_EQ(outcome[0], "admitted");
        EXPECT_EQ(outcome[1], "link.token_used");
    }
    EXPECT_EQ(house.facts<facts::v1::DeviceEnrolled>().size(), 5u);
}

TEST_P(Machines, are_told_precisely_why_they_may_not_come) {
    const auto line = make_line(harbour, 1, 1).line();
    auto stranger = machine(line, 'a', 'k');
    stranger.set_token_id(std::string(16, 'x'));
    EXPECT_EQ(refusal(come(line, stranger)), "link.token_unknown");
    stranger.set_token_id("short");
    EXPECT_EQ(refusal(come(line, stranger)), "link.token_unknown");
    const auto wrong_secret = house.machines().enrol(
        machine(line, 'a', 'k'), [](ByteView) { return false; }, house.clock.now(), "");
    EXPECT_EQ(refusal(wrong_secret), "link.proof");
    house.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(refusal(come(line, machine(line, 'a', 'k'))), "link.token_expired");

    const auto withdrawn = make_line(harbour);
    v1::RevokeEnrolmentRequest revoke;
    revoke.set_enrolment_id(withdrawn.enrolment().enrolment_id());
    house.must<v1::RevokeEnrolmentResponse>(house.owner(), "RevokeEnrolment", revoke);
    EXPECT_EQ(refusal(come(withdrawn.line(), machine(withdrawn.line(), 'a', 'k'))), "link.token_unknown");
    EXPECT_TRUE(house.facts<facts::v1::DeviceEnrolled>().empty());
}

TEST_P(Machines, whose_answer_was_lost_get_it_again_without_a_second_use) {
    const auto line = make_line(harbour).line();
    const auto first = come(line, machine(line, 'a', 'k'));
    const auto second = come(line, machine(line, 'a', 'k'));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->device, second->device);
    EXPECT_EQ(refusal(come(line, machine(line, 'b', 'l'))), "link.token_used");
    EXPECT_EQ(house.facts<facts::v1::DeviceEnrolled>().size(), 1u);
}

TEST_P(Machines, that_come_again_are_the_same_device_with_a_new_key) {
    const auto lines = make_line(harbour, 2).line();
    const auto first = come(lines, machine(lines, 'a', 'k'));
    const auto again = come(lines, machine(lines, 'a', 'm', "files-new"));
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->device, again->device);
    EXPECT_EQ(house.machines().find(first->device)->public_key, Bytes(32, 'm'));
    EXPECT_EQ(get(first->device).hostname(), "files-new");
    EXPECT_EQ(get(first->device).name(), "files-1") << "the name that people gave stays";
    const auto facts = house.facts<facts::v1::DeviceEnrolled>();
    ASSERT_EQ(facts.size(), 2u);
    EXPECT_TRUE(facts[1].again());
}

TEST_P(Machines, that_come_to_another_client_are_another_device_and_the_old_one_is_flagged) {
    const auto here = make_line(harbour).line(), there = make_line(mill).line();
    const auto first = come(here, machine(here, 'a', 'k'));
    const auto second = come(there, machine(there, 'a', 'k'));  // a cloned disk brings its key along
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->device, second->device);
    const auto old_one = get(first->device);
    EXPECT_THAT(old_one.attention(), ::testing::ContainsRegex("enrolled elsewhere on [0-9]+ [A-Z][a-z]+ 20[0-9][0-9]\\."));
    EXPECT_EQ(old_one.attention().find("Mill"), std::string::npos) << "the other client's name is not this client's to read";
    EXPECT_EQ(get(second->device).attention(), "");
    EXPECT_EQ(refusal(house.machines().find(first->device)), "link.unknown_device") << "one key is one device";
    EXPECT_TRUE(house.machines().find(second->device));
}

TEST_P(Machines, that_are_retired_are_refused_and_come_back_only_as_new_devices) {
    const auto lines = make_line(harbour, 2).line();
    const auto first = come(lines, machine(lines, 'a', 'k'));
    v1::RetireDeviceRequest retire;
    retire.set_device_id(first->device.text());
    retire.set_reason("Scrapped after the flood");
    const auto gone = house.must<v1::Device>(house.owner(), "RetireDevice", retire);
    EXPECT_EQ(gone.status(), "retired");
    EXPECT_EQ(gone.allowed_actions_size(), 0);
    EXPECT_EQ(refusal(house.machines().find(first->device)), "link.retired_device");
    house.restart();
    EXPECT_EQ(refusal(house.machines().find(first->device)), "link.retired_device");
    const auto again = house.call<v1::Device>(house.owner(), "RetireDevice", retire);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "directory.device_retired");
    const auto facts = house.facts<facts::v1::DeviceRetired>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].reason(), "Scrapped after the flood");
    const auto back = come(lines, machine(lines, 'a', 'm'));
    ASSERT_TRUE(back);
    EXPECT_NE(back->device, first->device);
}

TEST_P(Machines, move_with_key_and_inventory_and_are_gone_for_their_old_client) {
    const auto id = house.device(harbour, "files-1");
    agent::v1::Inventory inventory;
    inventory.set_observed_at_ms(static_cast<uint64_t>(house.clock.now().unix_ms));
    inventory.mutable_operating_system()->set_name("Debian GNU/Linux 12 (bookworm)");
    const auto stored = house.database.write([&](storage::Transaction& transaction) {
        return house.directory().store_inventory(transaction, id, inventory, house.clock.now());
    });
    ASSERT_TRUE(stored) << stored.error().cause;

    const auto harbour_only = house.technician({harbour});
    const auto denied = house.call<v1::Device>(harbour_only, "MoveDevice", move_to(id, mill));
    ASSERT_FALSE(denied);
    EXPECT_EQ(denied.error().code, "directory.client_not_found") << "both clients must be the caller's";

    const auto moved = house.must<v1::Device>(house.owner(), "MoveDevice", move_to(id, mill));
    EXPECT_EQ(moved.client_name(), "Mill");
    EXPECT_EQ(moved.os(), "Debian GNU/Linux 12 (bookworm)");
    EXPECT_EQ(house.machines().find(id)->client, mill);
    v1::GetDeviceRequest get_request;
    get_request.set_device_id(id.text());
    EXPECT_FALSE(house.call<v1::Device>(harbour_only, "GetDevice", get_request));
    v1::ListDevicesRequest list;
    EXPECT_EQ(house.must<v1::ListDevicesResponse>(harbour_only, "ListDevices", list).total(), 0);
    EXPECT_EQ(house.must<v1::ListDevicesResponse>(house.technician({mill}), "ListDevices", list).total(), 1);
    const auto facts = house.facts<facts::v1::DeviceMoved>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].from_client_id(), harbour.text());
    house.must<v1::Device>(house.owner(), "MoveDevice", move_to(id, harbour));  // and back again
    EXPECT_EQ(house.machines().find(id)->client, harbour);
}

TEST_P(Machines, are_changed_by_people_who_then_know_better_than_the_assumption) {
    const auto id = house.device(harbour, "files-1");
    v1::UpdateDeviceRequest request;
    request.set_device_id(id.text());
    request.set_device_class("laptop");
    auto device = house.must<v1::Device>(house.owner(), "UpdateDevice", request);
    EXPECT_EQ(device.criticality(), "C3") << "still assumed, now of a laptop";
    request.Clear();
    request.set_device_id(id.text());
    request.set_criticality("C1");
    request.set_site_id(house.site(harbour, "Main office").text());
    device = house.must<v1::Device>(house.owner(), "UpdateDevice", request);
    EXPECT_EQ(device.criticality(), "C1");
    EXPECT_FALSE(device.criticality_assumed());
    EXPECT_EQ(device.site_name(), "Main office");
    request.set_site_id(house.site(mill, "Mill house").text());
    EXPECT_FALSE(house.call<v1::Device>(house.owner(), "UpdateDevice", request)) << "a site of another client";
    EXPECT_EQ(get(id).etag(), device.etag());
}

TEST_P(Machines, move_nowhere_where_they_are_already) {
    const auto here = make_line(harbour), there = make_line(mill);
    const auto first = come(here.line(), machine(here.line(), 'a', 'k'));
    ASSERT_TRUE(first);
    ASSERT_TRUE(come(there.line(), machine(there.line(), 'a', 'm')));
    EXPECT_EQ(house.call<v1::Device>(house.owner(), "MoveDevice", move_to(first->device, mill)).error().code, "directory.machine_there");
}

TEST_P(Machines, get_no_line_before_the_server_listens_for_them) {
    house.directory().set_enrolment_endpoint({});
    v1::CreateEnrolmentRequest request;
    request.set_client_id(harbour.text());
    EXPECT_EQ(house.call<v1::CreateEnrolmentResponse>(house.owner(), "CreateEnrolment", request).error().code, "directory.no_endpoint");
}

TEST_P(Machines, show_their_newest_inventory_and_what_could_not_be_read) {
    const auto id = house.device(harbour, "files-1");
    v1::GetInventoryRequest request;
    request.set_device_id(id.text());
    EXPECT_EQ(house.must<v1::DeviceInventory>(house.owner(), "GetInventory", request).observed_at_unix_ms(), 0);
    agent::v1::Inventory inventory;
    inventory.set_observed_at_ms(2000);
    inventory.mutable_hardware()->mutable_serial()->set_unknown_reason("only root may read it");
    inventory.mutable_operating_system()->set_name("Debian 12");
    auto& package = *inventory.add_packages();
    package.set_name("zlib1g");
    package.set_version("1:1.2.13");
    const auto store = [&] {
        return house.database.write([&](storage::Transaction& transaction) {
            return house.directory().store_inventory(transaction, id, inventory, house.clock.now());
        });
    };
    ASSERT_TRUE(store());
    inventory.set_observed_at_ms(1000);  // an older one that was held up
    inventory.mutable_operating_system()->set_name("Debian 11");
    ASSERT_TRUE(store());
    const auto shown = house.must<v1::DeviceInventory>(house.owner(), "GetInventory", request);
    EXPECT_EQ(shown.observed_at_unix_ms(), 2000);
    EXPECT_EQ(shown.stale_from_unix_ms(), 2000 + 48 * 3'600'000);
    EXPECT_EQ(shown.packages(0).version(), "1:1.2.13");
    for (const auto& fact : shown.facts()) {
        EXPECT_TRUE(!fact.text().empty() || !fact.unknown_reason().empty()) << fact.name();
        if (fact.name() == "serial") {
            EXPECT_EQ(fact.unknown_reason(), "only root may read it");
        }
    }
    EXPECT_EQ(get(id).os(), "Debian 12");
}

TEST_P(Machines, lines_are_listed_while_open_and_only_to_those_of_the_client) {
    const auto open_line = make_line(harbour), used = make_line(harbour);
    ASSERT_TRUE(come(used.line(), machine(used.line(), 'a', 'k')));
    v1::ListEnrolmentsRequest request;
    const auto listed = house.must<v1::ListEnrolmentsResponse>(house.owner(), "ListEnrolments", request);
    ASSERT_EQ(listed.enrolments_size(), 1);
    EXPECT_EQ(listed.enrolments(0).enrolment_id(), open_line.enrolment().enrolment_id());
    EXPECT_EQ(house.must<v1::ListEnrolmentsResponse>(house.technician({mill}), "ListEnrolments", request).enrolments_size(), 0);
    request.set_filter("state:used");
    EXPECT_EQ(house.must<v1::ListEnrolmentsResponse>(house.owner(), "ListEnrolments", request).enrolments(0).device_ids_size(), 1);
    v1::GetEnrolmentRequest get_line;
    get_line.set_enrolment_id(open_line.enrolment().enrolment_id());
    EXPECT_FALSE(house.call<v1::Enrolment>(house.technician({mill}), "GetEnrolment", get_line));
}

TEST_P(Machines, say_so_when_their_stored_inventory_cannot_be_read) {
    const auto id = house.device(harbour, "files-1");
    agent::v1::Inventory inventory;
    inventory.set_observed_at_ms(2000);
    const auto spoilt = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(house.directory().store_inventory(transaction, id, inventory, house.clock.now()));
        STEWARD_CHECK(transaction.execute("update directory_inventories set body = $1 where device_id = $2", Bytes{0xff, 0xff}, id));
        return {};
    });
    ASSERT_TRUE(spoilt);
    v1::GetInventoryRequest request;
    request.set_device_id(id.text());
    EXPECT_EQ(house.call<v1::DeviceInventory>(house.owner(), "GetInventory", request).error().code, "directory.inventory_unreadable");
}

TEST_P(Machines, belong_to_who_works_with_them_until_they_move) {
    const auto person = [&](ClientId client, const std::string& name) {
        v1::CreatePersonRequest request;
        request.set_client_id(client.text());
        request.set_name(name);
        return house.must<v1::Person>(house.owner(), "CreatePerson", request);
    };
    const auto carla = person(harbour, "Carla Berg"), miller = person(mill, "Max Miller");
    const auto desk = house.device(harbour, "desk-7"), till = house.device(harbour, "till-2");
    const auto give = [&](const std::string& to) {
        v1::UpdateDeviceRequest request;
        request.set_device_id(desk.text());
        request.set_person_id(to);
        return house.call<v1::Device>(house.owner(), "UpdateDevice", request);
    };
    const auto names = [&](const std::string& filter) {
        v1::ListDevicesRequest request;
        request.set_filter(filter);
        std::string all;
        const auto answer = house.must<v1::ListDevicesResponse>(house.owner(), "ListDevices", request);
        for (const auto& device : answer.devices()) all += device.name() + " ";
        return all;
    };
    EXPECT_EQ(get(desk).person_id(), "");
    EXPECT_EQ(give(miller.person_id()).error().code, "request.invalid") << "somebody of another client";
    const auto given = give(carla.person_id());
    ASSERT_TRUE(given) << given.error().message;
    EXPECT_EQ(given->person_name(), "Carla Berg");
    EXPECT_EQ(names("person:carla*"), "desk-7 ");
    EXPECT_EQ(names("person_id:" + carla.person_id()), "desk-7 ");
    EXPECT_EQ(names("berg"), "desk-7 ") << "free text finds people too";
    house.restart();
    EXPECT_EQ(get(desk).person_name(), "Carla Berg");
    v1::UpdatePersonRequest marries;
    marries.set_person_id(carla.person_id());
    marries.set_name("Carla Lind");
    house.must<v1::Person>(house.owner(), "UpdatePerson", marries);
    EXPECT_EQ(get(desk).person_name(), "Carla Lind");
    EXPECT_EQ(names("person:*lind"), "desk-7 ");
    house.must<v1::Device>(house.owner(), "MoveDevice", move_to(desk, mill));
    EXPECT_EQ(get(desk).person_id(), "") << "she does not work there";
    EXPECT_EQ(names("person_id:" + carla.person_id()), "");
    ASSERT_TRUE(give(miller.person_id()));
    EXPECT_EQ(give("")->person_name(), "");
    EXPECT_EQ(get(till).person_id(), "");
}

}  // namespace
}  // namespace steward::directory
