// Level 2 of a server's copy: started privately, brought forward by its logs to the moment that people signed, and looked into.
#pragma once

#include "prove/levels/level.h"

namespace steward::prove::levels::database {

constexpr uint64_t mebibyte = 1 << 20;

/// Of an engine that copies servers.
Attempt<std::unique_ptr<Level>> begin_copied_server(const Task& task);

}  // namespace steward::prove::levels::database
