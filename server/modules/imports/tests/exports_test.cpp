// Files as the three products write them, with what stands in real ones: line breaks and quotes in cells, words of their own, notes of
// the client's people, hours with a comma. Written by us from the public documentation; no row of anybody's data.
#include "server/modules/imports/tests/import_story.h"

namespace steward::imports {

namespace {
class NamedExports : public ImportStory {
protected:
    void expect_all_in(const v1::Import& import, int64_t records) {
        const auto bad = rows(import, "outcome:rejected");
        EXPECT_EQ(counts(import), std::to_string(records) + " created, 0 updated, 0 unchanged, 0 rejected")
            << import.reason() << (bad.empty() ? "" : bad[0].reason());
    }
    v1::Import bring(const std::string& name, const std::string& text, const std::string& zone, const std::string& order) {
        const auto import = upload(name, text);
        EXPECT_EQ(import.problem(), "");
        set(import, zone, order);
        check(import);
        return import;
    }
};
STEWARD_ON_EVERY_DATABASE(NamedExports);

TEST_P(NamedExports, of_autotask_with_their_conversation_and_time) {
    bring_in("organizations.csv",
             "Organization Name [required],Organization Number,Phone [required],Organization Type [required]\r\n"
             "\"Lindqvist & Rowe, Solicitors\",1001,+44 20 7946 0001,Customer\r\n");
    bring_in("contacts.csv",
             "First Name [required],Last Name [required],Organization Name [required],Email Address,Phone,Title\r\n"
             "Paula,Clerk,\"Lindqvist & Rowe, Solicitors\",paula@lindqvist.example,,Office manager\r\n");
    const auto ticket_file =
        bring("tickets.csv",
              "Autotask Ticket Number,Organization Name [required],Create Date/Time,Contact,Title [required],Description,Status "
              "[required],Priority "
              "[required],Queue,Source,Ticket Type,Issue Type,Sub-Issue Type,Primary Resource,Complete Date/Time,Resolution\r\n"
              "T20240301.0001,\"Lindqvist & Rowe, Solicitors\",03/01/2024 09:05 AM,Paula Clerk,\"Printer says \"\"PC LOAD "
              "LETTER\"\"\",\"It is the one on "
              "the second floor.\r\n\r\nPlease, today; the court waits.\",Complete,High,Service "
              "Desk,Phone,Incident,Software,Licence,\"Doe, John\","
              "03/01/2024 04:30 PM,\"Changed the paper size,\nand told them why.\"\r\n"
              "T20240302.0007,\"Lindqvist & Rowe, Solicitors\",03/02/2024 11:00 PM,,New starter,,Waiting Customer,Medium,Service "
              "Desk,Email,Service "
              "Request,Software,Licence,,,\r\n",
              "America/New_York", "MDY");
    say(ticket_file, "technician", "Doe, John", tess.text());
    check(ticket_file);
    expect_all_in(apply(ticket_file), 2);
    const auto printer = tickets("outside_reference:T20240301.0001").at(0);
    EXPECT_EQ(printer.title(), "Printer says \"PC LOAD LETTER\"");
    EXPECT_EQ(printer.description(), "It is the one on the second floor.\n\nPlease, today; the court waits.");
    EXPECT_EQ(to_rfc3339(Instant{printer.created_at_unix_ms()}), "2024-03-01T14:05:00.000Z");
    EXPECT_EQ(printer.requester_name(), "Paula Clerk");
    EXPECT_EQ(printer.priority(), "P2");
    EXPECT_EQ(tickets("outside_reference:T20240302.0007").at(0).state(), "waiting_client");

    const auto note_file =
        upload("notes.csv",
               "Autotask Ticket Number,Create Date/Time,Title,Description,Note Type,Publish,Created By Resource,Created By Contact\r\n"
               "T20240301.0001,03/01/2024 09:20 AM,Called back,\"Paper size, I think.\",Task Notes,All Autotask Users,\"Doe, John\",\r\n"
               "T20240301.0001,03/01/2024 09:30 AM,Their driver,Is from 2009.,Task Notes,Internal Only,\"Doe, John\",\r\n"
               "T20240301.0001,03/01/2024 10:00 AM,RE: Printer,It works now!,Task Notes,All Autotask Users,,Paula Clerk\r\n");
    EXPECT_EQ(note_file.zone(), "America/New_York") << "as for the last file of the product";
    EXPECT_EQ(note_file.date_order(), "MDY");
    check(note_file);
    expect_all_in(apply(note_file), 3);
    const auto said = conversation(printer.ticket_id());
    ASSERT_EQ(said.size(), 4u);
    EXPECT_EQ(said[1].text(), "Called back\n\nPaper size, I think.");
    EXPECT_TRUE(said[2].internal());
    EXPECT_EQ(said[3].author_name(), "Paula Clerk");
    const auto time_file =
        upload("time.csv",
               "Autotask Ticket Number,Resource,Start Date/Time,End Date/Time,Hours Worked,Work Type,Role,Summary Notes\r\n"
               "T20240301.0001,\"Doe, John\",03/01/2024 09:15 AM,03/01/2024 09:45 AM,0.5,Reactive,Technician,On the phone\r\n");
    check(time_file);
    expect_all_in(apply(time_file), 1);
}

TEST_P(NamedExports, of_halo_with_semicolons_and_decimal_commas) {
    bring_in("clients.csv", "client_name;toplevel_name;notes;inactive\r\nMüller Söhne;Alle;Zahlt gern;False\r\n");
    const auto tickets_file =
        bring("tickets.csv",
              "faultid;client_name;site_name;user_name;user_email;summary;details;tickettype_name;status_name;priority_name;"
              "team;agent_name;category_1;dateoccurred;dateclosed;clearance_note\r\n"
              "4711;Müller Söhne;Main;Änne Müller;aenne@mueller.example;Kein Netz;\"Seit heute; alle Räume.\";Incident;Closed;"
              "Critical;Service Desk;;Software>Licence;01.07.2024 08:00:00;01.07.2024 09:30:00;Switch neu gestartet\r\n",
              "Europe/Berlin", "DMY");
    EXPECT_EQ(tickets_file.product(), "halo") << tickets_file.reason();
    expect_all_in(apply(tickets_file), 1);
    const auto ticket = tickets().at(0);
    EXPECT_EQ(ticket.description(), "Seit heute; alle Räume.");
    EXPECT_EQ(ticket.priority(), "P1");
    EXPECT_EQ(to_rfc3339(Instant{ticket.created_at_unix_ms()}), "2024-07-01T06:00:00.000Z");
    const std::string actions =
        "faultid;who;datetime;note;outcome;hiddenfromuser;timetaken\r\n"
        "4711;Tess Technician;01.07.2024 08:20:00;\"Ich starte den Switch \"\"OG2\"\" neu.\";Phone Call;False;0,25\r\n";
    expect_all_in(bring_in("actions.csv", actions), 1);
    EXPECT_EQ(conversation(ticket.ticket_id()).at(1).text(), "Phone Call\n\nIch starte den Switch \"OG2\" neu.");
    const auto time = upload("actions.csv", actions);
    v1::UpdateImportRequest as_time;
    as_time.set_import_id(time.import_id());
    as_time.set_record_kind("time");
    house.must<v1::Import>(olivia, "UpdateImport", as_time);
    check(time);
    expect_all_in(apply(time), 1);
    EXPECT_EQ(count("timesheets_entries where worked_s = 900"), 1) << "a quarter of an hour, written with a comma";
}

TEST_P(NamedExports, of_connectwise_as_its_interface_gives_them) {
    bring_in("companies.json",
             R"([{"id":250,"identifier":"LakeMill","name":"Lake Mill Ltd","_info":{"lastUpdated":"2024-03-01T10:00:00Z"}}])");
    const auto import = upload("tickets.json", R"([
 {"id":90210,"summary":"VPN drops","board":{"id":1,"name":"Service Desk"},"status":{"id":5,"name":"Completed"},
  "priority":{"id":2,"name":"Priority 2 - Quick Response"},
  "company":{"id":250,"identifier":"LakeMill","name":"Lake Mill Ltd"},"contactName":"Bea Miller","contactEmailAddress":"bea@lakemill.example",
  "type":{"id":1,"name":"Software"},"subType":{"id":2,"name":"Licence"},"owner":{"id":4,"name":"Tess Technician"},"dateResponded":"2024-03-01T10:05:00Z",
  "closedDate":"2024-03-01T12:00:00Z","closedFlag":true,"_info":{"dateEntered":"2024-03-01T10:00:00Z","lastUpdated":"2024-03-01T12:00:00Z"},"customFields":[]}
])");
    EXPECT_EQ(import.product() + " " + import.record_kind(), "connectwise ticket") << import.reason();
    check(import);
    expect_all_in(apply(import), 1);
    const auto ticket = tickets().at(0);
    EXPECT_EQ(ticket.title(), "VPN drops");
    EXPECT_EQ(ticket.assignee_name(), "Tess Technician");
    EXPECT_EQ(ticket.priority(), "P2");
    EXPECT_EQ(to_rfc3339(Instant{ticket.created_at_unix_ms()}), "2024-03-01T10:00:00.000Z");
    const auto notes =
        bring_in("notes.json", R"([{"id":1,"ticketId":90210,"text":"Rebooted the gateway.\nIt holds.","detailDescriptionFlag":true,
 "internalAnalysisFlag":false,"member":{"id":4,"name":"Tess Technician"},"dateCreated":"2024-03-01T11:00:00Z"}])");
    expect_all_in(notes, 1);
    EXPECT_EQ(conversation(ticket.ticket_id()).at(1).text(), "Rebooted the gateway.\nIt holds.");
}

}  // namespace

}  // namespace steward::imports
