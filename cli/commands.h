// The commands. Each takes what follows its name and returns the exit code.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace steward::cli {

struct Command {
    std::string_view name, usage, summary;
    int (*run)(const std::vector<std::string>& words);
};

/// In the order of `steward help`; completions and the manual page are made from the same table.
std::span<const Command> commands();

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
