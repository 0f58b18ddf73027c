// `steward-agent stop|lift|limits|log|gate`: what this machine's administrator says to the gate. The gate's own program says it; the
// agent, its state and the server have no part in it.
#pragma once

#include <span>
#include <string_view>

namespace steward::agent {

bool is_gate_command(std::string_view word);

/// Becomes `steward-gate` with these words; `gate` is its `status`. Returns only when there is no such program beside this one.
int run_gate_command(std::span<char* const> words);

}  // namespace steward::agent
