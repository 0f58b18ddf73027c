// What the room's lists in memory can be filtered and ordered by.
#pragma once

#include "server/platform/filter/memory_list.h"
#include "steward/monitoring/v1/monitoring.pb.h"

namespace steward::monitoring {

const filter::Shape<v1::Check>& checks_shape();
const filter::Shape<v1::SoftCheck>& soft_checks_shape();
const filter::Shape<v1::CatalogueCheck>& catalogue_shape();
const filter::Shape<v1::LatestValue>& latest_shape();

}  // namespace steward::monitoring
