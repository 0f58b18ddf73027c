// A client's colour on our pages: shown as it is where it can be read, corrected where it cannot. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace steward::portal {

struct Color {
    uint8_t red = 0, green = 0, blue = 0;
    bool operator==(const Color&) const = default;
};

/// "#1d57d8", in either case. Nothing for any other form.
std::optional<Color> parse_color(std::string_view text);
std::string color_text(Color color);

/// WCAG 2.2: 1 to 21, the same both ways.
double contrast(Color one, Color other);
inline constexpr double enough_contrast = 4.5;

enum class Theme { Light, Dark };

struct ThemeLook {
    Color accent, accent_ink;  // links and buttons, and words upon those buttons
    Color bar, bar_ink;        // the bar at the top, and words upon it
    double contrast = 0;       // of the chosen colour on the page
    std::string corrected;     // why `accent` is another than was chosen; empty: it is that one
};

/// Every pair that is written in has enough contrast, whatever was chosen.
ThemeLook look_of(Color chosen, Theme theme);

}  // namespace steward::portal
