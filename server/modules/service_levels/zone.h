// Local time as this room counts it: the zones of server/platform/zones, in whole seconds.
#pragma once

#include "server/platform/zones/zones.h"

namespace steward::service_levels {

using zones::Date;
using zones::forget_zones;
using zones::instant_of;
using zones::Seconds;
using zones::UnixSeconds;
using zones::whole_seconds;
using zones::Zone;
using zones::zone_database_version;

}  // namespace steward::service_levels
