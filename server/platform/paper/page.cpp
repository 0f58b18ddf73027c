#include "server/platform/paper/page.h"

#include <fmt/format.h>

namespace steward::paper {

namespace {
constexpr std::string_view style =
    "body{font:15px/1.5 system-ui,sans-serif;color:#111;background:#fff;margin:2rem auto;max-width:46rem;padding:0 1rem}"
    "h1{font-size:1.4rem}h2{font-size:1.05rem;margin-top:1.6rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;"
    "border-bottom:1px solid #ccc;overflow-wrap:anywhere}.v{border-left:4px solid #a16207;padding-left:.8rem}.v.good{border-color:#15803d}"
    ".v.bad{border-color:#b91c1c}.r{font-size:1.2rem;font-weight:600;margin:0}.v p+p{margin:.2rem 0 0}.f{color:#555;font-size:.85rem;"
    "margin-top:2rem}p{overflow-wrap:anywhere;white-space:pre-line}@media print{body{margin:0;max-width:none}}";

std::string shown(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '<') safe += "&lt;";
        else if (c == '>') safe += "&gt;";
        else if (c == '&') safe += "&amp;";
        else if (c == '"') safe += "&quot;";
        else safe += c;
    }
    return safe;
}

std::string_view tone_class(Tone tone) { return tone == Tone::Good ? "v good" : tone == Tone::Bad ? "v bad" : "v"; }

std::string row_of(std::string_view tag, const std::vector<std::string>& cells) {
    std::string row = "<tr>";
    for (const auto& cell : cells) row += fmt::format("<{0}>{1}</{0}>", tag, shown(cell));
    return row + "</tr>";
}

std::string part_of(const Part& part) {
    std::string text;
    if (!part.heading.empty()) text += "<h2>" + shown(part.heading) + "</h2>";
    if (!part.facts.empty()) {
        text += "<table>";
        for (const auto& [name, value] : part.facts) text += "<tr><th>" + shown(name) + "</th><td>" + shown(value) + "</td></tr>";
        text += "</table>";
    }
    if (!part.table.head.empty()) {
        text += "<table>" + row_of("th", part.table.head);
        for (const auto& row : part.table.rows) text += row_of("td", row);
        text += "</table>";
    }
    if (!part.list.empty()) {
        text += "<ul>";
        for (const auto& line : part.list) text += "<li>" + shown(line) + "</li>";
        text += "</ul>";
    }
    for (const auto& paragraph : part.paragraphs) text += "<p>" + shown(paragraph) + "</p>";
    return text;
}
}  // namespace

std::string page_of(const Document& document) {
    std::string page = fmt::format(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>{0}</title><style>{1}</style></head><body><h1>{0}</h1><div class=\"{2}\"><p "
        "class=\"r\">{3}</p><p>{4}</p></div>",
        shown(document.title), style, tone_class(document.tone), shown(document.verdict), shown(document.words));
    for (const auto& part : document.parts) page += part_of(part);
    if (!document.foot.empty()) page += "<p class=\"f\">" + shown(document.foot) + "</p>";
    return page + "</body></html>\n";
}

}  // namespace steward::paper
