// steward-agent backup-run and backup-report: for the user who makes the backups, not for the agent.
#pragma once

#include <span>
#include <string_view>

namespace steward::agent {

bool is_backup_command(std::string_view word);

/// `words`: from the command's own name on. Of `backup-run` the exit code of what it ran; 2 when it was typed wrongly and nothing ran.
int run_backup_command(std::span<char* const> words);

}  // namespace steward::agent
