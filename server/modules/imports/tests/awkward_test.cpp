// Files as people have them: wrong, half, of somebody else. Each ends with a clear reason and nothing lost.
#include "server/modules/imports/tests/import_story.h"

namespace steward::imports {

namespace {
class AwkwardFiles : public ImportStory {
protected:
    std::string reason(const v1::Import& import, size_t at = 0) {
        const auto refused = rows(import, "outcome:rejected");
        return at < refused.size() ? refused[at].reason() : "";
    }
};
STEWARD_ON_EVERY_DATABASE(AwkwardFiles);

const std::string autotask_tickets =
    "Autotask Ticket Number,Organization Name [required],Create Date/Time,Contact,Title [required],Status [required],Priority "
    "[required],Queue,Issue Type,Sub-Issue Type,Primary Resource,Complete Date/Time\r\n"
    "T1,Lindqvist,13/02/2024 08:00,Anna,Printer,Complete,High,Service Desk,Software,Licence,\"Doe, John\",14/02/2024 09:00\r\n"
    "T2,Lindqvist,14/02/2024 08:00,Anna,Mouse,Parked,Whenever,Level 2,,,,\r\n";

TEST_P(AwkwardFiles, words_without_an_answer_are_asked_once_and_remembered) {
    house.client("Lindqvist");
    const auto import = upload("tickets.csv", autotask_tickets);
    EXPECT_EQ(import.product() + " " + import.record_kind(), "autotask ticket") << import.reason();
    EXPECT_EQ(import.date_order(), "DMY") << "the thirteenth month there is not";
    set(import, "Europe/Stockholm");
    const auto checked = check(import);
    EXPECT_EQ(checked.rejected(), 2);
    EXPECT_EQ(checked.unanswered_values(), 4) << "Parked, Whenever, Level 2 and John Doe";
    say(import, "state", "Parked", "waiting_parts");
    say(import, "priority", "Whenever", "P4");
    say(import, "queue", "Level 2", "service desk");
    say(import, "technician", "Doe, John", "-");
    EXPECT_EQ(counts(check(import)), "2 created, 0 updated, 0 unchanged, 0 rejected") << reason(import);
    const auto done = apply(import);
    EXPECT_EQ(done.created(), 2);
    const auto printer = tickets("title:Printer")[0];
    EXPECT_EQ(printer.state(), "closed");
    EXPECT_EQ(printer.priority(), "P2");
    EXPECT_EQ(printer.assignee_name(), "Doe, John") << "who is not here any more is still named";
    EXPECT_EQ(printer.assignee_account_id(), "");
    EXPECT_EQ(printer.created_at_unix_ms(), parse_rfc3339("2024-02-13T07:00:00Z")->unix_ms);
    EXPECT_EQ(tickets("title:Mouse")[0].state(), "waiting_parts");
    const auto next = set(upload("more.csv", autotask_tickets), "Europe/Stockholm");
    EXPECT_EQ(counts(check(next)), "0 created, 0 updated, 2 unchanged, 0 rejected") << reason(next);
}

TEST_P(AwkwardFiles, what_a_column_is_is_remembered_for_the_next_file) {
    const std::string file = "Firma,Bemerkung\nHafen,wichtig\n";
    const auto import = upload("a.csv", file);
    EXPECT_EQ(import.record_kind(), "");
    v1::UpdateImportRequest request;
    request.set_import_id(import.import_id());
    request.set_record_kind("client");
    auto& name = *request.add_columns();
    name.set_column("Firma");
    name.set_field("name");
    const auto mapped = house.must<v1::Import>(olivia, "UpdateImport", request);
    EXPECT_TRUE(mapped.missing_fields().empty());
    v1::UpdateImportRequest again;
    again.set_import_id(upload("b.csv", file).import_id());
    again.set_record_kind("client");
    const auto next = house.must<v1::Import>(olivia, "UpdateImport", again);
    EXPECT_EQ(next.columns(0).field() + " " + next.columns(0).origin(), "name remembered");
}

TEST_P(AwkwardFiles, rejected_rows_come_back_to_be_mended_and_loaded_again) {
    const std::string head = "external_id,name,zone,note\n";
    const auto import =
        bring_in("clients.csv", head + "1,Harbour,Europe/Zurich,=1+1\n2,Lake,Mars/Olympus,x\n3,,UTC,\n1,Harbour again,UTC,\n");
    EXPECT_EQ(counts(import), "1 created, 0 updated, 0 unchanged, 3 rejected");
    const std::string file = rejected(import);
    EXPECT_TRUE(file.starts_with("\xef\xbb\xbfimport_reason,external_id,name,zone,note\r\n")) << file;
    EXPECT_NE(file.find("Not a known time zone"), std::string::npos) << file;
    EXPECT_NE(file.find("Row 1 of this file speaks of the same client"), std::string::npos) << file;
    std::string mended = file;
    mended.replace(mended.find("Mars/Olympus"), 12, "Europe/Rome");
    const auto second = bring_in("mended.csv", mended);
    EXPECT_EQ(second.created(), 1) << reason(second);
    EXPECT_EQ(count("directory_v_clients where zone = 'Europe/Rome'"), 1);
}

TEST_P(AwkwardFiles, a_row_of_another_clients_person_is_refused) {
    bring_in("a.jsonl", R"({"record":"client","external_id":"c1","name":"Harbour"}
{"record":"client","external_id":"c2","name":"Lake"}
{"record":"person","external_id":"p2","client_id":"c2","name":"Lena"}
)");
    const auto import = bring_in(
        "b.jsonl",
        R"({"record":"ticket","external_id":"t","client_id":"c1","requester_id":"p2","title":"Whose?","created_at":"2024-01-01T00:00:00Z"}
{"record":"person","external_id":"p2","client_id":"c1","name":"Lena"}
{"record":"spaceship","name":"files-1"}
)");
    EXPECT_EQ(import.rejected(), 3);
    EXPECT_NE((reason(import, 0) + reason(import, 1) + reason(import, 2)).find("another client's"), std::string::npos);
    EXPECT_NE((reason(import, 0) + reason(import, 1) + reason(import, 2)).find("“spaceship” is no kind of record"), std::string::npos);
    EXPECT_TRUE(tickets().empty());
}

TEST_P(AwkwardFiles, times_without_a_zone_wait_for_one) {
    house.client("Harbour");
    const std::string file = "external_id,client,title,created_at\n1,Harbour,A,2024-03-01 10:00\n";
    const auto import = upload("t.csv", file);
    EXPECT_EQ(check(import).rejected(), 1);
    EXPECT_NE(reason(import).find("has no zone"), std::string::npos) << reason(import);
    set(import, "Europe/Zurich");
    EXPECT_EQ(check(import).created(), 1);
}

TEST_P(AwkwardFiles, a_file_that_is_none_is_refused_with_what_to_do) {
    EXPECT_EQ(upload("book.xlsx", std::string("PK\x03\x04 sheet", 12)).state(), "refused");
    v1::CreateImportRequest large;
    large.set_name("all.csv");
    large.set_size_bytes(int64_t(1) << 30);
    const auto refused = house.call<v1::Import>(olivia, "CreateImport", large);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "imports.file_too_large");
    EXPECT_NE(refused.error().message.find("Split it"), std::string::npos);
}

TEST_P(AwkwardFiles, half_of_the_rows_may_be_none_and_the_others_come) {
    const auto import = bring_in("mixed.csv", "external_id,name\n1,Harbour\n\"2,Open\n3,Lake\n4,\xff\xfe\n");
    EXPECT_EQ(import.created() + import.rejected(), 4) << import.reason();
    EXPECT_GE(import.created(), 2);
    EXPECT_GE(import.rejected(), 1);
}

TEST_P(AwkwardFiles, only_somebody_who_sees_all_clients_may) {
    const ClientId one = house.client("Harbour");
    const auto refused = house.call<v1::ListImportsResponse>(house.technician({one}), "ListImports", v1::ListImportsRequest{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "imports.all_clients");
}

TEST_P(AwkwardFiles, an_import_stops_when_told_and_goes_on) {
    const auto import = upload("history.jsonl", neutral_file);
    v1::CheckImportRequest to_check;
    to_check.set_import_id(import.import_id());
    house.must<v1::Import>(olivia, "CheckImport", to_check);
    v1::CancelImportRequest stop;
    stop.set_import_id(import.import_id());
    EXPECT_EQ(house.must<v1::Import>(olivia, "CancelImport", stop).state(), "mapping");
    EXPECT_EQ(check(import).created(), 8);
    v1::ApplyImportRequest go;
    go.set_import_id(import.import_id());
    house.must<v1::Import>(olivia, "ApplyImport", go);
    EXPECT_EQ(house.must<v1::Import>(olivia, "CancelImport", stop).state(), "cancelled");
    EXPECT_TRUE(tickets().empty());
    EXPECT_EQ(apply(import).created(), 8);
}

}  // namespace

}  // namespace steward::imports
