// The commands. Each takes what follows its name and returns the exit code.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace steward::cli {

struct Command {
    std::string_view name, usage, summary;
    int (*run)(const std::vector<std::string>& words);
};

/// In the order of `steward help`; completions and the manual page are made from the same table.
std::span<const Command> commands();

/// The options of all commands that take no value.
const std::set<std::string>& flags();

/// The options of all commands may stand before the command as well: it comes first in what is returned.
std::vector<std::string> command_first(std::vector<std::string> words);

/// Whether each option is one that the usage of `command` speaks of, or one that all have: what a command does not know it would leave out
/// without a word. `words`: what follows its name. Failure: Invalid "cli.unknown_option", or "cli.usage" for one without its value.
Status check_options(const Command& command, const std::vector<std::string>& words);

int run_setup(const std::vector<std::string>& words);
int run_user(const std::vector<std::string>& words);
int run_client(const std::vector<std::string>& words);
int run_enrol(const std::vector<std::string>& words);
int run_device(const std::vector<std::string>& words);
int run_alert(const std::vector<std::string>& words);
int run_ticket(const std::vector<std::string>& words);
int run_courier(const std::vector<std::string>& words);
int run_import(const std::vector<std::string>& words);
int run_export(const std::vector<std::string>& words);
int run_backup(const std::vector<std::string>& words);
int run_restore(const std::vector<std::string>& words);
int run_demo(const std::vector<std::string>& words);
int run_doctor(const std::vector<std::string>& words);
int run_url(const std::vector<std::string>& words);
int run_version(const std::vector<std::string>& words);

}  // namespace steward::cli
