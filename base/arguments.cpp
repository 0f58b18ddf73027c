#include "base/arguments.h"

#include <algorithm>
#include <utility>

#include "base/plain.h"

namespace steward {

std::string Arguments::option(const std::string& name, const std::string& otherwise) const {
    const auto at = options.find(name);
    return at == options.end() ? otherwise : at->second;
}

std::vector<std::string> Arguments::every(const std::string& name) const {
    std::vector<std::string> values;
    for (const auto& [option, value] : in_order)
        if (option == name) values.push_back(value);
    return values;
}

Result<std::string> Arguments::needed(const std::string& name) const {
    const auto at = options.find(name);
    if (at == options.end() || at->second.empty()) return fail(ErrorKind::Invalid, "cli.missing", "--" + name + " is needed.");
    return at->second;
}

namespace {
// How many letters have to be changed, put in, left out or changed for each other's place with the next one.
size_t letters_between(std::string_view from, std::string_view to) {
    std::vector<std::vector<size_t>> cost(from.size() + 1, std::vector<size_t>(to.size() + 1));
    for (size_t i = 0; i <= from.size(); ++i) {
        for (size_t j = 0; j <= to.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            const size_t changed = cost[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            cost[i][j] = std::min({changed, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
            const bool is_swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (is_swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[from.size()][to.size()];
}

Result<Arguments> read_each(const std::vector<std::string>& words, const std::set<std::string>& flag_names,
                            const std::set<std::string>* known, const std::string& command) {
    Arguments arguments;
    const auto take = [&](const std::string& name, const std::string& value) {
        arguments.options[name] = value;
        arguments.in_order.emplace_back(name, value);
    };
    for (size_t i = 0; i < words.size(); ++i) {
        if (!words[i].starts_with("--") || words[i] == "--") {
            arguments.words.push_back(words[i]);
            continue;
        }
        const size_t equals = words[i].find('=');
        const std::string name = words[i].substr(2, equals == std::string::npos ? equals : equals - 2);
        if (known && !known->contains(name)) return fail(ErrorKind::Invalid, "cli.unknown_option", unknown_option(name, *known, command));
        if (flag_names.contains(name)) {
            if (equals != std::string::npos) return fail(ErrorKind::Invalid, "cli.usage", "--" + name + " takes no value.");
            arguments.flags.insert(name);
        } else if (equals != std::string::npos) {
            take(name, words[i].substr(equals + 1));
        } else if (i + 1 < words.size()) {
            take(name, words[++i]);
        } else {
            return fail(ErrorKind::Invalid, "cli.usage", "--" + name + " needs a value.");
        }
    }
    return arguments;
}
}  // namespace

Result<Arguments> read_arguments(const std::vector<std::string>& words, const std::set<std::string>& flag_names) {
    return read_each(words, flag_names, nullptr, "");
}

Result<Arguments> read_arguments(const std::vector<std::string>& words, const std::set<std::string>& flag_names,
                                 const std::set<std::string>& known, const std::string& command) {
    return read_each(words, flag_names, &known, command);
}

std::set<std::string> options_in(std::string_view usage) {
    std::set<std::string> names;
    for (size_t at = usage.find("--"); at != std::string_view::npos; at = usage.find("--", at)) {
        at += 2;
        const size_t end = std::min(usage.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at), usage.size());
        if (end > at) names.emplace(usage.substr(at, end - at));
        at = end;
    }
    return names;
}

std::string unknown_option(const std::string& name, const std::set<std::string>& known, const std::string& command) {
    const std::string begin = "--" + plain(name) + " is no option of `" + command + "`";
    const auto nearest = std::ranges::min_element(known, {}, [&](const std::string& one) { return letters_between(name, one); });
    return nearest == known.end() ? begin + ", which has none." : begin + "; the nearest is --" + *nearest + ".";
}

}  // namespace steward
