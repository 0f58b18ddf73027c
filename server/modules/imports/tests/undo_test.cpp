// What an import made goes again, but never anything that somebody did here since, and the reason is said.
#include "server/modules/imports/tests/import_story.h"

namespace steward::imports {

namespace {
constexpr const char* nothing = "''";

class Undoing : public ImportStory {
protected:
    v1::Import import = bring_in("history.jsonl", neutral_file);
    std::string ticket = "'" + tickets()[0].ticket_id() + "'";
    std::string client = "'" + tickets()[0].client_id() + "'";

    std::string kept(const std::string& kind) {
        const auto found = rows(import, "outcome:kept record_kind:" + kind);
        return found.empty() ? "" : found[0].reason();
    }
    void expect_kept_with_all(const std::string& reason) {
        const auto undone = undo(import);
        EXPECT_EQ(undone.state(), "undone");
        EXPECT_EQ(kept("ticket"), reason);
        EXPECT_EQ(kept("message"), "Its ticket stays: " + reason);
        EXPECT_EQ(kept("time"), "Its ticket stays: " + reason);
        EXPECT_EQ(kept("person"), "A ticket that stays names them as who asked.");
        EXPECT_EQ(kept("client"), "It has tickets that stay.");
        EXPECT_EQ(count("helpdesk_v_messages"), 3) << "the conversation is whole";
        EXPECT_EQ(undone.kept() + undone.removed(), 8);
    }
    std::string opened_here() {
        helpdesk::v1::CreateTicketRequest create;
        create.set_client_id(tickets()[0].client_id());
        create.set_title("Opened here");
        create.set_source("phone");
        return house.must<helpdesk::v1::Ticket>(olivia, "CreateTicket", create).ticket_id();
    }
    Fields disturbance() {
        Fields fields = {{"id", "'d1'"}, {"client_id", client}, {"is_prediction", "false"}, {"still_heading", "false"}};
        for (const auto* word : {"reference", "title", "state", "check_code", "detected_by", "started_from", "started_from_id",
                                 "detected_from", "detected_from_id", "acted_from", "acted_from_id", "reported_from_id", "resolution_code",
                                 "derived_verdict", "verdict", "original_verdict", "exclusion"})
            fields[word] = nothing;
        for (const auto* number : {"started_at", "definition_version", "report_count", "revision"}) fields[number] = "1";
        return fields;
    }
};
STEWARD_ON_EVERY_DATABASE(Undoing);

TEST_P(Undoing, keeps_a_ticket_in_which_somebody_wrote_with_its_whole_conversation) {
    helpdesk::v1::AddMessageRequest word;
    word.set_ticket_id(tickets()[0].ticket_id());
    word.set_text("They called again about it.");
    word.set_internal(true);
    house.must<helpdesk::v1::TicketMessage>(olivia, "AddMessage", word);
    undo(import);
    EXPECT_EQ(kept("ticket"), "Somebody wrote in it here.");
    EXPECT_EQ(kept("message"), "Its ticket stays: Somebody wrote in it here.");
    EXPECT_EQ(count("helpdesk_v_messages"), 4) << "what was said there is not torn out of it";
    EXPECT_EQ(count("directory_v_people"), 1) << "nor is who asked";
}

TEST_P(Undoing, keeps_a_ticket_with_a_file) {
    Fields file = {{"id", "'f1'"}, {"client_id", client}, {"ticket_id", ticket}, {"internal", "false"}, {"by_client", "false"}};
    for (const auto* word : {"name", "type", "digest", "state", "scan", "note", "source", "by_name"}) file[word] = nothing;
    for (const auto* number : {"size_bytes", "received_bytes", "scan_attempts", "next_scan_at", "at"}) file[number] = "1";
    insert("attachments_files", file);
    expect_kept_with_all("A file is attached to it.");
}

TEST_P(Undoing, keeps_a_ticket_with_an_approval) {
    Fields asked = {{"id", "'a1'"}, {"client_id", client}, {"ticket_id", ticket}};
    for (const auto* word :
         {"reference", "ticket_title", "side", "kind", "question", "consequence", "currency", "rule", "state", "asked_by", "end_reason"})
        asked[word] = nothing;
    for (const auto* number : {"cost_minor", "asked_at", "reminder_count", "expires_at", "revision"}) asked[number] = "1";
    insert("approvals_requests", asked);
    expect_kept_with_all("An approval was asked for in it.");
}

TEST_P(Undoing, keeps_a_ticket_with_a_checklist) {
    insert("templates_checklist", {{"id", "'k1'"},
                                   {"client_id", client},
                                   {"ticket_id", ticket},
                                   {"position", "1"},
                                   {"title", "'Ask'"},
                                   {"required", "false"},
                                   {"done_by", nothing}});
    expect_kept_with_all("It has a checklist.");
}

TEST_P(Undoing, keeps_a_ticket_on_which_somebody_booked_time) {
    const auto own = bring_in("own.jsonl", R"({"record":"time","external_id":"z9","ticket_id":"t1","person":"tess@desk.example",)"
                                           R"("from":"2024-03-02T10:00:00+01:00","until":"2024-03-02T10:45:00+01:00","note":"x"})"
                                           "\n");
    ASSERT_EQ(own.created(), 1);
    const auto changed = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("update timesheets_entries set source = 'manual' where note = 'x'"));
        return {};
    });
    ASSERT_TRUE(changed);
    expect_kept_with_all("Somebody booked time on it.");
}

