// The marks that our mails carry, and what nobody can do with them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/platform/mail/limits.h"
#include "server/platform/mail/tests/marks.h"

namespace steward::mail::tests {

TEST(ThreadMarks, are_known_again_in_any_case_of_letters) {
    SeededRng rng(1);
    std::string id = marks().message_id(conversation(1), rng), address = marks().reply_address("desk@msp.example", conversation(1));
    EXPECT_EQ(marks().of_message_id(id), conversation(1));
    EXPECT_EQ(marks().of_text(address), conversation(1));
    for (char& c : id) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (char& c : address) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(marks().of_message_id(id), conversation(1));
    EXPECT_EQ(marks().of_text(address), conversation(1));
    EXPECT_LE(address.find('@'), 64u) << "RFC 5321: the local part has at most 64 letters";
}

TEST(ThreadMarks, never_make_the_same_message_id_twice) {
    SeededRng rng(1);
    EXPECT_NE(marks().message_id(conversation(1), rng), marks().message_id(conversation(1), rng));
}

TEST(ThreadMarks, of_another_installation_say_nothing) {
    SeededRng rng(1);
    const ThreadMarks other(Bytes(32, 0x22), "msp.example");
    EXPECT_FALSE(other.of_message_id(marks().message_id(conversation(1), rng)));
    EXPECT_FALSE(other.of_text(marks().token(conversation(1))));
}

TEST(ThreadMarks, of_one_kind_are_not_taken_for_the_other) {
    SeededRng rng(1);
    const std::string id = marks().message_id(conversation(1), rng);
    EXPECT_FALSE(marks().of_text(id));
    EXPECT_FALSE(marks().of_message_id(marks().token(conversation(1)) + "@msp.example"));
}

RC_GTEST_PROP(ThreadMarks, changed_anywhere_say_nothing, ()) {
    SeededRng rng(1);
    std::string token = marks().token(conversation(1)), id = marks().message_id(conversation(1), rng);
    const auto letter = *rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyz234567.@"));
    const size_t at = *rc::gen::inRange<size_t>(0, token.size()), in_id = *rc::gen::inRange<size_t>(0, id.find('@') + 1);
    RC_PRE(token[at] != letter && id[in_id] != letter);
    token[at] = letter;
    id[in_id] = letter;
    RC_ASSERT(!marks().of_text(token));
    RC_ASSERT(!marks().of_message_id(id));
}

RC_GTEST_PROP(ThreadMarks, of_any_conversation_come_back, ()) {
    RawId id;
    for (auto& byte : id.bytes) byte = *rc::gen::arbitrary<uint8_t>();
    SeededRng rng(*rc::gen::arbitrary<uint64_t>());
    RC_ASSERT(marks().of_message_id(marks().message_id(id, rng)) == id);
    RC_ASSERT(marks().of_text("see " + marks().token(id) + " there") == id);
}

TEST(MailLimits, a_mail_of_sixty_megabytes_is_refused_with_its_sender_and_subject_kept) {
    std::string bytes = "From: anna@client.example\r\nSubject: my holiday pictures\r\n\r\n";
    bytes.resize(60u << 20, 'x');
    const auto message = read_message(bytes);
    ASSERT_FALSE(message.has_value());
    EXPECT_EQ(message.error().code, "mail.too_large");
    EXPECT_EQ(read_envelope(bytes).subject, "my holiday pictures");
}

// The worst that fits: every line looks like a boundary, at every depth that is allowed.
TEST(MailLimits, a_mail_of_boundaries_alone_is_read_or_refused_soon) {
    std::string bytes = "From: anna@client.example\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n";
    for (int depth = 0; depth < 15; ++depth)
        bytes += "--b" + std::to_string(depth) + "\r\nContent-Type: multipart/mixed; boundary=b" + std::to_string(depth + 1) + "\r\n\r\n";
    while (bytes.size() < most_bytes - 10) bytes += "--x\r\n";
    EXPECT_TRUE(read_message(bytes).has_value());
}

RC_GTEST_PROP(MailWords, are_valid_whatever_the_bytes, ()) {
    const auto bytes = *rc::gen::arbitrary<std::string>();
    const auto charset =
        *rc::gen::element<std::string>("", "utf-8", "iso-2022-jp", "utf-16", "utf-7", "windows-1252", "klingon", "gb18030");
    const std::string text = to_utf8(charset, bytes);
    RC_ASSERT(clean_text(text) == text);
    const std::string line = decode_line(bytes);
    RC_ASSERT(clean_text(line) == line);
}

}  // namespace steward::mail::tests
