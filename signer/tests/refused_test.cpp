// What the server refused is said before anybody signs it once more.
#include <fcntl.h>
#include <sys/stat.h>

#include "signer/tests/office_work.h"

namespace steward::signer {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RefusedWork : public Work {
protected:
    Machine web{"web-1", office.rng, office.clock.now()};
    const std::string text = "#!/bin/sh\nuptime\n";

    /// As the courier writes it, an hour after the office's clock.
    void refuse(const fs::path& message, std::string_view sentence) {
        const fs::path beside = message.string() + ".refused";
        write(beside, sentence);
        const timespec at{.tv_sec = office.clock.now().unix_ms / 1000 + 3600, .tv_nsec = 0};
        const timespec times[] = {at, at};
        ASSERT_EQ(utimensat(AT_FDCWD, beside.c_str(), times, 0), 0);
    }
    std::string signed_draft() {
        begin();
        const std::string draft = bring("one", script_job(text, {web.id()}), text, {web.card()});
        alice.does({"sign", draft});
        return draft;
    }
};

TEST_F(RefusedWork, is_shown_with_when_and_why_before_the_passphrase_is_asked_for) {
    const std::string draft = signed_draft();
    EXPECT_THAT(bob.does({"show", draft}), Not(HasSubstr("refused")));
    const fs::path sent = outgoing().at(0);
    refuse(sent, "The key of alice is suspended. Cancel it and draft it again for somebody else.\n");
    const std::string red =
        "  ! the server refused it on Mon 21 Sep 2026 17:13 CEST (2026-09-21T15:13Z): The key of alice is suspended. Cancel it and draft "
        "it "
        "again for somebody else; the courier does not hand it over again while " +
        sent.string() + ".refused is there";
    const Typed mistyped = bob.type({"sign", draft}, "not his passphrase\n");
    EXPECT_THAT(mistyped.out, HasSubstr(red));
    EXPECT_EQ(mistyped.exit, 1);
    EXPECT_THAT(bob.does({"show", draft}), HasSubstr(red));
    EXPECT_THAT(bob.does({"queue", meeting}), HasSubstr("the server refused it on"));
    // Whoever signs it all the same hears that it does not go by itself.
    const std::string said = bob.does({"sign", draft});
    EXPECT_THAT(said, HasSubstr("It lies in " + sent.string() + ", but the server refused it"));
    EXPECT_THAT(said, Not(HasSubstr("for the courier.")));
    fs::remove(sent.string() + ".refused");
    EXPECT_THAT(alice.does({"show", draft}), Not(HasSubstr("refused")));
}

TEST_F(RefusedWork, of_any_message_is_shown_where_it_lies_and_when_it_is_sent_again) {
    begin();
    alice.does({"suspend", "bob", "--out", at("suspend")});
    alice.does({"sign", at("suspend")});
    alice.does({"send", meeting, at("suspend")});
    const fs::path sent = outgoing().at(0);
    refuse(sent, "Too late.");
    EXPECT_THAT(alice.does({"show", sent.string()}), HasSubstr("the server refused it on Mon 21 Sep 2026 17:13 CEST"));
    EXPECT_THAT(alice.does({"send", meeting, at("suspend")}),
                AllOf(HasSubstr("! " + at("suspend") + ": the server refused it"), HasSubstr(": Too late;")));
}

TEST_F(RefusedWork, says_that_the_reason_cannot_be_read_and_obeys_nothing_in_it) {
    const std::string draft = signed_draft();
    const fs::path sent = outgoing().at(0);
    refuse(sent, std::string(5000, 'x'));
    EXPECT_THAT(bob.does({"show", draft}), HasSubstr("why cannot be read"));
    refuse(sent, "\x1b[2Jnothing to see");
    EXPECT_THAT(bob.does({"show", draft}), HasSubstr("\\u{1b}[2Jnothing to see"));
    fs::remove(sent.string() + ".refused");
    write(at("secret"), "what a link would give away");
    fs::create_symlink(at("secret"), sent.string() + ".refused");
    EXPECT_THAT(bob.does({"show", draft}), AllOf(HasSubstr("why cannot be read"), Not(HasSubstr("give away"))));
}

}  // namespace
}  // namespace steward::signer
