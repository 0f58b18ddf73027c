// The reader of exports, piece by piece: each form has one text, and everything else is refused. Signs with libsodium itself: nothing of
// ours is linked here either.
#include <gtest/gtest.h>

#include "verify/entry.h"
#include "verify/note.h"
#include "verify/tests/signer.h"
#include "verify/tree.h"

namespace steward::verify {
namespace {

TEST(Forms, base64_has_one_text_for_the_same_bytes) {
    Bytes out;
    for (const Bytes& bytes : {Bytes{}, Bytes{0}, Bytes{0xff, 0xfe}, Bytes{1, 2, 3}, Bytes{9, 8, 7, 6}}) {
        EXPECT_TRUE(read_base64(write_base64(bytes), out));
        EXPECT_EQ(out, bytes);
    }
    for (const auto* text : {"A", "AA", "AAA", "AAAAA", "A===", "====", "AA=A", "AB==", "AAB=", "AA-A", "AA==AAAA", " AAA"})
        EXPECT_FALSE(read_base64(text, out)) << text;
}

TEST(Forms, hex_and_numbers_are_read_strictly) {
    std::array<uint8_t, 2> two{};
    EXPECT_TRUE(read_hex("0aff", two));
    EXPECT_EQ(write_hex(two), "0aff");
    for (const auto* text : {"0af", "0aff0", "0aFF", "0agg", "g0ff", "0:ff", "0/ff"}) EXPECT_FALSE(read_hex(text, two)) << text;
    EXPECT_EQ(read_number("0"), 0U);
    EXPECT_EQ(read_number("1312"), 1312U);
    for (const auto* text : {"", "01", "-1", "+1", "1a", " 1", "99999999999999999999"}) EXPECT_FALSE(read_number(text)) << text;
}

TEST(Forms, nothing_steers_the_terminal_or_hides) {
    for (const char* good : {"Gr\xc3\xbc\xc3\x9f"
                             "e",
                             "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xee\x80\x80", "a~"})
        EXPECT_EQ(plain(good), good);
    EXPECT_EQ(plain("a\xc2\x9b"
                    "8m"),
              "a 8m")
        << "C1";
    EXPECT_EQ(plain("\xe2\x80\xae"
                    "txt"),
              " txt")
        << "turns text round";
    EXPECT_EQ(plain("dc01\xe3\x85\xa4"), "dc01 ") << "takes no place";
    for (const char* bad : {"\x80", "\xc1", "\xff"}) EXPECT_EQ(plain(bad), " ");
    EXPECT_EQ(plain("\xe2\x82"), "  ") << "cut off";
    EXPECT_EQ(plain("\xe2(\xa1"), " ( ") << "goes on wrongly";
    for (const char* bad : {"\xe0\x80\x80", "\xed\xa0\x80"}) EXPECT_EQ(plain(bad), "   ") << "written longer than it is; half of a pair";
    for (const char* bad : {"\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"}) EXPECT_EQ(plain(bad), "    ");
}

TEST(Forms, what_is_printed_is_plain) {
    EXPECT_EQ(with_commas(7), "7");
    EXPECT_EQ(with_commas(1'312), "1,312");
    EXPECT_EQ(with_commas(123'456'789), "123,456,789");
    EXPECT_EQ(minute_of(1'795'892'640'000), "2026-11-28 19:04 UTC");
    EXPECT_EQ(date_of(0), "1970-01-01");
    EXPECT_EQ(day_text(-5), "1970-01-01") << "no date is invented";
    EXPECT_EQ(plain("a\x1b[2Jb\x7f\n"), "a [2Jb  ");
}

const std::string head_text = "steward/x\n3\n" + write_base64(Hash{1}) + "\n";

TEST(Notes, a_head_is_signed_by_its_log_and_cosigned_by_its_witnesses) {
    const Signer log(1, "steward/x", 1), witness(4, "tower", 2), other(4, "tower", 3), as_log(1, "tower", 2);
    const auto note = read_note(head_text + "\n" + log.line(head_text) + other.line(head_text, 5) + witness.line(head_text, 77));
    ASSERT_TRUE(note);
    EXPECT_EQ(note->size, 3U);
    EXPECT_TRUE(is_signed(*note, log.key));
    EXPECT_FALSE(is_signed(*note, witness.key));
    EXPECT_FALSE(is_signed(*note, as_log.key)) << "a witness's signature is none of a log";
    EXPECT_EQ(cosigned_at(*note, witness.key), 77U);
    EXPECT_FALSE(cosigned_at(*note, log.key));
    const auto forged = read_note(head_text + "\n" + log.line("other\n") + witness.line("other\n", 77));
    ASSERT_TRUE(forged);
    EXPECT_FALSE(is_signed(*forged, log.key));
    EXPECT_FALSE(cosigned_at(*forged, witness.key));
    EXPECT_FALSE(is_signed(*read_note(head_text + "\n" + log.line(head_text, 5)), log.key)) << "of another length";
}

TEST(Notes, everything_else_is_no_head) {
    const Signer log(1, "steward/x", 1);
    const std::string line = log.line(head_text), root = write_base64(Hash{1});
    EXPECT_TRUE(read_note(head_text + "\n" + line));
    EXPECT_TRUE(read_note(head_text + "\n")) << "that nobody signed it is asked elsewhere";
    std::string many = head_text + "\n";
    for (int i = 0; i < 64; ++i) many += line;
    EXPECT_TRUE(read_note(many));
    const std::vector<std::string> wrong = {std::string(),
                                            std::string("steward/x"),
                                            std::string("steward/x\n"),
                                            std::string("steward/x\n3\n"),
                                            "\n3\n" + root + "\n\n",
                                            "a b\n3\n" + root + "\n\n",
                                            "a+b\n3\n" + root + "\n\n",
                                            "a\x7f\n3\n" + root + "\n\n",
                                            std::string(256, 'a') + "\n3\n" + root + "\n\n",
                                            "steward/x\n03\n" + root + "\n\n",
                                            "steward/x\n3\nnot\n\n",
                                            std::string("steward/x\n3\nAAAA\n\n"),
                                            head_text,
                                            head_text + "extension\n\n" + line,
                                            head_text + "\n" + line.substr(0, line.size() - 1),
                                            head_text + "\n- steward/x AAAA\n",
                                            head_text + "\n\u2014 steward/x\n",
                                            head_text + "\n\u2014 a+b AAAAAAAA\n",
                                            head_text + "\n\u2014 steward/x AAA\n",
                                            head_text + "\n\u2014 steward/x AAAA\n",
                                            many + line,
                                            head_text + "\n" + std::string(16'384, 'a')};
    for (const std::string& text : wrong) EXPECT_FALSE(read_note(text)) << text;
}

TEST(Notes, a_key_is_named_with_its_own_hash) {
    const Signer log(1, "steward/x", 1), witness(4, "tower", 2), of_no_kind(2, "x", 1);
    EXPECT_EQ(read_key(log.text()), log.key);
    EXPECT_EQ(read_key(witness.text()), witness.key);
    const std::string text = log.text();
    const std::vector<std::string> all = {std::string(),
                                          std::string("steward/x"),
                                          std::string("steward/x+00"),
                                          "a b" + text.substr(9),
                                          text.substr(0, 10) + "00000000" + text.substr(18),
                                          text + "A",
                                          text.substr(0, 19) + "AAAA",
                                          of_no_kind.text()};
    for (const std::string& wrong : all) EXPECT_FALSE(read_key(wrong)) << wrong;
}

TEST(Trees, subtrees_stand_side_by_side_and_their_root_is_that_of_their_leaves) {
    EXPECT_EQ(write_hex(Tree().root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Tree leaves, subtrees;
    const auto leaf = [](uint8_t byte) { return sha256(uint8_t{0}, Bytes{byte}); };
    for (uint8_t i = 0; i < 7; ++i) ASSERT_TRUE(leaves.add(0, leaf(i)));
    EXPECT_EQ(write_hex(leaves.root()), "3560191803028444b232018ac047fdb561c09c23a7a6876c85e08b5e4d48e9f3");
    const Hash left = sha256(1, sha256(1, leaf(0), leaf(1)), sha256(1, leaf(2), leaf(3)));
    EXPECT_TRUE(subtrees.add(2, left));
    EXPECT_FALSE(subtrees.add(3, left)) << "none of eight begins at four";
    EXPECT_FALSE(subtrees.add(61, left));
    EXPECT_TRUE(subtrees.add(1, sha256(1, leaf(4), leaf(5))));
    EXPECT_TRUE(subtrees.add(0, leaf(6)));
    EXPECT_EQ(subtrees.root(), leaves.root());
    EXPECT_EQ(subtrees.size(), 7U);
    Tree full;
    EXPECT_TRUE(full.add(60, left) && full.add(60, left));
    EXPECT_FALSE(full.add(0, left)) << "no log is longer";
}

void put(Bytes& out, const Bytes& more) { out.insert(out.end(), more.begin(), more.end()); }

// {1: 1, 2: at, 3: kind, 4: tag, 5: seq, 6: before, 7: commitment}, with one field as the caller wants it.
Bytes entry_bytes(uint8_t changed = 0, const Bytes& as = {}) {
    Bytes hash{0x58, 32};
    hash.resize(34, 7);
    const std::vector<Bytes> values = {{0xa7}, {1}, {0x19, 0x10, 0x00}, {5}, hash, {2}, hash, hash};
    Bytes out = changed == 0 && !as.empty() ? as : values[0];
    for (uint8_t key = 1; key <= 7; ++key) {
        out.push_back(key);
        put(out, key == changed ? as : values[key]);
    }
    return out;
}

TEST(Entries, are_read_in_their_one_form_alone) {
    const auto entry = read_entry(entry_bytes());
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->at, 0x1000U);
    EXPECT_EQ(entry->kind, 5U);
    EXPECT_EQ(entry->seq, 2U);
    EXPECT_TRUE(read_entry(entry_bytes(2, {0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})));
    EXPECT_TRUE(read_entry(entry_bytes(2, {0x1a, 0x80, 0, 0, 0})));
    const Bytes whole = entry_bytes();
    for (size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(read_entry(ByteView(whole).first(size))) << size;
    EXPECT_FALSE(read_entry(entry_bytes(0, {0xa6}))) << "seven fields";
    EXPECT_FALSE(read_entry(entry_bytes(1, {2}))) << "version 1";
    EXPECT_FALSE(read_entry(entry_bytes(2, {0x18, 0x10}))) << "a longer form than needed";
    EXPECT_FALSE(read_entry(entry_bytes(2, {0x1c}))) << "reserved";
    EXPECT_FALSE(read_entry(entry_bytes(2, {0x41, 0}))) << "bytes are no number";
    EXPECT_FALSE(read_entry(entry_bytes(2, {0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0}))) << "no such time";
    EXPECT_FALSE(read_entry(entry_bytes(3, {0})));
    EXPECT_FALSE(read_entry(entry_bytes(3, {0x12}))) << "no kind 18";
    EXPECT_FALSE(read_entry(entry_bytes(4, {0x41, 0}))) << "a short hash";
    EXPECT_FALSE(read_entry(entry_bytes(5, {0})));
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(read_entry(longer));
    EXPECT_FALSE(read_entry(Bytes(257, 0)));
}

TEST(Words, are_read_in_their_one_form_alone) {
    Bytes all{0xa9, 1, 1, 2, 0x62, 'd', 'o', 3, 0x58, 32};
    all.resize(all.size() + 32, 9);
    put(all, {4, 0x61, 'b', 5, 0x61, 'p', 6, 0x60, 7, 0x60, 8, 0x82, 0xa1, 1, 0x61, 'n', 0xa2, 1, 0x61, 'm', 2, 0x61, 'v', 9, 0x50});
    all.resize(all.size() + 16, 1);
    const auto words = read_words(all);
    ASSERT_TRUE(words);
    EXPECT_EQ(words->action, "do");
    EXPECT_EQ(words->by, "b");
    EXPECT_EQ(words->detail("m"), "v");
    EXPECT_EQ(words->detail("n"), "");
    EXPECT_EQ(words->detail("none"), "");
    for (size_t size = 0; size < all.size(); ++size) EXPECT_FALSE(read_words(ByteView(all).first(size))) << size;
    for (const Bytes& wrong :
         {Bytes{0xa1, 1, 1}, Bytes{0xa2, 1, 2, 2, 0x61, 'a'}, Bytes{0xa2, 2, 0x61, 'a', 1, 1}, Bytes{0xa2, 2, 0x61, 'a', 2, 0x61, 'a'},
          Bytes{0xa2, 2, 0x61, 'a', 10, 0}, Bytes{0xa1, 2, 0x60}, Bytes{0xa2, 2, 0x61, 'a', 8, 0x81, 0xa0},
          Bytes{0xa2, 2, 0x61, 'a', 8, 0x81, 0xa3, 1, 0x60}, Bytes{0xa2, 2, 0x61, 'a', 8, 0x81, 0xa1, 2, 0x60},
          Bytes{0xa2, 2, 0x61, 'a', 8, 0x81, 0xa2, 1, 0x60, 3, 0x60}, Bytes(65'537, 0)})
        EXPECT_FALSE(read_words(wrong));
    Bytes many{0xa2, 2, 0x61, 'a', 8, 0x98, 65};
    for (int i = 0; i < 65; ++i) put(many, {0xa1, 1, 0x60});
    EXPECT_FALSE(read_words(many)) << "sixty-four details at most";
    many[6] = 64;
    many.resize(many.size() - 3);
    EXPECT_TRUE(read_words(many));
}

}  // namespace
}  // namespace steward::verify
