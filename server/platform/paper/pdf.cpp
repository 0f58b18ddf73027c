#include "server/platform/paper/pdf.h"

#include <algorithm>

#include <fmt/format.h>

#include "server/platform/paper/typeset.h"

namespace steward::paper {

namespace {
constexpr double sheet_width = 595.28, sheet_height = 841.89;  // A4
constexpr double margin = 51, foot_room = 30;
constexpr double text_width = sheet_width - 2 * margin, text_height = sheet_height - 2 * margin - foot_room;
constexpr double gutter = 9, row_padding = 3.2, name_width = 165, bar_width = 3, bar_gap = 10;
constexpr Ink black{0.07, 0.07, 0.07}, dim{0.36, 0.36, 0.36}, line{0.8, 0.8, 0.8};
constexpr Ink good{0.082, 0.502, 0.239}, doubtful{0.631, 0.384, 0.027}, bad{0.725, 0.110, 0.110};

Ink ink_of(Tone tone) { return tone == Tone::Good ? good : tone == Tone::Bad ? bad : doubtful; }

// The document as blocks from top to bottom.
class Setting {
public:
    explicit Setting(const Typesetter& typesetter) : typesetter_(typesetter) {}

    std::vector<Block> blocks_of(const Document& document) {
        text(document.title, {.size = 17, .is_bold = true}, 0);
        verdict(document.verdict, {.size = 12.5, .is_bold = true}, 14, ink_of(document.tone));
        if (!document.words.empty()) verdict(document.words, {.size = 9.5}, 0, ink_of(document.tone));
        for (const auto& part : document.parts) add(part);
        return std::move(blocks_);
    }

private:
    void add(const Part& part) {
        if (!part.heading.empty()) {
            text(part.heading, {.size = 11.5, .is_bold = true}, 16);
            blocks_.back().keeps_with_next = true;
            blocks_.back().height += 3;
        } else {
            blocks_.push_back({.pieces = {}, .height = 10});
        }
        for (const auto& [name, value] : part.facts)
            row({name, value}, {name_width, text_width - name_width}, {Look{.is_dim = true}, Look{}});
        if (!part.table.head.empty()) add(part.table);
        for (const auto& one : part.list) row({"•", one}, {12, text_width - 12}, {Look{}, Look{}}, false);
        for (const auto& paragraph : part.paragraphs) add(paragraph);
    }

    // A line of it is never torn apart by the end of a sheet, so that each stands alone. Of empty lines one is enough.
    void add(std::string_view paragraph) {
        double above = 5;
        for (bool was_empty = true; !paragraph.empty();) {
            const size_t end = std::min(paragraph.find('\n'), paragraph.size());
            const std::string one(paragraph.substr(0, end));
            paragraph.remove_prefix(std::min(end + 1, paragraph.size()));
            if (!one.empty() || !was_empty) {
                text(one, {}, above);
                above = 0;
            }
            was_empty = one.empty();
        }
    }

    void add(const Table& table) {
        std::vector<double> widths;
        double all = 0;
        for (size_t i = 0; i < table.head.size(); ++i) all += i < table.widths.size() ? table.widths[i] : 1;
        for (size_t i = 0; i < table.head.size(); ++i) widths.push_back(text_width * (i < table.widths.size() ? table.widths[i] : 1) / all);
        row(table.head, widths, std::vector<Look>(widths.size(), Look{.size = 8.5, .is_dim = true}));
        blocks_.back().keeps_with_next = true;
        for (const auto& cells : table.rows) row(cells, widths, std::vector<Look>(widths.size(), Look{.size = 9}));
    }

    void row(const std::vector<std::string>& cells, const std::vector<double>& widths, const std::vector<Look>& looks,
             bool has_rule = true) {
        Block block{.has_rule = has_rule};
        double left = 0;
        for (size_t i = 0; i < widths.size(); ++i) {
            const double room = widths[i] - (i + 1 < widths.size() ? gutter : 0);
            block.pieces.push_back({typesetter_.lay_out(i < cells.size() ? cells[i] : "", room, looks[i], text_height - 2 * row_padding),
                                    left, looks[i].is_dim});
            block.height = std::max(block.height, height_of(block.pieces.back().layout.get()));
            left += widths[i];
        }
        block.height += 2 * row_padding;
        block.above = row_padding;
        blocks_.push_back(std::move(block));
    }

    void text(const std::string& words, Look look, double above) {
        Block block{.above = above};
        block.pieces.push_back({typesetter_.lay_out(words, text_width, look, text_height - above), 0, look.is_dim});
        block.height = above + height_of(block.pieces.back().layout.get());
        blocks_.push_back(std::move(block));
    }

