// What the device list can be filtered and ordered by, and how to read it from an entry.
#pragma once

#include <span>

#include "server/modules/directory/index.h"
#include "server/platform/filter/closed.h"

namespace steward::directory {

/// In the order of the cells. The last one, without a name, is the text that free words search.
std::span<const filter::Field> device_fields();
size_t free_text_field();
/// Those that have certain values and no others.
std::span<const filter::ClosedField> closed_device_fields();

/// For filtering: texts folded.
filter::Cell device_cell(const DeviceEntry& entry, size_t field, Instant now);

/// For ordering: the same, except that health is ranked (ok, unknown, warning, critical) and what is
/// not known comes before everything that is.
filter::Cell device_order_cell(const DeviceEntry& entry, size_t field, Instant now);

}  // namespace steward::directory
