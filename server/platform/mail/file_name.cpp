#include "server/platform/mail/file_name.h"

#include <algorithm>

#include "server/platform/mail/head.h"
#include "server/platform/mail/words.h"

namespace steward::mail {

namespace {
constexpr size_t most_name_bytes = 120, most_ending_bytes = 16;

bool is_device_name(std::string_view name) {
    constexpr std::string_view devices[] = {"con", "prn", "aux", "nul"};
    const std::string stem = lower_case(name.substr(0, name.find('.')));
    if (std::find(std::begin(devices), std::end(devices), stem) != std::end(devices)) return true;
    return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' && stem[3] <= '9';
}
}  // namespace

std::string harmless_name(std::string_view name) {
    std::string clean = clean_text(name);
    if (const size_t slash = clean.find_last_of("/\\"); slash != std::string::npos) clean.erase(0, slash + 1);
    for (char& c : clean) {
        if (c == '\n' || c == '\t') c = ' ';
        if (std::string_view("<>:\"|?*").find(c) != std::string_view::npos) c = '_';
    }
    const size_t begin = clean.find_first_not_of(". ");
    clean.erase(0, begin == std::string::npos ? clean.size() : begin);
    const size_t end = clean.find_last_not_of(". ");
    clean.resize(end == std::string::npos ? 0 : end + 1);
    if (is_device_name(clean)) clean = "_" + clean;
    if (clean.size() > most_name_bytes) {
        const size_t dot = clean.rfind('.');
        const bool keeps = dot != std::string::npos && clean.size() - dot <= most_ending_bytes;
        const std::string ending = keeps ? clean.substr(dot) : "";
        clean = std::string(cut_text(clean, most_name_bytes - ending.size())) + ending;
    }
    return clean.empty() ? "attachment" : clean;
}

}  // namespace steward::mail
