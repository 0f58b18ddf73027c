// Machines that move to another client, and what they write for some eyes only.
#include "base/id.h"
#include "signer/tests/machine.h"
#include "signer/tests/person.h"
#include "trust/sealed_output.h"
#include "trust/work.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* old_client = "01980000-0000-7000-8000-000000000001";
constexpr const char* new_client = "01980000-0000-7000-8000-000000000002";
constexpr const char* site = "01980000-0000-7000-8000-000000000003";

class Place : public ::testing::Test {
protected:
    Office office;
    Person alice{office, "alice"}, bob{office, "bob"}, carol{office, "carol"}, safe{office, "safe"};
    Machine web{"web-1", office.rng, office.clock.now()};
    std::string at(const std::string& name) const { return office.file(name).string(); }
    std::string folder() const { return at("meeting"); }
    size_t outgoing() const {
        std::error_code none;
        return static_cast<size_t>(std::distance(fs::directory_iterator(folder() + "/outgoing", none), fs::directory_iterator()));
    }

    void begin(const std::vector<const Person*>& enrolling) {
        std::string cards;
        for (const Person* one : {&alice, &bob, &carol}) {
            const bool enrols = std::ranges::find(enrolling, one) != enrolling.end();
            one->make_key("daily", std::string("roster,job") + (enrols ? ",enrol" : ""));
            cards += (cards.empty() ? "" : ",") + one->card("daily");
        }
        safe.make_key("recovery", "recovery");
        alice.does({"genesis", "--name", "Harbour Services", "--keys", cards, "--recovery", safe.card("recovery"), "--pins",
                    std::string(64, 'a'), "--log-keys", std::string(64, 'b'), "--out", at("genesis")});
        for (const Person* one : {&alice, &bob, &carol, &safe}) one->does({"sign", at("genesis")});
        for (const Person* one : {&alice, &bob, &carol}) one->does({"take", at("genesis")});
        // The machine joined by a grant that Alice signed.
        alice.does({"grant", "--client", old_client, "--site", site, "--server", "steward.example.org:8444", "--out", at("grant")});
        alice.does({"sign", at("grant")});
        const auto frame = *read_file(at("grant"));
        web.grant = trust::read_message<trust::Grant>(trust::read_frame(frame)->payload)->id;
        ASSERT_TRUE(write_file(at("web-1.card"), web.card()));
        for (const Person* one : {&alice, &bob, &carol}) one->does({"card", "list", at("web-1.card")});
    }
    std::string draft(const Person& person, const std::string& client, const std::string& name, const std::string& tags = {}) {
        std::vector<std::string> words{"binding", "web-1", "--client", client, "--site", site, "--out", at(name)};
        if (!tags.empty()) words.insert(words.end(), {"--tags", tags});
        person.does(words);
        return at(name);
    }
};

TEST_F(Place, another_site_is_one_persons_matter_other_tags_and_another_client_two_persons) {
    begin({&alice, &bob});
    const std::string there = draft(alice, old_client, "site");
    EXPECT_THAT(alice.does({"sign", there}), HasSubstr("1 of 1 persons have signed; it is complete"));
    alice.does({"send", folder(), there});
    EXPECT_EQ(outgoing(), 1U);
    const std::string tags = draft(alice, old_client, "tags", "server");
    const std::string tagged = alice.does({"sign", tags});
    EXPECT_THAT(tagged, HasSubstr("its tags change, and with them the standing policies that reach it: it needs two persons"));
    EXPECT_THAT(tagged, HasSubstr("1 of 2 persons have signed"));

    const std::string move = draft(alice, new_client, "move");
    EXPECT_THAT(alice.does({"show", move}), HasSubstr("as its number 2"));
    const std::string shown = alice.does({"sign", move});
    EXPECT_THAT(shown, HasSubstr("leaves the client " + std::string(old_client) + ": it needs two persons"));
    EXPECT_THAT(shown, HasSubstr("1 of 2 persons have signed"));
    EXPECT_THAT(alice.fails({"send", folder(), move}), HasSubstr("not complete"));
    EXPECT_THAT(carol.fails({"sign", move}), HasSubstr("has not the role"));
    EXPECT_THAT(bob.does({"sign", move}), HasSubstr("2 of 2 persons have signed; it is complete"));
    bob.does({"send", folder(), move});
    EXPECT_EQ(outgoing(), 2U);
    // Bob's signer knows now where it is; Alice's when she takes what became of it.
    EXPECT_THAT(bob.does({"show", draft(bob, new_client, "again")}), Not(HasSubstr("two persons")));
    alice.does({"take", move});
    EXPECT_THAT(alice.does({"show", draft(alice, new_client, "third")}), HasSubstr("as its number 3"));
}

TEST_F(Place, where_the_machine_is_now_is_not_known_a_second_person_is_asked_for) {
    begin({&alice, &bob});
    const std::string tags = draft(bob, old_client, "site");  // Bob never saw the grant
    EXPECT_THAT(bob.does({"sign", tags}), HasSubstr("is not known here: it counts as a change of client"));
    EXPECT_THAT(bob.fails({"send", folder(), tags}), HasSubstr("1 of 2 persons"));
    bob.does({"take", at("grant")});
    bob.does({"send", folder(), tags});
    EXPECT_EQ(outgoing(), 1U);
}

