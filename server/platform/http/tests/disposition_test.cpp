#include "server/platform/http/disposition.h"

#include <gtest/gtest.h>

namespace steward::http {
namespace {

TEST(Disposition, says_a_plain_name_plainly) { EXPECT_EQ(attachment_disposition("photo 1.png"), "attachment; filename=\"photo 1.png\""); }

TEST(Disposition, says_letters_beyond_ascii_a_second_time) {
    EXPECT_EQ(attachment_disposition("Übersicht €.pdf"),
              "attachment; filename=\"__bersicht ___.pdf\"; filename*=UTF-8''%C3%9Cbersicht%20%E2%82%AC.pdf");
}

TEST(Disposition, is_never_a_path_a_header_or_a_lie) {
    EXPECT_EQ(attachment_disposition("../../etc/passwd"), "attachment; filename=\"passwd\"");
    EXPECT_EQ(attachment_disposition("C:\\Windows\\system.ini"), "attachment; filename=\"system.ini\"");
    EXPECT_EQ(attachment_disposition("a\r\nSet-Cookie: x=1"), "attachment; filename=\"aSet-Cookie: x=1\"");
    EXPECT_EQ(attachment_disposition("invoice\xE2\x80\xAEgpj.exe"), "attachment; filename=\"invoicegpj.exe\"");
    EXPECT_EQ(attachment_disposition("a\"; filename=\"b.exe"),
              "attachment; filename=\"a_; filename=_b.exe\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe");
    EXPECT_EQ(attachment_disposition(""), "attachment; filename=\"attachment\"");
    EXPECT_EQ(attachment_disposition("..."), "attachment; filename=\"attachment\"");
    EXPECT_EQ(attachment_disposition("\xFF\xC0\x80"), "attachment; filename=\"___\"");
    EXPECT_LT(attachment_disposition(std::string(10'000, 'x')).size(), 300u);
}

}  // namespace
}  // namespace steward::http
