// Rows as the API says them.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/timesheets/store.h"
#include "server/platform/access/call.h"
#include "steward/timesheets/v1/timesheets.pb.h"

namespace steward::timesheets {

/// Whose client the caller may not see stays unnamed: the hours alone are shown.
void fill(v1::TimeEntry& message, const EntryRow& entry, const directory::Directory& directory, const Caller& caller);
/// `name` of the ticket as far as the caller may see it.
void fill(v1::Timer& message, const Timer& timer, const std::optional<TicketFace>& ticket, const directory::Directory& directory,
          Instant now, int64_t forgotten_after_h);
void fill(v1::TimeSettings& message, const SettingsRow& settings, const Caller& caller);
void fill(v1::Absence& message, const AbsenceRow& absence);

}  // namespace steward::timesheets
