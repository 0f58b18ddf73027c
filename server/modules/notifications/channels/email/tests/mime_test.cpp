#include "server/modules/notifications/channels/email/mime.h"

#include <gtest/gtest.h>

#include "server/platform/mail/message.h"

namespace steward::notifications::channels::email {
namespace {

Mail mail() {
    return {.from = "Steward <steward@example.org>",
            .to = {"Ada Lovelace <ada@example.org>", "desk@example.org"},
            .message_id = "0193@example.org",
            .subject = "P3 Harbour: volume / is full",
            .text = "Line one.\nLine two.\n",
            .date = Instant{1'764'000'000'000}};
}

TEST(Mail, carries_what_receivers_and_robots_need) {
    const std::string text = to_mime(mail());
    for (const auto* header : {"Date: Mon, 24 Nov 2025 16:00:00 +0000\r\n", "From: \"Steward\" <steward@example.org>\r\n",
                               "To: \"Ada Lovelace\" <ada@example.org>,\r\n desk@example.org\r\n", "Message-ID: <0193@example.org>\r\n",
                               "Auto-Submitted: auto-generated\r\n", "Subject: P3 Harbour: volume / is full\r\n"}) {
        EXPECT_NE(text.find(header), std::string::npos) << header << "\nin\n" << text;
    }
}

TEST(Mail, carries_the_marks_by_which_an_answer_finds_its_ticket) {
    Mail marked = mail();
    marked.reply_to = "desk+r.abc@example.org";
    marked.references = "t.first@example.org";
    marked.installation = "0123";
    const std::string text = to_mime(marked);
    for (const auto* header :
         {"Reply-To: desk+r.abc@example.org\r\n", "References: <t.first@example.org>\r\n", "X-Steward-Installation: 0123\r\n"})
        EXPECT_NE(text.find(header), std::string::npos) << header << "\nin\n" << text;
    EXPECT_EQ(to_mime(mail()).find("Reply-To"), std::string::npos);
}

TEST(Mail, cannot_be_given_a_header_through_its_subject) {
    Mail forged = mail();
    forged.subject = "harmless\r\nBcc: everyone@example.org";
    EXPECT_EQ(to_mime(forged).find("\nBcc:"), std::string::npos) << "a line end makes the subject an encoded word";
}

TEST(Mail, cuts_long_unicode_subjects_between_characters) {
    Mail long_one = mail();
    for (int i = 0; i < 40; ++i) long_one.subject += "größer ";
    const std::string text = to_mime(long_one);
    size_t line = 0;
    for (const char c : text) {
        line = c == '\n' ? 0 : line + 1;
        EXPECT_LE(line, 78u);
    }
}

// What our own reader makes of it: whatever programs out there do, it must find the words and the files again.
TEST(Mail, with_files_and_a_page_is_read_again_as_it_was_written) {
    Mail whole = mail();
    whole.text = "Grüße, see https://desk.example/x?a=1&b=2.\n<b>not bold</b>\n";
    whole.has_html = true;
    std::string bytes;
    for (int i = 0; i < 5000; ++i) bytes += static_cast<char>(i * 7);
    whole.files = {
        {"Zeichnung \"größer\".png", "image/png", bytes}, {"empty.txt", "text/plain", ""}, {"mail.eml", "message/rfc822", "From: x"}};
    const auto read = steward::mail::read_message(to_mime(whole));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->text, "Grüße, see https://desk.example/x?a=1&b=2.\n<b>not bold</b>");
    EXPECT_FALSE(read->text_from_html);
    ASSERT_EQ(read->attachments.size(), 3u);
    EXPECT_EQ(read->attachments[0].name, "Zeichnung _größer_.png");
    EXPECT_EQ(read->attachments[0].type, "image/png");
    EXPECT_EQ(read->attachments[0].bytes, bytes);
    EXPECT_EQ(read->attachments[1].name, "empty.txt");
    EXPECT_EQ(read->attachments[2].type, "application/octet-stream") << "a mail within would be walked into by programs on the way";
    EXPECT_EQ(to_mime(whole), to_mime(whole)) << "the same at every attempt";
}

TEST(Mail, has_lines_that_every_mail_server_takes) {
    Mail whole = mail();
    whole.has_html = true;
    whole.files = {{std::string(120, 'n') + ".png", "image/png", std::string(1000, 'x')}};
    size_t line = 0;
    for (const char c : to_mime(whole)) {
        line = c == '\n' ? 0 : line + 1;
        EXPECT_LE(line, 998u);
    }
}

TEST(Page, says_the_words_and_nothing_else) {
    const std::string page = to_page("<script>alert(1)</script> \"x\" https://a.example/<b> (see http://b.example/c). javascript:alert(1)");
    EXPECT_EQ(page.find("<script>"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;/script&gt; &quot;x&quot;"), std::string::npos);
    EXPECT_NE(page.find("<a href=\"https://a.example/\">https://a.example/</a>&lt;b&gt;"), std::string::npos);
    EXPECT_NE(page.find("(see <a href=\"http://b.example/c\">http://b.example/c</a>)."), std::string::npos);
    EXPECT_EQ(page.find("href=\"javascript"), std::string::npos);
    EXPECT_EQ(page.find("<img"), std::string::npos);
}

TEST(Addresses, are_checked_before_they_reach_a_mail_server) {
    for (const auto* good : {"a@b.org", "first.last+tag@sub.example.org", "root@localhost"}) EXPECT_TRUE(is_address(good)) << good;
    for (const auto* bad :
         {"", "a", "@b.org", "a@", "a@b", "a b@c.org", "a@b.org\r\nRCPT TO:<x@y.org>", "a@@b.org", "<a@b.org>", "a,b@c.org"})
        EXPECT_FALSE(is_address(bad)) << bad;
    EXPECT_EQ(split_addresses(" a@b.org , c@d.org,,").size(), 2u);
    EXPECT_EQ(bare_address("Ada <a@b.org>"), "a@b.org");
}

}  // namespace
}  // namespace steward::notifications::channels::email
