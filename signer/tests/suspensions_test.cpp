// Suspended keys, as they are seen without any server: by who signed it, who fetched it, who shares the folder.
#include "signer/own_key.h"
#include "signer/tests/office_work.h"

namespace steward::signer {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SuspendedHolder : public Work {
protected:
    Machine web{"web-1", office.rng, office.clock.now()};
    const std::string text = "#!/bin/sh\nuptime\n";
    const std::string words = " of bob is suspended until Mon 28 Sep 2026 16:13 CEST (2026-09-28T14:13Z), in 7 days, by alice: left today";

    std::string job(const std::string& name) { return bring(name, script_job(text, {web.id()}), text, {web.card()}); }
    void suspend_bob(const std::string& reason = "left today") {
        alice.does({"suspend", "bob", "--reason", reason, "--out", at("suspend")});
        alice.does({"sign", at("suspend")});
    }
    /// As the server's copy comes into a folder by the courier.
    void courier_brings(const Bytes& frame) {
        write(folder / authority() / "beside" / (to_hex(trust::sha256(frame)) + ".msj"), as_text(frame));
    }
    static trust::KeyId id_of_key(const Person& person) {
        return trust::read_message<trust::KeyRecord>(*read_file(person.card("daily")))->id;
    }
    std::string authority() const {
        const auto genesis = *read_file(at("genesis"));
        return to_hex(*id_of(genesis));
    }
};

TEST_F(SuspendedHolder, is_shown_to_who_signed_it_and_to_who_fetched_it) {
    begin();
    suspend_bob();
    // The number, too: people compare it aloud before they remove a key.
    EXPECT_THAT(alice.does({"chain"}), HasSubstr("! the key " + to_hex(ByteView(id_of_key(bob)).first(4)) + words));
    EXPECT_THAT(box.does({"chain"}), Not(HasSubstr("suspended")));
    alice.does({"publish", at("suspend"), "--to", at("mirror")});
    alice.does({"publish", "--to", at("mirror")});
    EXPECT_THAT(box.does({"fetch", "--from", at("mirror")}), HasSubstr("Took 1 suspension"));
    EXPECT_THAT(box.does({"fetch", "--from", at("mirror")}), Not(HasSubstr("suspensions")));
    EXPECT_THAT(box.does({"chain"}), HasSubstr(words));
    EXPECT_THAT(box.does({"show", at("genesis")}), Not(HasSubstr("suspended")));  // of a beginning nothing is known yet
    // After its end nothing is said of it.
    office.clock.advance(std::chrono::hours(24 * 7) + Duration(1));
    EXPECT_THAT(box.does({"chain"}), Not(HasSubstr("suspended")));
}

TEST_F(SuspendedHolder, sees_in_red_that_no_machine_takes_what_he_signs_though_he_fetched_nothing) {
    begin();
    suspend_bob();
    alice.does({"send", meeting, at("suspend")});
    const std::string draft = job("one");
    const Typed asked = bob.type({"sign", draft}, "not his passphrase\n");  // before the passphrase
    EXPECT_THAT(asked.out,
                AllOf(HasSubstr("  ! your own key signs this: the key "), HasSubstr(words + "; no machine takes work that it signs")));
    bob.does({"sign", draft});
    // Who signs it besides, and who looks at what waits, is told whose signature does not count.
    EXPECT_THAT(alice.does({"sign", draft}), HasSubstr("  ! it is signed by a suspended key: the key "));
    EXPECT_THAT(alice.does({"queue", meeting}), HasSubstr("it is signed by a suspended key"));
    EXPECT_THAT(alice.does({"show", job("two")}), AllOf(HasSubstr(words), Not(HasSubstr("signed by a suspended key"))));
}

TEST_F(SuspendedHolder, keeps_a_voice_in_the_chain_and_is_told_so) {
    begin();
    suspend_bob();
    alice.does({"publish", at("suspend"), "--to", meeting});
    bob.does({"fetch", "--from", meeting});
    alice.does({"mirrors", "https://mirror.example.org", "--out", at("mirrors")});
    EXPECT_THAT(bob.does({"sign", at("mirrors")}), HasSubstr("in a change of the chain its voice counts all the same"));
}

// Only work stops: who lets machines in, or stops work, does so until the key is removed, and the signer does not promise more than the
// gate.
TEST_F(SuspendedHolder, is_told_what_of_his_counts_until_the_key_is_removed) {
    begin();
    suspend_bob();
    alice.does({"publish", at("suspend"), "--to", meeting});
    bob.does({"fetch", "--from", meeting});
    bob.does({"grant", "--client", harbour, "--site", quay, "--server", "steward.example.org:8444", "--out", at("grant")});
    EXPECT_THAT(bob.does({"sign", at("grant")}), HasSubstr("; this counts all the same until the key is removed"));
    bob.does({"stop", "--all", "--out", at("stop")});
    EXPECT_THAT(bob.does({"sign", at("stop")}), HasSubstr("; this counts all the same until the key is removed"));
}

TEST_F(SuspendedHolder, is_one_only_by_a_message_that_people_of_the_chain_signed) {
    begin();
    suspend_bob();
    const Bytes sound = *read_file(at("suspend"));
    Bytes forged = sound;
    forged.back() ^= 1;
    courier_brings(forged);
    write(folder / authority() / "beside" / "torn.msj", "no message");
    fs::create_symlink(at("suspend"), folder / authority() / "beside" / "link.msj");
    EXPECT_THAT(bob.does({"sign", job("one")}), Not(HasSubstr("suspended")));
    EXPECT_THAT(bob.does({"fetch", "--from", meeting}), Not(HasSubstr("suspensions")));
    // The same as the courier brings it from the server counts.
    courier_brings(sound);
    EXPECT_THAT(alice.does({"sign", job("two")}), Not(HasSubstr("! your own key")));
    EXPECT_THAT(bob.does({"sign", job("three")}), HasSubstr("! your own key signs this"));
    EXPECT_THAT(box.fails({"take", at("suspend")}), HasSubstr("are sent, not taken"));
}

TEST_F(SuspendedHolder, is_none_by_the_word_of_a_key_that_may_not_say_so_nor_by_one_that_is_dated_ahead) {
    begin();
    const auto by = [&](const Person& person, const std::string& name, Instant issued) {
        const trust::Suspend suspend{.authority = *id_of(*read_file(at("genesis"))),
                                     .target = id_of_key(alice),
                                     .issued = issued,
                                     .until = issued + std::chrono::hours(24 * 7),
                                     .reason = "sent by a program that asks nobody"};
        Draft draft{.type = trust::MessageType::Suspend, .payload = trust::write_message(suspend), .signatures = {}};
        const auto own = OwnKey::find(Folder(office.machine_of(person.name())), name);
        const auto key = SecretKey::open(*own->sealed(), passphrase);
        draft.signatures.push_back({.key_id = own->id(),
                                    .algorithm = static_cast<uint8_t>(trust::Algorithm::Ed25519),
                                    .bytes = key->sign(trust::signed_bytes(draft.type, draft.payload)),
                                    .carried = {}});
        return write_draft(draft);
    };
    const Instant now = office.clock.now();
    courier_brings(by(box, "beacon", now));
    courier_brings(by(bob, "daily", now + std::chrono::hours(25)));
    EXPECT_THAT(alice.does({"fetch", "--from", meeting}), Not(HasSubstr("suspensions")));
    EXPECT_THAT(alice.does({"sign", job("one")}), Not(HasSubstr("suspended")));
    courier_brings(by(bob, "daily", now));
    EXPECT_THAT(alice.does({"sign", job("two")}), HasSubstr("! your own key signs this"));
    EXPECT_THAT(alice.does({"fetch", "--from", meeting}), HasSubstr("Took 1 suspension"));
}

TEST_F(SuspendedHolder, has_the_last_end_of_several) {
    begin();
    suspend_bob();
    office.clock.advance(std::chrono::hours(48));
    fs::rename(at("suspend"), at("first"));
    suspend_bob("still away");
    EXPECT_THAT(alice.does({"chain"}), AllOf(HasSubstr("until Wed 30 Sep 2026 16:13 CEST"), HasSubstr("in 7 days, by alice: still away"),
                                             Not(HasSubstr("left today"))));
}

}  // namespace
}  // namespace steward::signer
