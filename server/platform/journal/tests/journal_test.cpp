// Facts in order, for every reader once, on both databases.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "server/platform/journal/consume.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"
#include "tests/contract/databases.h"

namespace steward::journal {
namespace {

constexpr Instant morning{1'795'000'000'000};

class Journal : public contract::EachEngine {
protected:
    void SetUp() override {
        EachEngine::SetUp();
        migrate({"journal"});
    }
    static Status say(storage::Transaction& transaction, const std::string& subject, Instant now = morning) {
        facts::v1::TicketCreated fact;
        fact.set_ticket_id(subject);
        return append(transaction, now, ClientId{}, subject, fact);
    }
    static Status say_other(storage::Transaction& transaction, const std::string& subject) {
        facts::v1::AlertOpened fact;
        fact.set_alert_id(subject);
        return append(transaction, morning, ClientId{}, subject, fact);
    }
    // Takes what `reader` has not seen, at most `limit`, in one transaction as a room would.
    std::vector<std::string> take(const std::string& reader, int limit = 100, std::vector<std::string_view> kinds = {}) {
        std::vector<std::string> subjects;
        write([&](storage::Transaction& transaction) -> Status {
            subjects.clear();
            STEWARD_TRY(const auto facts, next(transaction, reader, kinds, limit));
            for (const Fact& fact : facts) subjects.push_back(fact.subject);
            if (!facts.empty()) STEWARD_CHECK(advance(transaction, reader, facts.back().number));
            return {};
        });
        return subjects;
    }
    int64_t kept() {
        int64_t count = 0;
        read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select count(*) from journal_facts"));
            count = row->integer(0);
            return {};
        });
        return count;
    }
};
STEWARD_FOR_EACH_ENGINE(Journal);

TEST_P(Journal, gives_back_what_was_said_with_client_time_and_message) {
    SeededRng rng(3);
    const auto client = ClientId::make(morning, rng);
    write([&](storage::Transaction& transaction) -> Status {
        facts::v1::AlertOpened fact;
        fact.set_title(std::string("Volume \0 full", 13));
        return append(transaction, morning, client, "alert-1", fact);
    });
    read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto facts, next(transaction, "somebody", {}, 10));
        EXPECT_EQ(facts.size(), 1u);
        const Fact& fact = facts.front();
        EXPECT_EQ(fact.number, 1);
        EXPECT_EQ(fact.at, morning);
        EXPECT_EQ(fact.kind, "steward.facts.v1.AlertOpened");
        EXPECT_EQ(fact.client, client);
        facts::v1::AlertOpened message;
        EXPECT_TRUE(message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size())));
        EXPECT_EQ(message.title().size(), 13u);
        return {};
    });
}

TEST_P(Journal, goes_on_for_each_reader_where_that_reader_stopped) {
    write([](storage::Transaction& transaction) -> Status {
        for (const char* subject : {"a", "b", "c"}) STEWARD_CHECK(say(transaction, subject));
        return {};
    });
    EXPECT_THAT(take("helpdesk", 2), ::testing::ElementsAre("a", "b"));
    EXPECT_THAT(take("helpdesk"), ::testing::ElementsAre("c"));
    EXPECT_THAT(take("helpdesk"), ::testing::IsEmpty());
    EXPECT_THAT(take("alerting"), ::testing::ElementsAre("a", "b", "c"));
}

TEST_P(Journal, gives_a_reader_only_the_kinds_it_asks_for) {
    write([](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(say(transaction, "ticket"));
        STEWARD_CHECK(say_other(transaction, "alert"));
        return say(transaction, "ticket again");
    });
    EXPECT_THAT(take("alerting", 10, {"steward.facts.v1.AlertOpened"}), ::testing::ElementsAre("alert"));
    EXPECT_THAT(take("both", 10, {"steward.facts.v1.AlertOpened", "steward.facts.v1.TicketCreated"}), ::testing::SizeIs(3));
}

TEST_P(Journal, gives_a_fact_again_when_acting_on_it_failed) {
    write([](storage::Transaction& transaction) { return say(transaction, "a"); });
    const auto failed = database().write([](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto facts, next(transaction, "helpdesk", {}, 10));
        STEWARD_CHECK(advance(transaction, "helpdesk", facts.back().number));
        return fail(ErrorKind::Internal, "story.failed", "Could not act.");
    });
    EXPECT_FALSE(failed);
    EXPECT_THAT(take("helpdesk"), ::testing::ElementsAre("a"));
}

TEST_P(Journal, says_nothing_of_a_transaction_that_failed) {
    (void)database().write([](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(say(transaction, "never"));
        return fail(ErrorKind::Conflict, "story.no", "No.");
    });
    write([](storage::Transaction& transaction) { return say(transaction, "real"); });
    EXPECT_THAT(take("helpdesk"), ::testing::ElementsAre("real"));
}

