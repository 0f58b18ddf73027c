// The room's API: calendars (service_calendars.cpp), policies (service_policies.cpp), clocks (service_clocks.cpp).
#pragma once

#include "server/modules/service_levels/book.h"
#include "server/platform/access/call.h"
#include "steward/service_levels/v1/service_levels.service.h"

namespace steward::service_levels {

class Service final : public v1::ServiceLevelsService {
public:
    Service(Book& book, directory::Directory& directory, Rng& rng) : book_(book), directory_(directory), rng_(rng) {}

    Result<v1::ListCalendarsResponse> list_calendars(Call& call, const v1::ListCalendarsRequest& request) override;
    Result<v1::Calendar> get_calendar(Call& call, const v1::GetCalendarRequest& request) override;
    Result<v1::Calendar> create_calendar(Call& call, const v1::CreateCalendarRequest& request) override;
    Result<v1::Calendar> update_calendar(Call& call, const v1::UpdateCalendarRequest& request) override;
    Result<v1::DeleteCalendarResponse> delete_calendar(Call& call, const v1::DeleteCalendarRequest& request) override;
    Result<v1::HolidayFile> read_holiday_file(Call& call, const v1::ReadHolidayFileRequest& request) override;
    Result<v1::ListSlaPoliciesResponse> list_sla_policies(Call& call, const v1::ListSlaPoliciesRequest& request) override;
    Result<v1::SlaPolicy> get_sla_policy(Call& call, const v1::GetSlaPolicyRequest& request) override;
    Result<v1::SlaPolicy> create_sla_policy(Call& call, const v1::CreateSlaPolicyRequest& request) override;
    Result<v1::SlaPolicy> update_sla_policy(Call& call, const v1::UpdateSlaPolicyRequest& request) override;
    Result<v1::DeleteSlaPolicyResponse> delete_sla_policy(Call& call, const v1::DeleteSlaPolicyRequest& request) override;
    Result<v1::ListClocksResponse> list_clocks(Call& call, const v1::ListClocksRequest& request) override;

private:
    Result<CalendarRow> load_calendar(Call& call, const std::string& id) const;
    Result<PolicyRow> load_policy(Call& call, const std::string& id) const;
    v1::Calendar message_of(const CalendarRow& calendar, const Caller& caller) const;
    v1::SlaPolicy message_of(const PolicyRow& policy, const Caller& caller) const;
    /// Every calendar that the rules name exists, and is everybody's or this client's.
    Status check_calendars(Transaction& transaction, const v1::SlaRules& rules, ClientId client) const;

    Book& book_;
    directory::Directory& directory_;
    Rng& rng_;
};

// What belongs to all clients is seen by everybody with the permission; what belongs to one, by those who see that client.
// Only who may see all clients changes what holds for all.
bool sees(const Caller& caller, ClientId client);
bool may_change(const Caller& caller, ClientId client);
std::string sees_filter(const Call& call, std::string_view column, std::vector<storage::Value>& parameters);
Status etag_holds(const Call& call, int64_t revision);
/// The client of a request; empty means all. Failures: Invalid "/client_id", Forbidden "service_levels.not_yours".
Result<ClientId> wanted_client(Transaction& transaction, const Caller& caller, const std::string& text);
Result<std::string> wanted_name(const std::string& name);
std::unexpected<Error> not_yours();

}  // namespace steward::service_levels
