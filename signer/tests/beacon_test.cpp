// The beacon: what it says, what it learns, and by which ways it learns it.
#include "signer/beacon.h"
#include "signer/own_key.h"
#include "signer/tests/office_work.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class BeaconStory : public Work {
protected:
    std::vector<trust::Heartbeat> said() const {
        std::vector<trust::Heartbeat> heartbeats;
        for (const auto& path : outgoing()) {
            const auto bytes = *read_file(path);
            if (const auto heartbeat = trust::read_message<trust::Heartbeat>(trust::read_frame(bytes)->payload))
                heartbeats.push_back(*heartbeat);
        }
        return heartbeats;
    }
    void begin_with_two_keys_of_alice() {
        begin();
        alice.does({"key", "new", "second", "--person", "alice"});
        alice.does({"key", "card", "second", "--roles", "job", "--out", at("second.card")});
        alice.does({"add", at("second.card"), "--out", at("add")});
        for (const Person* one : {&alice, &bob}) one->does({"sign", at("add"), "--key", "daily"});
        for (const Person* one : {&alice, &bob}) one->does({"take", at("add")});
        alice.does({"publish", "--to", meeting});
    }
    // Signed by both; nobody has taken or sent it yet.
    Bytes remove_the_second() {
        const auto card = trust::read_message<trust::KeyRecord>(*read_file(at("second.card")));
        alice.does({"remove", to_hex(card->id), "--reason", "left on a train", "--out", at("remove")});
        for (const Person* one : {&alice, &bob}) one->does({"sign", at("remove"), "--key", "daily"});
        return *read_file(at("remove"));
    }
    void server_takes_and_hides() { fs::rename(folder / "outgoing", folder / "sent"); }
    static trust::KeyId key_of(const Person& person) { return trust::read_message<trust::KeyRecord>(*read_file(person.card("daily")))->id; }
    std::vector<std::string> once() const { return {"beacon", meeting, "--key", "beacon", "--once"}; }
};

TEST_F(BeaconStory, beats_and_answers_the_machine_that_asks) {
    begin();
    write(folder / "questions/web", std::string(16, 'q') + "web-1");
    write(folder / "questions/torn", "too short");
    EXPECT_THAT(box.does(once()), HasSubstr("number 0 of the chain, and answered 1 machine."));
    const auto heartbeats = said();
    ASSERT_EQ(heartbeats.size(), 2u);
    const auto answers = std::ranges::count_if(heartbeats, [](const auto& one) { return one.nonce[0] == 'q' && one.nonce[15] == 'q'; });
    EXPECT_EQ(answers, 1);
    for (const auto& one : heartbeats) EXPECT_EQ(one.time, office.clock.now());
}

TEST_F(BeaconStory, follows_the_folders_chain_and_is_silent_where_it_is_another) {
    begin();
    alice.does({"key", "new", "second", "--person", "alice"});
    alice.does({"key", "card", "second", "--roles", "job", "--out", at("second.card")});
    alice.does({"add", at("second.card"), "--out", at("add")});
    for (const Person* one : {&alice, &bob}) one->does({"sign", at("add"), "--key", "daily"});
    alice.does({"take", at("add")});
    alice.does({"publish", "--to", meeting});
    EXPECT_THAT(box.does(once()), HasSubstr("number 1 of the chain"));
    ASSERT_EQ(said().size(), 1u);
    EXPECT_EQ(said()[0].seq, 1u);
    fs::remove_all(folder / "outgoing");
    // The server hides the newest.
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().filename() == "000001.msj") {
            fs::rename(entry.path(), at("hidden"));
            break;
        }
    EXPECT_THAT(box.does(once()), ::testing::AllOf(HasSubstr("lacked 1 message that is known here: the server may hide it"),
                                                   HasSubstr("number 1 of the chain")));
    EXPECT_EQ(outgoing().size(), 2u);  // the update once more, and the heartbeat
    EXPECT_THAT(box.does(once()), Not(HasSubstr("may hide them")));
    // The server gives what nobody signed.
    fs::path chain;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().filename() == "000000.msj") chain = entry.path().parent_path();
    write(chain / "000001.msj", "another");
    EXPECT_THAT(box.fails(once()), HasSubstr("no heartbeat is given"));
    fs::rename(at("hidden"), chain / "000001.msj");
    EXPECT_THAT(box.does(once()), HasSubstr("number 1 of the chain"));
}

