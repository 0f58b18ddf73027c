// From what happens in tickets to what single people hear, on both databases.
#include "server/modules/notices/rules.h"
#include "server/platform/access/roles.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/notices/v1/notices.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::notices {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
using namespace std::chrono_literals;

class Notices : public testing_house::Story {
protected:
    Notices()
        : Story({"journal", "access", "directory", "service_levels", "helpdesk", "notices"},
                {directory::make_module, helpdesk::make_module, make_module}) {
        house.clock.set_wall(parse_rfc3339("2026-11-25T09:00:00Z").value_or(Instant{}));
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        ana = account("Ana Silva", {harbour});
        ben = account("Ben Otto", {harbour});
        zoe = account("Zoe Far", {mill});
    }

    Caller account(const std::string& name, std::set<ClientId> clients) {
        SystemRng rng;
        Caller caller = house.technician(std::move(clients));
        caller.account = AccountId::make(house.clock.now(), rng);
        caller.name = name;
        caller.roles = {"TEC", "DSP"};  // gives tickets to others
        caller.permissions = access::find_role("TEC")->permissions;
        caller.permissions.insert("");  // methods of one's own
        const std::string address = name.substr(0, 3) + "@desk.example";
        const auto stored = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(
                transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, "
                                    "created_at, changed_at) values ($1, $2, $2, $3, 'active', $4, 1, $5, $5)",
                                    caller.account, address, name, false, house.clock.now()));
            STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, 'TEC')", caller.account));
            for (const ClientId client : caller.scope.clients)
                STEWARD_CHECK(transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)",
                                                  caller.account, client));
            return {};
        });
        EXPECT_TRUE(stored) << (stored ? "" : stored.error().cause);
        return caller;
    }

    void rename(const Caller& account, const std::string& name) {
        const auto renamed = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("update access_accounts set name = $1 where id = $2", name, account.account));
            return {};
        });
        ASSERT_TRUE(renamed) << renamed.error().cause;
    }

    std::string ticket(const std::string& title) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_title(title);
        const std::string id = house.must<helpdesk::v1::Ticket>(ben, "CreateTicket", request).ticket_id();
        house.reconcile();
        return id;
    }
    void give(const Caller& by, const std::string& id, const Caller& to) {
        helpdesk::v1::AssignTicketRequest request;
        request.set_ticket_id(id);
        request.set_assignee_account_id(to.account.text());
        house.must<helpdesk::v1::Ticket>(by, "AssignTicket", request);
        house.reconcile();
    }
    void note(const Caller& by, const std::string& id, const std::string& text) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(id);
        request.set_text(text);
        request.set_internal(true);
        house.must<helpdesk::v1::TicketMessage>(by, "AddMessage", request);
        house.reconcile();
    }
    /// "mentioned Printer: Ben Otto mentioned you: ...; ", the newest first; the number of unread ones in `unread`.
    std::string of(const Caller& caller, const std::string& filter = "") {
        v1::ListNoticesRequest request;
        request.set_filter(filter);
        const auto list = house.must<v1::ListNoticesResponse>(caller, "ListNotices", request);
        unread = list.unread();
        newest = list.notices().empty() ? "" : list.notices(0).notice_id();
        std::string all;
        for (const auto& one : list.notices())
            all += one.kind() + " x" + std::to_string(one.count()) + " " + one.title() + ": " + one.text() + "; ";
        return all;
    }
    void choose(const Caller& caller, const std::string& kind, bool in_console, bool by_mail, bool by_push = false) {
        v1::UpdateNoticeSettingsRequest request;
        auto& choice = *request.add_choices();
        choice.set_kind(kind);
        choice.set_in_console(in_console);
        choice.set_by_mail(by_mail);
        choice.set_by_push(by_push);
        house.must<v1::NoticeSettings>(caller, "UpdateNoticeSettings", request);
    }
    void read(const Caller& caller, const std::string& ticket_id) {
        v1::ReadNoticesRequest request;
        request.set_ticket_id(ticket_id);
        house.must<v1::ReadNoticesResponse>(caller, "ReadNotices", request);
    }

    ClientId harbour, mill;
    Caller ana, ben, zoe;
    int unread = 0;
    std::string newest;
};
STEWARD_ON_EVERY_DATABASE(Notices);

