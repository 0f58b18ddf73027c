#include "server/platform/paper/typeset.h"

namespace steward::paper {

std::string plain_text(const std::string& text) {
    char* valid = g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()));
    std::string safe;
    for (const char* c = valid; *c != '\0'; ++c) safe += static_cast<unsigned char>(*c) < 0x20 && *c != '\n' ? ' ' : *c;
    g_free(valid);
    return safe;
}

Typesetter::Typesetter() : fonts_(pango_cairo_font_map_new()), context_(pango_font_map_create_context(fonts_.get())) {}

bool Typesetter::has_fonts() const {
    PangoFontFamily** families = nullptr;
    int count = 0;
    pango_font_map_list_families(fonts_.get(), &families, &count);
    g_free(families);
    return count > 0;
}

Owned<PangoLayout> Typesetter::lay_out(const std::string& text, double width, Look look, double most_height) const {
    Owned<PangoLayout> layout(pango_layout_new(context_.get()));
    const Owned<PangoFontDescription> font(pango_font_description_new());
    pango_font_description_set_family_static(font.get(), "sans-serif");
    pango_font_description_set_absolute_size(font.get(), look.size * PANGO_SCALE);
    if (look.is_bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout.get(), static_cast<int>(most_height * PANGO_SCALE));
    const std::string safe = plain_text(text);
    pango_layout_set_text(layout.get(), safe.data(), static_cast<int>(safe.size()));
    return layout;
}

double height_of(PangoLayout* layout) {
    int width = 0, height = 0;
    pango_layout_get_size(layout, &width, &height);
    return static_cast<double>(height) / PANGO_SCALE;
}

}  // namespace steward::paper
