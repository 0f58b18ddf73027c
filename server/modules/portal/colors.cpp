#include "server/modules/portal/colors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>

namespace steward::portal {

namespace {
constexpr Color black{0, 0, 0}, white{255, 255, 255};

// What words of the accent's colour stand on: --bg, --panel and --hover of web/src/app/styles.css.
constexpr std::array<Color, 3> light_grounds = {Color{0xff, 0xff, 0xff}, Color{0xf7, 0xf8, 0xfa}, Color{0xf1, 0xf4, 0xf9}};
constexpr std::array<Color, 3> dark_grounds = {Color{0x0f, 0x12, 0x17}, Color{0x15, 0x1a, 0x21}, Color{0x1b, 0x22, 0x2c}};

double linear(uint8_t channel) {
    const double part = channel / 255.0;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

double luminance(Color color) { return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue); }

uint8_t between(uint8_t from, uint8_t to, int step, int steps) { return static_cast<uint8_t>(from + (to - from) * step / steps); }

Color towards(Color from, Color to, int step, int steps) {
    return {between(from.red, to.red, step, steps), between(from.green, to.green, step, steps), between(from.blue, to.blue, step, steps)};
}

double least_contrast(Color color, std::span<const Color> grounds) {
    double least = 21;
    for (const auto& ground : grounds) least = std::min(least, contrast(color, ground));
    return least;
}

// One of the two always reaches 4.58.
Color ink_on(Color ground) { return contrast(ground, white) >= contrast(ground, black) ? white : black; }

std::string one_decimal(double value) {
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", std::floor(value * 10) / 10);
    return text;
}
}  // namespace

std::optional<Color> parse_color(std::string_view text) {
    if (text.size() != 7 || text[0] != '#') return std::nullopt;
    uint32_t value = 0;
    for (const char c : text.substr(1)) {
        uint32_t digit = 0;
        if (c >= '0' && c <= '9') digit = static_cast<uint32_t>(c - '0');
        else if (c >= 'a' && c <= 'f') digit = static_cast<uint32_t>(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F') digit = static_cast<uint32_t>(c - 'A' + 10);
        else return std::nullopt;
        value = value * 16 + digit;
    }
    return Color{static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value)};
}

std::string color_text(Color color) {
    char text[8];
    std::snprintf(text, sizeof text, "#%02x%02x%02x", color.red, color.green, color.blue);
    return text;
}

double contrast(Color one, Color other) {
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

ThemeLook look_of(Color chosen, Theme theme) {
    constexpr int steps = 64;
    const std::span<const Color> grounds = theme == Theme::Light ? light_grounds : dark_grounds;
    const Color readable = theme == Theme::Light ? black : white;
    ThemeLook look;
    look.bar = chosen;
    look.bar_ink = ink_on(chosen);
    look.contrast = contrast(chosen, grounds[0]);
    look.accent = chosen;
    for (int step = 1; step <= steps && least_contrast(look.accent, grounds) < enough_contrast; ++step)
        look.accent = towards(chosen, readable, step, steps);
    look.accent_ink = ink_on(look.accent);
    if (look.accent != chosen) {
        look.corrected = color_text(chosen) + " has a contrast of " + one_decimal(look.contrast) + " on the " +
                         (theme == Theme::Light ? "light" : "dark") + " page; words need 4.5 to be read. Links and buttons are shown in " +
                         color_text(look.accent) + " instead.";
    }
    return look;
}

}  // namespace steward::portal