TEST_P(Undoing, keeps_a_client_about_which_something_is_on_record_and_says_so) {
    insert("proactivity_disturbances", disturbance());
    insert("proactivity_snapshots", {{"client_id", client},
                                     {"month", "'2026-10'"},
                                     {"number", "1"},
                                     {"computed_at", "1"},
                                     {"definition_version", "1"},
                                     {"numerator", "0"},
                                     {"denominator", "1"},
                                     {"detected", "0"},
                                     {"lead_sample", "0"},
                                     {"never_reported", "0"},
                                     {"reason", nothing}});
    const auto undone = undo(import);
    EXPECT_EQ(undone.state(), "undone");
    EXPECT_EQ(undone.removed(), 7) << "all but the client itself";
    EXPECT_EQ(kept("client"), "What went wrong there is on record here, and months of figures were closed with it.");
}

TEST_P(Undoing, keeps_a_person_for_whom_tickets_are_opened_by_the_calendar) {
    Fields schedule = {{"id", "'s1'"},
                       {"client_id", client},
                       {"paused", "false"},
                       {"ended", "false"},
                       {"requester_id", "'" + text("select id from directory_v_people") + "'"},
                       {"changed_at", "1"},
                       {"revision", "1"}};
    for (const auto* word : {"name", "template_id", "rule", "zone", "starts_on", "at", "ends_on", "changed_by"}) schedule[word] = nothing;
    insert("templates_schedules", schedule);
    undo(import);
    EXPECT_EQ(kept("person"), "Tickets are opened for them by the calendar.");
    EXPECT_EQ(count("directory_v_people"), 1);
}

TEST_P(Undoing, keeps_a_person_who_follows_a_ticket_that_stays) {
    helpdesk::v1::ChangeTicketWatchersRequest watch;
    watch.set_ticket_id(opened_here());
    watch.add_add_person_ids(text("select id from directory_v_people"));
    house.must<helpdesk::v1::TicketRelations>(olivia, "ChangeTicketWatchers", watch);
    undo(import);
    EXPECT_EQ(kept("person"), "They follow a ticket that stays.");
    EXPECT_EQ(count("directory_v_people"), 1);
}

TEST_P(Undoing, keeps_a_person_who_is_asked_to_approve) {
    Fields asked = {{"id", "'a1'"}, {"client_id", client}, {"ticket_id", "'" + opened_here() + "'"}};
    for (const auto* word :
         {"reference", "ticket_title", "side", "kind", "question", "consequence", "currency", "rule", "asked_by", "end_reason"})
        asked[word] = nothing;
    for (const auto* number : {"cost_minor", "asked_at", "reminder_count", "expires_at", "revision"}) asked[number] = "1";
    asked["state"] = "'pending'";
    insert("approvals_requests", asked);
    insert("approvals_approvers", {{"id", "'b1'"},
                                   {"client_id", client},
                                   {"request_id", "'a1'"},
                                   {"position", "1"},
                                   {"person_id", "'" + text("select id from directory_v_people") + "'"},
                                   {"name", nothing},
                                   {"state", "'pending'"},
                                   {"via", nothing},
                                   {"remark", nothing}});
    undo(import);
    EXPECT_EQ(kept("person"), "They are asked to approve something.");
    EXPECT_EQ(count("directory_v_people"), 1);
}

TEST_P(Undoing, of_a_ticket_out_of_which_messages_were_split_keeps_both) {
    helpdesk::v1::SplitTicketRequest split;
    split.set_ticket_id(tickets()[0].ticket_id());
    split.set_title("Their toner");
    split.add_message_ids(conversation(tickets()[0].ticket_id())[3].message_id());
    const auto refused = house.call<helpdesk::v1::Ticket>(olivia, "SplitTicket", split);
    if (!refused) return;  // a closed ticket is not split
    undo(import);
    EXPECT_EQ(kept("message"), "Its ticket stays: Something happened in it here since.");
    EXPECT_EQ(tickets().size(), 2u);
}

}  // namespace

}  // namespace steward::imports
