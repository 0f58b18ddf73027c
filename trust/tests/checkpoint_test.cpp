#include "trust/checkpoint.h"

#include <gtest/gtest.h>
#include <sodium.h>

namespace steward::trust {

namespace {
struct LogSigner {
    NoteKey key;
    Bytes secret = Bytes(crypto_sign_SECRETKEYBYTES);
    LogSigner(std::string name, NoteKind kind, uint8_t seed) {
        const Bytes seeds(crypto_sign_SEEDBYTES, seed);
        key = {.kind = kind, .name = std::move(name)};
        crypto_sign_seed_keypair(key.key.data(), secret.data(), seeds.data());
    }
};

struct Story {
    LogSigner log{"steward/6f1d2a", NoteKind::Log, 1};
    LogSigner witness{"device/one", NoteKind::Cosignature, 2};
    std::string text = write_checkpoint({.origin = "steward/6f1d2a", .size = 1312, .root = sha256(as_bytes("root"))});
    std::string note =
        text + "\n" + signature_line(text, log.key, log.secret) + cosignature_line(text, witness.key, witness.secret, 1'795'000'000);
};
}  // namespace

TEST(Checkpoint, is_read_as_it_was_written_and_both_signatures_hold) {
    const Story story;
    const auto note = read_note(story.note);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->checkpoint.size, 1312u);
    EXPECT_EQ(note->text, story.text);
    EXPECT_TRUE(is_signed(*note, story.log.key));
    EXPECT_EQ(cosigned_at(*note, story.witness.key), 1'795'000'000u);
}

TEST(Checkpoint, every_changed_byte_is_refused_or_no_longer_signed) {
    const Story story;
    for (size_t i = 0; i < story.note.size(); ++i) {
        std::string changed = story.note;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        const auto note = read_note(changed);
        if (!note) continue;
        EXPECT_FALSE(is_signed(*note, story.log.key) && cosigned_at(*note, story.witness.key)) << i;
    }
}

TEST(Checkpoint, a_signature_of_one_kind_or_name_is_none_of_another) {
    const Story story;
    const auto note = read_note(story.note);
    NoteKey as_witness = story.log.key;
    as_witness.kind = NoteKind::Cosignature;
    EXPECT_FALSE(cosigned_at(*note, as_witness));
    NoteKey renamed = story.log.key;
    renamed.name = "steward/other";
    EXPECT_FALSE(is_signed(*note, renamed));
    NoteKey as_log = story.witness.key;
    as_log.kind = NoteKind::Log;
    EXPECT_FALSE(is_signed(*note, as_log));
}

TEST(Checkpoint, only_the_one_form_is_read) {
    const Story story;
    const std::string root = to_base64(sha256(as_bytes("root")));
    const std::string line = signature_line(story.text, story.log.key, story.log.secret);
    for (const std::string& text :
         {std::string(), std::string("steward/6f1d2a\n"), "steward/6f1d2a\n01312\n" + root + "\n\n" + line,
          "steward/6f1d2a\n-1\n" + root + "\n\n" + line, "steward/6f1d2a\n1312\n" + root + "\n" + line,
          "a b\n1312\n" + root + "\n\n" + line, "steward/6f1d2a\n1312\n" + root + "\nmore\n\n" + line,
          "steward/6f1d2a\n1312\n" + root + "\n\n", story.note.substr(0, story.note.size() - 1), story.note + "\n",
          "steward/6f1d2a\n18446744073709551616\n" + root + "\n\n" + line, std::string(most_note_bytes + 1, 'a')}) {
        EXPECT_FALSE(read_note(text)) << text;
    }
    std::string many = story.text + "\n";
    for (size_t i = 0; i <= most_note_signatures; ++i) many += line;
    EXPECT_FALSE(read_note(many));
}

TEST(Checkpoint, a_key_is_read_as_it_was_written) {
    const Story story;
    EXPECT_EQ(read_note_key(write_note_key(story.witness.key)), story.witness.key);
    for (std::string_view text : {"", "name", "name+00000000+AQ==", "na me+00000000+AQ==", "name+zz+AQ=="})
        EXPECT_FALSE(read_note_key(text)) << text;
    std::string other_hash = write_note_key(story.log.key);
    other_hash[story.log.key.name.size() + 1] ^= 1;
    EXPECT_FALSE(read_note_key(other_hash));
}

TEST(Checkpoint, the_key_of_the_specification_has_its_hash) {
    // The verifier key of Go's checksum database, as published with golang.org/x/mod/sumdb/note.
    const auto key = read_note_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
    ASSERT_TRUE(key);
    EXPECT_EQ(key_hash(*key), 0x033de0aeu);
}

TEST(CheckpointForm, a_head_has_three_lines_that_say_what_they_must) {
    const Story story;
    const std::string root = to_base64(sha256(as_bytes("root")));
    const std::string line = signature_line(story.text, story.log.key, story.log.secret);
    const auto noted = [&](const std::string& size, const std::string& hash) {
        return read_note("steward/6f1d2a\n" + size + "\n" + hash + "\n\n" + line);
    };
    ASSERT_TRUE(noted("0", root));
    EXPECT_EQ(noted("0", root)->checkpoint.size, 0u);
    EXPECT_EQ(noted("18446744073709551615", root)->checkpoint.size, UINT64_MAX);
    for (const char* size : {"", "00", "01", "+1", "1 ", " 1", "1.", "0x1", "one"}) EXPECT_FALSE(noted(size, root)) << size;
    for (const size_t bytes : {0, 31, 33, 64}) EXPECT_FALSE(noted("1312", to_base64(Bytes(bytes, 1)))) << bytes;
    for (const char* hash : {"root", "!!!!", "="}) EXPECT_FALSE(noted("1312", hash)) << hash;
    EXPECT_FALSE(read_note("steward/6f1d2a\n1312\n" + root)) << "no end of the third line";
    EXPECT_FALSE(read_note(story.text)) << "nothing behind it";
    EXPECT_FALSE(read_note(story.text + line.substr(0, line.size() - 1))) << "no empty line, and no other line end";
    EXPECT_FALSE(read_note(story.text + "more\n" + line)) << "a line of extension in the place of the empty one";
    EXPECT_FALSE(read_note(story.text + line + line)) << "a signature in the place of the empty line";
    EXPECT_FALSE(read_note("\n1312\n" + root + "\n\n" + line)) << "a log without a name";
}

TEST(CheckpointForm, base64_is_read_in_the_one_form_that_is_written) {
    const Story story;
    const std::string line = signature_line(story.text, story.log.key, story.log.secret);
    std::string same_bytes = to_base64(Digest{});  // ends on "A=": two bits of the last letter say nothing
    ASSERT_TRUE(read_note("steward/6f1d2a\n1312\n" + same_bytes + "\n\n" + line));
    same_bytes[same_bytes.size() - 2] = 'B';
    EXPECT_FALSE(read_note("steward/6f1d2a\n1312\n" + same_bytes + "\n\n" + line));
    EXPECT_FALSE(read_note("steward/6f1d2a\n1312\n" + same_bytes.substr(0, same_bytes.size() - 1) + "\n\n" + line)) << "without its end";
}

TEST(CheckpointForm, a_line_of_signature_has_a_name_and_more_than_a_hash) {
    const Story story;
    const auto with = [&](const std::string& line) { return read_note(story.text + "\n" + line + "\n"); };
    const auto five = with("\u2014 device/one " + to_base64(Bytes{1, 2, 3, 4, 5}));
    ASSERT_TRUE(five);
    EXPECT_EQ(five->signatures[0].key_hash, 0x01020304u);
    EXPECT_EQ(five->signatures[0].bytes, Bytes{5});
    for (const std::string& line :
         {"\u2014 device/one " + to_base64(Bytes{1, 2, 3, 4}), "\u2014 device/one " + to_base64(Bytes{1, 2, 3}),
          std::string("\u2014 device/one "), std::string("\u2014 device/one"), std::string("\u2014 device/one !!!!!!!!"),
          "\u2014  " + to_base64(Bytes(5)), "\u2014 a+b " + to_base64(Bytes(5)), "- device/one " + to_base64(Bytes(5)),
          "\u2014device/one " + to_base64(Bytes(5)), "\u2014 device/one  " + to_base64(Bytes(5))})
        EXPECT_FALSE(with(line)) << line;
}

TEST(CheckpointNames, are_words_of_at_most_255_bytes) {
    for (const std::string& name :
         {std::string("a"), std::string("desk.example.org/log"), std::string("B\xc3\xbcro"), std::string(255, 'a')})
        EXPECT_TRUE(is_note_name(name)) << name;
    for (const std::string& name :
         {std::string(), std::string(256, 'a'), std::string("a b"), std::string("a\tb"), std::string("a\n"), std::string("a+b"),
          std::string("a\x7f"), std::string("a\0", 2), std::string("a\xc3"), std::string("\xff")})
        EXPECT_FALSE(is_note_name(name)) << name;
}

TEST(CheckpointKeys, are_of_two_kinds_and_have_32_bytes) {
    const Story story;
    for (const int kind : {0, 1, 2, 3, 4, 5, 255}) {
        NoteKey key = story.log.key;
        key.kind = static_cast<NoteKind>(kind);
        EXPECT_EQ(read_note_key(write_note_key(key)).has_value(), kind == 1 || kind == 4) << kind;
    }
    const std::string hash = write_note_key(story.log.key).substr(0, story.log.key.name.size() + 10);
    EXPECT_EQ(read_note_key(hash + write_note_key(story.log.key).substr(hash.size())), story.log.key);
    for (const size_t size : {0, 1, 32, 34}) EXPECT_FALSE(read_note_key(hash + to_base64(Bytes(size, 1)))) << size;
    EXPECT_FALSE(read_note_key(hash + "!!!!"));
    EXPECT_FALSE(read_note_key(hash));
}

TEST(CheckpointSignatures, have_their_length_and_not_a_byte_more) {
    const Story story;
    // The bytes of a good line, with others behind them.
    const auto longer = [](const std::string& line, const NoteKey& key, size_t more) {
        const std::string head = "\u2014 " + key.name + " ";
        Bytes bytes = *from_base64(line.substr(head.size(), line.size() - head.size() - 1));
        bytes.resize(bytes.size() + more);
        return head + to_base64(bytes) + "\n";
    };
    const std::string of_log = signature_line(story.text, story.log.key, story.log.secret);
    const std::string of_witness = cosignature_line(story.text, story.witness.key, story.witness.secret, 7);
    const auto note_of = [&](const std::string& lines) { return *read_note(story.text + "\n" + lines); };
    EXPECT_TRUE(is_signed(note_of(longer(of_log, story.log.key, 0)), story.log.key));
    EXPECT_FALSE(is_signed(note_of(longer(of_log, story.log.key, 8)), story.log.key));
    EXPECT_EQ(cosigned_at(note_of(longer(of_witness, story.witness.key, 0)), story.witness.key), 7u);
    EXPECT_FALSE(cosigned_at(note_of(longer(of_witness, story.witness.key, 1)), story.witness.key));
    const std::string without_a_time = signature_line(story.text, story.witness.key, story.witness.secret);
    EXPECT_FALSE(cosigned_at(note_of(without_a_time), story.witness.key));
    EXPECT_EQ(cosigned_at(note_of(without_a_time + of_witness), story.witness.key), 7u) << "a bad line spoils no good one behind it";
}

}  // namespace steward::trust
