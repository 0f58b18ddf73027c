// An export is judged line by line: what is damaged is named by its code. The long stories of falsified logs are
// tests/log/tampering_test.py.
#include "verify/judge.h"

#include <gtest/gtest.h>

#include "verify/tests/small_log.h"

namespace steward::verify {
namespace {

using Lines = std::vector<std::string>;

Verdict judged(const Lines& lines, Known known = {}) {
    Judge judge(std::move(known));
    for (const auto& line : lines)
        if (!judge.take(line)) break;
    return judge.finish();
}
std::string code(const Verdict& verdict) { return verdict.fault ? verdict.fault->code : "holds"; }
std::string code(const Lines& lines, Known known = {}) { return code(judged(lines, std::move(known))); }

constexpr uint64_t noon = 20'400 * one_day + one_day / 2;

Lines small(SmallLog& log) {
    Lines lines = log.start(noon + 1000);
    lines.push_back(log.entry(noon));
    lines.push_back(log.head());
    lines.emplace_back("end 1");
    return lines;
}
/// The small export with one line of its head in another form.
std::string with(size_t place, const std::string& line) {
    SmallLog log;
    Lines lines = small(log);
    lines.at(place) = line;
    return code(lines);
}

TEST(Exports, of_one_entry_and_one_head_hold) {
    SmallLog log;
    const Verdict verdict = judged(small(log));
    EXPECT_EQ(code(verdict), "holds") << verdict.fault->sentence;
    EXPECT_EQ(verdict.entries, 1U);
    EXPECT_EQ(verdict.chains.front().counted_day, -1) << "no day has ended";
}

TEST(Exports, begin_with_three_lines_in_their_one_form) {
    EXPECT_EQ(with(0, "steward-log-export/v1 more"), "not_an_export");
    EXPECT_EQ(with(0, "steward-log-export/v2"), "not_an_export");
    EXPECT_EQ(with(1, "origin"), "no_origin");
    EXPECT_EQ(with(1, "of steward/x"), "no_origin");
    EXPECT_EQ(with(2, "made"), "no_time");
    EXPECT_EQ(with(2, "time 5"), "no_time");
    EXPECT_EQ(with(2, "made 9223372036854775808"), "no_time") << "no such time";
}

TEST(Exports, name_one_key_of_the_log_they_say_they_are_of) {
    const SmallLog log;
    EXPECT_EQ(with(3, "key nothing"), "bad_key");
    EXPECT_EQ(with(3, "key " + log.witness.text()), "bad_key") << "a witness's key is none of a log";
    EXPECT_EQ(with(3, "key " + Signer(1, "steward/y", 1).text()), "key_name");
    EXPECT_EQ(with(4, "key " + log.log.text()), "two_keys");
    EXPECT_EQ(with(3, log.chain("provider", 0)), "two_chains");
}

TEST(Exports, name_whose_entries_they_hold) {
    const SmallLog log;
    const std::string good = log.chain("provider", 0), salt = write_base64(Bytes(32, 3));
    EXPECT_EQ(with(4, log.chain("stranger", 1)), "bad_chain");
    EXPECT_EQ(with(4, "chain provider 00 " + salt), "bad_chain");
    EXPECT_EQ(with(4, "chain provider " + std::string(32, '0') + " ?"), "bad_chain");
    EXPECT_EQ(with(4, "chain provider " + std::string(32, '0') + " " + write_base64(Bytes(31, 3))), "bad_chain");
    EXPECT_EQ(with(4, log.chain("provider", 1)), "bad_chain");
    EXPECT_EQ(with(4, log.chain("client", 0)), "bad_chain");
    EXPECT_EQ(with(4, log.chain("client", 1)), "no_provider");
    Lines many = log.start(noon);
    for (uint8_t client = 1; client < 8; ++client) many.push_back(log.chain("client", client));
    EXPECT_EQ(code(many), "cut_off") << "eight chains are read";
    many.push_back(log.chain("client", 8));
    EXPECT_EQ(code(many), "bad_chain");
}

TEST(Exports, name_witnesses_once_and_not_without_end) {
    const SmallLog log;
    EXPECT_EQ(with(4, "witness " + log.log.text()), "bad_witness") << "a log's key is none of a witness";
    EXPECT_EQ(with(4, "witness x"), "bad_witness");
    Lines lines = log.start(noon);
    lines.push_back("witness " + log.witness.text());
    lines.push_back("witness " + log.witness.text());
    EXPECT_EQ(code(lines), "two_witnesses");
    lines.pop_back();
    for (int i = 0; i < 255; ++i) lines.push_back("witness " + Signer(4, "tower" + std::to_string(i), 2).text());
    EXPECT_EQ(code(lines), "cut_off");
    lines.push_back("witness " + Signer(4, "one-more", 2).text());
    EXPECT_EQ(code(lines), "two_witnesses");
}

TEST(Exports, hold_nothing_behind_a_fault) {
    Judge judge{Known{}};
    EXPECT_FALSE(judge.take("no export"));
    EXPECT_FALSE(judge.take("steward-log-export/v1"));
    EXPECT_EQ(judge.finish().fault->line, 1U) << "the first fault is told";
}

TEST(Exports, parts_of_the_tree_are_read_in_their_one_form) {
    const std::string hash = write_base64(Bytes(32, 1));
    for (const std::string& line : {"tree x " + hash, "tree 61 " + hash, std::string("tree 0 ?"), "tree 0 " + write_base64(Bytes(31, 1))})
        EXPECT_EQ(with(5, line), "bad_tree") << line;
    EXPECT_EQ(with(5, "tree 0 " + hash), "root") << "a part of another tree";
}

TEST(Exports, a_head_may_stand_before_the_first_entry_but_only_once) {
    SmallLog log;
    Lines lines = log.start(noon);
    lines.push_back(log.head());
    Lines twice = lines;
    twice.push_back(log.head());
    EXPECT_EQ(code(twice), "head_twice");
    lines.push_back(log.entry(noon));
    lines.push_back(log.head());
    lines.emplace_back("end 1");
    EXPECT_EQ(code(lines), "holds");
}

TEST(Exports, an_entry_is_a_leaf_its_salt_and_its_words) {
    SmallLog log;
    Lines lines = log.start(noon);
    const std::string entry = log.entry(noon), leaf = entry.substr(0, entry.find(' ', 6)), salt = write_base64(Bytes(32, 3));
    for (const std::string& line : {entry + " more", leaf + " " + salt, std::string("entry ? ? ?"), std::string("entry AAAA ? ?")}) {
        EXPECT_EQ(with(5, line), "bad_entry") << line;
    }
    EXPECT_EQ(with(5, leaf + " ? " + salt), "bad_words");
    EXPECT_EQ(with(5, leaf + " " + write_base64(Bytes(31, 3)) + " " + salt), "bad_words");
    EXPECT_EQ(with(5, leaf + " " + salt + " ?"), "bad_words");
    EXPECT_EQ(with(5, leaf + " - " + salt), "half_words");
    EXPECT_EQ(with(5, leaf + " " + salt + " " + salt), "words_changed");
}

TEST(Exports, words_that_cannot_be_read_are_none_although_they_are_those_that_were_logged) {
    SmallLog log;
    const Bytes words{0xff}, salt(32, 3);
    const std::string line = log.entry_with(noon, 0, 8, sha256(salt, words)) + " " + write_base64(salt) + " " + write_base64(words);
    EXPECT_EQ(with(5, line), "bad_words");
    SmallLog other;
    const Bytes of_other = other.words_of(9, {});
    const std::string foreign =
        other.entry_with(noon, 0, 8, sha256(salt, of_other)) + " " + write_base64(salt) + " " + write_base64(of_other);
    EXPECT_EQ(with(5, foreign), "words_of_other");
}

// The first entry, of the day after 1970-01-01, counts what was before it.
std::string counted(const std::vector<std::pair<std::string, std::string>>& details, bool is_first = true) {
    SmallLog log;
    Lines lines = log.start(one_day + 2000);
    if (!is_first) lines.push_back(log.entry(1000));
    lines.push_back(log.entry(one_day + 1000, 0, 17, details));
    lines.push_back(log.head());
    lines.push_back(is_first ? "end 1" : "end 2");
    return code(lines);
}

TEST(Exports, a_daily_count_says_a_day_and_how_many) {
    EXPECT_EQ(counted({{"day", "0"}, {"entries", "1"}}, false), "holds");
    EXPECT_EQ(counted({{"entries", "1"}}, false), "bad_count");
    EXPECT_EQ(counted({{"day", "0"}}, false), "bad_count");
    EXPECT_EQ(counted({{"day", "3000001"}, {"entries", "1"}}, false), "bad_count");
    EXPECT_EQ(counted({{"day", "0"}, {"entries", "2"}}, false), "count_wrong");
    EXPECT_EQ(counted({{"day", "1"}, {"entries", "1"}}, false), "count_early");
    EXPECT_EQ(counted({{"day", "0"}, {"entries", "0"}}), "count_again") << "a day without an entry is counted with nothing before it";
}

TEST(Exports, a_witness_cannot_have_seen_a_head_at_an_impossible_time) {
    for (const uint64_t seconds : {uint64_t{INT64_MAX} / 1000 + 1, noon / 1000 - 3600}) {
        SmallLog log;
        Lines lines = log.start(noon + 1000);
        lines.push_back("witness " + log.witness.text());
        lines.push_back(log.entry(noon));
        lines.push_back(log.head(log.witness.line(log.note(), seconds)));
        lines.emplace_back("end 1");
        EXPECT_EQ(code(lines), "witness_before") << seconds;
    }
}

Known of_client(uint8_t client) {
    Known known;
    known.client = SmallLog::client_of(client);
    return known;
}

TEST(Exports, are_of_the_client_who_asks_whatever_name_they_bear) {
    SmallLog log;
    Lines lines = log.start(noon + 1000);
    lines.push_back(log.chain("client", 7, "Harbour"));
    lines.push_back(log.entry(noon));
    lines.push_back(log.entry(noon, 7));
    lines.push_back(log.head());
    lines.emplace_back("end 2");
    EXPECT_EQ(code(lines, of_client(7)), "holds");
    const Verdict other = judged(lines, of_client(1));
    EXPECT_EQ(code(other), "other_client");
    EXPECT_EQ(other.fault->sentence,
              "This is not the log of the client 01010101010101010101010101010101 that you asked for: it names "
              "07070707070707070707070707070707.");
    SmallLog provider;
    const Verdict nobody = judged(small(provider), of_client(1));
    EXPECT_EQ(code(nobody), "other_client");
    EXPECT_TRUE(nobody.fault->sentence.ends_with("it names no client."));
}

/// Three entries with a head behind each; `seen[n]`: what the witnesses signed of the n-th.
Verdict witnessed(const std::vector<std::vector<const Signer*>>& seen, Known known = {}) {
    SmallLog log;
    const Signer bridge(4, "bridge", 5);
    Lines lines = log.start(noon + 1000);
    for (const Signer* witness : {&log.witness, &bridge}) lines.push_back("witness " + witness->text());
    for (const auto& here : seen) {
        lines.push_back(log.entry(noon));
        std::string more;
        for (const Signer* witness : here) more += witness->line(log.note(), noon / 1000);
        lines.push_back(log.head(more));
    }
    lines.push_back("end " + std::to_string(seen.size()));
    return judged(lines, std::move(known));
}

TEST(Exports, a_witness_counts_for_the_newest_head_that_anybody_saw_and_for_no_later_one) {
    const Signer tower(4, "tower", 2), bridge(4, "bridge", 5);
    Verdict verdict = witnessed({{&bridge}, {&tower}, {&tower, &bridge}});
    EXPECT_EQ(code(verdict), "holds");
    EXPECT_EQ(verdict.witnesses, (std::vector<std::string>{"tower", "bridge"}));
    EXPECT_TRUE(verdict.is_end_witnessed);
    verdict = witnessed({{&tower, &bridge}, {&tower}, {}});
    EXPECT_EQ(verdict.witnesses, std::vector<std::string>{"tower"}) << "bridge saw an earlier one";
    EXPECT_EQ(verdict.witnessed_entries, 2U);
    EXPECT_FALSE(verdict.is_end_witnessed);
    verdict = witnessed({{}, {}});
    EXPECT_TRUE(verdict.witnesses.empty());
    EXPECT_EQ(verdict.witnessed_entries, 0U);
}

TEST(Exports, whose_word_the_keys_of_witnesses_are_is_known) {
    const Signer tower(4, "tower", 2), bridge(4, "bridge", 5);
    EXPECT_FALSE(witnessed({{&tower}}).witness_keys_were_given);
    Known known;
    known.keys = {SmallLog().log.key};
    EXPECT_FALSE(witnessed({{&tower}}, known).witness_keys_were_given) << "the log's own key is none of a witness";
    known.keys.push_back(bridge.key);
    const Verdict verdict = witnessed({{&tower, &bridge}}, known);
    EXPECT_TRUE(verdict.witness_keys_were_given && verdict.key_was_given);
    EXPECT_EQ(verdict.witnesses, std::vector<std::string>{"bridge"}) << "the other one is nobody's whom you know";
}

}  // namespace
}  // namespace steward::verify