// Somebody's key is in wrong hands; the server takes the message that removes it, and gives it to nobody.
TEST_F(BeaconStory, a_removal_reaches_it_by_the_folder_though_the_server_hides_it) {
    begin_with_two_keys_of_alice();
    EXPECT_THAT(box.does(once()), HasSubstr("number 1 of the chain"));
    const Bytes removal = remove_the_second();
    bob.does({"send", meeting, at("remove")});
    server_takes_and_hides();
    EXPECT_THAT(box.does(once()), HasSubstr("number 2 of the chain"));
    ASSERT_EQ(said().size(), 1u);
    EXPECT_EQ(said()[0].head, *id_of(removal));
    // What is there is never written over: Alice, who knows it too, sends the whole chain.
    alice.does({"take", at("remove")});
    alice.does({"send", meeting});
    EXPECT_EQ(Meeting(folder).chain(said()[0].authority)->size(), 3u);
}

TEST_F(BeaconStory, a_removal_reaches_it_by_a_mirror_and_comes_into_the_folder_from_there) {
    begin_with_two_keys_of_alice();
    remove_the_second();
    alice.does({"take", at("remove")});
    alice.does({"publish", "--to", at("mirror")});
    EXPECT_THAT(box.does(once()), HasSubstr("number 1 of the chain"));
    auto words = once();
    words.insert(words.end(), {"--mirror", at("nothing"), "--mirror", at("mirror")});
    const std::string told = box.does(words);
    for (const char* part : {"nothing holds nothing of this chain", "lacked 1 message", "number 2 of the chain"})
        EXPECT_THAT(told, HasSubstr(part));
    EXPECT_EQ(Meeting(folder).chain(said()[0].authority)->size(), 3u);
    // A mirror that somebody spoiled is said, and no reason to be silent.
    for (const auto& entry : fs::recursive_directory_iterator(at("mirror")))
        if (entry.path().filename() == "000001.msj") write(entry.path(), "another");
    EXPECT_THAT(box.does(words),
                ::testing::AllOf(HasSubstr("holds what does not follow the own chain"), HasSubstr("number 2 of the chain")));
}

TEST_F(BeaconStory, one_that_runs_already_sees_what_is_put_into_its_own_copy) {
    begin_with_two_keys_of_alice();
    const Folder own(office.machine_of("box"));
    const auto sealed = OwnKey::find(own, "beacon");
    auto beacon = Beacon::make(*OwnChain::open(own, "", office.clock.now()), Meeting(folder), {},
                               *SecretKey::open(*sealed->sealed(), passphrase), office.clock.now());
    ASSERT_TRUE(beacon->follow(office.clock.now()));
    EXPECT_EQ(beacon->seq(), 1u);
    remove_the_second();
    box.does({"take", at("remove")});
    const Status followed = beacon->follow(office.clock.now());
    ASSERT_TRUE(followed) << followed.error().message;
    EXPECT_EQ(beacon->seq(), 2u);
}

TEST_F(BeaconStory, nothing_that_its_people_would_not_take_comes_into_the_folders_chain) {
    begin();
    alice.does({"remove", "bob", "--out", at("remove")});
    alice.does({"sign", at("remove")});
    Draft forged = *read_draft(*read_file(at("remove")));
    forged.signatures.push_back(forged.signatures[0]);
    forged.signatures[1].key_id = key_of(bob);
    ASSERT_TRUE(write_file(at("remove"), write_draft(forged)));
    EXPECT_THAT(alice.fails({"send", meeting, at("remove")}), HasSubstr("1 of 2 persons"));
    EXPECT_EQ(Meeting(folder).chain(OwnChain::open(Folder(office.machine_of("box")), "", office.clock.now())->authority())->size(), 1u);
    EXPECT_THAT(box.fails({"beacon", at("no-folder"), "--key", "beacon", "--once"}), HasSubstr("There is no folder"));
}

TEST_F(BeaconStory, wants_a_key_that_may_say_so) {
    begin();
    EXPECT_THAT(alice.fails({"beacon", meeting, "--key", "daily", "--once"}), HasSubstr("no beacon's of this authority"));
}

}  // namespace
}  // namespace steward::signer