TEST_P(Notices, of_a_webhook_that_was_switched_off_go_to_the_owners_alone) {
    ASSERT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, 'OWN')", ana.account));
        return {};
    }));
    facts::v1::ChannelDisabled fact;
    fact.set_channel_id("c");
    fact.set_name("Desk");
    fact.set_reason("Switched off: nothing has arrived there since Monday.");
    house.append({}, "c", fact);
    house.reconcile();
    EXPECT_NE(of(ana).find("channel_off x1 Webhook: Desk: Switched off: nothing has arrived"), std::string::npos) << of(ana);
    EXPECT_EQ(of(ben), "");
}

TEST_P(Notices, of_mail_that_waits_come_to_who_may_let_it_in_and_are_one_line_a_client) {
    facts::v1::MailWaits mail;
    mail.set_client_id(harbour.text());
    mail.add_account_ids(ana.account.text());
    mail.add_account_ids(zoe.account.text());
    mail.set_outcome("held");
    for (const std::string subject : {"Printer", "Scanner"}) {
        mail.set_from("Anna <anna@harbour.example>");
        mail.set_subject(subject);
        mail.set_reason("The sender is not who the mail says.");
        house.append(harbour, "m", mail);
    }
    house.reconcile();
    EXPECT_EQ(of(ana),
              "mail_waits x2 Mail waits for a person: Anna <anna@harbour.example>: Scanner. The sender is not who the mail says.; ");
    EXPECT_EQ(of(ben), "") << "nobody named him";
    EXPECT_EQ(of(zoe), "") << "it is of a client that she does not see";
}

TEST_P(Notices, come_to_whoever_gets_a_ticket_and_never_to_whoever_gave_it_to_themselves) {
    const auto id = ticket("Printer");
    give(ben, id, ana);
    EXPECT_EQ(of(ana), "assigned x1 Printer: Ben Otto gave it to you; ");
    EXPECT_EQ(unread, 1);
    EXPECT_EQ(of(ben), "");
    const auto other = ticket("Scanner");
    give(ana, other, ana);
    EXPECT_EQ(of(ana, "reference:* kind:assigned"), "assigned x1 Printer: Ben Otto gave it to you; ");
}

TEST_P(Notices, come_to_a_namesake_of_whoever_did_it) {
    const Caller other = account("Oda Otto", {harbour});
    rename(other, ben.name);
    const auto id = ticket("Printer");
    give(ben, id, other);
    EXPECT_EQ(of(other), "assigned x1 Printer: Ben Otto gave it to you; ") << "it is another Ben Otto";
    give(other, id, other);
    note(other, id, "Mine now.");
    EXPECT_EQ(of(other), "assigned x1 Printer: Ben Otto gave it to you; ") << "nobody hears what they did";
}

TEST_P(Notices, say_whose_words_are_overdue) {
    const auto id = ticket("A new switch");
    facts::v1::WordsOverdue owed;
    owed.set_client_id(harbour.text());
    owed.set_what("change_review");
    owed.set_subject_id("change-1");
    owed.set_ticket_id(id);
    owed.set_title("A new switch");
    owed.set_text("The review of this change is due");
    owed.add_account_ids(ana.account.text());
    owed.add_account_ids(zoe.account.text());
    const auto said = house.database.write(
        [&](storage::Transaction& transaction) { return journal::append(transaction, house.clock.now(), harbour, "change-1", owed); });
    ASSERT_TRUE(said);
    house.reconcile();
    EXPECT_EQ(of(ana), "overdue x1 A new switch: The review of this change is due; ");
    EXPECT_EQ(of(zoe), "") << "she does not see this client";
}

