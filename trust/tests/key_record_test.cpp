// Keys of every kind, with the bounds that their records may give them.
#include "trust/key_record.h"

#include <gtest/gtest.h>

namespace steward::trust {

namespace {
constexpr Instant of_its_making{1'767'225'600'000};

// A sound record, which says as little of its key as there can be said.
KeyRecord key_of_kind(Algorithm algorithm) {
    const bool is_on_edwards_curve =
        algorithm == Algorithm::Ed25519 || algorithm == Algorithm::FidoEd25519 || algorithm == Algorithm::BrowserEd25519;
    KeyRecord record{.key = {algorithm, Bytes(is_on_edwards_curve ? 32 : 65, 5)}, .roles = static_cast<uint8_t>(Role::Job)};
    record.id = key_id(record.key);
    record.holder = "alice";
    record.clients.all = true;
    record.classes.bits = 0b10;
    record.not_before = of_its_making;
    record.not_after = of_its_making + longest_key_life;
    record.assurance = Assurance::Browser;
    if (algorithm == Algorithm::BrowserEs256 || algorithm == Algorithm::BrowserEd25519)
        record.party = {.id = "desk.example.org", .origins = {"https://desk.example.org"}};
    return record;
}

bool may_be_entered(const KeyRecord& record) { return read_message<KeyRecord>(write_message(record)).has_value(); }

template <class Set>
std::optional<Set> set_in(const Bytes& bytes) {
    CborReader reader(bytes);
    Set set;
    set.read_from(reader);
    return reader.is_whole() ? std::optional(set) : std::nullopt;
}
}  // namespace

TEST(KeyRecordKinds, say_no_more_of_a_key_than_there_is) {
    const std::pair<Algorithm, Assurance> strongest_of[] = {
        {Algorithm::Ed25519, Assurance::Software},     {Algorithm::Es256, Assurance::Software},
        {Algorithm::FidoEd25519, Assurance::Hardware}, {Algorithm::FidoEs256, Assurance::Hardware},
        {Algorithm::BrowserEs256, Assurance::Browser}, {Algorithm::BrowserEd25519, Assurance::Browser}};
    for (const auto& [algorithm, strongest] : strongest_of) {
        for (const int assurance : {0, 1, 2, 3, 4}) {
            KeyRecord record = key_of_kind(algorithm);
            record.assurance = static_cast<Assurance>(assurance);
            EXPECT_EQ(may_be_entered(record), assurance >= 1 && record.assurance <= strongest)
                << "kind " << static_cast<int>(algorithm) << ", assurance " << assurance;
        }
    }
}

TEST(KeyRecordKinds, are_six_and_each_has_its_length) {
    for (const int kind : {1, 2, 3, 4, 5, 6}) {
        KeyRecord record = key_of_kind(static_cast<Algorithm>(kind));
        EXPECT_TRUE(may_be_entered(record)) << kind;
        for (const int more : {-1, 1}) {
            KeyRecord other = record;
            other.key.bytes.resize(record.key.bytes.size() + more);
            other.id = key_id(other.key);
            EXPECT_FALSE(may_be_entered(other)) << kind << " with " << more << " more";
        }
    }
    for (const int kind : {0, 7, 16}) EXPECT_FALSE(may_be_entered(key_of_kind(static_cast<Algorithm>(kind)))) << kind;
}

TEST(KeyRecordKinds, of_browsers_have_a_party_and_all_others_have_none) {
    for (const auto algorithm : {Algorithm::BrowserEs256, Algorithm::BrowserEd25519}) {
        KeyRecord record = key_of_kind(algorithm);
        record.party.id.clear();
        EXPECT_FALSE(may_be_entered(record));
        record = key_of_kind(algorithm);
        record.party.origins.clear();
        EXPECT_FALSE(may_be_entered(record));
        record.party = {};
        EXPECT_FALSE(may_be_entered(record));
    }
    for (const auto algorithm : {Algorithm::Ed25519, Algorithm::Es256, Algorithm::FidoEd25519, Algorithm::FidoEs256}) {
        KeyRecord record = key_of_kind(algorithm);
        record.party = {.id = "desk.example.org", .origins = {}};
        EXPECT_FALSE(may_be_entered(record));
        record.party = {.id = "", .origins = {"https://desk.example.org"}};
        EXPECT_FALSE(may_be_entered(record));
    }
}

TEST(KeyRecordKinds, of_browsers_have_the_role_of_jobs_alone) {
    for (const int roles : {0, 1, 3, 4, 64, 255}) {
        KeyRecord of_browser = key_of_kind(Algorithm::BrowserEs256), of_program = key_of_kind(Algorithm::Es256);
        of_browser.roles = of_program.roles = static_cast<uint8_t>(roles);
        EXPECT_FALSE(may_be_entered(of_browser)) << roles;
        EXPECT_TRUE(may_be_entered(of_program)) << roles;
    }
}

TEST(KeyRecordBounds, a_key_holds_from_its_first_millisecond_until_its_last_has_passed) {
    KeyRecord record = key_of_kind(Algorithm::Ed25519);
    record.not_after = of_its_making + std::chrono::hours(1);
    EXPECT_FALSE(record.is_valid_at(of_its_making + Duration(-1)));
    EXPECT_TRUE(record.is_valid_at(of_its_making));
    EXPECT_TRUE(record.is_valid_at(record.not_after + Duration(-1)));
    EXPECT_FALSE(record.is_valid_at(record.not_after));
}

TEST(KeyRecordBounds, a_key_of_the_vault_has_32_bytes_or_is_not_there) {
    for (const size_t size : {0, 1, 31, 32, 33, 64}) {
        KeyRecord record = key_of_kind(Algorithm::Ed25519);
        record.vault_key = Bytes(size, 9);
        EXPECT_EQ(may_be_entered(record), size == 0 || size == 32) << size;
    }
}

TEST(KeyRecordBounds, roles_are_told_apart_bit_by_bit) {
    KeyRecord record = key_of_kind(Algorithm::Ed25519);
    record.roles = 4 | 64;  // as design/trust.md numbers them
    EXPECT_TRUE(record.has(Role::Policy));
    EXPECT_TRUE(record.has(Role::Stop));
    for (const Role role : {Role::Roster, Role::Job, Role::Recovery, Role::Fresh, Role::Consent, Role::Enrol})
        EXPECT_FALSE(record.has(role)) << static_cast<int>(role);
}

TEST(KeyRecordBounds, classes_that_are_none_are_refused) {
    const auto classes_in = [](uint64_t bits) { return set_in<ClassSet>(CborWriter().number(bits).take()); };
    ASSERT_TRUE(classes_in(0b11'1111'1111'1110));
    EXPECT_TRUE(classes_in(0b11'1111'1111'1110)->has(JobClass::VaultUse));
    EXPECT_FALSE(classes_in(0b10)->has(JobClass::VaultUse));
    EXPECT_EQ(classes_in(0)->bits, 0u);
    for (const uint64_t bits : {uint64_t{1}, uint64_t{1} << 14, uint64_t{1} << 31, uint64_t{1} << 32, uint64_t{1} << 33 | 2, UINT64_MAX})
        EXPECT_FALSE(classes_in(bits)) << bits;
    EXPECT_FALSE(set_in<ClassSet>(CborWriter().text("*").take()));
}

TEST(KeyRecordBounds, clients_are_all_or_those_of_a_list) {
    const ShortId ours{1}, others{2};
    const auto everyone = set_in<ClientSet>(CborWriter().text("*").take());
    ASSERT_TRUE(everyone);
    EXPECT_TRUE(everyone->has(others));
    const auto listed = set_in<ClientSet>(CborWriter().array(1).bytes(ours).take());
    ASSERT_TRUE(listed);
    EXPECT_TRUE(listed->has(ours));
    EXPECT_FALSE(listed->has(others));
    const auto nobody = set_in<ClientSet>(CborWriter().array(0).take());
    ASSERT_TRUE(nobody);
    EXPECT_FALSE(nobody->has(ours));
    EXPECT_FALSE(nobody->has(ShortId{}));
    for (const char* word : {"", "**", "all", "* "}) EXPECT_FALSE(set_in<ClientSet>(CborWriter().text(word).take())) << word;
    EXPECT_FALSE(set_in<ClientSet>(CborWriter().bytes(as_bytes("*")).take()));
    EXPECT_FALSE(set_in<ClientSet>(CborWriter().array(2).bytes(ours).bytes(Bytes(15)).take()));
    EXPECT_FALSE(set_in<ClientSet>(CborWriter().array(1).bytes(Bytes(17)).take()));
    EXPECT_FALSE(set_in<ClientSet>(CborWriter().array(2).bytes(ours).take())) << "one is missing";
}

TEST(KeyRecordBounds, records_are_the_same_when_every_field_is) {
    const KeyRecord record = key_of_kind(Algorithm::Ed25519);
    EXPECT_EQ(record, key_of_kind(Algorithm::Ed25519));
    KeyRecord other = record;
    other.vault_key = Bytes(32, 1);
    EXPECT_FALSE(record == other);
    EXPECT_FALSE(record == key_of_kind(Algorithm::FidoEd25519));
}

}  // namespace steward::trust
