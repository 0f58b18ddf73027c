#include "server/modules/notifications/channels/email/mime.h"

#include <gtest/gtest.h>

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
