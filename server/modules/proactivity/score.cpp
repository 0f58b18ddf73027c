#include "server/modules/proactivity/score.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace steward::proactivity {

namespace {
constexpr double points_device = 50, points_service = 40, points_site = 20, points_category = 20;
constexpr double points_closeness = 20, points_text = 20;
constexpr size_t shortest_word = 3;

template <typename T>
bool have_common(const std::vector<T>& a, const std::vector<T>& b) {
    return std::any_of(a.begin(), a.end(), [&](const T& one) { return std::find(b.begin(), b.end(), one) != b.end(); });
}

Duration distance(Instant a, Instant b) { return Duration(std::abs((a - b).count())); }

// One division at the end, so that whole points come out whole.
double closeness(Instant at, const DisturbanceFace& disturbance) {
    Duration nearest = distance(at, disturbance.started_at);
    if (disturbance.detected_at.is_set()) nearest = std::min(nearest, distance(at, disturbance.detected_at));
    if (nearest >= closeness_ends) return 0;
    return points_closeness * static_cast<double>((closeness_ends - nearest).count()) / static_cast<double>(closeness_ends.count());
}

bool is_word_byte(unsigned char c) { return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Lower case of ASCII and of the letters À to Þ; others stand as they are.
void append_lower(std::string& word, std::string_view text, size_t at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const bool after_c3 = at > 0 && static_cast<unsigned char>(text[at - 1]) == 0xc3;
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c + 32);
    else if (after_c3 && c >= 0x80 && c <= 0x9e && c != 0x97) word += static_cast<char>(c + 32);
    else word += static_cast<char>(c);
}

std::set<std::string> words_of(std::string_view text) {
    std::set<std::string> words;
    std::string word;
    size_t letters = 0;
    for (size_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && is_word_byte(static_cast<unsigned char>(text[at]))) {
            append_lower(word, text, at);
            letters += (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
            continue;
        }
        if (letters >= shortest_word) words.insert(word);
        word.clear();
        letters = 0;
    }
    return words;
}

double jaccard(const std::set<std::string>& a, const std::set<std::string>& b, double points) {
    const auto common = static_cast<size_t>(std::count_if(a.begin(), a.end(), [&](const std::string& word) { return b.contains(word); }));
    const size_t all = a.size() + b.size() - common;
    return all == 0 ? 0 : points * static_cast<double>(common) / static_cast<double>(all);
}
}  // namespace

bool in_window(Instant at, const DisturbanceFace& disturbance) {
    if (at < disturbance.started_at - before_start) return false;
    return !disturbance.restored_at.is_set() || at <= disturbance.restored_at + after_restoration;
}

double word_overlap(std::string_view a, std::string_view b) { return jaccard(words_of(a), words_of(b), 1); }

std::optional<Score> score(const ReportFace& report, const DisturbanceFace& disturbance) {
    if (report.client != disturbance.client || !in_window(report.at, disturbance)) return std::nullopt;
    Score parts;
    if (have_common(report.devices, disturbance.devices)) parts.device = points_device;
    if (have_common(report.services, disturbance.services)) parts.service = points_service;
    if (have_common(report.sites, disturbance.sites)) parts.site = points_site;
    if (!report.category.empty() && report.category == disturbance.category) parts.category = points_category;
    parts.closeness = closeness(report.at, disturbance);
    const auto said = words_of(report.text);
    for (const std::string& title : disturbance.titles) parts.text = std::max(parts.text, jaccard(said, words_of(title), points_text));
    return parts;
}

Linking linking_for(double total) {
    if (total >= links_from) return Linking::Link;
    return total >= proposes_from ? Linking::Propose : Linking::OpenNew;
}

Match best_match(const ReportFace& report, std::span<const DisturbanceFace> disturbances) {
    Match best;
    for (size_t i = 0; i < disturbances.size(); ++i) {
        const auto parts = score(report, disturbances[i]);
        if (!parts || linking_for(parts->total()) == Linking::OpenNew) continue;
        const bool better = !best.index || parts->total() > best.score.total() ||
                            (parts->total() == best.score.total() && disturbances[i].started_at < disturbances[*best.index].started_at);
        if (better) best = {linking_for(parts->total()), i, *parts};
    }
    return best;
}

}  // namespace steward::proactivity
