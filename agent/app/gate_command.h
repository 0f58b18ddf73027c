// `steward-agent stop|lift|limits|log|gate`: what this machine's administrator says to the gate. The gate's own program says it; the
// agent, its state and the server have no part in it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace steward::agent {

bool is_gate_command(std::string_view word);

/// Becomes `steward-gate` with these words; `gate` is its `status`. Returns only when there is no such program beside this one.
/// What is wrong with the words before anything is asked, and how it ends then; nothing: go on.
struct GateComplaint {
    int exit = 0;
    std::string sentence;
};
std::optional<GateComplaint> complaint_of(std::span<const std::string_view> words, bool is_root);

int run_gate_command(std::span<char* const> words);

}  // namespace steward::agent
