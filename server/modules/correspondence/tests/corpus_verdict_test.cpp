// Every awkward mail of platform/mail/tests/data goes through the desk, and becomes what tests/data/verdicts.txt says: a line a
// mail, "state reason | mail". A mail without a line, or a line without a mail, fails. STEWARD_WRITE_VERDICTS=1 writes the file
// anew, for a review of the difference.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "server/modules/correspondence/tests/mail_story.h"
#include "server/platform/mail/tests/corpus.h"

namespace steward::correspondence {

namespace {
constexpr const char* verdicts_file = STEWARD_SOURCE_DIR "/server/modules/correspondence/tests/data/verdicts.txt";

std::map<std::string, std::string> read_verdicts() {
    std::ifstream file(verdicts_file);
    std::map<std::string, std::string> verdicts;
    for (std::string line; std::getline(file, line);) {
        const size_t bar = line.find(" | ");
        if (bar != std::string::npos) verdicts[line.substr(bar + 3)] = line.substr(0, bar);
    }
    return verdicts;
}

std::string one_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
    return text;
}
}  // namespace

class AwkwardMails : public MailStory {
protected:
    AwkwardMails() {
        const ClientId client = house.client("Client");
        person(client, "Anna Keller", "anna@client.example");
    }
    /// Eight days after the one before, so that no cap counts and none is the same again.
    v1::Mail judge(const mail::tests::Case& one) {
        house.clock.advance(std::chrono::hours(24 * 8));
        mail::Arrival arrival{.envelope = one.envelope, .bytes = one.bytes, .size = one.bytes.size()};
        EXPECT_TRUE(house.take<Correspondence>().take_in("lmtp", std::move(arrival)));
        house.reconcile();
        v1::ListMailsRequest request;
        request.set_page_size(1);
        const auto answer = house.must<v1::ListMailsResponse>(owner, "ListMails", request);
        // The corpus has the same bytes with other envelopes, which no mail server hands over twice.
        EXPECT_TRUE(house.database.write([](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("update correspondence_mails set digest = id"));
            return {};
        }));
        return answer.mails_size() == 1 ? answer.mails(0) : v1::Mail{};
    }
};
STEWARD_ON_EVERY_DATABASE(AwkwardMails);

TEST_P(AwkwardMails, become_what_the_list_says_and_nothing_of_a_machine_is_answered) {
    const auto expected = read_verdicts();
    const bool writes = std::getenv("STEWARD_WRITE_VERDICTS") != nullptr;
    std::map<std::string, std::string> found;
    size_t last = 0;
    for (const auto& one : mail::tests::read_corpus()) {
        SCOPED_TRACE(one.name);
        const auto mail = judge(one);
        EXPECT_FALSE(mail.reason().empty());
        EXPECT_NE(mail.state(), "received");
        EXPECT_NE(mail.state(), "failed") << "the desk could not judge it";
        const size_t wanted = house.facts<facts::v1::MailWanted>().size();
        EXPECT_TRUE(mail.state() == "ticket_opened" || wanted == last) << "only who opened a ticket gets a receipt";
        last = wanted;
        found[one_line(one.name)] = mail.state() + " " + mail.reason_code();
        if (writes) continue;
        const auto verdict = expected.find(one_line(one.name));
        ASSERT_NE(verdict, expected.end()) << "has no verdict";
        EXPECT_EQ(mail.state() + " " + mail.reason_code(), verdict->second);
    }
    EXPECT_GE(found.size(), 200u);
    if (!writes) {
        EXPECT_EQ(found.size(), expected.size());
        return;
    }
    std::ofstream file(verdicts_file);
    for (const auto& [name, verdict] : found) file << verdict << " | " << name << "\n";
}

}  // namespace steward::correspondence
