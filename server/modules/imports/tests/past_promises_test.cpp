// What was asked of somebody else is no promise of ours and no figure: also when an imported ticket is split or merged.
#include "server/modules/imports/tests/import_story.h"

namespace steward::imports {

namespace {
const std::string open_file =
    R"({"record":"client","external_id":"c1","name":"Harbour Precision","zone":"UTC"})"
    "\n"
    R"({"record":"ticket","external_id":"t1","client_id":"c1","title":"Printer","state":"in progress","priority":"P2",)"
    R"("created_at":"2024-03-01T09:00:00Z"})"
    "\n"
    R"({"record":"message","external_id":"m1","ticket_id":"t1","at":"2024-03-01T09:30:00Z","contact":"Paula","text":"It says toner."})"
    "\n"
    R"({"record":"message","external_id":"m2","ticket_id":"t1","at":"2024-03-01T10:30:00Z","contact":"Paula","text":"The scanner too."})"
    "\n";

class PastPromises : public ImportStory {
protected:
    v1::Import bring(bool with_promises) {
        const auto import = upload("open.jsonl", open_file);
        v1::UpdateImportRequest request;
        request.set_import_id(import.import_id());
        request.set_promises_from_now(with_promises);
        house.must<v1::Import>(olivia, "UpdateImport", request);
        EXPECT_EQ(check(import).created(), 4);
        return apply(import);
    }
    helpdesk::v1::Ticket split() {
        const auto id = tickets("title:Printer")[0].ticket_id();
        helpdesk::v1::SplitTicketRequest request;
        request.set_ticket_id(id);
        request.set_title("Scanner");
        for (const auto& message : conversation(id))
            if (message.text().find("scanner") != std::string::npos) request.add_message_ids(message.message_id());
        return house.must<helpdesk::v1::Ticket>(olivia, "SplitTicket", request);
    }
    int64_t began(const std::string& ticket) {
        return count("service_levels_clocks where subject_id = '" + ticket + "' and started_at < " + std::to_string(came.unix_ms));
    }
    helpdesk::v1::Ticket open_here(const std::string& title) {
        helpdesk::v1::CreateTicketRequest create;
        create.set_client_id(tickets("title:Printer")[0].client_id());
        create.set_title(title);
        create.set_source("phone");
        return house.must<helpdesk::v1::Ticket>(olivia, "CreateTicket", create);
    }
    Instant came = house.clock.now();
};
STEWARD_ON_EVERY_DATABASE(PastPromises);

TEST_P(PastPromises, a_split_of_a_ticket_without_promises_has_none_either) {
    bring(false);
    house.pass(std::chrono::hours(72), std::chrono::hours(24));
    const auto fresh = split();
    EXPECT_EQ(to_rfc3339(Instant{fresh.created_at_unix_ms()}), "2024-03-01T10:30:00.000Z") << "when the client said it";
    EXPECT_EQ(count("service_levels_clocks"), 0);
    EXPECT_EQ(count("helpdesk_v_course"), 0) << "K03 to K07 read this view";
}

TEST_P(PastPromises, a_split_of_a_ticket_with_promises_has_them_from_its_coming_here) {
    bring(true);
    house.pass(std::chrono::hours(2), std::chrono::hours(1));
    const auto fresh = split();
    EXPECT_GT(count("service_levels_clocks where subject_id = '" + fresh.ticket_id() + "'"), 0);
    EXPECT_EQ(began(fresh.ticket_id()), 0) << "no clock began before we had it";
    EXPECT_EQ(count("helpdesk_v_course"), 0);
}

TEST_P(PastPromises, what_the_client_said_here_is_split_as_our_own) {
    bring(false);
    const auto id = tickets("title:Printer")[0].ticket_id();
    house.clock.advance(std::chrono::hours(1));
    helpdesk::v1::AddMessageRequest word;
    word.set_ticket_id(id);
    word.set_text("The scanner as well.");
    word.set_internal(true);
    const auto said = house.must<helpdesk::v1::TicketMessage>(olivia, "AddMessage", word);
    helpdesk::v1::SplitTicketRequest request;
    request.set_ticket_id(id);
    request.set_title("Scanner");
    request.add_message_ids(said.message_id());
    const auto fresh = house.must<helpdesk::v1::Ticket>(olivia, "SplitTicket", request);
    EXPECT_EQ(count("helpdesk_v_course where ticket_id = '" + fresh.ticket_id() + "'"), 1);
    EXPECT_GT(count("service_levels_clocks where subject_id = '" + fresh.ticket_id() + "'"), 0);
}

TEST_P(PastPromises, a_duplicate_from_elsewhere_does_not_make_our_ticket_years_old) {
    bring(false);
    house.clock.advance(std::chrono::hours(1));
    const auto ours = open_here("Printer again");
    helpdesk::v1::MergeTicketRequest merge;
    for (const auto& ticket : tickets())
        if (ticket.title() == "Printer") merge.set_ticket_id(ticket.ticket_id());
    merge.set_into_ticket_id(ours.ticket_id());
    const auto survivor = house.must<helpdesk::v1::Ticket>(olivia, "MergeTicket", merge);
    EXPECT_EQ(survivor.created_at_unix_ms(), came.unix_ms) << "the client waits since it came here";
}

TEST_P(PastPromises, merging_into_a_ticket_from_elsewhere_says_that_neither_counts) {
    bring(false);
    const auto ours = open_here("Again");
    helpdesk::v1::PreviewTicketMergeRequest preview;
    preview.set_ticket_id(ours.ticket_id());
    preview.set_into_ticket_id(tickets("title:Printer")[0].ticket_id());
    const auto plan = house.must<helpdesk::v1::TicketMergePlan>(olivia, "PreviewTicketMerge", preview);
    bool is_said = false;
    for (const auto& effect : plan.effects()) is_said = is_said || effect.find("neither of them counts") != std::string::npos;
    EXPECT_TRUE(is_said);
}

}  // namespace

}  // namespace steward::imports
