// Why a machine refused, in words (design/trust.md 4.1.4, Appendix B).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/modules/authority/authority.h"

namespace steward::jobs {

/// "The machine's own limits do not allow this (20.6). Its administrator may change ...": what happened, and what to do.
std::string refusal_words(uint64_t reason);

/// It passes by itself, or when the server has brought more: it is delivered again when the machine is ready.
bool passes_by_itself(uint64_t reason);

/// A refusal comes with its own signature beside the word. It counts only when the machine's key made it, of this work and of the message
/// that asked for it (hexadecimal): nothing otherwise.
std::optional<trust::WorkResult> signed_refusal(const Bytes& frame, const authority::GateView& gate, const trust::ShortId& work,
                                                std::string_view message_id);

/// The machine is none of those that its signers named or gave the tags.
bool is_for_others(uint64_t reason);

/// The machine has it in its journal already: what became of it comes with its result.
bool is_known_there(uint64_t reason);

}  // namespace steward::jobs
