// Jobs, policies, grants and the beacon as people go through them: docs/guide/jobs.md.
#include "base/enrolment_line.h"
#include "signer/tests/office_work.h"
#include "trust/checkpoint.h"

namespace steward::signer {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view clear_files = "#!/bin/sh\nfind /var/tmp -mtime +$2 -delete\n";

TEST_F(Work, a_script_from_the_servers_form_is_shown_whole_and_signed) {
    begin();
    const Machine web("web-1", office.rng, office.clock.now());
    const std::string draft = bring("one", script_job(clear_files, {web.id()}), clear_files, {web.card()});
    EXPECT_THAT(alice.does({"queue", meeting}), HasSubstr("script on 1 machine until Tue 22 Sep 2026 00:13 CEST"));
    const std::string shown = alice.does({"sign", draft});
    for (const char* part :
         {"of alice", "why: the disk is full; ticket T-1042", "web-1 (debian 12, ", "a script for /bin/sh:", "argument 1: --days",
          "argument 2: 30", "| find /var/tmp -mtime +$2 -delete", "as root, without a network, at most 60 s",
          "from Mon 21 Sep 2026 16:13 CEST (2026-09-21T14:13Z)", "you never signed for this client before",
          "you never signed this script before", "the first job of this class with this key", "1 machine is seen here for the first time",
          "1 of 1 persons have signed; it is complete"})
        EXPECT_THAT(shown, HasSubstr(part));
    ASSERT_EQ(outgoing().size(), 1u);
    const auto frame = *read_file(outgoing()[0]);
    const auto job = trust::read_message<trust::Job>(trust::read_frame(frame)->payload);
    EXPECT_EQ(job->holder, "alice");
    EXPECT_EQ(to_hex(job->authority), to_hex(job->roster_head));  // the chain has its genesis alone
    EXPECT_THAT(alice.does({"queue", meeting}), HasSubstr("signed by alice; complete, for the courier"));
    // What was new is known now.
    const std::string again = bring("two", script_job(clear_files, {web.id()}), clear_files, {web.card()});
    EXPECT_THAT(alice.does({"sign", again}), Not(HasSubstr("  ! ")));
    EXPECT_THAT(bob.does({"show", draft}), HasSubstr("you never signed for this client before"));
}

TEST_F(Work, twenty_six_machines_want_a_second_person_who_signs_the_same_bytes) {
    begin();
    const std::string draft = bring("many", script_job(clear_files, some_devices(26)), clear_files, {});
    const std::string first = alice.does({"sign", draft});
    EXPECT_THAT(first, HasSubstr("more than 25 machines: it needs two persons"));
    EXPECT_THAT(first, HasSubstr("26 machines have shown no card"));
    EXPECT_THAT(first, HasSubstr("1 of 2 persons have signed"));
    EXPECT_TRUE(outgoing().empty());
    const std::string signed_once = (folder / "drafts/many/job.msj").string();
    EXPECT_THAT(alice.fails({"send", meeting, signed_once}), HasSubstr("not complete"));
    EXPECT_THAT(alice.fails({"sign", draft}), HasSubstr("has signed it already"));
    EXPECT_THAT(bob.does({"sign", draft}), HasSubstr("2 of 2 persons have signed; it is complete"));
    ASSERT_EQ(outgoing().size(), 1u);
    const auto frame = *read_file(outgoing()[0]);
    EXPECT_EQ(trust::read_message<trust::Job>(trust::read_frame(frame)->payload)->holder, "alice");
}

TEST_F(Work, nobody_reaches_more_than_the_rules_let_him) {
    begin();
    EXPECT_THAT(alice.fails({"sign", bring("fleet", script_job(clear_files, some_devices(501)), clear_files, {})}),
                HasSubstr("1 to 500 machines"));
    EXPECT_THAT(alice.fails({"sign", bring("none", script_job(clear_files, {}), clear_files, {})}), HasSubstr("1 to 500 machines"));
    EXPECT_TRUE(outgoing().empty());
}

TEST_F(Work, who_is_alone_reaches_twenty_five) {
    begin(true);
    EXPECT_THAT(alice.fails({"sign", bring("26", script_job(clear_files, some_devices(26)), clear_files, {})}),
                HasSubstr("needs 2 persons"));
    EXPECT_THAT(alice.does({"sign", bring("25", script_job(clear_files, some_devices(25)), clear_files, {})}), HasSubstr("it is complete"));
}

TEST_F(Work, a_script_that_is_not_the_one_of_its_digest_is_never_signed) {
    begin();
    const std::string draft = bring("bent", script_job(clear_files, some_devices(1)), clear_files, {});
    const fs::path file = folder / "drafts/bent/files" / to_hex(trust::sha256(as_bytes(clear_files)));
    write(file, "#!/bin/sh\nrm -rf /\n");
    EXPECT_THAT(alice.does({"show", draft}), HasSubstr("holds other bytes than its name says"));
    EXPECT_THAT(alice.fails({"sign", draft}), HasSubstr("nobody can say what it says"));
    fs::remove(file);
    EXPECT_THAT(alice.fails({"sign", draft}), HasSubstr("nobody can say what it says"));
    EXPECT_FALSE(fs::exists(folder / "drafts/bent/job.msj"));
}

TEST_F(Work, a_machine_that_takes_anothers_name_is_red) {
    begin();
    const Machine web("web-1", office.rng, office.clock.now()), other("web-1", office.rng, office.clock.now());
    alice.does({"sign", bring("one", script_job(clear_files, {web.id()}), clear_files, {web.card()})});
    const std::string draft = bring("two", script_job(clear_files, {other.id()}), clear_files, {other.card()});
    EXPECT_THAT(alice.does({"show", draft}), HasSubstr("the card of web-1 is another than before"));
    const std::string renamed = bring("three", script_job(clear_files, {web.id()}), clear_files,
                                      {web.card_named("db-1", office.clock.now() + std::chrono::hours(1))});
    EXPECT_THAT(alice.does({"show", renamed}), HasSubstr("db-1 had the name web-1 before"));
    // A card that somebody else wrote has no name at all.
    Bytes forged = web.card();
    forged[forged.size() - 10] ^= 1;
    const Machine third("third", office.rng, office.clock.now());
    EXPECT_THAT(bob.does({"show", bring("four", script_job(clear_files, {web.id()}), clear_files, {forged})}),
                HasSubstr("of no known name"));
}

TEST_F(Work, nothing_in_a_draft_moves_the_terminal_or_hides_from_the_eye) {
    begin();
    trust::Job job = script_job("echo \x1b[2Jok\n", some_devices(1));
    job.reason = "update \xe2\x80\xae gnp";
    const std::string shown = alice.does({"show", bring("hidden", job, "echo \x1b[2Jok\n", {})});
    EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
    EXPECT_THAT(shown, HasSubstr("echo \\u{1b}[2Jok"));
    EXPECT_THAT(shown, HasSubstr("update \\u{202e} gnp"));
    EXPECT_THAT(shown, HasSubstr("characters that are not seen"));
}

TEST_F(Work, what_is_unusual_stands_in_red) {
    begin();
    trust::Job job = script_job(clear_files, some_devices(1));
    job.log_level = 0;
    job.limits.network = trust::NetworkUse::Any;
    job.not_before = office.clock.now() + std::chrono::hours(9);  // 01:13 in Berlin
    job.not_after = job.not_before + std::chrono::hours(30);
    const std::string shown = alice.does({"show", bring("night", job, clear_files, {})});
    for (const char* part : {"no proof of the log", "as root with any network", "longer than a day", "outside 07 to 19"})
        EXPECT_THAT(shown, HasSubstr(part));
    job.limits.network = trust::NetworkUse::Site;
    EXPECT_THAT(alice.does({"show", bring("site", job, clear_files, {})}), HasSubstr("! no machine can keep a run to its site's network"));
    job.authority.fill(7);
    EXPECT_THAT(alice.does({"show", bring("foreign", job, clear_files, {})}), HasSubstr("is not known here"));
}

TEST_F(Work, a_key_signs_no_job_of_a_class_or_client_that_is_not_its_own) {
    alice.does({"key", "new", "daily", "--person", "alice"});
    alice.does({"key", "card", "daily", "--roles", "roster,job", "--classes", "service", "--out", alice.card("daily")});
    safe.make_key("recovery", "recovery");
    alice.does({"genesis", "--name", "Alone", "--keys", alice.card("daily"), "--recovery", safe.card("recovery"), "--out", at("genesis")});
    for (const Person* one : {&alice, &safe}) one->does({"sign", at("genesis")});
    alice.does({"take", at("genesis")});
    EXPECT_THAT(alice.fails({"sign", bring("one", script_job(clear_files, some_devices(1)), clear_files, {})}),
                HasSubstr("not for this class of jobs"));
}

TEST_F(Work, jobs_of_every_class_are_drafted_without_a_server) {
    begin();
    const Machine web("web-1", office.rng, office.clock.now());
    write(at("web-1.card"), as_text(web.card()));
    EXPECT_THAT(alice.does({"card", "list", at("web-1.card")}), HasSubstr("web-1"));
    write(at("clear.sh"), clear_files);
    const std::vector<std::string> rest{"--client", harbour, "--machines", "web-1", "--reason", "the disk is full", "--out"};
    const auto draft = [&](std::vector<std::string> words, const std::string& out) {
        words.insert(words.end(), rest.begin(), rest.end());
        words.push_back((folder / "drafts" / out / "job.msd").string());
        alice.does(words);
        return alice.does({"sign", words.back()});
    };
    EXPECT_THAT(draft({"job", "script", at("clear.sh"), "days", "30"}, "a"), HasSubstr("argument 2: 30"));
    EXPECT_THAT(draft({"job", "service", "restart", "nginx.service"}, "b"), HasSubstr("restarts the service nginx.service"));
    EXPECT_THAT(draft({"job", "reboot", "--delay", "15", "--message", "Back soon"}, "c"), HasSubstr("restarts after 15 minutes"));
    EXPECT_THAT(draft({"job", "file", at("clear.sh"), "/etc/cron.daily/clear", "--mode", "0755"}, "d"),
                ::testing::AllOf(HasSubstr("the file lies in /etc"), HasSubstr("a program that belongs to root"), HasSubstr("| find")));
    EXPECT_THAT(draft({"job", "agent-config", "--interval", "60"}, "e"),
                ::testing::AllOf(HasSubstr("every 60 s"), HasSubstr("1 of 2 persons")));
    EXPECT_EQ(outgoing().size(), 4u);
    EXPECT_THAT(alice.fails({"job", "service", "explode", "nginx.service", "--client", harbour, "--machines", "web-1", "--reason", "x",
                             "--out", at("x")}),
                HasSubstr("No machine would read such a job"));
    EXPECT_THAT(alice.fails({"job", "reboot", "--client", harbour, "--machines", "web-9", "--reason", "x", "--out", at("x")}),
                HasSubstr("No machine named web-9"));
}

TEST_F(Work, a_grant_is_signed_and_its_line_names_the_authority) {
    begin();
    const std::string said = alice.does({"grant", "--client", harbour, "--site", quay, "--server", "steward.example.org:8444", "--tags",
                                         "server,web", "--uses", "30", "--out", at("grant")});
    const size_t from = said.find("'steward://") + 1;
    const auto line = parse_enrolment_line(said.substr(from, said.find('\'', from) - from));
    ASSERT_TRUE(line) << line.error().message;
    EXPECT_EQ(line->host, "steward.example.org");
    ASSERT_TRUE(line->authority);
    EXPECT_THAT(alice.does({"chain"}), HasSubstr(to_hex(*line->authority)));
    EXPECT_THAT(alice.fails({"send", meeting, at("grant")}), HasSubstr("nobody has signed it"));
    const std::string shown = bob.does({"sign", at("grant")});
    for (const char* part : {"up to 30 machines", "script, patch, reboot, restore-test, software, service", "steward.example.org:8444",
                             "with the tags: server, web", "more than 25 machines with one line"})
        EXPECT_THAT(shown, HasSubstr(part));
    bob.does({"send", meeting, at("grant")});
    ASSERT_EQ(outgoing().size(), 1u);
    const auto frame = *read_file(outgoing()[0]);
    const auto grant = trust::read_message<trust::Grant>(trust::read_frame(frame)->payload);
    EXPECT_EQ(grant->id, line->token_id);
    EXPECT_EQ(grant->token_hash, trust::sha256(line->secret));
    EXPECT_EQ(to_hex(grant->server.pins.at(0)), pin);
    EXPECT_EQ(to_hex(grant->log_key), log_key);
    // Watched only.
    alice.does({"grant", "--client", harbour, "--site", quay, "--server", "[2001:db8::1]:8444", "--preset", "monitor", "--pins",
                std::string(64, 'c'), "--out", at("watch")});
    EXPECT_THAT(alice.does({"show", at("watch")}),
                ::testing::AllOf(HasSubstr("they are watched only"), HasSubstr("none of those that the chain names")));
}

TEST_F(Work, a_grant_says_all_that_its_machines_allow_and_who_must_have_seen_it) {
    begin();
    const Machine web("web-1", office.rng, office.clock.now());
    write(at("web-1.card"), as_text(web.card()));
    bob.does({"card", "list", at("web-1.card")});
    const trust::NoteKey other{.kind = trust::NoteKind::Cosignature, .name = "device/0193", .key = trust::sha256(as_bytes("other"))};
    std::vector<std::string> line{"grant", "--client", harbour, "--site", quay, "--server", "steward.example.org:8444"};
    const auto with = [&](std::vector<std::string> more, const std::string& out) {
        more.insert(more.begin(), line.begin(), line.end());
        more.insert(more.end(), {"--out", at(out)});
        return more;
    };
    bob.does(with({"--log-level", "2", "--witness", "web-1", "--witness", write_note_key(other)}, "witnessed"));
    const std::string witnessed = bob.does({"sign", at("witnessed")});
    for (const char* part : {"2 of these 2 witnesses must have seen", "the machine web-1", "whose card is not here",
                             "only what stands in the accountability log, level 2"})
        EXPECT_THAT(witnessed, HasSubstr(part));
    const auto frame = *read_file(at("witnessed"));
    const auto grant = trust::read_message<trust::Grant>(trust::read_frame(frame)->payload);
    ASSERT_EQ(grant->witnesses.size(), 2u);
    EXPECT_TRUE(trust::device_id(grant->witnesses[0]) == web.id());
    EXPECT_EQ(grant->witnesses[1], other.key);
    EXPECT_EQ(grant->limits.least_log_level, 2u);
    EXPECT_THAT(bob.fails(with({"--log-level", "2"}, "none")), HasSubstr("wants witnesses"));
    EXPECT_THAT(bob.fails(with({"--witness", "web-9"}, "none")), HasSubstr("No machine named web-9"));
    const trust::NoteKey log{.kind = trust::NoteKind::Log, .name = "steward/6f1d", .key = other.key};
    EXPECT_THAT(bob.fails(with({"--witness", write_note_key(log)}, "none")), HasSubstr("is a log's"));

    bob.does(
        with({"--assurance", "script=hardware", "--signatures", "script=2", "--few", "5", "--many", "50", "--longest-window", "patch=72",
              "--runs-a-day", "reboot=1", "--roster-age", "script=6", "--consent", "reboot", "--curfew", "Europe/Berlin,22:00,480"},
             "strict"));
    const std::string strict = bob.does({"show", at("strict")});
    for (const char* part :
         {"devices of a job: 5 with one person's signature, 50 with two", "only with the client's consent: reboot",
          "persons who sign a job, whatever the chain says: script 2", "signed by: script a security key only",
          "longest window of a job: patch 72 hours", "runs a day: reboot 1", "a beacon's word may be as old as: script 6 hours",
          "nothing runs: 480 minutes from 22:00 of the day, Europe/Berlin",
          "! a job of the class patch may be planned for longer than a day: 72 hours"})
        EXPECT_THAT(strict, HasSubstr(part));
    const auto bytes = *read_draft(*read_file(at("strict")));
    const auto limits = trust::read_message<trust::Grant>(bytes.payload)->limits;
    EXPECT_EQ(limits.least_assurance, (std::vector<trust::ClassNumber>{{trust::JobClass::Script, 3}}));
    EXPECT_EQ(limits.most_window_s, (std::vector<trust::ClassNumber>{{trust::JobClass::Patch, 72 * 3600}}));
    EXPECT_EQ(limits.most_roster_age_s, (std::vector<trust::ClassNumber>{{trust::JobClass::Script, 6 * 3600}}));
    for (const auto& [option, value] : std::vector<std::pair<std::string, std::string>>{{"--assurance", "script=paper"},
                                                                                        {"--signatures", "script"},
                                                                                        {"--signatures", "script=9"},
                                                                                        {"--few", "26"},
                                                                                        {"--many", "501"},
                                                                                        {"--longest-window", "patch=721"},
                                                                                        {"--runs-a-day", "dance=1"},
                                                                                        {"--roster-age", "script=0"},
                                                                                        {"--curfew", "22:00,480"},
                                                                                        {"--curfew", "UTC,24:00,10"},
                                                                                        {"--curfew", "Mars/Olympus,22:00,10"},
                                                                                        {"--curfew", "../zoneinfo/UTC,22:00,10"},
                                                                                        {"--log-level", "3"},
                                                                                        {"--consent", "dance"}})
        EXPECT_EQ(bob.type(with({option, value}, "wrong")).exit, 2) << option << " " << value;
}

// Whoever can write into the folder puts a signature of Bob's under other words.
TEST_F(Work, a_signature_that_does_not_hold_counts_nowhere_and_is_said) {
    begin();
    bob.does({"sign", bring("his", script_job(clear_files, some_devices(26)), clear_files, {})});
    const Draft his = *read_draft(*read_file(folder / "drafts/his/job.msj"));
    ASSERT_EQ(his.signatures.size(), 1u);
    const std::string draft = bring("hers", script_job(clear_files, some_devices(26)), clear_files, {});
    Draft forged = *read_draft(*read_file(draft));
    forged.signatures = his.signatures;
    ASSERT_TRUE(write_file(folder / "drafts/hers/job.msj", write_draft(forged)));
    EXPECT_THAT(alice.does({"show", draft}), HasSubstr("1 signatures in it do not hold"));
    const std::string shown = alice.does({"sign", draft});
    EXPECT_THAT(shown, HasSubstr("of alice"));
    EXPECT_THAT(shown, HasSubstr("1 of 2 persons have signed"));
}

TEST_F(Work, a_card_that_only_lay_beside_a_draft_is_as_new_afterwards) {
    begin();
    const Machine db("db-1", office.rng, office.clock.now()), rogue("web-7", office.rng, office.clock.now());
    alice.does({"sign", bring("one", script_job(clear_files, {db.id()}), clear_files, {db.card(), rogue.card()})});
    const std::string draft = bring("two", script_job(clear_files, {rogue.id()}), clear_files, {rogue.card()});
    EXPECT_THAT(alice.does({"show", draft}), HasSubstr("1 machine is seen here for the first time"));
}

TEST_F(Work, a_name_that_looks_like_anothers_is_told) {
    begin();
    const Machine dc("dc01", office.rng, office.clock.now()), other("DC01\xe3\x85\xa4", office.rng, office.clock.now());
    const std::string draft = bring("one", script_job(clear_files, {other.id()}), clear_files, {dc.card(), other.card()});
    EXPECT_THAT(alice.does({"show", draft}), HasSubstr("another machine has its name"));
}

TEST_F(Work, a_policy_is_written_as_text_and_signed_by_two) {
    begin();
    write(at("clear.sh"), clear_files);
    write(at("policy.txt"),
          "# nightly\nclass script\nclient " + std::string(harbour) +
              "\ntag server\ntrigger schedule\nwindow Europe/Berlin mon-fri 22:00 240\nruns-a-day 1\nfailures 3\ndays 90\ntimeout 600\n"
              "published 2026-01-02T22:00:00Z\nring 1 24\nring 2 96\n"
              "user nobody\nitem usual\n  script clear.sh\n  argument 7\nitem clear temporary files\n  script clear.sh\n  argument "
              "{days}\n  parameter days 1..30\n");
    alice.does({"policy", at("policy.txt"), "--out", at("policy")});
    const std::string shown = alice.does({"sign", at("policy")});
    for (const char* part : {"every machine of this client with the tag server", "allows \"clear temporary files\"", "argument 1: {days}",
                             "{days}: 1 to 30", "| find /var/tmp", "Europe/Berlin mon tue wed thu fri 22:00 for 240 minutes",
                             "at most 1 run", "after 3 failures", "begins by itself", "tag ring-1 wait 24 hours after",
                             "wait as long as the last", "it runs without any person", "as nobody", "1 of 2 persons have signed"})
        EXPECT_THAT(shown, HasSubstr(part));
    EXPECT_THAT(alice.fails({"send", meeting, at("policy")}), HasSubstr("not complete"));
    EXPECT_THAT(bob.does({"sign", at("policy")}), HasSubstr("2 of 2 persons have signed; it is complete"));
    EXPECT_THAT(bob.does({"send", meeting, at("policy")}), Not(HasSubstr("!")));
    ASSERT_EQ(outgoing().size(), 1u);
    // Its script goes with it: the server may never have seen it.
    const std::string digest = to_hex(trust::sha256(as_bytes(clear_files)));
    const fs::path carried = fs::path(outgoing()[0]).replace_extension(".files") / digest;
    EXPECT_EQ(as_text(*read_file(carried)), clear_files);
    fs::remove_all(carried.parent_path());
    fs::rename(at("files"), at("elsewhere"));
    EXPECT_THAT(bob.does({"send", meeting, at("policy")}), AllOf(HasSubstr("! " + at("policy") + " names the file " + digest.substr(0, 8)),
                                                                 HasSubstr("only where the server has it")));
    EXPECT_FALSE(fs::exists(carried));
    fs::rename(at("elsewhere"), at("files"));
    write(at("files/" + digest), "something else\n");
    EXPECT_THAT(bob.fails({"send", meeting, at("policy")}), HasSubstr("holds other bytes than its name says"));
    write(at("files/" + digest), clear_files);
    const std::string reboots = "class reboot\nclient " + std::string(harbour) + "\ntag server\ntrigger manual\n";
    for (const auto& [text, words] : std::vector<std::pair<std::string, std::string>>{
             {"class script\nwindow Europe/Berlin someday 22:00 240\n", "Line 2, window: expected a zone, days"},
             {"class script\nwindow Mars/Olympus mon-fri 22:00 240\n", "Line 2, window: expected a zone that there is"},
             {"class vault\n", "Line 1, class: expected script, service, reboot or restore-test"},
             {"class reboot\nitem night\nshout loud\n", "Line 3, shout"},
             {"class reboot\nitem night\n", "it needs a trigger"},
             {reboots + "runs-a-day 1\nreboots-a-day 1\nitem night\n", "It names no window"},
             {"class script\nclient " + std::string(harbour) +
                  "\ntag server\ntrigger schedule\nwindow UTC mon-sun 00:00 1440\nruns-a-day 1\nitem x\nscript clear.sh\n"
                  "argument {days}\nparameter days 1..30\n",
              "its first item takes a parameter"},
             {reboots + "window UTC mon-sun 00:00 1440\nitem night\n", "`runs-a-day 1`, or more, is missing"},
             {reboots + "window UTC mon-sun 00:00 1440\nruns-a-day 1\nitem night\n", "`reboots-a-day 1` is missing"},
             {"class script\nclient " + std::string(harbour) +
                  "\ntag server\ntrigger manual\nwindow UTC mon-sun 00:00 1440\nruns-a-day 1\n"
                  "mebibytes-a-day 5\nnetwork any\nitem x\nscript clear.sh\n",
              "only beside `network none`"},
             {"class script\nnetwork site\nitem x\n", "Line 2, network: expected none or any: no machine can keep"},
             {"class reboot\nring 1 24\nitem night\n", "one with `published` go together"},
             {"class reboot\npublished 2026-11-30\nitem night\n", "one with `published` go together"},
             {"class reboot\npublished yesterday\n", "Line 2, published: expected a day"},
             {"class reboot\nring 1 10000\n", "Line 2, ring: expected 13 months"},
             {"class script\nitem x\n", "has no line `script FILE`"},
             {"item x\n", "A line `class script`"}}) {
        write(at("wrong.txt"), text);
        EXPECT_THAT(alice.fails({"policy", at("wrong.txt"), "--out", at("wrong")}), HasSubstr(words));
    }
}

TEST_F(Work, a_policy_of_restore_tests_names_backups_of_that_machine_and_waits_for_the_server) {
    begin();
    const std::string head = "class restore-test\nclient " + std::string(harbour) + "\ntag restore-host\n",
                      hours = "window UTC mon-sun 00:00 1440\nruns-a-day 4\nfailures 3\n";
    write(at("policy.txt"),
          head + "trigger manual\n" + hours +
              "item files of the office\n  repository office\n  label files\n  most-mebibytes 100\n"
              "item shop\n  repository office\n  label shop\n  most-level 2\n  database postgresql /srv/dumps/shop-*.sql\n"
              "  expect orders 1000 created_at 36h\n  expect shop.customers 1\n"
              "item mail\n  repository mail\n");
    alice.does({"policy", at("policy.txt"), "--out", at("policy")});
    const std::string shown = alice.does({"sign", at("policy")});
    for (const char* part :
         {"allows \"files of the office\": restoring from the backup office of the plan files on that machine, up to level 1, into 100 MiB",
          "allows \"mail\": restoring from the backup mail on that machine, up to level 1, into 4096 MiB", "up to level 2, into 4096 MiB",
          "from level 2 on the dump /srv/dumps/shop-*.sql is brought into a private postgresql:",
          "orders has 1000 rows or more, the newest by created_at at most 36 h older than the recovery point",
          "shop.customers has 1 row or more\n", "the server says when and draws the recovery point"})
        EXPECT_THAT(shown, HasSubstr(part));
    for (const auto& [text, words] : std::vector<std::pair<std::string, std::string>>{
             {"trigger manual\n" + hours + "item x\nrepository ../passwd\n", "restore tests a repository"},
             {"trigger manual\n" + hours + "item x\n", "restore tests a repository"},
             {"trigger manual\n" + hours + "item x\nrepository a\nmost-level 6\n", "No machine would read"},
             {"item x\nmost-mebibytes many\n", "expected a number of MiB"},
             {"item x\nmost-level high\n", "expected a level"},
             {"trigger manual\n" + hours + "item x\nrepository a\nmost-level 2\n", "needs a line `database`"},
             {"trigger manual\n" + hours + "item x\nrepository a\nmost-level 2\ndatabase mariadb /a.sql\n", "No machine would read"},
             {"item x\ndatabase oracle /a.sql\n", "expected a kind and the dump's path"},
             {"item x\nexpect orders 1\n", "expected a line `database` before it"},
             {"item x\ndatabase mariadb /a.sql\nexpect orders none\n", "expected a table and its least rows"},
             {"trigger schedule\n" + hours + "item x\nrepository a\n", "the server draws each restore test"}}) {
        write(at("wrong.txt"), head + text);
        EXPECT_THAT(alice.fails({"policy", at("wrong.txt"), "--out", at("wrong")}), HasSubstr(words));
    }
}

TEST_F(Work, the_whole_chain_is_handed_over_once) {
    begin();
    EXPECT_THAT(alice.does({"send", meeting}), HasSubstr("1 message lies in"));
    ASSERT_EQ(outgoing().size(), 1u);
    fs::create_directories(folder / "sent");
    fs::rename(outgoing()[0], folder / "sent" / outgoing()[0].filename());
    EXPECT_THAT(alice.does({"send", meeting}), HasSubstr("0 messages lie in"));
}

}  // namespace
}  // namespace steward::signer
