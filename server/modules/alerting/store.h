// All SQL of the room. Every function works in the transaction it is handed and returns the
// storage's errors unchanged.
#pragma once

#include <vector>

#include "server/modules/alerting/incident.h"
#include "server/modules/alerting/lifecycle.h"
#include "server/modules/alerting/windows.h"
#include "server/platform/storage/database.h"

namespace steward::alerting {

// --- alerts ---
Result<std::optional<Alert>> find_open_alert(storage::Transaction& transaction, std::string_view fingerprint);
Result<std::optional<Alert>> find_alert(storage::Transaction& transaction, AlertId id);
/// The alert that a person closed while its condition was there, if it still is.
Result<std::optional<Alert>> find_dismissed_alert(storage::Transaction& transaction, std::string_view fingerprint);
/// The condition is gone: whatever a person closed of it may come again.
Status forget_dismissed(storage::Transaction& transaction, std::string_view fingerprint);
Status forget_dismissed_of(storage::Transaction& transaction, DeviceId device);  // of all its conditions
Result<std::vector<Alert>> suppressed_alerts(storage::Transaction& transaction);
/// Cleared not later than `at`; open or acknowledged with a snooze that ended by `at`.
Result<std::vector<Alert>> alerts_cleared_by(storage::Transaction& transaction, Instant at);
Result<std::vector<Alert>> alerts_snoozed_until(storage::Transaction& transaction, Instant at);
Result<std::vector<Alert>> open_alerts_of_device(storage::Transaction& transaction, DeviceId device);
Result<std::vector<Alert>> alerts_of_incident(storage::Transaction& transaction, IncidentId incident);
Status insert_alert(storage::Transaction& transaction, const Alert& alert);
Status update_alert(storage::Transaction& transaction, const Alert& alert);
Status append_events(storage::Transaction& transaction, const Alert& alert, const std::vector<AlertEvent>& events, Instant now);
/// The columns of `alert_from_row`, in its order, for lists that add filters and pages.
std::string_view alert_columns();
Alert alert_from_row(const storage::Row& row);
Result<int64_t> count_open_alerts_of_device(storage::Transaction& transaction, DeviceId device);
Result<int64_t> count_open_alerts_of_client(storage::Transaction& transaction, ClientId client);

// --- incidents ---
Result<std::string> next_incident_reference(storage::Transaction& transaction, Instant now);  // "INC-2026-000001"
Result<std::optional<Incident>> find_incident(storage::Transaction& transaction, IncidentId id);
/// The newest incident of this fingerprint detected after `since` that was not discarded.
Result<std::optional<Incident>> recent_incident(storage::Transaction& transaction, std::string_view fingerprint, Instant since);
Result<std::vector<Incident>> incidents_of_ticket(storage::Transaction& transaction, std::string_view ticket_id);
Status insert_incident(storage::Transaction& transaction, const Incident& incident);
Status update_incident(storage::Transaction& transaction, const Incident& incident);
std::string_view incident_columns();
Incident incident_from_row(const storage::Row& row);

// --- maintenance windows ---
Status insert_window(storage::Transaction& transaction, const Window& window);
Status update_window(storage::Transaction& transaction, const Window& window);
Result<std::optional<Window>> find_window(storage::Transaction& transaction, MaintenanceWindowId id);
/// Windows that have not ended before `since`, of all clients.
Result<std::vector<Window>> windows_since(storage::Transaction& transaction, Instant since);
std::string_view window_columns();
Window window_from_row(const storage::Row& row);

}  // namespace steward::alerting
