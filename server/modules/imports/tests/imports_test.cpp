// From a file to our records and back: dry run, application, the same again, the undoing.
#include "server/modules/imports/tests/import_story.h"

namespace steward::imports {

namespace {
class Imports : public ImportStory {};
STEWARD_ON_EVERY_DATABASE(Imports);

TEST_P(Imports, a_dry_run_says_what_the_application_then_does) {
    const auto import = upload("history.jsonl", neutral_file);
    EXPECT_EQ(import.product(), "steward");
    EXPECT_NE(import.reason().find("Steward's own interchange"), std::string::npos) << import.reason();
    const auto checked = check(import);
    EXPECT_EQ(checked.state(), "checked");
    EXPECT_EQ(counts(checked), "8 created, 0 updated, 0 unchanged, 0 rejected")
        << (rows(import, "outcome:rejected").empty() ? "" : rows(import, "outcome:rejected")[0].reason());
    EXPECT_TRUE(tickets().empty()) << "a dry run changes nothing";
    const auto done = apply(import);
    EXPECT_EQ(done.state(), "done");
    EXPECT_EQ(counts(done), counts(checked));
}

TEST_P(Imports, a_ticket_keeps_its_times_its_words_and_their_order) {
    bring_in("history.jsonl", neutral_file);
    const auto found = tickets("outside_reference:T20240301.0001");
    ASSERT_EQ(found.size(), 1u);
    const auto& ticket = found[0];
    EXPECT_EQ(ticket.reference(), "TIC-2024-000001") << "numbered by the year in which it was received";
    EXPECT_EQ(ticket.state(), "closed");
    EXPECT_EQ(ticket.created_at_unix_ms(), parse_rfc3339("2024-03-01T08:00:00Z")->unix_ms);
    EXPECT_EQ(ticket.resolved_at_unix_ms(), parse_rfc3339("2024-03-01T10:00:00Z")->unix_ms);
    EXPECT_EQ(ticket.requester_name(), "Paula Clerk");
    EXPECT_EQ(ticket.assignee_name(), "tess@desk.example");
    EXPECT_EQ(ticket.assignee_account_id(), tess.text());
    std::vector<std::string> texts;
    for (const auto& message : conversation(ticket.ticket_id())) texts.push_back(message.text());
    ASSERT_EQ(texts.size(), 4u);
    EXPECT_NE(texts[0].find("Brought in from Steward's own interchange, where it was T20240301.0001"), std::string::npos) << texts[0];
    EXPECT_EQ(texts[1], "It says toner.");
    EXPECT_EQ(texts[2], "We bring toner.");
    EXPECT_EQ(texts[3], "Their toner is old.");
}

TEST_P(Imports, nobody_is_told_no_clock_starts_and_no_figure_counts_it) {
    bring_in("history.jsonl", neutral_file);
    house.pass(std::chrono::hours(96), std::chrono::hours(8));
    EXPECT_TRUE(house.facts<facts::v1::TicketCreated>().empty());
    EXPECT_TRUE(house.facts<facts::v1::TicketChanged>().empty());
    EXPECT_TRUE(house.facts<facts::v1::TicketMessageAdded>().empty());
    EXPECT_TRUE(house.facts<facts::v1::TimeBooked>().empty());
    EXPECT_EQ(count("service_levels_clocks"), 0);
    EXPECT_EQ(count("helpdesk_v_course"), 0) << "K03 to K07 read this view";
    const auto said = house.facts<facts::v1::TicketsBroughtIn>();
    int said_tickets = 0, said_messages = 0;
    for (const auto& fact : said) said_tickets += fact.ticket_ids_size(), said_messages += fact.message_ids_size();
    EXPECT_EQ(said_tickets, 1) << "the search hears of it";
    EXPECT_EQ(said_messages, 3);
}

TEST_P(Imports, the_same_file_again_changes_nothing) {
    bring_in("history.jsonl", neutral_file);
    const auto again = bring_in("history.jsonl", neutral_file);
    EXPECT_EQ(counts(again), "0 created, 0 updated, 8 unchanged, 0 rejected")
        << (rows(again, "outcome:updated,rejected").empty() ? "" : rows(again, "outcome:updated,rejected")[0].label());
    EXPECT_EQ(tickets().size(), 1u);
}

TEST_P(Imports, a_changed_row_changes_its_record_and_undoing_puts_it_back) {
    bring_in("history.jsonl", neutral_file);
    const auto second = bring_in("more.jsonl", R"({"record":"client","external_id":"c1","name":"Harbour Precision","note":"Changed"}
{"record":"ticket","external_id":"t1","client_id":"c1","title":"Printer was dead","created_at":"2024-03-01T09:00:00+01:00"}
)");
    EXPECT_EQ(counts(second), "0 created, 2 updated, 0 unchanged, 0 rejected");
    EXPECT_EQ(tickets()[0].title(), "Printer was dead");
    EXPECT_EQ(tickets()[0].priority(), "P2") << "what a row does not say stays";
    const auto undone = undo(second);
    EXPECT_EQ(undone.state(), "undone");
    EXPECT_EQ(undone.removed(), 2);
    EXPECT_EQ(tickets()[0].title(), "Printer is dead");
    EXPECT_EQ(count("directory_v_clients where name = 'Harbour Precision'"), 1);
}

TEST_P(Imports, undoing_takes_back_what_it_made_and_keeps_what_people_worked_on) {
    const auto import = bring_in(
        "history.jsonl",
        neutral_file +
            R"({"record":"ticket","external_id":"t2","client_id":"c1","title":"Still open","state":"in progress","created_at":"2024-05-01T09:00:00Z"}
)");
    EXPECT_EQ(import.created(), 9);
    helpdesk::v1::AddMessageRequest word;
    word.set_ticket_id(tickets("title:\"Still open\"")[0].ticket_id());
    word.set_text("I looked at it.");
    word.set_internal(true);
    house.must<helpdesk::v1::TicketMessage>(olivia, "AddMessage", word);
    const auto undone = undo(import);
    EXPECT_EQ(undone.state(), "undone");
    const auto kept = rows(import, "outcome:kept");
    ASSERT_EQ(kept.size(), 2u) << "the ticket, and the client that it points at";
    EXPECT_EQ(undone.removed(), 7);
    EXPECT_EQ(tickets().size(), 1u);
    EXPECT_EQ(count("helpdesk_v_messages"), 1);
    EXPECT_EQ(count("directory_v_people"), 0);
    EXPECT_EQ(count("directory_v_clients"), 1);
}

TEST_P(Imports, words_of_ours_that_do_not_say_who_sees_them_are_for_ourselves) {
    bring_in("history.jsonl", neutral_file);
    const auto more = [](const std::string& id, const std::string& rest) {
        return R"({"record":"message","external_id":")" + id + R"(","ticket_id":"t1","at":"2024-03-02T10:00:00+01:00",)" + rest + "}\n";
    };
    EXPECT_EQ(bring_in("more.jsonl", more("n1", R"("author":"tess@desk.example","text":"He never pays.")") +
                                         more("n2", R"("text":"He sounded drunk.")") + more("n3", R"("contact":"Paula","text":"Hello?")") +
                                         more("n4", R"("author":"tess@desk.example","text":"On our way.","public":"yes")"))
                  .created(),
              4);
    std::map<std::string, bool> internal;
    for (const auto& message : conversation(tickets()[0].ticket_id())) internal[message.text()] = message.internal();
    EXPECT_TRUE(internal.at("He never pays."));
    EXPECT_TRUE(internal.at("He sounded drunk.")) << "whoever it was";
    EXPECT_FALSE(internal.at("Hello?"));
    EXPECT_FALSE(internal.at("On our way."));

    const auto table =
        upload("notes.csv", "external_id,ticket_id,ticket,at,author,text\nn9,t1,t1,2024-03-02T10:00:00+01:00,tess@desk.example,Hm\n");
    EXPECT_EQ(table.record_kind(), "message") << table.reason();
    v1::CheckImportRequest go;
    go.set_import_id(table.import_id());
    const auto refused = house.call<v1::Import>(olivia, "CheckImport", go);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "imports.missing_fields");
    EXPECT_NE(refused.error().message.find("internal"), std::string::npos) << refused.error().message;
}

TEST_P(Imports, undoing_all_leaves_nothing_and_the_file_can_come_again) {
    const auto import = bring_in("history.jsonl", neutral_file);
    EXPECT_EQ(undo(import).removed(), 8);
    for (const auto* table : {"directory_v_clients", "directory_v_sites", "directory_v_people", "helpdesk_tickets", "helpdesk_v_messages",
                              "helpdesk_events", "helpdesk_tags", "timesheets_entries", "imports_links"})
        EXPECT_EQ(count(table), 0) << table;
    EXPECT_EQ(counts(bring_in("history.jsonl", neutral_file)), "8 created, 0 updated, 0 unchanged, 0 rejected");
}

TEST_P(Imports, what_we_export_comes_in_again_without_a_change_and_elsewhere_as_new) {
    bring_in("history.jsonl", neutral_file);
    helpdesk::v1::CreateTicketRequest create;
    create.set_client_id([&] {
        directory::v1::ListClientsRequest list;
        return house.must<directory::v1::ListClientsResponse>(olivia, "ListClients", list).clients(0).client_id();
    }());
    create.set_title("Opened here");
    create.set_source("phone");
    house.must<helpdesk::v1::Ticket>(olivia, "CreateTicket", create);
    const std::string file = exported();
    const auto again = bring_in("export.jsonl", file);
    EXPECT_EQ(again.created() + again.updated() + again.rejected(), 0)
        << file
        << (rows(again, "outcome:created,updated,rejected").empty() ? "" : rows(again, "outcome:created,updated,rejected")[0].reason());
    EXPECT_EQ(again.unchanged(), 9);
}

TEST_P(Imports, time_that_was_booked_elsewhere_stands_in_its_ticket_and_in_nobodys_week) {
    bring_in("history.jsonl", neutral_file);
    const auto listed =
        house.must<timesheets::v1::ListTimeEntriesResponse>(olivia, "ListTimeEntries", timesheets::v1::ListTimeEntriesRequest{});
    ASSERT_EQ(listed.entries_size(), 1);
    EXPECT_EQ(listed.entries(0).worked_s(), 45 * 60);
    EXPECT_EQ(listed.entries(0).state(), "locked");
    EXPECT_EQ(listed.entries(0).source(), "import");
}

TEST_P(Imports, the_server_may_die_after_any_step) {
    std::string file;
    for (int i = 0; i < 450; ++i)
        file += R"({"record":"ticket","external_id":"x)" + std::to_string(i) + R"(","client_id":"c1","title":"Ticket )" +
                std::to_string(i) + R"(","created_at":"2024-01-01T00:00:00Z"})" + "\n";
    file += R"({"record":"client","external_id":"c1","name":"Harbour"})"
            "\n";
    const auto import = upload("many.jsonl", file);
    v1::CheckImportRequest to_check;
    to_check.set_import_id(import.import_id());
    house.must<v1::Import>(olivia, "CheckImport", to_check);
    house.restart();
    house.reconcile();
    ASSERT_EQ(get(import).created(), 451);
    v1::ApplyImportRequest to_apply;
    to_apply.set_import_id(import.import_id());
    house.must<v1::Import>(olivia, "ApplyImport", to_apply);
    house.restart();
    house.reconcile();
    EXPECT_EQ(counts(get(import)), "451 created, 0 updated, 0 unchanged, 0 rejected");
    EXPECT_EQ(count("helpdesk_tickets"), 450);
}

}  // namespace

}  // namespace steward::imports
