// A logo is a picture by what it is, from its first byte to its last.
#include "server/modules/portal/image.h"

#include <gtest/gtest.h>

#include "server/modules/portal/tests/pictures.h"

namespace steward::portal {
namespace {

std::string type_of(const std::string& bytes) {
    const auto picture = look_at_picture(as_bytes(bytes));
    return picture ? std::string(picture->type) + " " + std::to_string(picture->width) + "x" + std::to_string(picture->height) : "refused";
}

TEST(PortalPictures, are_known_by_their_bytes) {
    EXPECT_EQ(type_of(png(320, 80)), "image/png 320x80");
    EXPECT_EQ(type_of(jpeg(640, 200)), "image/jpeg 640x200");
    EXPECT_EQ(type_of(webp(100, 50)), "image/webp 100x50");
}

TEST(PortalPictures, are_refused_when_they_are_something_else) {
    const std::string page = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (const auto& wrong : {page, std::string("<html>"), std::string("GIF89a........"), std::string("BM....."), std::string("%PDF-1.7"),
                              std::string("\x89PNG"), std::string("\xff\xd8\xff"), std::string("RIFF....WEBP")})
        EXPECT_EQ(type_of(wrong), "refused") << wrong;
    EXPECT_FALSE(look_at_picture({}));
}

TEST(PortalPictures, end_where_the_picture_ends) {
    for (const auto& picture : {png(10, 10), jpeg(10, 10), webp(10, 10)}) {
        EXPECT_EQ(type_of(picture + "<script>alert(1)</script>"), "refused") << "something hangs on its end";
        for (size_t length = 0; length < picture.size(); ++length)
            EXPECT_EQ(type_of(picture.substr(0, length)), "refused") << "cut at " << length << " of " << picture.size();
    }
}

TEST(PortalPictures, are_still_and_not_huge) {
    EXPECT_EQ(type_of(png(10, 10, png_chunk("acTL", "12345678"))), "refused");
    EXPECT_EQ(type_of(webp(10, 10, 0x02)), "refused");
    for (const auto& huge : {png(2001, 10), png(10, 100'000), jpeg(65'535, 10), webp(10, 16'000'000)}) EXPECT_EQ(type_of(huge), "refused");
    EXPECT_EQ(type_of(png(0, 10)), "refused");
    EXPECT_EQ(type_of(png(10, 10, png_chunk("tEXt", std::string(most_picture_bytes, 'x')))), "refused");
}

}  // namespace
}  // namespace steward::portal