TEST_P(Notices, say_that_a_mail_did_not_arrive_to_whoever_owns_or_watches_its_ticket) {
    const auto id = ticket("Printer");
    give(ben, id, ana);
    facts::v1::MailNotDelivered lost;
    lost.set_client_id(harbour.text());
    lost.set_ticket_id(id);
    lost.set_to("carla@harbour.example");
    lost.set_note("550 5.1.1 User unknown");
    lost.set_has_owner(true);
    house.append(harbour, id, lost);
    house.reconcile();
    EXPECT_EQ(of(ana, "kind:not_delivered"),
              "not_delivered x1 Printer: Our mail did not reach carla@harbour.example: 550 5.1.1 User unknown. Try another way.; ");
    EXPECT_EQ(of(zoe, "kind:not_delivered"), "") << "she does not see the client";
}

TEST_P(Notices, of_a_swap_come_to_both_people_and_not_to_whoever_acted) {
    facts::v1::ShiftSwapMoved moved;
    moved.set_swap_id("01890000-0000-7000-8000-0000000000c1");
    moved.set_schedule("Nights");
    moved.set_layer("Primary");
    moved.set_from_account_id(ana.account.text());
    moved.set_to_account_id(ben.account.text());
    moved.set_state("offered");
    moved.set_by("Ana Silva");
    moved.set_by_account_id(ana.account.text());
    moved.set_text("Ana Silva offers Ben Otto a turn.");
    house.append({}, moved.swap_id(), moved);
    house.reconcile();
    EXPECT_EQ(of(ben), "shift_swap x1 Turn on call: Nights, Primary: Ana Silva offers Ben Otto a turn.; ");
    EXPECT_EQ(of(ana), "");
    moved.set_state("taken");
    moved.set_by("Ben Otto");
    moved.set_by_account_id(ben.account.text());
    moved.set_text("Ben Otto takes the turn of Ana Silva.");
    house.append({}, moved.swap_id(), moved);
    house.reconcile();
    EXPECT_EQ(of(ana), "shift_swap x1 Turn on call: Nights, Primary: Ben Otto takes the turn of Ana Silva.; ");
}

TEST_P(Notices, of_a_note_that_names_somebody_come_once_as_a_mention) {
    const auto id = ticket("Printer");
    note(ben, id, "@Ana Silva please look at the tray");
    EXPECT_EQ(of(ana), "mentioned x1 Printer: Ben Otto mentioned you: @Ana Silva please look at the tray; ");
    note(ben, id, "The tray is empty");
    EXPECT_EQ(of(ana, "kind:noted"), "noted x1 Printer: Ben Otto noted: The tray is empty; ") << "whoever is named watches from then on";
}

TEST_P(Notices, join_while_they_are_unread_and_begin_anew_afterwards) {
    const auto id = ticket("Printer");
    give(ben, id, ana);
    note(ben, id, "One");
    note(ben, id, "Two");
    EXPECT_EQ(of(ana, "kind:noted"), "noted x2 Printer: Ben Otto noted: Two; ");
    read(ana, id);
    of(ana);
    EXPECT_EQ(unread, 0);
    note(ben, id, "Three");
    EXPECT_EQ(of(ana, "kind:noted read:no"), "noted x1 Printer: Ben Otto noted: Three; ");
    v1::ReadNoticesRequest back;
    back.add_notice_ids(newest);
    EXPECT_EQ(house.must<v1::ReadNoticesResponse>(ana, "ReadNotices", back).unread(), 0);
    back.set_unread(true);
    EXPECT_EQ(house.must<v1::ReadNoticesResponse>(ana, "ReadNotices", back).unread(), 1);
    EXPECT_EQ(house.must<v1::ReadNoticesResponse>(ben, "ReadNotices", back).unread(), 0) << "only one's own";
}

