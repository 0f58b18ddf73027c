// `steward`: finds the command and runs it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/output.h"

namespace {
int print_usage(const steward::cli::Command& command) {
    std::fputs(fmt::format("  {:<9} {}\n            steward {}\n", command.name, command.summary, command.usage).c_str(), stdout);
    return 0;
}

int print_help() {
    std::puts("usage: steward COMMAND [OPTIONS]\n");
    for (const auto& command : steward::cli::commands()) print_usage(command);
    std::puts(
        "\nEverywhere: --state DIR (default /var/lib/steward), --json, or --server URL with STEWARD_TOKEN.\n"
        "Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 not allowed, 5 refused as it is, 6 unreachable.");
    return 0;
}
}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words = steward::cli::command_first({argv + 1, argv + argc});
    if (words.empty() || words[0] == "help" || words[0] == "--help" || words[0] == "-h") return print_help();
    const std::string name = words[0] == "--version" ? "version" : words[0];
    for (const auto& command : steward::cli::commands()) {
        if (command.name != name) continue;
        const std::vector<std::string> rest(words.begin() + 1, words.end());
        if (std::ranges::find(rest, "--help") != rest.end()) return print_usage(command);
        const auto known = steward::cli::check_options(command, rest);
        return known ? command.run(rest) : steward::cli::report(known.error());
    }
    std::fprintf(stderr, "steward: there is no command '%s'. `steward help` lists them.\n", name.c_str());
    return 2;
}
