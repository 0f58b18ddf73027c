// The words of a command line: positional ones, `--name value` and `--flag`.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace steward {

struct Arguments {
    std::vector<std::string> words;
    std::map<std::string, std::string> options;
    std::set<std::string> flags;
    std::vector<std::pair<std::string, std::string>> in_order;  // every option as often as it was given

    bool has(const std::string& flag) const { return flags.contains(flag); }
    std::string option(const std::string& name, const std::string& otherwise = {}) const;
    /// All values of an option that may be given several times.
    std::vector<std::string> every(const std::string& name) const;
    /// Failure: Invalid "cli.missing" naming the option.
    Result<std::string> needed(const std::string& name) const;
};

/// `flag_names` take no value; everything else that starts with -- does.
/// Failure: Invalid "cli.usage".
Result<Arguments> read_arguments(const std::vector<std::string>& words, const std::set<std::string>& flag_names);

}  // namespace steward
