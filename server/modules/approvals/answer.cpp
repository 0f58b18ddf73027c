#include "server/modules/approvals/answer.h"

#include <algorithm>

namespace steward::approvals {

namespace {
constexpr size_t longest_first_line = 60, longest_kept_words = 2000;

// English, German, French, Italian, Spanish, Portuguese, Dutch.
constexpr std::string_view yes_words[] = {
    "yes",      "yes please", "yes approved", "approve",   "approved",    "i approve",   "agreed",        "i agree",
    "accepted", "ja",         "ja bitte",     "genehmigt", "bewilligt",   "freigegeben", "einverstanden", "oui",
    "approuvé", "accepté",    "d'accord",     "sì",        "si",          "approvato",   "d'accordo",     "sí",
    "aprobado", "de acuerdo", "sim",          "aprovado",  "goedgekeurd", "akkoord"};
constexpr std::string_view no_words[] = {
    "no",        "no thanks", "reject",    "rejected",        "i reject", "not approved", "i do not approve", "decline",
    "declined",  "nein",      "abgelehnt", "nicht genehmigt", "non",      "refusé",       "rejeté",           "respinto",
    "rifiutato", "rechazado", "não",       "rejeitado",       "recusado", "nee",          "afgewezen",        "niet akkoord"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view next_line(std::string_view& rest) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (is_blank(text.front()) || text.front() == '\n')) text.remove_prefix(1);
    while (!text.empty() && (is_blank(text.back()) || text.back() == '\n')) text.remove_suffix(1);
    return text;
}

// Small letters, one space between words, the apostrophe that keyboards type, no comma between two words and no point at the end.
std::string plain(std::string_view line) {
    std::string words;
    for (size_t i = 0; i < line.size(); ++i) {
        if (line.substr(i).starts_with("\xe2\x80\x99")) {
            words += '\'';
            i += 2;
            continue;
        }
        const char c = line[i];
        if (c >= 'A' && c <= 'Z') words += static_cast<char>(c - 'A' + 'a');
        else if (c == '\t' || c == ',' || c == ' ') words += words.empty() || words.back() == ' ' ? "" : " ";
        else words += c;
    }
    while (!words.empty() && (words.back() == '.' || words.back() == '!' || words.back() == ' ' || words.back() == '*')) words.pop_back();
    while (!words.empty() && words.front() == '*') words.erase(0, 1);
    return words;
}

// Up to a signature's line.
std::string comment_in(std::string_view rest) {
    std::string comment;
    while (!rest.empty()) {
        const std::string_view line = next_line(rest);
        if (trimmed(line) == "--") break;
        comment += std::string(line) + "\n";
    }
    std::string_view kept = trimmed(comment);
    if (kept.size() > longest_kept_words) {
        size_t end = longest_kept_words;
        while (end > 0 && (static_cast<unsigned char>(kept[end]) & 0xc0) == 0x80) --end;
        kept = kept.substr(0, end);
    }
    return std::string(kept);
}
}  // namespace

ReadAnswer read_answer(std::string_view text) {
    std::string_view rest = text, line;
    while (!rest.empty() && line.empty()) line = trimmed(next_line(rest));
    if (line.empty() || line.size() > longest_first_line) return {};
    const std::string words = plain(line);
    const auto among = [&](const auto& known) { return std::find(std::begin(known), std::end(known), words) != std::end(known); };
    const bool yes = among(yes_words), no = among(no_words);
    if (!yes && !no) return {};
    return {.choice = yes ? "approved" : "rejected", .comment = comment_in(rest)};
}

}  // namespace steward::approvals
