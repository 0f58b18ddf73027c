// What rooms below and the composition root may ask of the accountability log. They write to it by server/platform/ledger.
#pragma once

#include "server/platform/ledger/tree.h"

namespace steward::accountability {

/// The name of the signing key's file in the state folder: backups take it with the other keys.
constexpr std::string_view key_file = ledger::key_file;

}  // namespace steward::accountability
