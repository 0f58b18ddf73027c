// The thin road: an act is recorded, the head follows, the export holds; and whatever is changed in the rows afterwards is seen.
#include "server/platform/ledger/ledger.h"

#include <gmock/gmock.h>
#include <sodium.h>

#include <cstdio>
#include <fstream>

#include "server/platform/ledger/acts.h"
#include "server/platform/ledger/export.h"
#include "server/platform/ledger/record.h"
#include "server/platform/ledger/witness.h"
#include "tests/contract/databases.h"

namespace steward::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr Instant morning{1'795'000'000'000};

class Ledger : public contract::EachEngine {
protected:
    void SetUp() override {
        EachEngine::SetUp();
        migrate({"ledger"});
        path_ = ::testing::TempDir() + "ledger-" + std::to_string(getpid()) + ".key";
        std::remove(path_.c_str());
        auto key = LogKey::load_or_make(database(), path_, rng_);
        ASSERT_TRUE(key) << key.error().message;
        key_ = std::move(*key);
        ASSERT_TRUE(begin_log(database(), morning));
        harbour = ClientId::make(morning, rng_);
        mill = ClientId::make(morning, rng_);
    }
    void TearDown() override { std::remove(path_.c_str()); }

    void must(const std::function<Status(storage::Transaction&)>& work) {
        const Status done = database().write(work);
        ASSERT_TRUE(done) << done.error().code << " " << done.error().message << " " << done.error().cause;
    }
    void change_role(ClientId client, Instant at = morning) {
        must([&](storage::Transaction& transaction) {
            return record(transaction, {.at = at,
                                        .action = "access.account_changed",
                                        .client = client,
                                        .by = "Anna Weber",
                                        .principal = "account",
                                        .roles = "OWN",
                                        .subject = "somebody",
                                        .details = {{"roles", "TEC -> ENG"}}});
        });
    }
    void sequence_all(Instant at = morning) {
        must([&](storage::Transaction& transaction) -> Status {
            for (bool more = true; more;) {
                STEWARD_TRY(more, sequence(transaction, *key_, at));
            }
            return {};
        });
    }
    std::string export_of(ClientId client, Instant at = morning, int64_t head_size = 0) {
        std::string text, place;
        must([&](storage::Transaction& transaction) -> Status {
            const ExportRequest request{.client = client, .client_name = "Harbour", .head_size = head_size};
            do {
                STEWARD_TRY(const auto part, export_part(transaction, request, place, at));
                text += part.text;
                place = part.next;
            } while (!place.empty());
            return {};
        });
        return text;
    }
    // What steward-verify says: its sentence, and how it ended.
    std::pair<std::string, int> judged(const std::string& text, const std::string& more = "") {
        const std::string file = path_ + ".export";
        std::ofstream(file, std::ios::binary) << text;
        FILE* out = popen((std::string(STEWARD_VERIFY_PROGRAM) + " " + file + " " + more + " 2>/dev/null").c_str(), "r");
        char line[4096] = "";
        if (!fgets(line, sizeof line, out)) line[0] = '\0';
        const int ended = pclose(out);
        std::remove(file.c_str());
        return {line, WEXITSTATUS(ended)};
    }
    int64_t count(const std::string& sql) {
        int64_t counted = -1;
        must([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one(sql));
            counted = row->integer(0);
            return {};
        });
        return counted;
    }

    SystemRng rng_;
    std::string path_;
    std::unique_ptr<LogKey> key_;
    ClientId harbour, mill;
};
STEWARD_FOR_EACH_ENGINE(Ledger);

TEST_P(Ledger, a_role_change_is_in_the_log_and_the_export_of_its_client_holds) {
    change_role(harbour);
    change_role(mill);
    change_role(harbour);
    sequence_all();
    const auto [sentence, ended] = judged(export_of(harbour));
    EXPECT_EQ(ended, 0) << sentence;
    EXPECT_THAT(sentence,
                StartsWith("Every privileged action on \"Harbour\" (client " + to_hex(harbour.raw().bytes) + "): 2 entries from 2026-"));
    EXPECT_THAT(sentence, HasSubstr("1 act of the provider itself"));
}

TEST_P(Ledger, the_export_speaks_of_no_other_client) {
    change_role(harbour);
    must([&](storage::Transaction& transaction) {
        return record(
            transaction,
            {.at = morning, .action = "directory.client_changed", .client = mill, .by = "canary of the mill", .principal = "account"});
    });
    sequence_all();
    const std::string text = export_of(harbour);
    EXPECT_EQ(text.find(to_base64(as_bytes("canary"))), std::string::npos);
    EXPECT_EQ(count("select count(*) from ledger_entries where by_name = 'canary of the mill'"), 1);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4 + 2 + 2 + 1 + 1 + 1);  // head of file, chains, entries, hash, head, end
}

TEST_P(Ledger, what_is_rolled_back_was_neither_done_nor_logged) {
    const Status failed = database().write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            record(transaction, {.at = morning, .action = "access.account_changed", .client = harbour, .by = "x", .principal = "y"}));
        return fail(ErrorKind::Conflict, "test.no", "no");
    });
    EXPECT_FALSE(failed);
    EXPECT_EQ(count("select size from ledger_log"), 1);
    EXPECT_EQ(count("select count(*) from ledger_entries"), 1);
}

