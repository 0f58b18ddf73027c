// Which engine a command line is, from its words alone.
#pragma once

#include <functional>
#include <span>

#include "agent/backups/engines/engine.h"

namespace steward::agent::backups {

/// The engines that BackupRun.engine may name.
bool is_engine(std::string_view name);

/// `named`: as --engine says it; empty: by the name of the program, also behind env, nice, ionice, sudo, nohup, timeout and
/// `sh -c` with one simple command (a redirection into a file is one; a pipeline is not, for its exit code is that of its last
/// part). `environment`: the value of a variable, or empty.
Engine recognise(std::span<const std::string> command, std::string_view named,
                 const std::function<std::string(const std::string& name)>& environment);

}  // namespace steward::agent::backups
