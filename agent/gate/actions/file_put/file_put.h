// A file that stands at a place with these bytes, this owner and this mode: whole or not at all, never through a link.
#pragma once

#include "agent/gate/actions/action.h"
#include "trust/actions.h"

namespace steward::gate {

/// Puts the bytes there and reads them back; the sentence says what stands in the way.
std::expected<void, std::string> put_file(const trust::FilePutAction& action, ByteView content);

}  // namespace steward::gate
