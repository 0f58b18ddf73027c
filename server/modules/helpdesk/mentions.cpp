#include "server/modules/helpdesk/mentions.h"

#include <algorithm>

namespace steward::helpdesk {

namespace {
bool is_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte);
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) c = static_cast<char>(std::tolower(byte));
    }
    return lower;
}

bool begins(std::string_view text, std::string_view name) {
    return text.starts_with(name) && (text.size() == name.size() || !is_word(text[name.size()]));
}

// How long the name is that the text begins with: whole, or joined by dots. 0: it is not this account.
size_t length_of(std::string_view text, const std::string& name) {
    std::string dotted = name;
    std::replace(dotted.begin(), dotted.end(), ' ', '.');
    return begins(text, name) || begins(text, dotted) ? name.size() : 0;
}

std::string_view first_word(std::string_view name) { return name.substr(0, name.find(' ')); }

// The longest whole name; otherwise the one account that is called so by its first.
const Assignable* named(std::string_view text, std::span<const Assignable> accounts) {
    const Assignable* best = nullptr;
    size_t longest = 0;
    for (const auto& account : accounts) {
        const size_t length = length_of(text, lower_case(account.name));
        if (length > longest) {
            best = &account;
            longest = length;
        }
    }
    if (best) return best;
    for (const auto& account : accounts) {
        if (!begins(text, lower_case(first_word(account.name)))) continue;
        if (best) return nullptr;
        best = &account;
    }
    return best;
}
}  // namespace

std::vector<Assignable> find_mentions(std::string_view text, std::span<const Assignable> accounts) {
    std::vector<Assignable> found;
    const std::string lower = lower_case(text);
    for (size_t at = lower.find('@'); at != std::string::npos && found.size() < most_mentions; at = lower.find('@', at + 1)) {
        if (at > 0 && (is_word(lower[at - 1]) || lower[at - 1] == '.')) continue;
        const Assignable* account = named(std::string_view(lower).substr(at + 1), accounts);
        const bool known = account && std::any_of(found.begin(), found.end(), [&](const Assignable& one) { return one.id == account->id; });
        if (account && !known) found.push_back(*account);
    }
    return found;
}

}  // namespace steward::helpdesk