    void verdict(const std::string& words, Look look, double above, Ink bar) {
        Block block{.above = above, .bar = bar, .has_bar = true};
        const double left = bar_width + bar_gap;
        block.pieces.push_back({typesetter_.lay_out(words, text_width - left, look, text_height / 2), left, false});
        block.height = above + height_of(block.pieces.back().layout.get());
        blocks_.push_back(std::move(block));
    }

    const Typesetter& typesetter_;
    std::vector<Block> blocks_;
};

// Which blocks go on which sheet: the first of each. What is kept with the next goes with it.
std::vector<size_t> sheets_of(const std::vector<Block>& blocks) {
    std::vector<size_t> firsts = {0};
    double used = 0;
    for (size_t i = 0; i < blocks.size(); ++i) {
        if (used > 0 && used + blocks[i].height > text_height) {
            size_t first = i;
            while (first > firsts.back() + 1 && blocks[first - 1].keeps_with_next) --first;
            firsts.push_back(first);
            used = 0;
            for (size_t k = first; k < i; ++k) used += blocks[k].height;
        }
        used += blocks[i].height;
    }
    return firsts;
}

void set_ink(cairo_t* drawing, Ink ink) { cairo_set_source_rgb(drawing, ink.red, ink.green, ink.blue); }

void draw(cairo_t* drawing, const Block& block, double top) {
    if (block.has_bar) {
        set_ink(drawing, block.bar);
        cairo_rectangle(drawing, margin, top + block.above, bar_width, block.height - block.above);
        cairo_fill(drawing);
    }
    for (const auto& piece : block.pieces) {
        set_ink(drawing, piece.is_dim ? dim : black);
        cairo_move_to(drawing, margin + piece.left, top + block.above);
        pango_cairo_show_layout(drawing, piece.layout.get());
    }
    if (!block.has_rule) return;
    set_ink(drawing, line);
    cairo_set_line_width(drawing, 0.5);
    cairo_move_to(drawing, margin, top + block.height);
    cairo_line_to(drawing, sheet_width - margin, top + block.height);
    cairo_stroke(drawing);
}

void draw_foot(cairo_t* drawing, const Typesetter& typesetter, const std::string& foot, size_t sheet, size_t sheets) {
    const double top = sheet_height - margin - 10;
    const std::string number = fmt::format("{} of {}", sheet, sheets);
    set_ink(drawing, dim);
    cairo_move_to(drawing, margin, top);
    pango_cairo_show_layout(drawing, typesetter.lay_out(foot, text_width - 60, {.size = 7.5}, foot_room).get());
    const auto layout = typesetter.lay_out(number, 50, {.size = 7.5}, foot_room);
    pango_layout_set_alignment(layout.get(), PANGO_ALIGN_RIGHT);
    cairo_move_to(drawing, sheet_width - margin - 50, top);
    pango_cairo_show_layout(drawing, layout.get());
}

// "2026-11-18T10:26:40Z": the library knows no fraction of a second.
std::string to_the_second(Instant at) { return to_rfc3339(at).substr(0, 19) + "Z"; }

// Nothing of the library's may be passed by an exception.
cairo_status_t keep(void* into, const unsigned char* data, unsigned length) noexcept {
    try {
        auto& bytes = *static_cast<Bytes*>(into);
        bytes.insert(bytes.end(), data, data + length);
        return CAIRO_STATUS_SUCCESS;
    } catch (...) {
        return CAIRO_STATUS_WRITE_ERROR;
    }
}
}  // namespace

Result<Bytes> pdf_of(const Document& document) {
    const auto not_drawn = [](const std::string& why) {
        return fail(ErrorKind::Unavailable, "paper.not_drawn", "The PDF could not be made: " + why + " The page says the same.");
    };
    const Typesetter typesetter;
    if (!typesetter.has_fonts()) return not_drawn("this machine has no font; install fonts-dejavu-core.");
    const auto blocks = Setting(typesetter).blocks_of(document);
    const auto sheets = sheets_of(blocks);
    Bytes bytes;
    const Owned<cairo_surface_t> surface(cairo_pdf_surface_create_for_stream(keep, &bytes, sheet_width, sheet_height));
    cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, plain_text(document.title).c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "Steward");
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, to_the_second(document.made_at).c_str());
    const Owned<cairo_t> drawing(cairo_create(surface.get()));
    for (size_t sheet = 0; sheet < sheets.size(); ++sheet) {
        const size_t end = sheet + 1 < sheets.size() ? sheets[sheet + 1] : blocks.size();
        double top = margin;
        for (size_t i = sheets[sheet]; i < end; ++i) {
            draw(drawing.get(), blocks[i], top);
            top += blocks[i].height;
        }
        draw_foot(drawing.get(), typesetter, document.foot, sheet + 1, sheets.size());
        cairo_show_page(drawing.get());
    }
    cairo_surface_finish(surface.get());
    if (const auto status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS)
        return not_drawn(std::string(cairo_status_to_string(status)) + ".");
    return bytes;
}

}  // namespace steward::paper
