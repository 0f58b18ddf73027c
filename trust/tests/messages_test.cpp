#include <gtest/gtest.h>

#include <sodium.h>

#include "trust/authority.h"

namespace steward::trust {

namespace {
constexpr Instant new_year{1'767'225'600'000};

KeyRecord record_of(const std::string& holder, uint8_t seed, uint8_t roles = 7) {
    KeyRecord record;
    Bytes secret(64);
    record.key = {Algorithm::Ed25519, Bytes(32)};
    const Bytes seeds(32, seed);
    crypto_sign_seed_keypair(record.key.bytes.data(), secret.data(), seeds.data());
    record.id = key_id(record.key);
    record.roles = roles;
    record.holder = holder;
    record.clients.all = true;
    record.classes.bits = 0b110;
    record.not_before = new_year;
    record.not_after = new_year + longest_key_life;
    record.assurance = Assurance::Software;
    return record;
}

Genesis some_genesis() {
    Genesis genesis;
    genesis.name = "Example MSP";
    genesis.created = new_year;
    genesis.rules.keys = {record_of("alice", 1), record_of("bob", 2)};
    genesis.rules.keys[1].clients = {.all = false, .list = {ShortId{1}, ShortId{2}}};
    genesis.rules.threshold = 2;
    genesis.rules.recovery = {.keys = {record_of("safe", 3, 8)}, .threshold = 1, .delay = std::chrono::hours(168)};
    genesis.rules.log_keys = {Digest{1}};
    genesis.rules.server_pins = {Digest{2}, Digest{3}};
    genesis.rules.mirrors = {"https://mirror.example.org/"};
    genesis.rules.class_rules = {{.job_class = JobClass::Account, .few_holders = 2, .few = 25, .many_holders = 2, .many = 500}};
    genesis.rules.fresh = {.threshold = 1, .most_age = {{JobClass::Script, std::chrono::hours(24)}}};
    return genesis;
}

bool is_read(const KeyRecord& record) { return read_message<KeyRecord>(write_message(record)).has_value(); }
}  // namespace

TEST(Messages, a_genesis_comes_back_as_it_was_written) {
    const Bytes payload = write_message(some_genesis());
    ASSERT_TRUE(is_deterministic(payload));
    const auto read = read_message<Genesis>(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->name, "Example MSP");
    EXPECT_EQ(read->rules, some_genesis().rules);
    EXPECT_EQ(write_message(*read), payload);
    EXPECT_FALSE(read->rules.keys[1].clients.has(ShortId{3}));
    EXPECT_TRUE(read->rules.keys[0].clients.has(ShortId{3}));
}

TEST(Messages, another_bit_is_another_message_or_none) {
    const Bytes payload = write_message(some_genesis());
    for (size_t bit = 0; bit < payload.size() * 8; ++bit) {
        Bytes flipped = payload;
        flipped[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
        const auto read = read_message<Genesis>(flipped);
        if (!read) continue;
        EXPECT_EQ(write_message(*read), flipped) << bit;
    }
}

TEST(Messages, fields_that_nobody_knows_are_refused_and_extensions_passed_over) {
    const auto with = [](uint64_t key) {
        CborMapWriter map;
        map.field(1).number(1);
        map.field(2).bytes(Digest{});
        map.field(3).bytes(Digest{1});
        map.field(4).number(5);
        map.field(key).text("more");
        return map.take();
    };
    EXPECT_FALSE(read_message<Veto>(with(5)));
    EXPECT_FALSE(read_message<Veto>(with(63)));
    ASSERT_TRUE(read_message<Veto>(with(64)));
    EXPECT_EQ(read_message<Veto>(with(64))->vetoed, Digest{1});
}

TEST(Messages, missing_fields_other_versions_and_empty_fields_are_refused) {
    const auto veto = [](uint64_t version, bool whole, size_t size) {
        CborMapWriter map;
        map.field(1).number(version);
        map.field(2).bytes(Digest{});
        map.field(3).bytes(Bytes(size, 1));
        if (whole) map.field(4).number(5);
        return map.take();
    };
    EXPECT_TRUE(read_message<Veto>(veto(1, true, 32)));
    EXPECT_FALSE(read_message<Veto>(veto(2, true, 32)));
    EXPECT_FALSE(read_message<Veto>(veto(1, false, 32)));
    EXPECT_FALSE(read_message<Veto>(veto(1, true, 31)));
    // What says nothing is left out: there is one form of saying nothing.
    CborMapWriter suspend;
    suspend.field(1).number(1);
    suspend.field(2).bytes(Digest{});
    suspend.field(3).bytes(KeyId{});
    suspend.field(4).number(1);
    suspend.field(5).number(2);
    suspend.field(6).text("");
    EXPECT_FALSE(read_message<Suspend>(suspend.take()));
}

TEST(Messages, a_suspension_lasts_a_week_at_most) {
    const auto lasting = [](Duration time) { return write_message(Suspend{.issued = new_year, .until = new_year + time}); };
    EXPECT_TRUE(read_message<Suspend>(lasting(longest_suspension)));
    EXPECT_FALSE(read_message<Suspend>(lasting(longest_suspension + Duration(1))));
}

TEST(KeyRecords, must_be_what_they_say) {
    EXPECT_TRUE(is_read(record_of("alice", 1)));
    const auto refused = [](auto change) {
        KeyRecord record = record_of("alice", 1);
        change(record);
        return !is_read(record);
    };
    EXPECT_TRUE(refused([](KeyRecord& record) { record.id[0] ^= 1; }));
    EXPECT_TRUE(refused([](KeyRecord& record) { record.holder.clear(); }));
    EXPECT_TRUE(refused([](KeyRecord& record) { record.not_after = record.not_after + Duration(1); }));
    EXPECT_TRUE(refused([](KeyRecord& record) { record.not_after = record.not_before; }));
    EXPECT_TRUE(refused([](KeyRecord& record) { record.assurance = Assurance::Hardware; }));  // a program's key is no security key
    EXPECT_TRUE(refused([](KeyRecord& record) { record.assurance = Assurance{}; }));
    EXPECT_TRUE(refused([](KeyRecord& record) { record.party.id = "msp-job:00"; }));
    EXPECT_TRUE(refused([](KeyRecord& record) { record.vault_key = Bytes(31); }));
    EXPECT_TRUE(refused([](KeyRecord& record) { record.classes.bits = 1u << 14; }));
    EXPECT_TRUE(refused([](KeyRecord& record) {
        record.key.algorithm = Algorithm{7};
        record.id = key_id(record.key);
    }));
}

TEST(KeyRecords, of_browsers_may_do_one_thing) {
    KeyRecord record = record_of("alice", 1, static_cast<uint8_t>(Role::Job));
    record.key.algorithm = Algorithm::BrowserEd25519;
    record.id = key_id(record.key);
    record.assurance = Assurance::Browser;
    record.party = {.id = "desk.example.org", .origins = {"https://desk.example.org"}};
    EXPECT_TRUE(is_read(record));
    record.roles = 3;
    EXPECT_FALSE(is_read(record));
    record.roles = 2;
    record.party.origins.clear();
    EXPECT_FALSE(is_read(record));
}

}  // namespace steward::trust
