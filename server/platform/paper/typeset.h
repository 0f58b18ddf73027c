// Words laid out by Pango, each piece with its height, so that sheets can be filled. For pdf.cpp alone.
#pragma once

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <vector>

namespace steward::paper {

struct Closer {
    void operator()(cairo_t* drawing) const { cairo_destroy(drawing); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    void operator()(PangoContext* context) const { g_object_unref(context); }
    void operator()(PangoFontMap* fonts) const { g_object_unref(fonts); }
};
template <class Thing>
using Owned = std::unique_ptr<Thing, Closer>;

struct Ink {
    double red, green, blue;
};
struct Look {
    double size = 9.5;
    bool is_bold = false, is_dim = false;
};

/// One piece of text at its place within its block.
struct Piece {
    Owned<PangoLayout> layout;
    double left = 0;
    bool is_dim = false;
};
/// What stands beside each other and is never torn apart by the end of a sheet.
struct Block {
    std::vector<Piece> pieces;
    double above = 0, height = 0;  // in points
    bool has_rule = false;         // a line below
    bool keeps_with_next = false;  // a heading
    Ink bar{};                     // of the verdict
    bool has_bar = false;
};

/// Fonts of the machine, for one document.
class Typesetter {
public:
    Typesetter();
    /// Whether the machine has a font at all.
    bool has_fonts() const;
    /// As many lines as it needs, cut at `most_height` points.
    Owned<PangoLayout> lay_out(const std::string& text, double width, Look look, double most_height) const;

private:
    Owned<PangoFontMap> fonts_;
    Owned<PangoContext> context_;
};

/// Valid UTF-8 without signs that end or hide something; ends of lines stay.
std::string plain_text(const std::string& text);
double height_of(PangoLayout* layout);

}  // namespace steward::paper
