// The client's consent: a job that its machines want it for is complete when somebody of theirs signed, whoever comes first.
#include "signer/tests/office_work.h"

namespace steward::signer {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view of_job = "#!/bin/sh\ntrue\n";
constexpr const char* missing = "its machines want the client's consent, and a key with the role consent signs it, too";
constexpr const char* not_known = "unless its machines want the client's consent: that is not known here";

class ConsentStory : public Work {
protected:
    Person greta{office, "greta"};
    Machine web{"web-1", office.rng, office.clock.now()};

    void add_client(const std::string& clients = harbour) {
        greta.does({"key", "new", "daily", "--person", "Greta Harbour"});
        greta.does({"key", "card", "daily", "--roles", "consent", "--clients", clients, "--out", greta.card("daily")});
        alice.does({"add", greta.card("daily"), "--out", at("add")});
        for (const Person* one : {&alice, &bob}) one->does({"sign", at("add")});
        greta.does({"take", at("genesis")});
        for (const Person* one : {&alice, &bob, &greta}) one->does({"take", at("add")});
    }
    // The machine joined by it; each of these has it.
    void grant(const std::string& classes, const std::vector<const Person*>& who) {
        std::vector<std::string> line{"grant", "--client", harbour, "--site", quay, "--server", "steward.example.org:8444",
                                      "--out", at("grant")};
        if (!classes.empty()) line.insert(line.end(), {"--consent", classes});
        alice.does(line);
        alice.does({"sign", at("grant")});
        web.grant = trust::read_message<trust::Grant>(read_draft(*read_file(at("grant")))->payload)->id;
        for (const Person* one : who) one->does({"take", at("grant")});
    }
    std::string job(const std::string& name) { return bring(name, script_job(of_job, {web.id()}), of_job, {web.card()}); }
};

TEST_F(ConsentStory, is_missing_until_somebody_of_the_client_signs) {
    begin();
    add_client();
    grant("script", {&bob, &greta});
    EXPECT_THAT(alice.does({"sign", job("one")}), HasSubstr(std::string("1 of 1 persons have signed; ") + missing));
    EXPECT_TRUE(outgoing().empty()) << "no machine would take it";
    const std::string half = (folder / "drafts/one/job.msj").string();
    EXPECT_THAT(alice.fails({"send", meeting, half}), AllOf(HasSubstr("is not complete"), HasSubstr(missing)));
    EXPECT_THAT(alice.does({"queue", meeting}), Not(HasSubstr("complete, for the courier")));
    EXPECT_THAT(greta.does({"sign", half}), HasSubstr("1 of 1 persons have signed; it is complete"));
    EXPECT_EQ(outgoing().size(), 1u);
}

TEST_F(ConsentStory, may_come_first) {
    begin();
    add_client();
    grant("script", {&bob, &greta});
    EXPECT_THAT(greta.does({"sign", job("one")}), HasSubstr("0 of 1 persons have signed"));
    EXPECT_TRUE(outgoing().empty());
    EXPECT_THAT(bob.does({"sign", job("one")}), HasSubstr("1 of 1 persons have signed; it is complete"));
    EXPECT_EQ(outgoing().size(), 1u);
}

TEST_F(ConsentStory, is_not_asked_for_where_no_machine_wants_it_and_doubted_where_its_grant_is_not_known) {
    begin();
    add_client();
    grant("reboot", {&bob});
    EXPECT_THAT(bob.does({"sign", job("one")}), AllOf(HasSubstr("it is complete."), Not(HasSubstr("consent"))));
    const Machine other("db-1", office.rng, office.clock.now());  // whose grant nobody here has seen
    const std::string draft = bring("two", script_job(of_job, {web.id(), other.id()}), of_job, {web.card(), other.card()});
    EXPECT_THAT(bob.does({"sign", draft}), HasSubstr(not_known));
    EXPECT_EQ(outgoing().size(), 2u);
}

TEST_F(ConsentStory, is_of_the_clients_own_people_alone_and_for_policies_too) {
    begin();
    add_client(quay);  // another client's
    grant("script", {&bob});
    EXPECT_THAT(greta.fails({"sign", job("one")}), HasSubstr("not for this client"));
    EXPECT_THAT(bob.does({"sign", job("one")}), HasSubstr(missing));
    write(at("clear.sh"), script);
    write(at("policy.txt"), "class script\nclient " + std::string(quay) + "\ntag server\ntrigger manual\nwindow UTC mon-sun 00:00 1440\n" +
                                "runs-a-day 1\nitem usual\n  script clear.sh\n");
    alice.does({"policy", at("policy.txt"), "--out", at("policy")});
    alice.does({"sign", at("policy")});
    EXPECT_THAT(bob.does({"sign", at("policy")}), HasSubstr(std::string("it is complete, ") + not_known));
    EXPECT_THAT(greta.does({"sign", at("policy")}), HasSubstr("Signed. 2 of 2 persons have signed; it is complete.\n"));
    write(at("policy.txt"), "class script\nclient " + std::string(harbour) + "\ntag server\ntrigger manual\n" +
                                "window UTC mon-sun 00:00 1440\nruns-a-day 1\nitem usual\n  script clear.sh\n");
    alice.does({"policy", at("policy.txt"), "--out", at("other")});
    EXPECT_THAT(greta.fails({"sign", at("other")}), HasSubstr("not for this client"));
}

}  // namespace
}  // namespace steward::signer
