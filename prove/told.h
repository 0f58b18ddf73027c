// A record in words, for whoever stands beside and for those who read a job's output.
#pragma once

#include "prove/proof.h"

namespace steward::prove {

/// Several lines, each with its end.
std::string words_of(const trust::RestoreRecord& record);

}  // namespace steward::prove
