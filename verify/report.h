// What a verdict is in one sentence, and as JSON.
#pragma once

#include "verify/judge.h"

namespace steward::verify {

/// 0 holds; 1 does not; 3 holds, but a head or a proof that was given could not be compared.
int exit_code(const Verdict& verdict);
std::string sentence_of(const Verdict& verdict);
std::string json_of(const Verdict& verdict);

}  // namespace steward::verify
