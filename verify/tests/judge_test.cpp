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

}  // namespace
}  // namespace steward::verify
