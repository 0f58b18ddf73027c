// What is found, in which order, and how the index follows what is written.
#include "server/modules/search/tests/search_story.h"

namespace steward::search {
namespace {

using Titles = std::vector<std::string>;

class SearchFinds : public SearchStory {};
STEWARD_ON_EVERY_DATABASE(SearchFinds);

TEST_P(SearchFinds, the_beginnings_of_words_whatever_their_case_and_accents) {
    ticket("Drucker von Müller klemmt", harbour);
    ticket("Mouse", harbour);
    house.reconcile();
    EXPECT_EQ(titles(search(owner, "muller")), Titles{"Drucker von Müller klemmt"});
    EXPECT_EQ(titles(search(owner, "MÜLL druck")), Titles{"Drucker von Müller klemmt"});
    EXPECT_EQ(search(owner, "ucker").hits_size(), 0);
    EXPECT_EQ(search(owner, "muller mouse").hits_size(), 0);
    EXPECT_EQ(search(owner, "muller -klemmt").hits_size(), 0);
}

TEST_P(SearchFinds, a_quoted_phrase_only_as_it_stands) {
    ticket("First", harbour, "the paper jam again");
    ticket("Second", harbour, "paper, and then a jam");
    house.reconcile();
    EXPECT_EQ(titles(search(owner, "\"paper jam\"")), Titles{"First"});
    EXPECT_EQ(search(owner, "paper jam").hits_size(), 2);
    EXPECT_EQ(search(owner, "\"paper ja\"").hits_size(), 0);
}

TEST_P(SearchFinds, the_ticket_of_a_number_first_then_titles_then_the_newest) {
    const auto first = ticket("Old scanner", harbour);
    const auto other = ticket("Camera", harbour);
    house.pass(std::chrono::hours(1), std::chrono::hours(1));
    say(other.ticket_id(), "The scanner again, see 000001");
    const auto third = ticket("Scanner of the mill", mill);
    house.reconcile();
    EXPECT_EQ(titles(search(owner, "scanner")), (Titles{"Scanner of the mill", "Old scanner", "Camera"}));
    for (const std::string& number : {first.reference(), std::string("1"), std::string("000001")}) {
        const auto exact = search(owner, number);
        ASSERT_GT(exact.hits_size(), 0) << number;
        EXPECT_EQ(exact.hits(0).ticket_title(), "Old scanner");
        EXPECT_TRUE(exact.hits(0).is_exact());
    }
    EXPECT_EQ(search(owner, first.reference() + " client:mill").hits_size(), 0);
}

TEST_P(SearchFinds, what_was_said_with_the_place_that_matched_and_one_line_a_ticket) {
    const auto id = ticket("Telephone", harbour).ticket_id();
    say(id, "Reset the extension, then it rang.");
    say(id, "The extension is 42.", true);
    house.reconcile();
    const auto answer = search(owner, "extension");
    ASSERT_EQ(answer.hits_size(), 1);
    EXPECT_EQ(answer.hits(0).more_in_ticket(), 1);
    EXPECT_EQ(answer.hits(0).ticket_reference(), "TIC-2026-000001");
    ASSERT_EQ(answer.hits(0).snippet_ranges_size(), 1);
    const auto& range = answer.hits(0).snippet_ranges(0);
    EXPECT_EQ(answer.hits(0).snippet().substr(static_cast<size_t>(range.begin()), 9), "extension");
    EXPECT_EQ(counted(answer), 2);
    EXPECT_EQ(search(owner, "extension kind:note").hits(0).kind(), "note");
}

TEST_P(SearchFinds, together_with_the_filter_language) {
    const auto done = ticket("Printer broken", harbour).ticket_id();
    ticket("Printer slow", harbour);
    ticket("Printer", mill);
    move(done, "cancelled");
    house.reconcile();
    EXPECT_EQ(search(owner, "printer").hits_size(), 3);
    EXPECT_EQ(titles(search(owner, "is:open client:harbour printer")), Titles{"Printer slow"});
    EXPECT_EQ(titles(search(owner, "-client:harbour printer")), Titles{"Printer"});
    EXPECT_EQ(titles(search(owner, "state:cancelled printer")), Titles{"Printer broken"});
    EXPECT_EQ(search(owner, "assignee:none printer at<1d").hits_size(), 3);
    EXPECT_EQ(search(owner, "is:open").hits_size(), 0) << "without a word there is nothing to search for";
    v1::SearchRequest wrong;
    wrong.set_filter("colour:red printer");
    EXPECT_EQ(house.call<v1::SearchResponse>(owner, "Search", wrong).error().code, "filter.unknown_key");
}

TEST_P(SearchFinds, people_and_devices_above_the_tickets) {
    directory::v1::CreatePersonRequest person;
    person.set_client_id(harbour.text());
    person.set_name("Frieda Files");
    person.set_email("frieda@example.net");
    house.must<directory::v1::Person>(owner, "CreatePerson", person);
    ticket("Where are my files", harbour);
    house.reconcile();
    const auto answer = search(owner, "files");
    ASSERT_EQ(answer.hits_size(), 3);
    EXPECT_EQ(answer.hits(0).kind(), "person");
    EXPECT_EQ(answer.hits(1).kind(), "device");
    EXPECT_EQ(answer.hits(2).kind(), "ticket");
    EXPECT_EQ(search(owner, "kind:device files-1").hits_size(), 1);
    EXPECT_EQ(search(owner, "frieda@example.net").hits_size(), 1);
}

TEST_P(SearchFinds, pages_that_follow_each_other_without_a_gap_or_a_repeat) {
    const auto later = [&] { house.pass(std::chrono::seconds(2), std::chrono::seconds(2)); };
    for (int i = 0; i < 6; ++i, later()) ticket("Other " + std::to_string(i), harbour, "about a printer");
    for (int i = 0; i < 7; ++i, later()) ticket("Printer " + std::to_string(i), harbour);
    house.reconcile();
    Titles all;
    std::string token;
    do {
        const auto page = search(owner, "printer", 3, token);
        for (const auto& title : titles(page)) all.push_back(title);
        token = page.next_page_token();
    } while (!token.empty() && all.size() < 50);
    ASSERT_EQ(all.size(), 13U);
    EXPECT_EQ(all.front(), "Printer 6");
    EXPECT_EQ(all.back(), "Other 0");
    v1::SearchRequest foreign;
    foreign.set_filter("other");
    foreign.set_page_token(search(owner, "printer", 3).next_page_token());
    EXPECT_EQ(house.call<v1::SearchResponse>(owner, "Search", foreign).error().code, "page.token");
}

class SearchIndexFollows : public SearchStory {};
STEWARD_ON_EVERY_DATABASE(SearchIndexFollows);

TEST_P(SearchIndexFollows, a_title_that_changed) {
    const auto id = ticket("Monitor", harbour).ticket_id();
    house.reconcile();
    helpdesk::v1::UpdateTicketRequest request;
    request.set_ticket_id(id);
    request.set_title("Keyboard");
    house.must<helpdesk::v1::Ticket>(owner, "UpdateTicket", request);
    house.reconcile();
    EXPECT_EQ(search(owner, "monitor").hits_size(), 0);
    EXPECT_EQ(search(owner, "keyboard").hits_size(), 1);
}

TEST_P(SearchIndexFollows, words_that_were_split_off_into_a_ticket_of_their_own) {
    const auto id = ticket("Toner", harbour).ticket_id();
    say(id, "The scanner is dead.");
    house.reconcile();
    ASSERT_EQ(search(owner, "scanner").hits(0).ticket_id(), id);
    helpdesk::v1::ListMessagesRequest words;
    words.set_ticket_id(id);
    helpdesk::v1::SplitTicketRequest split;
    split.set_ticket_id(id);
    split.set_title("Another matter");
    for (const auto& message : house.must<helpdesk::v1::ListMessagesResponse>(owner, "ListMessages", words).messages())
        if (message.kind() == "message") split.add_message_ids(message.message_id());
    const auto fresh = house.must<helpdesk::v1::Ticket>(owner, "SplitTicket", split);
    house.reconcile();
    const auto found = search(owner, "scanner");
    ASSERT_EQ(found.hits_size(), 1);
    EXPECT_EQ(found.hits(0).ticket_id(), fresh.ticket_id());
}

TEST_P(SearchIndexFollows, a_device_that_was_renamed_and_one_that_is_gone) {
    house.reconcile();
    directory::v1::UpdateDeviceRequest rename;
    rename.set_device_id(files.text());
    rename.set_name("vault");
    house.must<directory::v1::Device>(owner, "UpdateDevice", rename);
    house.reconcile();
    EXPECT_EQ(search(owner, "vault").hits_size(), 1);
    directory::v1::RetireDeviceRequest retire;
    retire.set_device_id(files.text());
    retire.set_reason("Sold to a museum.");
    house.must<directory::v1::Device>(owner, "RetireDevice", retire);
    house.reconcile();
    EXPECT_EQ(search(owner, "vault").hits_size(), 0);
}

TEST_P(SearchIndexFollows, everything_again_when_it_is_rebuilt) {
    for (int i = 0; i < 3; ++i) say(ticket("Router " + std::to_string(i), harbour).ticket_id(), "It blinks.");
    house.reconcile();
    const auto before = house.must<v1::SearchIndex>(owner, "GetSearchIndex", v1::GetSearchIndexRequest{});
    const auto begun = house.must<v1::SearchIndex>(owner, "RebuildSearchIndex", v1::RebuildSearchIndexRequest{});
    EXPECT_EQ(begun.rebuilding(), "ticket");
    EXPECT_EQ(begun.documents(), 0);
    EXPECT_EQ(begun.total(), before.documents());
    house.reconcile();
    const auto after = house.must<v1::SearchIndex>(owner, "GetSearchIndex", v1::GetSearchIndexRequest{});
    EXPECT_EQ(after.rebuilding(), "");
    EXPECT_EQ(after.documents(), before.documents());
    EXPECT_GT(after.finished_at_unix_ms(), 0);
    EXPECT_EQ(search(owner, "router").hits_size(), 3);
    EXPECT_EQ(search(owner, "blinks").hits_size(), 3);
}

}  // namespace
}  // namespace steward::search
