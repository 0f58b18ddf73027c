// From a condition to an alert, an incident and a wanted ticket: one fixed order, in
// the transaction that consumes the fact. Also what a person's action changes besides the alert.
#pragma once

#include <set>

#include "server/modules/alerting/store.h"
#include "server/modules/directory/directory.h"
#include "server/platform/live/hub.h"

namespace steward::alerting {

class Pipeline {
public:
    Pipeline(directory::Directory& directory, live::Hub& hub, Rng& rng) : directory_(directory), hub_(hub), rng_(rng) {}

    // Facts from monitoring and directory.
    Status raised(storage::Transaction& transaction, const Condition& condition, Instant now);
    Status cleared(storage::Transaction& transaction, std::string_view fingerprint, double value, Instant observed_at,
                   std::string_view reason, Instant now);
    Status device_left(storage::Transaction& transaction, DeviceId device, std::string_view reason, Instant now);

    // Facts from the help desk: the ticket beside the alert, and the end of the incident with it.
    /// The alert opened this ticket, or became part of it.
    Status ticket_is(storage::Transaction& transaction, AlertId alert, const std::string& ticket_id, const std::string& reference);
    Status ticket_moved(storage::Transaction& transaction, std::string_view ticket_id, std::string_view state, Instant now);

    /// Moves the incident, writes the fact and tells the screens.
    Status move_incident(storage::Transaction& transaction, Incident incident, std::string_view to, Instant now);

    // Time passed.
    Status release_suppressed(storage::Transaction& transaction, Instant now);
    Status settle_cleared(storage::Transaction& transaction, Instant now);
    Status end_snoozes(storage::Transaction& transaction, Instant now);
    /// `restate`: also shows again which devices the windows under way hold, as after a start or for those that came meanwhile.
    Status move_windows(storage::Transaction& transaction, Instant now, bool restate = false);

    /// Stores a change and what follows from it: history, incident, wanted ticket, facts, screens.
    Status apply(storage::Transaction& transaction, Change change, Instant now, bool is_new = false);

    /// Counts and screens for a device's and client's open alerts, from the rows.
    Status recount(storage::Transaction& transaction, const std::set<DeviceId>& devices, const std::set<ClientId>& clients);

private:
    Result<std::optional<Suppression>> suppression_for(storage::Transaction& transaction, ClientId client, DeviceId device,
                                                       std::string_view check, Instant now);
    /// When what holds the alert ended; unset while it has not.
    Result<Instant> end_of_cause(storage::Transaction& transaction, const Alert& alert, Instant now);
    Status open_incident(storage::Transaction& transaction, Alert& alert, Instant now);
    Status detect_again(storage::Transaction& transaction, Incident incident, const Alert& alert, Instant now);
    Status follow_incident(storage::Transaction& transaction, const Alert& alert, bool recovered, Instant now);
    Status want_ticket(storage::Transaction& transaction, Alert& alert, Instant now);
    void show_maintenance(storage::Transaction& transaction, const std::vector<Window>& windows, const std::set<ClientId>& clients,
                          Instant now);
    void show(storage::Transaction& transaction, const Alert& alert);

    directory::Directory& directory_;
    live::Hub& hub_;
    Rng& rng_;
};

/// P1 and P2 are incidents (playbooks section 3 and the policy of the first release).
bool makes_incident(std::string_view priority);
/// P4 gets a ticket without a notice.
bool makes_notice(std::string_view priority);

}  // namespace steward::alerting
