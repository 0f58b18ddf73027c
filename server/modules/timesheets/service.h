// The room's API: load, decide, one transaction. Entries in service.cpp, the timer in service_timer.cpp, weeks in
// service_sheets.cpp, hours and settings in service_hours.cpp, the lists in lists.cpp.
#pragma once

#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/timesheets/booking.h"
#include "server/modules/timesheets/messages.h"
#include "steward/timesheets/v1/timesheets.service.h"

namespace steward::timesheets {

class Service final : public v1::TimesheetsService {
public:
    Service(directory::Directory& directory, helpdesk::TicketWork& tickets, Rng& rng)
        : directory_(directory), tickets_(tickets), rng_(rng), booking_(rng) {}

    Result<v1::TimeEntry> book_ticket_time(Call& call, const v1::BookTicketTimeRequest& request) override;
    Result<v1::TimeEntry> book_client_time(Call& call, const v1::BookClientTimeRequest& request) override;
    Result<v1::TimeEntry> book_internal_time(Call& call, const v1::BookInternalTimeRequest& request) override;
    Result<v1::TimeEntry> update_time_entry(Call& call, const v1::UpdateTimeEntryRequest& request) override;
    Result<v1::DeleteTimeEntryResponse> delete_time_entry(Call& call, const v1::DeleteTimeEntryRequest& request) override;
    Result<v1::ListTimeEntriesResponse> list_time_entries(Call& call, const v1::ListTimeEntriesRequest& request) override;
    Result<v1::SumTimeEntriesResponse> sum_time_entries(Call& call, const v1::SumTimeEntriesRequest& request) override;

    Result<v1::Timer> get_timer(Call& call, const v1::GetTimerRequest& request) override;
    Result<v1::Timer> start_timer(Call& call, const v1::StartTimerRequest& request) override;
    Result<v1::Timer> pause_timer(Call& call, const v1::PauseTimerRequest& request) override;
    Result<v1::Timer> resume_timer(Call& call, const v1::ResumeTimerRequest& request) override;
    Result<v1::Timer> keep_timer(Call& call, const v1::KeepTimerRequest& request) override;
    Result<v1::TimeEntry> stop_timer(Call& call, const v1::StopTimerRequest& request) override;

    Result<v1::TimeSheet> get_time_sheet(Call& call, const v1::GetTimeSheetRequest& request) override;
    Result<v1::ListTimeSheetsResponse> list_time_sheets(Call& call, const v1::ListTimeSheetsRequest& request) override;
    Result<v1::TimeSheet> submit_time_sheet(Call& call, const v1::SubmitTimeSheetRequest& request) override;
    Result<v1::TimeSheet> approve_time_sheet(Call& call, const v1::ApproveTimeSheetRequest& request) override;
    Result<v1::TimeSheet> reject_time_sheet(Call& call, const v1::RejectTimeSheetRequest& request) override;
    Result<v1::TimeSheet> reopen_time_sheet(Call& call, const v1::ReopenTimeSheetRequest& request) override;

    Result<v1::Utilisation> get_utilisation(Call& call, const v1::GetUtilisationRequest& request) override;
    Result<v1::ListFreeHoursResponse> list_free_hours(Call& call, const v1::ListFreeHoursRequest& request) override;
    Result<v1::WorkingHours> set_working_hours(Call& call, const v1::SetWorkingHoursRequest& request) override;
    Result<v1::ListAbsencesResponse> list_absences(Call& call, const v1::ListAbsencesRequest& request) override;
    Result<v1::Absence> add_absence(Call& call, const v1::AddAbsenceRequest& request) override;
    Result<v1::RemoveAbsenceResponse> remove_absence(Call& call, const v1::RemoveAbsenceRequest& request) override;
    Result<v1::TimeSettings> get_time_settings(Call& call, const v1::GetTimeSettingsRequest& request) override;
    Result<v1::TimeSettings> update_time_settings(Call& call, const v1::UpdateTimeSettingsRequest& request) override;

private:
    Result<v1::TimeEntry> book(Call& call, EntryRow entry, const v1::Worked& worked, std::string_view usual);
    Result<v1::TimeEntry> answer(Call& call, EntryId id) const;
    Result<EntryRow> load_own(Call& call, const std::string& id) const;
    /// Time on a ticket is work on it: what was triaged or assigned is in progress.
    Status work_began(Call& call, TicketId ticket);
    Result<DeviceId> device_in(const std::string& text, ClientId client) const;

    Result<v1::Timer> answer(Call& call, const std::optional<Timer>& timer) const;
    Result<Timer> load_timer(Call& call) const;
    Result<EntryRow> book_timer(Call& call, const Timer& timer, Instant ended_at, const v1::StopTimerRequest& said);

    Result<v1::TimeSheet> answer(Call& call, AccountId account, Date monday) const;
    Result<v1::TimeSheet> move_sheet(Call& call, AccountId account, const std::string& week, std::string_view action,
                                     const std::string& reason, const std::string& etag);

    directory::Directory& directory_;
    helpdesk::TicketWork& tickets_;
    Rng& rng_;
    Booking booking_;
};

/// The caller's own account. Failure: Forbidden "timesheets.no_person": a program or the machine itself works no hours.
Result<AccountId> own_account(const Call& call);

}  // namespace steward::timesheets
