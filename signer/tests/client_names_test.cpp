// What a client is called: by the signer's own word, and by the server's, which is told apart from it.
#include "base/id.h"
#include "signer/tests/office_work.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view script = "#!/bin/sh\ntrue\n";

class NamedClients : public Work {
protected:
    // A draft for this client, with what the server calls it.
    std::string draft_for(const trust::ShortId& client, const std::string& called) {
        trust::Job job = script_job(script, some_devices(1));
        job.target.client = client;
        const std::string name = "draft-" + std::to_string(++drafts_);
        const std::string draft = bring(name, job, script, {});
        EXPECT_TRUE(write_file(folder / "drafts" / name / "client", as_bytes(called)));
        return draft;
    }
    static std::string id_of_client(const trust::ShortId& client) { return to_text(RawId{client}); }
    const trust::ShortId harbour{0xa1}, alderway{0xa2};
    int drafts_ = 0;
};

TEST_F(NamedClients, an_own_name_is_shown_and_the_servers_name_is_shown_as_the_servers) {
    begin();
    const std::string before = alice.does({"show", draft_for(harbour, "Harbour Precision")});
    EXPECT_THAT(before, HasSubstr("client " + id_of_client(harbour) + "\n"));
    EXPECT_THAT(before, HasSubstr("the server calls it \"Harbour Precision\"; you gave it no name"));
    EXPECT_THAT(alice.does({"client", "list"}), HasSubstr("No client has a name here"));
    EXPECT_THAT(alice.does({"client", "name", id_of_client(harbour), "Harbour Precision"}), HasSubstr("is shown by this name here"));
    EXPECT_THAT(alice.does({"client", "list"}), HasSubstr(id_of_client(harbour) + "  Harbour Precision"));
    const std::string after = alice.does({"show", draft_for(harbour, "Harbour Precision")});
    EXPECT_THAT(after, HasSubstr("client Harbour Precision (" + id_of_client(harbour) + ")"));
    EXPECT_THAT(after, Not(HasSubstr("the server calls")));
    EXPECT_THAT(bob.does({"show", draft_for(harbour, "")}), Not(HasSubstr("the server calls")));
}

TEST_F(NamedClients, a_server_that_calls_one_client_as_you_call_another_is_red) {
    begin();
    alice.does({"client", "name", id_of_client(harbour), "Harbour Precision"});
    alice.does({"client", "name", id_of_client(alderway), "Alderway"});
    const std::string swapped = alice.does({"show", draft_for(alderway, "Harbour Precision")});
    EXPECT_THAT(swapped, HasSubstr("! the server calls the client \"Harbour Precision\", you call it \"Alderway\""));
    EXPECT_THAT(swapped, HasSubstr("! the server calls the client \"Harbour Precision\", as you call another: " + id_of_client(harbour)));
    // Also of a client without a name here.
    EXPECT_THAT(alice.does({"queue", meeting}), HasSubstr("as you call another: " + id_of_client(harbour)));
    EXPECT_THAT(alice.does({"show", draft_for(trust::ShortId{0xa3}, "Alderway")}),
                HasSubstr("as you call another: " + id_of_client(alderway)));
}

TEST_F(NamedClients, what_the_server_called_it_when_something_was_signed_is_remembered) {
    begin();
    alice.does({"show", draft_for(harbour, "Never signed")});
    alice.does({"sign", draft_for(harbour, "Harbour Precision")});
    EXPECT_THAT(alice.does({"show", draft_for(harbour, "Harbour Precision")}), Not(HasSubstr("when you signed for it last")));
    EXPECT_THAT(
        alice.does({"show", draft_for(harbour, "Harbor Precision")}),
        HasSubstr("! the server calls the client \"Harbor Precision\", and called it \"Harbour Precision\" when you signed for it last"));
    EXPECT_THAT(alice.does({"show", draft_for(alderway, "Harbour Precision")}),
                HasSubstr("! the server called another client \"Harbour Precision\" before: " + id_of_client(harbour)));
}

TEST_F(NamedClients, a_name_leads_to_its_client_and_belongs_to_one) {
    begin();
    const Machine web("web-1", office.rng, office.clock.now());
    alice.does({"sign", bring("one", script_job(script, {web.id()}), script, {web.card()})});
    alice.does({"client", "name", id_of_client(harbour), "Harbour Precision"});
    EXPECT_THAT(alice.fails({"client", "name", id_of_client(alderway), "Harbour Precision"}), HasSubstr("two clients of one name"));
    EXPECT_THAT(alice.fails({"client", "name", id_of_client(alderway), std::string(201, 'x')}), HasSubstr("1 to 200"));
    EXPECT_THAT(alice.fails({"client", "name", "Alderway", "Alderway"}), HasSubstr("id"));
    const std::string out = office.file("reboot").string();
    alice.does({"job", "reboot", "--client", "Harbour Precision", "--machines", "web-1", "--reason", "a kernel", "--out", out});
    EXPECT_THAT(alice.does({"show", out}), HasSubstr("client Harbour Precision (" + id_of_client(harbour) + ")"));
    EXPECT_THAT(alice.fails({"job", "reboot", "--client", "Nobody", "--machines", "web-1", "--reason", "a kernel", "--out", out + "2"}),
                HasSubstr("Nobody"));
}

TEST_F(NamedClients, a_name_that_would_move_the_cursor_is_written_out) {
    begin();
    EXPECT_THAT(alice.does({"show", draft_for(harbour, "Harbour\x1b[2K")}), HasSubstr("Harbour\\u{1b}[2K"));
    alice.does({"client", "name", id_of_client(harbour), "Har\x1b[2Kbour"});
    EXPECT_THAT(alice.does({"client", "list"}), HasSubstr("Har\\u{1b}[2Kbour"));
}

}  // namespace
}  // namespace steward::signer