TEST_P(Ledger, everyday_acts_are_not_in_it) {
    must([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            record(transaction, {.at = morning, .action = "helpdesk.ticket_created", .client = harbour, .by = "x", .principal = "y"}));
        return record(transaction, {.at = morning, .action = "alerting.alert_snoozed", .client = harbour, .by = "x", .principal = "y"});
    });
    EXPECT_EQ(count("select size from ledger_log"), 1);
    must([&](storage::Transaction& transaction) {
        return record(transaction, {.at = morning,
                                    .action = "alerting.alert_snoozed",
                                    .client = harbour,
                                    .by = "x",
                                    .principal = "y",
                                    .details = {{"for_over_a_day", "until"}}});
    });
    EXPECT_EQ(count("select size from ledger_log"), 2);
}

TEST_P(Ledger, a_moved_device_is_an_entry_of_both_clients_and_names_neither_to_the_other) {
    must([&](storage::Transaction& transaction) {
        return record(transaction, {.at = morning,
                                    .action = "directory.device_moved",
                                    .client = harbour,
                                    .by = "Anna",
                                    .principal = "account",
                                    .details = {{"from_client", harbour.text()}, {"to_client", mill.text()}}});
    });
    for (const ClientId client : {harbour, mill}) {
        must([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select body from ledger_entries where client = $1", client));
            EXPECT_TRUE(row);
            const auto body = trust::read_body(row->bytes(0));
            EXPECT_EQ(body->details, (std::vector<trust::EntryDetail>{{"moved", client == harbour ? "away" : "here"}}));
            return {};
        });
    }
}

TEST_P(Ledger, erased_words_break_no_proof) {
    change_role(harbour);
    change_role(harbour);
    sequence_all();
    must([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const bool erased, erase_entry(transaction, 1));
        EXPECT_TRUE(erased);
        STEWARD_TRY(const bool again, erase_entry(transaction, 1));
        EXPECT_FALSE(again);
        return {};
    });
    const auto [sentence, ended] = judged(export_of(harbour));
    EXPECT_EQ(ended, 0) << sentence;
    EXPECT_THAT(sentence, HasSubstr("1 without their words"));
}

TEST_P(Ledger, whatever_is_changed_in_the_rows_is_seen) {
    for (const char* change :
         {"delete from ledger_entries where number = 2",
          "update ledger_entries set body = (select body from ledger_entries where number = 1) where number = 2",
          "update ledger_entries set leaf = (select leaf from ledger_entries where number = 1), salt = null, body = null where number = 2",
          "update ledger_heads set note = replace(note, 'steward/', 'steward/a')"}) {
        const Status undone = database().write([&](storage::Transaction& transaction) -> Status {
            for (int i = 0; i < 3; ++i)
                STEWARD_CHECK(record(
                    transaction,
                    {.at = morning, .action = "access.account_changed", .client = harbour, .by = std::to_string(i), .principal = "p"}));
            STEWARD_TRY(const bool more, sequence(transaction, *key_, morning));
            EXPECT_FALSE(more);
            STEWARD_CHECK(transaction.execute(change));
            const auto part = export_part(transaction, {.client = harbour, .client_name = "Harbour"}, {}, morning);
            if (part) {
                EXPECT_EQ(judged(part->text).second, 1) << change << ": " << judged(part->text).first;
            }
            return fail(ErrorKind::Conflict, "test.again", "from the beginning");
        });
        EXPECT_EQ(undone.error().code, "test.again") << change << " " << undone.error().message << undone.error().cause;
    }
}

TEST_P(Ledger, every_day_that_has_ended_is_counted_once_also_days_without_a_server) {
    change_role(harbour);
    sequence_all();
    const Instant later = morning + std::chrono::hours(24 * 5);
    EXPECT_EQ(judged(export_of(harbour, later)).second, 1);  // nothing fixes what came after the first day
    for (int i = 0; i < 2; ++i) must([&](storage::Transaction& transaction) { return count_days(transaction, later); });
    change_role(harbour, later);
    sequence_all(later);
    EXPECT_EQ(count("select count(*) from ledger_entries where kind = 17"), 10);
    const auto [sentence, ended] = judged(export_of(harbour, later));
    EXPECT_EQ(ended, 0) << sentence;
    EXPECT_THAT(sentence, HasSubstr("no gaps, counted to 2026-11-"));
}

