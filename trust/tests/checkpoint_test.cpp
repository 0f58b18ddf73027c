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

}  // namespace steward::trust
