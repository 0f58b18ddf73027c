// A closed month of one client as it is kept. Pure.
#pragma once

#include "server/modules/figures/counted.h"
#include "steward/figures/v1/closed.pb.h"

namespace steward::figures {

/// In one order, whatever order the records came in: the same records give the same bytes.
v1::ClosedMonth closed_month(const Counted& counted);
v1::ClosedTotals closed_totals(const Counted& counted);

Counted counted_in(const v1::ClosedMonth& month, ClientId client);
Totals totals_in(const v1::ClosedTotals& totals);

/// Whether both say the same of every record; names of people do not count.
bool are_same(const v1::ClosedMonth& one, const v1::ClosedMonth& other);

}  // namespace steward::figures
