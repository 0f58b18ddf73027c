// docs/guide/keys.md, gone through by people who type what stands there, word for word. A command that nobody here types fails the story:
// so does one that the guide has and the program has not.
#include <sodium.h>

#include <fstream>

#include "signer/tests/machine.h"
#include "signer/tests/running_agent.h"
#include "signer/tests/soft_authenticator.h"
#include "trust/sealed_output.h"
#include "trust/work.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;

constexpr const char* an_id = "01980000-0000-7000-8000-000000000001";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) text.replace(at, what.size(), with);
    return text;
}

// As a shell takes them apart: at spaces that no quotes enclose.
std::vector<std::string> taken_apart(const std::string& line) {
    std::vector<std::string> words{""};
    bool is_quoted = false;
    for (const char one : line) {
        if (one == '"') is_quoted = !is_quoted;
        else if (one == ' ' && !is_quoted) words.emplace_back();
        else words.back() += one;
    }
    std::erase(words, "");
    return words;
}

class Guide {
public:
    Guide() {
        std::ifstream file(std::string(STEWARD_SOURCE_DIR) + "/docs/guide/keys.md");
        const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        for (size_t at = text.find('`'); at != std::string::npos; at = text.find('`', at + 1)) {
            const size_t end = text.find('`', at + 1);
            if (end == std::string::npos) break;
            std::string span = replaced(text.substr(at + 1, end - at - 1), "\n", " ");
            while (span.contains("  ")) span = replaced(span, "  ", " ");
            // `steward-sign sign --seal` is a mention, `steward-sign sign FILE` a command.
            const auto words = taken_apart(span);
            spans_.push_back(span);
            if (words.size() > 2 && words[0] == "steward-sign" && (words.size() > 3 || !words[2].starts_with("--"))) untyped_.insert(span);
            at = end;
        }
        all_ = untyped_;
    }

    /// What follows the program's name in the one that begins so.
    std::string typed(const std::string& beginning) {
        std::string found;
        for (const auto& one : all_)
            if (one.starts_with("steward-sign " + beginning) && (found.empty() || one.size() < found.size())) found = one;
        EXPECT_NE(found, "") << "the guide has no command that begins with " << beginning;
        untyped_.erase(found);
        return found.empty() ? "" : found.substr(std::string("steward-sign ").size());
    }
    const std::set<std::string>& untyped() const { return untyped_; }
    /// Whether the courier goes right after it: without that, no machine hears of it.
    bool is_carried(const std::string& command) const {
        const auto at = std::ranges::find(spans_, "steward-sign " + command);
        return at != spans_.end() && at + 1 != spans_.end() && *(at + 1) == "steward courier sync /srv/meeting";
    }

private:
    std::vector<std::string> spans_;
    std::set<std::string> all_, untyped_;
};

// The people of the guide, in an office of their own.
struct People {
    Office office;
    Person alice{office, "alice"}, bob{office, "bob"}, carol{office, "carol"}, dave{office, "dave"}, erin{office, "erin"},
        box{office, "box"}, greta{office, "greta"};
    Person bank{office, "bank"}, safe{office, "safe"}, notary{office, "notary"};
};

class GuideStory : public ::testing::Test {
protected:
    Guide guide;
    People desk;