TEST_P(Journal, never_shows_a_later_fact_before_an_earlier_one_while_many_write) {
    auto other = fresh().open_another();
    ASSERT_TRUE(other);
    constexpr int writers = 4, facts_each = 15;
    std::atomic<int> writing{writers};
    std::vector<int64_t> seen;
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([&, writer] {
                storage::Database& mine = writer % 2 ? database() : **other;
                for (int i = 0; i < facts_each; ++i) {
                    EXPECT_TRUE(mine.write([&](storage::Transaction& transaction) { return say(transaction, std::to_string(writer)); }));
                }
                --writing;
            });
        }
        // A reader beside them that never goes back: what it misses now it misses for ever.
        for (bool last = false; !last;) {
            last = writing == 0;
            EXPECT_TRUE(database().read([&](storage::Transaction& transaction) -> Status {
                STEWARD_TRY(const auto rows, transaction.query("select number from journal_facts where number > $1 order by number",
                                                               seen.empty() ? 0 : seen.back()));
                for (const auto& row : rows) seen.push_back(row.integer(0));
                return {};
            }));
        }
    }
    ASSERT_EQ(seen.size(), static_cast<size_t>(writers * facts_each));
    for (size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<int64_t>(i + 1));
}

TEST_P(Journal, forgets_what_is_old_and_read_by_all_and_never_the_newest) {
    write([](storage::Transaction& transaction) -> Status {
        for (const char* subject : {"a", "b", "c", "d"}) STEWARD_CHECK(say(transaction, subject));
        return {};
    });
    const auto forget_before = [&](Instant before) {
        write([&](storage::Transaction& transaction) { return forget(transaction, before); });
    };
    forget_before(morning + Duration{1});
    EXPECT_EQ(kept(), 4) << "nobody has read anything";
    take("fast");
    take("slow", 2);
    forget_before(morning);
    EXPECT_EQ(kept(), 4) << "not old yet";
    forget_before(morning + Duration{1});
    EXPECT_EQ(kept(), 2);
    EXPECT_THAT(take("slow"), ::testing::ElementsAre("c", "d"));
    forget_before(morning + Duration{1});
    EXPECT_EQ(kept(), 1);
    write([](storage::Transaction& transaction) { return say(transaction, "e"); });
    EXPECT_THAT(take("fast"), ::testing::ElementsAre("e")) << "numbers go on";
}

TEST_P(Journal, wakes_readers_after_the_commit_until_they_no_longer_listen) {
    int woken = 0;
    auto subscription = on_append([&](std::string_view kind) {
        ++woken;
        EXPECT_EQ(kind, "steward.facts.v1.TicketCreated");
    });
    write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(say(transaction, "a"));
        EXPECT_EQ(woken, 0) << "not before it can be read";
        return {};
    });
    EXPECT_EQ(woken, 1);
    (void)database().write([](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(say(transaction, "never"));
        return fail(ErrorKind::Conflict, "story.no", "No.");
    });
    EXPECT_EQ(woken, 1);
    subscription.reset();
    write([](storage::Transaction& transaction) { return say(transaction, "b"); });
    EXPECT_EQ(woken, 1);
}

TEST_P(Journal, knows_what_a_thread_asks_for_while_it_attends) {
    constexpr std::string_view tickets[] = {"steward.facts.v1.TicketCreated"}, alerts[] = {"steward.facts.v1.AlertOpened"};
    const auto look = [&](std::span<const std::string_view> kinds) {
        read([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(next(transaction, "somebody", kinds, 1));
            return {};
        });
    };
    look(alerts);
    Attention whole;
    look(tickets);
    {
        Attention part;
        look(alerts);
        std::thread([&] { look(tickets); }).join();
        EXPECT_THAT(part.kinds(), ::testing::ElementsAre(alerts[0])) << "what others read is theirs";
        EXPECT_FALSE(part.asked_for_all());
        look({});
        EXPECT_TRUE(part.asked_for_all());
    }
    look(tickets);
    EXPECT_THAT(whole.kinds(), ::testing::ElementsAre(tickets[0]));
    EXPECT_FALSE(whole.asked_for_all());
}

TEST_P(Journal, brings_a_reader_of_rare_facts_past_all_the_others) {
    constexpr std::string_view alerts[] = {"steward.facts.v1.AlertOpened"};
    std::vector<std::string> heard;
    const auto listen = [&] {
        const auto done = consume(database(), "rare", alerts, 10, [&](storage::Transaction&, const Fact& fact) {
            heard.push_back(fact.subject);
            return Status{};
        });
        EXPECT_TRUE(done);
    };
    const auto stands_at = [&] {
        int64_t number = 0;
        read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select number from journal_cursors where reader = 'rare'"));
            number = row ? row->integer(0) : 0;
            return {};
        });
        return number;
    };
    const auto say_many = [&](int many) {
        write([&](storage::Transaction& transaction) -> Status {
            for (int i = 0; i < many; ++i) STEWARD_CHECK(say(transaction, "ticket"));
            return {};
        });
    };
    say_many(1000);
    listen();
    EXPECT_EQ(stands_at(), 0) << "not worth a write yet";
    say_many(1);
    listen();
    EXPECT_EQ(stands_at(), 1001);
    write([](storage::Transaction& transaction) { return say_other(transaction, "volume"); });
    say_many(2000);
    listen();
    listen();
    EXPECT_THAT(heard, ::testing::ElementsAre("volume")) << "what it reads is not passed over, and not read twice";
    EXPECT_EQ(stands_at(), 3002);
}

}  // namespace
}  // namespace steward::journal
