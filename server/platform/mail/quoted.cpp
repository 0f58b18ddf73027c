#include "server/platform/mail/quoted.h"

#include <algorithm>
#include <vector>

#include "server/platform/mail/head.h"

namespace steward::mail {

namespace {
struct Attribution {
    std::string_view begins, ends;  // lower case
};
constexpr Attribution attributions[] = {{"on ", "wrote:"},      {"am ", "schrieb"}, {"le ", "a écrit"},  {"el ", "escribió"},
                                        {"il ", "ha scritto"},  {"op ", "schreef"}, {"em ", "escreveu"}, {"den ", "skrev"},
                                        {"w dniu ", "napisał"}, {"dne ", "napsal"}, {"a(z) ", "írta"},   {"", "wrote:"},
                                        {"", "schrieb:"},       {"", "a écrit :"},  {"", "schreef:"}};
constexpr std::string_view original_lines[] = {"original message",       "ursprüngliche nachricht", "originalnachricht",
                                               "message d'origine",      "mensaje original",        "messaggio originale",
                                               "oorspronkelijk bericht", "forwarded message",       "weitergeleitete nachricht"};
constexpr std::string_view sender_lines[] = {"from:", "von:", "de :", "de:", "da:", "van:", "från:", "od:", "*from:*", "*von:*"};
constexpr std::string_view sent_lines[] = {"sent:",    "gesendet:",  "date:",    "datum:",  "envoyé :",    "envoyé:", "enviado:",
                                           "inviato:", "verzonden:", "skickat:", "*sent:*", "*gesendet:*", "*date:*"};

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
    Lines lines;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

bool is_blank(std::string_view line) { return trimmed(line).empty(); }
bool is_quoted(std::string_view line) { return trimmed(line).starts_with('>'); }

template <typename List>
bool begins_with_one_of(std::string_view line, const List& list) {
    return std::any_of(std::begin(list), std::end(list), [&](std::string_view word) { return line.starts_with(word); });
}

// Programs break the attribution over two lines.
bool is_attribution(const Lines& lines, size_t i) {
    const auto fits = [](const std::string& line) {
        return line.size() < 400 && std::any_of(std::begin(attributions), std::end(attributions), [&](const Attribution& a) {
                   const size_t at = line.rfind(a.ends);
                   if (!line.starts_with(a.begins) || at == std::string::npos) return false;
                   const auto rest = trimmed(std::string_view(line).substr(at + a.ends.size()));
                   const bool dated = line.find_first_of("0123456789") != std::string::npos;
                   return dated && (line.ends_with(':') || rest.empty());
               });
    };
    const std::string one = lower_case(trimmed(lines[i]));
    if (one.empty()) return false;
    if (fits(one)) return true;
    return i + 1 < lines.size() && one.find(':') != std::string::npos && fits(one + " " + lower_case(trimmed(lines[i + 1])));
}

bool is_original_head(const Lines& lines, size_t i) {
    const std::string line = lower_case(trimmed(lines[i]));
    if (line.starts_with("---") && std::any_of(std::begin(original_lines), std::end(original_lines),
                                               [&](std::string_view word) { return line.find(word) != std::string::npos; }))
        return true;
    if (!begins_with_one_of(line, sender_lines)) return false;
    for (size_t next = i + 1; next < std::min(i + 3, lines.size()); ++next) {
        if (begins_with_one_of(lower_case(trimmed(lines[next])), sent_lines)) return true;
    }
    return false;
}

// Whether below `i` something new stands between or behind quoted lines.
bool answers_below(const Lines& lines, size_t i) {
    bool quoted_seen = false;
    for (; i < lines.size(); ++i) {
        if (trimmed(lines[i]) == "--" || lines[i].starts_with("-- ")) return false;
        if (is_quoted(lines[i])) quoted_seen = true;
        else if (quoted_seen && !is_blank(lines[i])) return true;
    }
    return false;
}

// The first line that belongs to the quoted rest; the number of lines when there is none.
size_t fold_at(const Lines& lines) {
    for (size_t i = 0; i < lines.size(); ++i) {
        if (is_quoted(lines[i])) continue;
        if (is_original_head(lines, i)) {
            // A line of underscores or a rule often stands above.
            return i > 0 && trimmed(lines[i - 1]).size() >= 5 && trimmed(lines[i - 1]).find_first_not_of("_-") == std::string_view::npos
                       ? i - 1
                       : i;
        }
        if (is_attribution(lines, i)) return answers_below(lines, i + 1) ? lines.size() : i;
    }
    size_t end = lines.size();
    while (end > 0 && (is_blank(lines[end - 1]) || is_quoted(lines[end - 1]))) --end;
    const bool any_quoted = std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(end), lines.end(), is_quoted);
    return any_quoted ? end : lines.size();
}
// "From: ..." of a head, or the one or two lines of an attribution.
std::string writer_of(const Lines& lines, size_t fold) {
    const size_t end = std::min(fold + 8, lines.size());
    for (size_t i = fold; i < end && !is_quoted(lines[i]); ++i) {
        if (is_original_head(lines, i) && begins_with_one_of(lower_case(trimmed(lines[i])), sender_lines)) return std::string(lines[i]);
    }
    if (fold >= lines.size() || !is_attribution(lines, fold)) return {};
    std::string writer(lines[fold]);
    if (fold + 1 < lines.size() && !is_quoted(lines[fold + 1])) (writer += ' ') += lines[fold + 1];
    return writer;
}
}  // namespace

SplitText split_quoted(std::string_view text) {
    const Lines lines = lines_of(text);
    const size_t fold = fold_at(lines);
    SplitText split;
    for (size_t i = 0; i < lines.size(); ++i) (((i < fold ? split.fresh : split.folded) += lines[i]) += '\n');
    while (!split.fresh.empty() && (split.fresh.back() == '\n' || split.fresh.back() == ' ')) split.fresh.pop_back();
    while (!split.folded.empty() && split.folded.back() == '\n') split.folded.pop_back();
    split.folded.erase(0, std::min(split.folded.find_first_not_of('\n'), split.folded.size()));
    if (split.fresh.empty()) return {.fresh = std::string(trimmed(text)), .folded = "", .writer = ""};
    split.writer = writer_of(lines, fold);
    return split;
}

}  // namespace steward::mail