    /// The words of the guide as this person types them: paths of this office, names of this person.
    std::vector<std::string> words(People& at, const std::string& beginning, const std::map<std::string, std::string>& in_place = {}) {
        std::string line = guide.typed(beginning);
        for (const auto& [what, with] : in_place) line = replaced(line, what, with);
        for (const char* place : {"desk", "mirror", "meeting"})
            line = replaced(line, std::string("/srv/") + place, at.office.file(place).string());
        auto words = taken_apart(replaced(line, " ID", std::string(" ") + an_id));
        if (!words.empty() && words[0] == "--folder")
            words.erase(words.begin(), words.begin() + 2);  // the stick is the person's own folder
        return words;
    }
    std::string does(const Person& person, const std::string& beginning, const std::map<std::string, std::string>& in_place = {}) {
        return person.does(words(desk, beginning, in_place));
    }
    /// "steward courier sync /srv/meeting": what lies in outgoing is at the server now, and nothing else is.
    void courier(People& at) {
        std::error_code none;
        const fs::path meeting = at.office.file("meeting");
        fs::create_directories(meeting / "sent");
        for (const auto& entry : fs::directory_iterator(meeting / "outgoing", none)) {
            server_has_.insert(entry.path().stem().string());
            fs::rename(entry.path(), meeting / "sent" / entry.path().filename());
        }
    }
    std::set<std::string> server_has_;
    bool reached_the_server(People& at, const std::string& name) const {
        const auto frame = read_file(at.office.file(name));
        const auto id = frame ? id_of(*frame) : std::nullopt;
        return id && server_has_.contains(to_hex(*id));
    }
    /// As the guide brings what was signed to the machines.
    void bring(People& at, const std::string& name, const std::string& publishing = "publish --to /srv/mirror") {
        EXPECT_TRUE(guide.is_carried("send /srv/meeting /srv/desk/" + name)) << name;
        at.alice.does(words(at, "send /srv/meeting /srv/desk/" + name));
        courier(at);
        if (!publishing.empty()) at.alice.does(words(at, publishing));
        EXPECT_TRUE(reached_the_server(at, "desk/" + name)) << name << " never left the desk";
    }
    void everybody(People& at, const std::vector<const Person*>& persons, const std::string& beginning) {
        for (const Person* one : persons) one->does(words(at, beginning));
    }
    void make_card(People& at, const Person& person, const std::string& full_name) {
        const std::map<std::string, std::string> names{{"Alice Harbour", full_name}, {"alice.card", person.name() + ".card"}};
        person.does(words(at, "key new daily", names));
        person.does(words(at, "key card daily", names));
    }

