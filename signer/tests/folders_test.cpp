// A folder that somebody mistyped: nothing is put there, since nobody would fetch it, and nothing is believed to be missing there.
#include "signer/tests/office_work.h"

namespace steward::signer {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;

class MistypedFolder : public Work {
protected:
    const std::string mistyped = at("meting");
};

TEST_F(MistypedFolder, is_not_made_by_send_publish_queue_fetch_or_the_beacon) {
    begin();
    const std::vector<std::vector<std::string>> lines{{"send", mistyped},
                                                      {"send", mistyped + "/", at("genesis")},
                                                      {"publish", "--to", mistyped},
                                                      {"publish", at("genesis"), "--to", mistyped},
                                                      {"queue", mistyped},
                                                      {"fetch", "--from", mistyped}};
    for (const auto& line : lines) {
        const std::string said = alice.fails(line);
        EXPECT_THAT(said, HasSubstr("There is no folder " + mistyped + ": " + at("").substr(0, at("").size() - 1) +
                                    " has nothing of that name. Look for a typing mistake"));
        EXPECT_EQ(said.contains("--make"), line[0] == "send" || line[0] == "publish") << said;
    }
    EXPECT_THAT(box.fails({"beacon", mistyped, "--key", "beacon", "--once"}), HasSubstr("There is no folder"));
    EXPECT_FALSE(fs::exists(mistyped));
}

TEST_F(MistypedFolder, is_made_when_that_is_asked_for_below_a_parent_that_is_there) {
    begin();
    EXPECT_THAT(alice.does({"send", mistyped, "--make"}), AllOf(HasSubstr("Made the folder " + mistyped), HasSubstr("1 message lies in")));
    EXPECT_THAT(alice.does({"publish", "--to", at("web"), "--make"}), HasSubstr("Published 1 message"));
    const std::string said = alice.fails({"publish", "--to", at("sare/web"), "--make"});
    EXPECT_THAT(said, AllOf(HasSubstr(at("sare") + ", in which it would lie, is not there either"), HasSubstr("share not mounted")));
    EXPECT_FALSE(fs::exists(at("sare")));
    EXPECT_THAT(alice.fails({"send", at("genesis"), "--make"}), HasSubstr("what has this name is none"));
}

TEST_F(MistypedFolder, is_not_made_for_a_card_or_a_draft_but_a_drafts_own_place_is) {
    begin();
    for (const std::vector<std::string>& line : {std::vector<std::string>{"key", "card", "daily", "--out", mistyped + "/alice.card"},
                                                 {"remove", "bob", "--out", mistyped + "/remove-bob"}})
        EXPECT_THAT(alice.fails(line), HasSubstr("There is no folder " + mistyped));
    const std::string script = at("tidy.sh");
    write(script, "uptime\n");
    const auto job = [&](const std::string& place) {
        return std::vector<std::string>{"job",   "script",   script,   "--client", harbour, "--machines",
                                        "web-1", "--reason", "a look", "--out",    place};
    };
    EXPECT_THAT(alice.fails(job(mistyped + "/drafts/one/job.msd")),
                HasSubstr("No machine named web-1 is known here; its card comes with drafts, or by `steward-sign card list FILE`"));
    Machine web("web-1", office.rng, office.clock.now());
    write(at("web-1.msj"), as_text(web.card()));
    alice.does({"card", "list", at("web-1.msj")});
    EXPECT_THAT(alice.fails(job(mistyped + "/drafts/one/job.msd")), HasSubstr("There is no folder " + mistyped));
    alice.does(job(meeting + "/drafts/one/job.msd"));
    EXPECT_FALSE(fs::exists(mistyped));
}

}  // namespace
}  // namespace steward::signer