TEST_F(Place, who_alone_may_enrol_moves_no_machine_to_another_client_nor_under_other_policies) {
    begin({&alice});
    EXPECT_THAT(alice.fails({"sign", draft(alice, new_client, "move")}), HasSubstr("enrol the machine anew instead"));
    EXPECT_THAT(alice.fails({"sign", draft(alice, old_client, "tags", "server")}), HasSubstr("name it in the policy by its id"));
    EXPECT_THAT(alice.does({"sign", draft(alice, old_client, "site")}), HasSubstr("it is complete"));
}

TEST_F(Place, a_grant_that_nobody_signed_says_nothing_of_the_machine) {
    begin({&alice, &bob});
    Bytes forged = *read_file(at("grant"));
    forged[forged.size() - 1] ^= 1;
    ASSERT_TRUE(write_file(at("forged"), forged));
    EXPECT_THAT(bob.fails({"take", at("forged")}), HasSubstr("0 of 1 persons"));
}

class Sealed : public Place {
protected:
    void begin_and_draft(bool seal) {
        begin({&alice, &bob});
        ASSERT_TRUE(write_file(at("users.sh"), as_bytes("getent shadow\n")));
        std::vector<std::string> words{"job",   "script",   at("users.sh"), "--client", old_client,   "--machines",
                                       "web-1", "--reason", "an audit",     "--out",    at("job.msd")};
        if (seal) words.push_back("--seal");
        alice.does(words);
    }
    trust::Job job() const {
        const auto frame = *read_file(at("job.msj"));
        return *trust::read_message<trust::Job>(trust::read_frame(frame)->payload);
    }
    // As the gate does it on the machine.
    Bytes written(std::string_view output) {
        const Bytes sealed = *trust::seal_output(job().id, web.id(), job().seal_output_to, as_bytes(output));
        EXPECT_TRUE(write_file(at("output"), sealed));
        const trust::WorkResult result{.work = job().id,
                                       .device = web.id(),
                                       .attempt = 1,
                                       .outcome = trust::Outcome::Done,
                                       .output = trust::sha256(sealed),
                                       .output_bytes = sealed.size()};
        EXPECT_TRUE(write_file(at("result"), web.says(trust::MessageType::Result, trust::write_message(result))));
        return sealed;
    }
    std::vector<std::string> opening(const std::string& out, bool with_result = true) const {
        std::vector<std::string> words{"open", at("output"), "--key", "daily", "--out", at(out)};
        if (with_result) words.insert(words.end(), {"--result", at("result")});
        return words;
    }
};

TEST_F(Sealed, what_a_machine_writes_is_read_by_who_may_sign_and_proven_to_be_the_machines) {
    begin_and_draft(true);
    EXPECT_THAT(alice.does({"sign", at("job.msd")}),
                HasSubstr("what it writes is sealed for alice, bob, carol: the server cannot read it"));
    written("root:*:19000\n");
    EXPECT_THAT(bob.does(opening("plain")), HasSubstr("web-1 itself signed that it wrote this"));
    EXPECT_EQ(as_text(*read_file(at("plain"))), "root:*:19000\n");
    EXPECT_THAT(alice.does(opening("unproven", false)), HasSubstr("who wrote it is not proven"));
    EXPECT_THAT(safe.type({"open", at("output"), "--key", "recovery", "--out", at("none")}, std::string(passphrase) + "\n").errors,
                HasSubstr("No such authority"));
}

TEST_F(Sealed, the_server_can_neither_change_it_nor_say_that_another_machine_wrote_it) {
    begin_and_draft(true);
    alice.does({"sign", at("job.msd")});
    Bytes sealed = written("root:*:19000\n");
    // The server seals what it likes for the same readers: nobody signed that.
    ASSERT_TRUE(write_file(at("output"), *trust::seal_output(job().id, web.id(), job().seal_output_to, as_bytes("all is well\n"))));
    EXPECT_THAT(alice.fails(opening("forged")), HasSubstr("its signed result names other bytes"));
    const Machine other("db-1", office.rng, office.clock.now());
    ASSERT_TRUE(write_file(at("output"), *trust::seal_output(job().id, other.id(), job().seal_output_to, as_bytes("all is well\n"))));
    EXPECT_THAT(alice.fails(opening("forged")), HasSubstr("card of its machine is not known here"));
    sealed.back() ^= 1;
    ASSERT_TRUE(write_file(at("output"), sealed));
    EXPECT_THAT(alice.fails(opening("forged", false)), HasSubstr("somebody changed it on its way"));
    EXPECT_FALSE(fs::exists(at("forged")));
}

TEST_F(Sealed, who_signs_a_draft_of_the_servers_form_says_whether_it_is_sealed) {
    begin_and_draft(false);
    EXPECT_THAT(alice.does({"sign", at("job.msd"), "--seal"}), HasSubstr("sealed for alice, bob, carol"));
    EXPECT_EQ(job().seal_output_to.size(), 3U);
    EXPECT_THAT(bob.fails({"sign", at("job.msj"), "--seal"}), HasSubstr("nobody has signed yet"));
}

TEST_F(Sealed, a_reader_whom_the_server_put_in_is_red) {
    begin_and_draft(false);
    auto draft = *read_draft(*read_file(at("job.msd")));
    auto job = *trust::read_message<trust::Job>(draft.payload);
    job.seal_output_to = {trust::Digest{7}};
    draft.payload = trust::write_message(job);
    ASSERT_TRUE(write_file(at("job.msd"), write_draft(draft)));
    EXPECT_THAT(alice.does({"show", at("job.msd")}), HasSubstr("sealed for 1 key of nobody on the list"));
}

}  // namespace
}  // namespace steward::signer