TEST_P(Notices, are_sent_as_one_mail_after_a_while_unless_they_were_read) {
    const auto id = ticket("Printer");
    give(ben, id, ana);
    note(ben, id, "@Ana Silva please look");
    house.pass(1min);
    EXPECT_TRUE(house.facts<facts::v1::NoticeDue>().empty()) << "it waits for more";
    house.pass(2min);
    auto sent = house.facts<facts::v1::NoticeDue>();
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_EQ(sent[0].to(), "Ana@desk.example");
    EXPECT_EQ(sent[0].count(), 2);
    EXPECT_EQ(sent[0].ticket_id(), id) << "both are of one ticket: an answer finds it";
    EXPECT_NE(sent[0].text().find("mentioned you"), std::string::npos) << sent[0].text();
    const auto other = ticket("Scanner");
    give(ben, other, ana);
    read(ana, other);
    house.pass(5min);
    EXPECT_EQ(house.facts<facts::v1::NoticeDue>().size(), 1u) << "who has seen it needs no mail";
}

TEST_P(Notices, come_by_the_ways_that_the_person_chose) {
    const auto id = ticket("Printer");
    choose(ana, "assigned", true, false);
    give(ben, id, ana);
    house.pass(5min);
    EXPECT_TRUE(house.facts<facts::v1::NoticeDue>().empty());
    choose(ana, "assigned", false, false);
    give(ben, ticket("Scanner"), ana);
    EXPECT_EQ(of(ana), "assigned x1 Printer: Ben Otto gave it to you; ");
    v1::UpdateNoticeSettingsRequest push;
    push.set_push_topic("ana-7f3a");
    house.must<v1::NoticeSettings>(ana, "UpdateNoticeSettings", push);
    choose(ana, "assigned", true, false, true);
    give(ben, ticket("Plotter"), ana);
    house.pass(5min);
    const auto sent = house.facts<facts::v1::NoticeDue>();
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_EQ(sent[0].push_topic(), "ana-7f3a");
    EXPECT_EQ(sent[0].to(), "");
    push.set_push_topic("not a topic");
    EXPECT_EQ(house.call<v1::NoticeSettings>(ana, "UpdateNoticeSettings", push).error().code, "request.invalid");
}

TEST_P(Notices, wait_with_mail_while_it_is_quiet_but_stand_in_the_console_at_once) {
    v1::UpdateNoticeSettingsRequest quiet;
    quiet.set_quiet_from("08:00");
    quiet.set_quiet_until("12:00");
    quiet.set_zone("UTC");
    house.must<v1::NoticeSettings>(ana, "UpdateNoticeSettings", quiet);
    give(ben, ticket("Printer"), ana);
    EXPECT_NE(of(ana), "");
    house.pass(2h, 10min);
    EXPECT_TRUE(house.facts<facts::v1::NoticeDue>().empty());
    house.pass(61min, 10min);
    EXPECT_EQ(house.facts<facts::v1::NoticeDue>().size(), 1u) << "at twelve";
}

TEST_P(Notices, never_speak_of_a_client_that_the_person_does_not_see) {
    const auto id = ticket("Printer");
    facts::v1::TicketMentioned named;
    named.set_client_id(harbour.text());
    named.set_ticket_id(id);
    named.set_account_id(zoe.account.text());
    named.set_by("Ben Otto");
    house.append(harbour, id, named);
    house.reconcile();
    EXPECT_EQ(of(zoe), "");
}

TEST_P(Notices, are_not_made_of_old_news) {
    const auto id = ticket("Printer");
    facts::v1::TicketMentioned named;
    named.set_client_id(harbour.text());
    named.set_ticket_id(id);
    named.set_account_id(ana.account.text());
    named.set_by("Ben Otto");
    house.append(harbour, id, named);
    house.clock.advance(25h);
    house.reconcile();
    EXPECT_EQ(of(ana), "");
}

TEST_P(Notices, tell_the_screens_of_the_one_person_and_of_nobody_else) {
    const auto id = ticket("Printer");
    house.updates.clear();
    give(ben, id, ana);
    int told = 0;
    for (const auto& update : house.updates) {
        if (update.topic != "notice") continue;
        ++told;
        EXPECT_EQ(update.id, ana.account.text());
        EXPECT_EQ(update.json, "{}") << "what it is about is asked for";
    }
    EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace steward::notices
