// A client's colour can be read in both themes, whatever was chosen.
#include "server/modules/portal/colors.h"

#include <gtest/gtest.h>

namespace steward::portal {
namespace {

constexpr Color light_page{0xff, 0xff, 0xff}, light_hover{0xf1, 0xf4, 0xf9}, dark_page{0x0f, 0x12, 0x17}, dark_hover{0x1b, 0x22, 0x2c};

TEST(PortalColors, are_written_as_web_colours) {
    EXPECT_EQ(parse_color("#1D57d8"), (Color{0x1d, 0x57, 0xd8}));
    EXPECT_EQ(color_text({0x1d, 0x57, 0xd8}), "#1d57d8");
    for (const auto* wrong : {"", "#fff", "1d57d8", "#1d57dg", "#1d57d8 ", "red", "#1d57d8;}"}) EXPECT_FALSE(parse_color(wrong)) << wrong;
}

TEST(PortalColors, have_the_contrast_that_wcag_defines) {
    EXPECT_NEAR(contrast({0, 0, 0}, {255, 255, 255}), 21.0, 1e-9);
    EXPECT_NEAR(contrast({0x77, 0x77, 0x77}, {255, 255, 255}), 4.478, 0.001);
    EXPECT_NEAR(contrast({255, 255, 255}, {0x76, 0x76, 0x76}), 4.542, 0.001);
    EXPECT_DOUBLE_EQ(contrast({3, 99, 200}, {3, 99, 200}), 1.0);
}

TEST(PortalColors, stay_as_chosen_where_they_can_be_read) {
    const Color blue{0x1d, 0x57, 0xd8};
    const auto light = look_of(blue, Theme::Light);
    EXPECT_EQ(light.accent, blue);
    EXPECT_EQ(light.corrected, "");
    const auto dark = look_of(blue, Theme::Dark);
    EXPECT_NE(dark.accent, blue);
    EXPECT_EQ(dark.bar, blue);
    EXPECT_EQ(dark.corrected.substr(0, 7), "#1d57d8");
    EXPECT_NE(dark.corrected.find("dark page"), std::string::npos);
    EXPECT_NE(dark.corrected.find(color_text(dark.accent)), std::string::npos);
}

TEST(PortalColors, can_be_read_in_every_pair_whatever_was_chosen) {
    for (int red = 0; red < 256; red += 15) {
        for (int green = 0; green < 256; green += 15) {
            for (int blue = 0; blue < 256; blue += 15) {
                const Color chosen{static_cast<uint8_t>(red), static_cast<uint8_t>(green), static_cast<uint8_t>(blue)};
                const auto light = look_of(chosen, Theme::Light), dark = look_of(chosen, Theme::Dark);
                EXPECT_GE(contrast(light.accent, light_page), enough_contrast) << color_text(chosen);
                EXPECT_GE(contrast(light.accent, light_hover), enough_contrast) << color_text(chosen);
                EXPECT_GE(contrast(dark.accent, dark_page), enough_contrast) << color_text(chosen);
                EXPECT_GE(contrast(dark.accent, dark_hover), enough_contrast) << color_text(chosen);
                for (const auto* look : {&light, &dark}) {
                    EXPECT_GE(contrast(look->accent_ink, look->accent), enough_contrast) << color_text(chosen);
                    EXPECT_GE(contrast(look->bar_ink, look->bar), enough_contrast) << color_text(chosen);
                    EXPECT_EQ(look->corrected.empty(), look->accent == chosen);
                }
            }
        }
    }
}

}  // namespace
}  // namespace steward::portal
