// The columns of this moment's samples as the message that announces them.
#pragma once

#include <string>

#include "agent/collectors/collector.h"

namespace steward::agent {

std::string layout_of(const Samples& samples, Duration interval);

}  // namespace steward::agent
