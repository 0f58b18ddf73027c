// Whom an internal note names: "@Theo Technician", "@theo.technician" or "@theo", where only one is called so. Pure.
#pragma once

#include "server/modules/helpdesk/accounts.h"

namespace steward::helpdesk {

inline constexpr size_t most_mentions = 20;

/// Each account once, in the order of the text. An address like "a@b.example" names nobody.
std::vector<Assignable> find_mentions(std::string_view text, std::span<const Assignable> accounts);

}  // namespace steward::helpdesk
