#include "trust/log_entry.h"

#include <gtest/gtest.h>

namespace steward::trust {

namespace {
LogEntry entry() {
    return {.at = Instant{1'795'000'000'000},
            .kind = EntryKind::RoleChange,
            .tenant_tag = Digest{1},
            .tenant_seq = 2,
            .tenant_prev = Digest{2},
            .commitment = Digest{3}};
}
}  // namespace

TEST(LogEntry, is_read_as_it_was_written_and_in_no_other_form) {
    const Bytes bytes = write_entry(entry());
    EXPECT_LE(bytes.size(), most_entry_bytes);
    EXPECT_EQ(read_entry(bytes), entry());
    for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(read_entry(ByteView(bytes).first(size)));
    Bytes longer = bytes;
    longer.push_back(0);
    EXPECT_FALSE(read_entry(longer));
    EXPECT_FALSE(read_entry(Bytes(most_entry_bytes + 1)));
}

TEST(LogEntry, the_first_of_a_chain_and_no_other_has_nothing_before_it) {
    LogEntry first = entry();
    first.tenant_seq = 1;
    EXPECT_FALSE(read_entry(write_entry(first)));
    first.tenant_prev = {};
    EXPECT_TRUE(read_entry(write_entry(first)));
    LogEntry later = entry();
    later.tenant_prev = {};
    EXPECT_FALSE(read_entry(write_entry(later)));
    later.tenant_seq = 0;
    EXPECT_FALSE(read_entry(write_entry(later)));
}

TEST(LogEntry, kinds_that_nobody_knows_are_refused) {
    for (const int kind : {0, 18, 200}) {
        LogEntry odd = entry();
        odd.kind = static_cast<EntryKind>(kind);
        EXPECT_FALSE(read_entry(write_entry(odd)));
    }
}

TEST(LogEntry, a_body_is_read_as_it_was_written_and_its_commitment_binds_every_byte) {
    EntryBody body{.action = "access.account_changed", .by = "Anna", .principal = "account", .roles = "OWN", .subject = "account"};
    body.details = {{"roles", "TEC -> ENG"}, {"name", ""}};
    const Bytes bytes = write_body(body);
    EXPECT_EQ(read_body(bytes), body);
    const Digest salt{9}, known = commitment_of(salt, bytes);
    for (size_t i = 0; i < bytes.size(); ++i) {
        Bytes changed = bytes;
        changed[i] ^= 1;
        EXPECT_NE(commitment_of(salt, changed), known);
    }
    EXPECT_NE(commitment_of(Digest{8}, bytes), known);
}

TEST(LogEntry, of_another_version_is_refused) {
    LogEntry other = entry();
    other.version = 2;
    EXPECT_FALSE(read_entry(write_entry(other)));
    EXPECT_FALSE(read_body(write_body({.version = 2, .action = "a"})));
    EXPECT_TRUE(read_body(write_body({.action = "a"})));
}

TEST(LogEntry, a_body_has_at_most_64_kibibytes) {
    EntryBody body{.action = "access.account_changed", .subject = std::string(60'000, 's')};
    body.subject.resize(60'000 + most_body_bytes - write_body(body).size(), 's');
    ASSERT_EQ(write_body(body).size(), most_body_bytes);
    EXPECT_EQ(read_body(write_body(body)), body);
    body.subject += 's';
    EXPECT_FALSE(read_body(write_body(body)));
}

TEST(LogEntry, a_tag_tells_clients_apart_only_to_who_knows_the_salt) {
    const ShortId one{1}, two{2};
    const Digest salt{9};
    Bytes both(salt.begin(), salt.end());
    both.insert(both.end(), one.begin(), one.end());
    EXPECT_EQ(tenant_tag(salt, one), sha256(both));
    EXPECT_NE(tenant_tag(salt, one), tenant_tag(salt, two));
    EXPECT_NE(tenant_tag(salt, one), tenant_tag(Digest{8}, one));
}

}  // namespace steward::trust
