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

/// The same for a command that has these options and no others: what it does not know it would leave out without a word.
/// Failure: also Invalid "cli.unknown_option", as `unknown_option` says it. `command`: as it is typed.
Result<Arguments> read_arguments(const std::vector<std::string>& words, const std::set<std::string>& flag_names,
                                 const std::set<std::string>& known, const std::string& command);

/// The names of the options that a line of usage speaks of: of "FILE --key NAME [--seal]" key and seal.
std::set<std::string> options_in(std::string_view usage);

/// One sentence that names the option, and the nearest one of `known`: "--seel is no option of `steward-sign sign`; the nearest is --seal."
std::string unknown_option(const std::string& name, const std::set<std::string>& known, const std::string& command);

}  // namespace steward
