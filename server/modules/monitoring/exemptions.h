// Dated deviations from the catalogue: one client, device, check or item, with a reason and an end.
//
// Pure. The most particular exemption that fits decides alone; they are not added up, so that a
// person who reads one knows what counts.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "server/modules/monitoring/catalogue.h"

namespace steward::monitoring {

struct Exemption {
    ExemptionId id;
    ClientId client;
    DeviceId device;    // nil: all devices of the client
    std::string check;  // "S01"
    std::string item;   // empty: all items
    std::optional<double> raise_warning, raise_critical, clear_warning, clear_critical;
    std::optional<int> hold_s, interval_s, samples_needed, samples_of;
    bool disabled = false;
    std::string reason, created_by;
    Instant created_at, expires_at, ended_at;  // ended_at unset: not ended early

    bool active(Instant now) const { return !ended_at.is_set() && now < expires_at; }
};

/// What a new exemption must hold to: a known check, something that deviates, levels with hysteresis,
/// a reason of at least 10 characters, an end at most 90 days away when it switches off and 365
/// otherwise (an unset one becomes that, but only where nothing is switched off). Failure: Invalid
/// with the field's pointer. Returns the exemption as it will count.
Result<Exemption> checked(Exemption exemption, const Catalogue& catalogue, Instant now);

/// The one that decides for this check and item, or nullptr. `all` may hold those of other clients.
const Exemption* deciding(std::span<const Exemption> all, ClientId client, DeviceId device, std::string_view check, std::string_view item,
                          Instant now);

/// Levels and rule of a check under an exemption. A clear level that is not given keeps the
/// catalogue's distance to its raise level.
Levels levels_under(const Check& check, const Exemption& exemption);
Rule rule_under(const Check& check, const Exemption& exemption);

}  // namespace steward::monitoring
