#include "verify/options.h"

#include <algorithm>

namespace steward::verify {

std::string nearest_option(const std::string& word) {
    std::string best;
    long most = 0;
    for (const std::string option : {"--head", "--client", "--help", "--json", "--key", "--proofs", "--version"}) {
        // Two for each letter of a beginning that both have, one for each that stands anywhere in it, less what is too much.
        const long alike = std::ranges::mismatch(word, option).in2 - option.begin();
        const long found = std::ranges::count_if(word, [&](char letter) { return option.find(letter, 2) != std::string::npos; });
        const long score = 2 * alike + found - static_cast<long>(std::max(word.size(), option.size()) - option.size());
        if (best.empty() || score > most) most = score, best = option;
    }
    return best;
}

}  // namespace steward::verify