TEST_P(Ledger, a_long_log_is_exported_in_parts_that_end_at_one_head) {
    must([&](storage::Transaction& transaction) -> Status {
        for (int i = 0; i < 2'300; ++i)
            STEWARD_CHECK(record(
                transaction,
                {.at = morning, .action = "access.account_changed", .client = i % 7 == 0 ? mill : harbour, .by = "x", .principal = "y"}));
        return {};
    });
    sequence_all();
    const auto [sentence, ended] = judged(export_of(harbour));
    EXPECT_EQ(ended, 0) << sentence;
    EXPECT_THAT(sentence, HasSubstr("1,971 entries"));
}

TEST_P(Ledger, proofs_of_the_database_hold_for_every_entry_and_size) {
    for (int i = 0; i < 20; ++i) {
        change_role(i % 3 == 0 ? mill : harbour);
        sequence_all();
    }
    must([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto root, root_at(transaction, 21));
        for (int64_t number = 0; number < 21; ++number) {
            STEWARD_TRY(const auto kept, find_entry(transaction, number));
            STEWARD_TRY(const auto path, inclusion(transaction, number, 21));
            EXPECT_TRUE(trust::is_included(trust::leaf_hash(kept.leaf), static_cast<uint64_t>(number), 21, path, root));
            STEWARD_TRY(const auto before, root_at(transaction, number));
            STEWARD_TRY(const auto proof, consistency(transaction, number, 21));
            EXPECT_TRUE(trust::is_consistent(static_cast<uint64_t>(number), before, 21, root, proof));
        }
        EXPECT_FALSE(inclusion(transaction, 21, 21));
        EXPECT_FALSE(consistency(transaction, 3, 22));
        return {};
    });
}

TEST_P(Ledger, a_device_cosigns_what_it_has_seen_and_the_export_says_so) {
    change_role(harbour);
    sequence_all();
    const DeviceId device = DeviceId::make(morning, rng_);
    Bytes public_key(32), secret(64);
    crypto_sign_keypair(public_key.data(), secret.data());
    std::string note;
    must([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto head, newest_head(transaction));
        note = head->note;
        const auto read = trust::read_note(note);
        note += trust::cosignature_line(read->text, witness_key(device, public_key), secret, static_cast<uint64_t>(morning.unix_ms / 1000));
        return take_cosignature(transaction, device, harbour, public_key, note);
    });
    must([&](storage::Transaction& transaction) -> Status {
        Bytes other(32, 5);
        EXPECT_FALSE(take_cosignature(transaction, device, harbour, other, note));
        EXPECT_FALSE(take_cosignature(transaction, device, harbour, public_key, note.substr(0, note.size() - 10)));
        return {};
    });
    change_role(harbour);
    sequence_all();
    const std::string head_file = path_ + ".head";
    std::ofstream(head_file, std::ios::binary) << note;
    const auto [sentence, ended] = judged(export_of(harbour), "--head " + head_file);
    std::remove(head_file.c_str());
    EXPECT_EQ(ended, 0) << sentence;
    EXPECT_THAT(sentence,
                HasSubstr("newest head and 1 entry before it seen by no witness yet; the 2 earlier entries confirmed by 1 witness"));
}

// A note holds 64 signatures with the log's own; a job for many machines shows all of them the same head.
TEST_P(Ledger, more_witnesses_than_a_head_holds_leave_an_export_that_holds) {
    change_role(harbour);
    sequence_all();
    const auto cosign = [&](storage::Transaction& transaction, uint64_t seconds) -> Status {
        STEWARD_TRY(const auto head, newest_head(transaction));
        const DeviceId device = DeviceId::make(morning, rng_);
        Bytes public_key(32), secret(64);
        crypto_sign_keypair(public_key.data(), secret.data());
        const auto read = trust::read_note(head->note);
        return take_cosignature(transaction, device, harbour, public_key,
                                head->note + trust::cosignature_line(read->text, witness_key(device, public_key), secret, seconds));
    };
    must([&](storage::Transaction& transaction) -> Status {
        for (int machine = 0; machine < 70; ++machine) STEWARD_CHECK(cosign(transaction, static_cast<uint64_t>(morning.unix_ms / 1000)));
        const Status early = cosign(transaction, 1);
        EXPECT_FALSE(early) << "a clock that stands before what its machine has seen";
        return {};
    });
    const auto [sentence, ended] = judged(export_of(harbour));
    EXPECT_EQ(ended, 0) << sentence;
    EXPECT_THAT(sentence, HasSubstr("head confirmed by 63 witnesses"));
}

TEST_P(Ledger, another_key_is_refused_and_a_missing_one_leaves_the_signing_to_others) {
    const std::string other = path_ + ".other";
    std::remove(other.c_str());
    const auto missing = LogKey::load_or_make(database(), other, rng_);
    ASSERT_TRUE(missing);
    EXPECT_EQ(*missing, nullptr);
    std::ofstream(other) << "STEWARD LOG KEY 1\n" << to_base64(Bytes(32, 1)) << "\n";
    const auto wrong = LogKey::load_or_make(database(), other, rng_);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, "ledger.key_differs");
    std::remove(other.c_str());
    const auto again = LogKey::load_or_make(database(), path_, rng_);
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->name(), key_->name());
}

TEST_P(Ledger, long_and_odd_words_are_bounded) {
    must([&](storage::Transaction& transaction) {
        return record(transaction, {.at = morning,
                                    .action = "access.account_changed",
                                    .client = harbour,
                                    .by = "\xff\xfe",
                                    .principal = "p",
                                    .details = {{"long", std::string(100'000, 'x')}}});
    });
    sequence_all();
    EXPECT_EQ(judged(export_of(harbour)).second, 0);
}

}  // namespace
}  // namespace steward::ledger
