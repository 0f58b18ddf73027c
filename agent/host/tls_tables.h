// The tables of the TLS library in this program's file. They are full of addresses, so the loader writes each of their pages at the
// start, 350 KiB in every process. `agent/CMakeLists.txt` gives them a section of their own.
#pragma once

#include <cstddef>

namespace steward::agent {

/// Nobody writes them from here on, as the loader does for tables it knows. For every command, first of all.
void seal_tls_tables();

/// For who never speaks TLS: their pages go back to the system, and any use of the library from here on ends the program.
/// Returns how many bytes; none where the library is not in the program's own file.
size_t give_up_tls_tables();

}  // namespace steward::agent
