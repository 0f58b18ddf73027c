// A key in OpenSSH's own agent: the real ssh-agent, with a key that the real ssh-keygen made.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <thread>

#include "signer/tests/running_agent.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;

class AgentStory : public ::testing::Test {
protected:
    Office office;
    Person alice{office, "alice"}, bob{office, "bob"}, safe{office, "safe"};
    RunningAgent agent{office};
    std::string at(const std::string& name) const { return office.file(name).string(); }

    void begin() {
        agent.add("daily");
        EXPECT_THAT(alice.does({"key", "new", "daily", "--person", "alice", "--agent"}), HasSubstr("lies in the key agent (daily)"));
        alice.does({"key", "card", "daily", "--roles", "roster,job,stop,enrol", "--out", alice.card("daily")});
        bob.make_key("daily", "roster,job");
        safe.make_key("recovery", "recovery");
        alice.does({"genesis", "--name", "Harbour Services", "--keys", alice.card("daily") + "," + bob.card("daily"), "--recovery",
                    safe.card("recovery"), "--out", at("genesis")});
    }
};

TEST_F(AgentStory, its_signature_is_one_that_everybody_takes) {
    begin();
    EXPECT_THAT(alice.does({"key", "list"}), HasSubstr("alice  in the key agent"));
    EXPECT_THAT(alice.type({"sign", at("genesis")}, "yes\n").out, HasSubstr("1 of 3 keys have signed"));
    for (const Person* one : {&bob, &safe}) one->does({"sign", at("genesis")});
    for (const Person* one : {&alice, &bob, &safe}) one->does({"take", at("genesis")});
    EXPECT_THAT(bob.does({"chain"}), HasSubstr("of alice, in a file: roster, job, stop, enrol"));
}

TEST_F(AgentStory, without_a_yes_or_without_the_agent_nothing_is_signed) {
    begin();
    EXPECT_THAT(alice.type({"sign", at("genesis")}, "no\n").errors, HasSubstr("did not say yes"));
    agent.forget_all();
    EXPECT_THAT(alice.type({"sign", at("genesis")}, "yes\n").errors, HasSubstr("did not sign"));
    office.key_agent = at("nowhere");
    EXPECT_THAT(alice.type({"sign", at("genesis")}, "yes\n").errors, HasSubstr("No key agent is here"));
    EXPECT_THAT(bob.does({"show", at("genesis")}), HasSubstr("0 of 3 keys"));
}

TEST_F(AgentStory, of_several_keys_one_is_named_and_other_kinds_are_none) {
    agent.add("old", "ecdsa");
    EXPECT_THAT(alice.fails({"key", "new", "daily", "--person", "alice", "--agent"}), HasSubstr("holds no such Ed25519 key"));
    agent.add("one");
    agent.add("two");
    EXPECT_THAT(alice.fails({"key", "new", "daily", "--person", "alice", "--agent"}), HasSubstr("several Ed25519 keys"));
    EXPECT_THAT(alice.does({"key", "new", "daily", "--person", "alice", "--agent", "--comment", "two"}), HasSubstr("(two)"));
    EXPECT_THAT(alice.fails({"key", "new", "daily", "--person", "alice"}), HasSubstr("a key named daily already"));
    EXPECT_THAT(alice.fails({"key", "passphrase", "daily"}), HasSubstr("ssh-keygen -p"));
}

// What answers in the place of the agent is not believed: each answer is one that an agent in wrong hands could give.
TEST_F(AgentStory, an_agent_that_lies_is_refused) {
    begin();
    const std::vector<std::string> answers{
        {},
        std::string("\0\0\0\0", 4),
        std::string("\xff\xff\xff\xff", 4),
        std::string("\0\0\0\1\5", 5),
        std::string("\0\0\0\1\16", 5),
        std::string("\0\0\0\5\16\0\0\0\x53", 9),
        // A signature of the right form that is none.
        std::string("\0\0\0\x58\16\0\0\0\x53\0\0\0\x0bssh-ed25519\0\0\0\x40", 28) + std::string(64, 'x')};
    for (const auto& answer : answers) {
        const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un place{};
        place.sun_family = AF_UNIX;
        office.key_agent = at("liar.sock");
        fs::remove(office.key_agent);
        office.key_agent.copy(place.sun_path, sizeof place.sun_path - 1);
        ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&place), sizeof place), 0);
        ::listen(listener, 1);
        std::thread liar([&] {
            const int one = ::accept(listener, nullptr, nullptr);
            char asked[4096];
            (void)!::read(one, asked, sizeof asked);
            (void)!::write(one, answer.data(), answer.size());
            ::close(one);
        });
        EXPECT_THAT(alice.type({"sign", at("genesis")}, "yes\n").errors, HasSubstr("key agent"));
        liar.join();
        ::close(listener);
    }
    EXPECT_THAT(bob.does({"show", at("genesis")}), HasSubstr("0 of 3 keys"));
}

}  // namespace
}  // namespace steward::signer
