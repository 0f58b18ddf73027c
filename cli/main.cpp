// `steward`: finds the command and runs it.
#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

#include "cli/commands.h"

namespace {
int print_help() {
    std::puts("usage: steward COMMAND [OPTIONS]\n");
    for (const auto& command : steward::cli::commands())
        std::fputs(fmt::format("  {:<9} {}\n            steward {}\n", command.name, command.summary, command.usage).c_str(), stdout);
    std::puts(
        "\nEverywhere: --state DIR (default /var/lib/steward), --json, or --server URL with STEWARD_TOKEN.\n"
        "Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 not allowed, 5 refused as it is, 6 unreachable.");
    return 0;
}
}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty() || words[0] == "help" || words[0] == "--help" || words[0] == "-h") return print_help();
    const std::string name = words[0] == "--version" ? "version" : words[0];
    for (const auto& command : steward::cli::commands()) {
        if (command.name == name) return command.run({words.begin() + 1, words.end()});
    }
    std::fprintf(stderr, "steward: there is no command '%s'. `steward help` lists them.\n", name.c_str());
    return 2;
}