    std::string beginning(People& at) {
        make_card(at, at.alice, "Alice Harbour");
        make_card(at, at.bob, "Bob Quay");
        for (const Person* one : {&at.bank, &at.safe, &at.notary}) {
            const std::map<std::string, std::string> names{{"Safe at the bank", "Safe of " + one->name()},
                                                           {"bank.card", one->name() + ".card"}};
            one->does(words(at, "--folder /media/stick key new", names));
            one->does(words(at, "--folder /media/stick key card", names));
        }
        at.alice.does(words(at, "genesis"));
        std::string last;
        for (const Person* one : {&at.alice, &at.bob, &at.bank, &at.safe, &at.notary})
            last = one->does(words(at, "sign /srv/desk/genesis"));
        everybody(at, {&at.alice, &at.bob}, "take /srv/desk/genesis");
        return last;
    }
    void new_technician() {
        make_card(desk, desk.carol, "Carol Lock");
        everybody(desk, {&desk.carol}, "take /srv/desk/genesis");
        does(desk.alice, "add /srv/desk/carol.card");
        everybody(desk, {&desk.alice, &desk.bob}, "sign /srv/desk/add-carol");
        everybody(desk, {&desk.alice, &desk.bob, &desk.carol}, "take /srv/desk/add-carol");
        bring(desk, "add-carol");
        EXPECT_THAT(desk.carol.does({"chain"}), HasSubstr("of Carol Lock"));
    }
    void leaver() {
        does(desk.alice, "suspend");
        does(desk.alice, "sign /srv/desk/suspend-carol");
        bring(desk, "suspend-carol", "publish /srv/desk/suspend-carol");
        does(desk.alice, "remove");
        everybody(desk, {&desk.alice, &desk.bob}, "sign /srv/desk/remove-carol");
        everybody(desk, {&desk.alice, &desk.bob}, "take /srv/desk/remove-carol");
        bring(desk, "remove-carol");
        EXPECT_THAT(desk.bob.does({"chain"}), ::testing::Not(HasSubstr("Carol Lock")));
    }
    void other_rules() {
        does(desk.alice, "rules");
        EXPECT_THAT(desk.bob.does({"show", desk.office.file("desk/stricter").string()}), HasSubstr("script: 2 persons up to 10 machines"));
        does(desk.alice, "checkpoint");
    }
    // Nearly a year later, in an office of its own: the keys of every day are renewed, then those of the safes.
    void renewal() {
        People at;
        beginning(at);
        at.office.clock.advance(std::chrono::hours(24 * 310));
        EXPECT_THAT(at.alice.does({"chain"}), HasSubstr("Safe of bank ends on"));
        at.alice.does({"key", "card", "daily", "--out", at.office.file("desk/alice-again.card").string()});
        at.alice.does(words(at, "update"));
        for (const Person* one : {&at.alice, &at.bob}) one->does({"sign", at.office.file("desk/alice-stays").string()});
        for (const Person* one : {&at.alice, &at.bob}) one->does({"take", at.office.file("desk/alice-stays").string()});
        for (const Person* one : {&at.bank, &at.safe, &at.notary})
            one->does(words(at, "--folder /media/stick key card recovery --roles recovery --out /srv/desk/bank-again",
                            {{"bank-again.card", one->name() + "-again.card"}}));
        at.alice.does(words(at, "recovery-keys"));
        everybody(at, {&at.alice, &at.bob}, "sign /srv/desk/renew");
        everybody(at, {&at.alice, &at.bob}, "take /srv/desk/renew");
        bring(at, "renew");
        for (const Person* one : {&at.bank, &at.safe, &at.notary}) {
            one->does({"take", at.office.file("desk/genesis").string()});
            EXPECT_THAT(one->does(words(at, "--folder /media/stick fetch")), HasSubstr("Took 2 messages"));
        }
        EXPECT_THAT(at.alice.does({"chain"}), ::testing::Not(HasSubstr("recovery key")));
        // The day after the first ones ended, two of the three still help.
        at.office.clock.advance(std::chrono::hours(24 * 60));
        at.alice.does(
            {"recover", "--keys", at.office.file("desk/alice-again.card").string(), "--out", at.office.file("desk/later").string()});
        for (const Person* one : {&at.bank, &at.safe}) one->does({"sign", at.office.file("desk/later").string()});
        EXPECT_THAT(at.alice.does({"take", at.office.file("desk/later").string()}), HasSubstr("after its delay"));
    }
    void other_kinds_of_keys() {
        everybody(desk, {&desk.erin}, "take /srv/desk/genesis");
        SoftAuthenticator authenticator;
        desk.office.security_keys = &authenticator;
        EXPECT_EQ(desk.erin.type(words(desk, "key new stick"), "\n").errors, "");
        desk.office.security_keys = nullptr;
        const RunningAgent agent(desk.office);
        agent.add("steward");
        does(desk.erin, "key new agent");
        EXPECT_THAT(desk.erin.does({"key", "list"}), ::testing::AllOf(HasSubstr("in a security key"), HasSubstr("in the key agent")));
    }
    void beacon_comes(People& at) {
        at.box.does(words(at, "key new beacon"));
        at.box.does(words(at, "key card beacon"));
        const std::string add = at.office.file("add-beacon").string();
        at.alice.does({"add", at.office.file("desk/beacon.card").string(), "--out", add});
        for (const Person* one : {&at.alice, &at.bob}) one->does({"sign", add});
        for (const Person* one : {&at.alice, &at.bob}) one->does({"take", add});
    }
    void meeting_and_beacon() {
        beacon_comes(desk);
        EXPECT_THAT(does(desk.alice, "send /srv/meeting"), HasSubstr("2 messages"));  // genesis, and what adds the beacon
        EXPECT_THAT(does(desk.alice, "send /srv/meeting --all"), HasSubstr("4 messages"));
        EXPECT_THAT(does(desk.carol, "fetch --from /srv/meeting"), HasSubstr("Took 2 messages"));
        everybody(desk, {&desk.box}, "take /srv/desk/genesis");
        EXPECT_THAT(does(desk.box, "fetch --from /srv/meeting"), HasSubstr("Took 3 messages"));
        auto once = words(desk, "beacon");
        once.push_back("--once");
        EXPECT_THAT(desk.box.does(once), HasSubstr("Said number 3 of the chain"));
    }
    void machines() {
        Machine web("web-1", desk.office.rng, desk.office.clock.now());
        web.grant[0] = 7;
        ASSERT_TRUE(write_file(desk.office.file("web-1.card"), web.card()));
        desk.alice.does({"card", "list", desk.office.file("web-1.card").string()});
        does(desk.alice, "binding web-1");
        EXPECT_THAT(desk.alice.does({"show", desk.office.file("desk/move").string()}), HasSubstr("moves the machine web-1"));
        const auto card = trust::read_message<trust::KeyRecord>(*read_file(desk.office.file("desk/alice.card")));
        trust::Digest reader{};
        std::ranges::copy(card->vault_key, reader.begin());
        const Bytes sealed = *trust::seal_output(trust::ShortId{1}, web.id(), {&reader, 1}, as_bytes("what it wrote"));
        const trust::WorkResult result{.work = trust::ShortId{1},
                                       .device = web.id(),
                                       .attempt = 1,
                                       .outcome = trust::Outcome::Done,
                                       .output = trust::sha256(sealed),
                                       .output_bytes = sealed.size()};
        ASSERT_TRUE(write_file(desk.office.file("desk/output"), sealed));
        ASSERT_TRUE(write_file(desk.office.file("desk/result"), web.says(trust::MessageType::Result, trust::write_message(result))));
        EXPECT_THAT(does(desk.alice, "open"), HasSubstr("web-1 itself signed"));
        EXPECT_THAT(does(desk.alice, "card forget"), HasSubstr("is forgotten"));
    }
    // Greta of the client: a job that its machines want her consent for waits for it, and she stops everything there by herself.
    void consent() {
        People at;
        beginning(at);
        at.greta.does(words(at, "key new harbour"));
        at.greta.does(words(at, "key card harbour"));
        at.alice.does(words(at, "add /srv/desk/greta.card"));
        for (const Person* one : {&at.alice, &at.bob}) one->does({"sign", at.office.file("desk/add-greta").string()});
        at.greta.does({"take", at.office.file("desk/genesis").string()});
        for (const Person* one : {&at.alice, &at.bob, &at.greta}) one->does({"take", at.office.file("desk/add-greta").string()});
        const std::string grant = at.office.file("desk/grant").string();
        at.alice.does({"grant", "--client", an_id, "--site", an_id, "--server", "steward.example.org:8444", "--consent", "reboot", "--pins",
                       std::string(64, 'a'), "--log-keys", std::string(64, 'b'), "--out", grant});
        at.alice.does({"sign", grant});
        everybody(at, {&at.bob, &at.greta}, "take /srv/desk/grant");
        Machine web("web-1", at.office.rng, at.office.clock.now());
        web.grant = trust::read_message<trust::Grant>(read_draft(*read_file(grant))->payload)->id;
        ASSERT_TRUE(write_file(at.office.file("web-1.card"), web.card()));
        at.bob.does({"card", "list", at.office.file("web-1.card").string()});
        at.bob.does({"job", "reboot", "--client", an_id, "--machines", "web-1", "--reason", "a new kernel", "--out",
                     at.office.file("meeting/drafts/JOB/job.msd").string()});
        EXPECT_THAT(at.bob.does(words(at, "sign /srv/meeting/drafts/JOB/job.msd")), HasSubstr("its machines want the client's consent"));
        EXPECT_THAT(at.greta.does(words(at, "sign /srv/meeting/drafts/JOB/job.msd")), HasSubstr("it is complete"));
        courier(at);
        EXPECT_TRUE(reached_the_server(at, "meeting/drafts/JOB/job.msj"));
        at.greta.does(words(at, "stop"));
        at.greta.does(words(at, "sign /srv/desk/stop"));
        EXPECT_TRUE(guide.is_carried("send /srv/meeting /srv/desk/stop"));
        at.greta.does(words(at, "send /srv/meeting /srv/desk/stop"));
        courier(at);
        EXPECT_TRUE(reached_the_server(at, "desk/stop"));
        at.greta.does(words(at, "lift"));
        EXPECT_THAT(at.greta.does({"sign", at.office.file("desk/lift").string()}), HasSubstr("it takes back a stop"));
    }
    // Alice signed a draft with a mistake; Bob will not.
    void taken_back() {
        People at;
        beginning(at);
        make_card(at, at.carol, "Carol Lock");
        at.alice.does(words(at, "add /srv/desk/carol.card"));
        everybody(at, {&at.alice}, "sign /srv/desk/add-carol");
        at.office.clock.advance(std::chrono::minutes(1));
        at.alice.does({"add", at.office.file("desk/carol.card").string(), "--out", at.office.file("desk/again").string()});
        EXPECT_THAT(at.alice.fails({"sign", at.office.file("desk/again").string()}), HasSubstr("two would split the chain"));
        at.bob.does(words(at, "decline"));
        everybody(at, {&at.bob}, "sign /srv/desk/never");
        everybody(at, {&at.alice}, "take /srv/desk/never");
        for (const Person* one : {&at.alice, &at.bob}) one->does({"sign", at.office.file("desk/again").string()});
        EXPECT_THAT(at.bob.does({"take", at.office.file("desk/again").string()}), HasSubstr("in force"));
    }
    // Two of them signed twice, with copies of their folders that knew nothing of the first.
    void split() {
        People at;
        beginning(at);
        make_card(at, at.carol, "Carol Lock");
        const auto copied = [&](const Person& person) {
            Person copy(at.office, person.name() + "-copy");
            fs::copy(at.office.machine_of(person.name()), at.office.machine_of(copy.name()), fs::copy_options::recursive);
            return copy;
        };
        const Person alice_copy = copied(at.alice), bob_copy = copied(at.bob);
        at.alice.does(words(at, "add /srv/desk/carol.card"));
        everybody(at, {&at.alice, &at.bob}, "sign /srv/desk/add-carol");
        const std::string other = at.office.file("desk/other").string();
        alice_copy.does({"remove", "Bob Quay", "--out", other});
        for (const Person* one : {&alice_copy, &bob_copy}) one->does({"sign", other});
        everybody(at, {&at.alice, &at.bob}, "take /srv/desk/add-carol");
        for (const Person* one : {&at.alice, &at.bob}) EXPECT_THAT(one->fails({"take", other}), HasSubstr("the chain is split now"));
        at.alice.does(words(at, "resolve"));
        const std::string resolve = at.office.file("desk/resolve").string();
        for (const Person* one : {&at.alice, &at.bob}) one->does({"sign", resolve});
        for (const Person* one : {&at.alice, &at.bob}) one->does({"take", resolve});
        bring(at, "resolve", "");
        EXPECT_THAT(at.bob.does({"chain"}), ::testing::AllOf(HasSubstr("Carol Lock"), HasSubstr("of Bob Quay"), HasSubstr("number 1,")));
    }
    void recovery(bool is_objected_to) {
        People at;
        beginning(at);
        make_card(at, at.dave, "Dave Pier");
        beacon_comes(at);
        at.alice.does(words(at, "recover"));
        EXPECT_THAT(at.alice.does({"show", at.office.file("desk/recovery").string()}), ::testing::Not(HasSubstr("no beacon is left")));
        at.alice.does(words(at, "publish --to"));
        for (const Person* one : {&at.bank, &at.safe}) {
            one->does(words(at, "--folder /media/stick take"));
            one->does(words(at, "--folder /media/stick fetch"));
            one->does(words(at, "--folder /media/stick sign"));
        }
        everybody(at, {&at.alice, &at.bob}, "take /srv/desk/recovery");
        bring(at, "recovery");
        if (is_objected_to) {
            at.alice.does(words(at, "veto"));
            everybody(at, {&at.alice, &at.bob}, "sign /srv/desk/veto");
            everybody(at, {&at.alice, &at.bob}, "take /srv/desk/veto");
            bring(at, "veto", "");
        }
        at.office.clock.advance(std::chrono::hours(24 * 7 + 1));
        EXPECT_THAT(at.alice.does({"chain"}),
                    ::testing::AllOf(HasSubstr(is_objected_to ? "of Bob Quay" : "of Dave Pier"), HasSubstr("fresh")));
    }
};

TEST_F(GuideStory, every_command_of_the_guide_does_what_the_guide_says) {
    EXPECT_THAT(beginning(desk), HasSubstr("5 of 5 keys have signed; it is complete"));
    EXPECT_EQ(desk.alice.does({"chain"}), desk.bob.does({"chain"}));
    new_technician();
    leaver();
    other_kinds_of_keys();
    meeting_and_beacon();
    machines();
    other_rules();
    renewal();
    consent();
    taken_back();
    split();
    recovery(false);
    recovery(true);
    EXPECT_THAT(guide.untyped(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace steward::signer
