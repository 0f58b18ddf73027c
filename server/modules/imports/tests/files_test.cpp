// Files as programs write them and people keep them.
#include "server/modules/imports/tests/import_story.h"

namespace steward::imports {

namespace {
std::string two_bytes_a_letter(const std::string& latin) {
    std::string out = "\xff\xfe";
    for (const char c : latin) {
        out += c;
        out += '\0';
    }
    return out;
}

class Files : public ImportStory {
protected:
    std::string why(const v1::Import& import, const std::string& outcome = "rejected") {
        const auto found = rows(import, "outcome:" + outcome);
        return found.empty() ? "" : found[0].reason();
    }
};
STEWARD_ON_EVERY_DATABASE(Files);

TEST_P(Files, of_utf_16_come_in_row_by_row_and_their_rejected_rows_come_back) {
    std::string text = "external_id\tname\tnote\r\n";
    for (int i = 0; i < 2500; ++i) text += std::to_string(i) + "\tCaf\xe9 " + std::to_string(i) + "\t\"of two\r\nlines\"\r\n";
    text += "x\t\tno name\r\n";
    const auto import = bring_in("unicode.txt", two_bytes_a_letter(text));
    EXPECT_EQ(import.encoding(), "utf-16le");
    EXPECT_EQ(counts(import), "2500 created, 0 updated, 0 unchanged, 1 rejected") << why(import);
    EXPECT_EQ(count("directory_v_clients where name = 'Café 2499'"), 1);
    const std::string back = rejected(import);
    EXPECT_NE(back.find("\tx\t\tno name\r\n"), std::string::npos) << back << ", as it was separated";
    const auto again = upload("mended.csv", back);
    EXPECT_EQ(again.record_kind(), "client") << again.reason();
}

TEST_P(Files, of_windows_1252_keep_their_letters) {
    const auto import = bring_in("alt.csv", "external_id;name;note\r\n1;M\xfcller;\x80 5 \x96 ja\r\n");
    EXPECT_EQ(import.created(), 1) << why(import);
    EXPECT_EQ(count("directory_v_clients where name = 'Müller'"), 1);
}

TEST_P(Files, with_the_same_row_twice_say_so_and_take_it_once) {
    const auto import = bring_in("twice.csv", "external_id,name\n1,Harbour\n1,Harbour\n1,Harbour Ltd\n");
    EXPECT_EQ(counts(import), "1 created, 0 updated, 1 unchanged, 1 rejected");
    EXPECT_EQ(why(import, "unchanged"), "Row 1 of this file says the same.");
    EXPECT_NE(why(import).find("Row 1 of this file speaks of the same client"), std::string::npos);
}

const std::string of_unknown =
    "external_id,client,title,created_at\n1,Harbour,A,2024-03-01T10:00:00Z\n2,harbour,B,2024-03-01T10:00:00Z\n3,Lake,C,2024-03-01T10:00:"
    "00Z\n"
    "4,Mill,D,2024-03-01T10:00:00Z\n";

TEST_P(Files, with_unknown_clients_make_them_map_them_or_leave_them_out) {
    const ClientId mill = house.client("The Mill");
    const auto import = upload("unknown.csv", of_unknown);
    EXPECT_EQ(check(import).rejected(), 4);
    EXPECT_EQ(get(import).unanswered_values(), 3);
    say(import, "client", "Harbour", "=new");
    say(import, "client", "Lake", "-");
    say(import, "client", "Mill", mill.text());
    EXPECT_EQ(counts(check(import)), "4 created, 0 updated, 0 unchanged, 1 rejected") << "three tickets and a client";
    EXPECT_EQ(count("directory_v_clients"), 1) << "a dry run makes nothing";
    const auto done = apply(import);
    EXPECT_EQ(counts(done), "4 created, 0 updated, 0 unchanged, 1 rejected") << why(done);
    EXPECT_EQ(count("directory_v_clients where name = 'Harbour'"), 1);
    EXPECT_NE(why(done).find("left out"), std::string::npos);
    EXPECT_EQ(rejected(done).find("Harbour"), std::string::npos);
    const auto next = upload("next.csv", of_unknown);
    EXPECT_EQ(counts(check(next)), "0 created, 0 updated, 3 unchanged, 1 rejected") << "what was answered is remembered";
    EXPECT_EQ(undo(done).removed(), 4) << "the client that it made goes as well";
    EXPECT_EQ(count("directory_v_clients"), 1);
    EXPECT_EQ(counts(bring_in("again.csv", of_unknown)), "4 created, 0 updated, 0 unchanged, 1 rejected");
}

TEST_P(Files, whose_days_could_be_read_in_two_ways_are_asked_about_once) {
    house.client("Harbour");
    const std::string file = "external_id,client,title,created_at\n1,Harbour,A,03/04/2024 10:00\n";
    const auto import = upload("days.csv", file);
    EXPECT_EQ(import.date_order(), "");
    ASSERT_EQ(import.missing_fields_size(), 1);
    EXPECT_EQ(import.missing_fields(0), "date_order");
    v1::CheckImportRequest too_early;
    too_early.set_import_id(import.import_id());
    const auto refused = house.call<v1::Import>(olivia, "CheckImport", too_early);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "imports.date_order");
    set(import, "UTC", "DMY");
    check(import);
    EXPECT_EQ(apply(import).created(), 1);
    EXPECT_EQ(to_rfc3339(Instant{tickets().at(0).created_at_unix_ms()}), "2024-04-03T10:00:00.000Z");
    const auto next = upload("next.csv", file);
    EXPECT_EQ(next.zone() + " " + next.date_order(), "UTC DMY");
    EXPECT_EQ(next.missing_fields_size(), 0);
}

TEST_P(Files, that_name_devices_without_an_agent_keep_the_name_and_no_more) {
    const ClientId harbour = house.client("Harbour");
    const DeviceId files = house.device(harbour, "files-1");
    const std::string file =
        "external_id,client,title,created_at,device\n1,Harbour,A,2024-03-01T10:00:00Z,OLD-LAPTOP-7\n"
        "2,Harbour,B,2024-03-01T10:00:00Z,FILES-1\n";
    const auto import = bring_in("devices.csv", file);
    EXPECT_EQ(import.created(), 2) << why(import);
    const auto with_name = tickets("title:A").at(0), with_agent = tickets("title:B").at(0);
    EXPECT_EQ(with_name.device_name(), "OLD-LAPTOP-7");
    EXPECT_EQ(with_name.device_id(), "") << "nobody observes it: it has no state here";
    EXPECT_EQ(with_agent.device_id(), files.text());
    EXPECT_EQ(counts(bring_in("devices.csv", file)), "0 created, 0 updated, 2 unchanged, 0 rejected");
}

TEST_P(Files, with_a_list_of_devices_keep_it_apart_from_what_is_observed) {
    const ClientId harbour = house.client("Harbour");
    const DeviceId files = house.device(harbour, "files-1");
    const std::string file =
        R"({"record":"ticket","external_id":"t1","client":"Harbour","title":"A","device_id":"d7","created_at":"2024-03-01T10:00:00Z"})"
        "\n"
        R"({"record":"ticket","external_id":"t2","client":"Harbour","title":"B","device_id":"d8","created_at":"2024-03-01T10:00:00Z"})"
        "\n"
        R"({"record":"device","external_id":"d7","client":"Harbour","name":"OLD-LAPTOP-7","type":"Laptop","serial":"PF1","model":"T14"})"
        "\n"
        R"({"record":"device","external_id":"d8","client":"Harbour","name":"FILES-1"})"
        "\n";
    const auto import = bring_in("devices.jsonl", file);
    EXPECT_EQ(counts(import), "3 created, 0 updated, 1 unchanged, 0 rejected") << why(import);
    EXPECT_EQ(why(import, "unchanged"), "An agent reports from it: what it says counts.");
    EXPECT_EQ(tickets("title:A").at(0).device_name(), "OLD-LAPTOP-7");
    EXPECT_EQ(tickets("title:A").at(0).device_id(), "");
    EXPECT_EQ(tickets("title:B").at(0).device_id(), files.text());
    const auto known = house.must<v1::ListKnownDevicesResponse>(olivia, "ListKnownDevices", v1::ListKnownDevicesRequest{});
    ASSERT_EQ(known.devices_size(), 1) << "the other one is a device like any other";
    EXPECT_EQ(known.devices(0).name() + " " + known.devices(0).type() + " " + known.devices(0).serial(), "OLD-LAPTOP-7 Laptop PF1");
    EXPECT_EQ(count("directory_v_devices"), 1) << "nothing is listed as if it were watched";
    EXPECT_EQ(counts(bring_in("devices.jsonl", file)), "0 created, 0 updated, 4 unchanged, 0 rejected");
    EXPECT_NE(exported().find("OLD-LAPTOP-7"), std::string::npos);
    const auto changed = bring_in("more.csv", "record,external_id,client,name,serial\ndevice,d7,Harbour,OLD-LAPTOP-7,PF2\n");
    EXPECT_EQ(changed.updated(), 1) << why(changed);
    EXPECT_EQ(undo(changed).removed(), 1);
    EXPECT_EQ(text("select serial from imports_devices"), "PF1");
    EXPECT_EQ(
        house.call<v1::ListKnownDevicesResponse>(house.technician({}), "ListKnownDevices", v1::ListKnownDevicesRequest{})->devices_size(),
        0);
}

}  // namespace

}  // namespace steward::imports
