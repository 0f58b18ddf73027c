#include "server/modules/timesheets/tests/sheet_story.h"

#include "server/platform/access/roles.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::timesheets {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
Status store_account(storage::Transaction& transaction, const Caller& caller, const std::string& role, Instant now) {
    STEWARD_CHECK(
        transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, "
                            "changed_at) values ($1, $2, $2, $3, 'active', $4, 1, $5, $5)",
                            caller.account, caller.name.substr(0, 4) + "@desk.example", caller.name, false, now));
    STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", caller.account, role));
    for (const ClientId client : caller.scope.clients) {
        STEWARD_CHECK(
            transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)", caller.account, client));
    }
    return {};
}
}  // namespace

SheetStory::SheetStory()
    : Story({"journal", "access", "directory", "service_levels", "helpdesk", "timesheets"},
            {directory::make_module, helpdesk::make_module, make_module}) {
    at("2026-11-23 09:00");  // a Monday
    lindqvist = house.client("Lindqvist & Rowe");
    harbour = house.client("Harbour");
    theo = person("Theo Technician", "TEC", {lindqvist});
    tina = person("Tina Technician", "TEC", {lindqvist, harbour});
    for (Caller* one : {&theo, &tina}) one->roles.insert("DSP");  // give tickets to each other, and merge them
    sven = person("Sven Manager", "SVM", {lindqvist});
}

void SheetStory::at(const std::string& moment) {
    house.clock.set_wall(parse_rfc3339(moment.substr(0, 10) + "T" + moment.substr(11) + ":00Z").value_or(Instant{}));
}

Caller SheetStory::person(const std::string& name, const std::string& role, std::set<ClientId> clients) {
    SystemRng rng;
    Caller caller = house.technician(std::move(clients));
    caller.account = AccountId::make(house.clock.now(), rng);
    caller.name = name;
    caller.roles = {role};
    caller.permissions = access::find_role(role)->permissions;
    const auto stored = house.database.write(
        [&](storage::Transaction& transaction) { return store_account(transaction, caller, role, house.clock.now()); });
    EXPECT_TRUE(stored) << (stored ? "" : stored.error().cause);
    return caller;
}

std::string SheetStory::ticket(const std::string& title, ClientId of) {
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id((of.is_nil() ? lindqvist : of).text());
    request.set_title(title);
    request.set_source("phone");
    return house.must<helpdesk::v1::Ticket>(tina, "CreateTicket", request).ticket_id();
}

v1::TimeEntry SheetStory::book(const Caller& who, const std::string& ticket, int minutes, const std::string& day) {
    v1::BookTicketTimeRequest request;
    request.set_ticket_id(ticket);
    request.mutable_worked()->set_minutes(minutes);
    request.mutable_worked()->set_day(day);
    return house.must<v1::TimeEntry>(who, "BookTicketTime", request);
}

Result<v1::TimeEntry> SheetStory::try_book(const Caller& who, const std::string& ticket, const v1::Worked& worked) {
    v1::BookTicketTimeRequest request;
    request.set_ticket_id(ticket);
    *request.mutable_worked() = worked;
    return house.call<v1::TimeEntry>(who, "BookTicketTime", request);
}

v1::TimeEntry SheetStory::book_from(const Caller& who, const std::string& ticket, const std::string& day, const std::string& from,
                                    const std::string& until) {
    v1::BookTicketTimeRequest request;
    request.set_ticket_id(ticket);
    request.mutable_worked()->set_day(day);
    request.mutable_worked()->set_from(from);
    request.mutable_worked()->set_until(until);
    return house.must<v1::TimeEntry>(who, "BookTicketTime", request);
}

Result<v1::TimeEntry> SheetStory::edit(const Caller& who, const std::string& entry, int minutes) {
    v1::UpdateTimeEntryRequest request;
    request.set_entry_id(entry);
    request.set_minutes(minutes);
    return house.call<v1::TimeEntry>(who, "UpdateTimeEntry", request);
}

Result<v1::Timer> SheetStory::start(const Caller& who, const std::string& ticket) {
    v1::StartTimerRequest request;
    request.set_ticket_id(ticket);
    return house.call<v1::Timer>(who, "StartTimer", request);
}

v1::Timer SheetStory::timer(const Caller& who) { return house.must<v1::Timer>(who, "GetTimer", v1::GetTimerRequest{}); }

Result<v1::TimeEntry> SheetStory::stop(const Caller& who, const v1::StopTimerRequest& request) {
    return house.call<v1::TimeEntry>(who, "StopTimer", request);
}

v1::TimeSheet SheetStory::sheet(const Caller& who, const std::string& week, const Caller* of) {
    v1::GetTimeSheetRequest request;
    request.set_week(week);
    if (of) request.set_account_id(of->account.text());
    return house.must<v1::TimeSheet>(who, "GetTimeSheet", request);
}

Result<v1::TimeSheet> SheetStory::submit(const Caller& who, const std::string& week) {
    v1::SubmitTimeSheetRequest request;
    request.set_week(week);
    return house.call<v1::TimeSheet>(who, "SubmitTimeSheet", request);
}

Result<v1::TimeSheet> SheetStory::approve(const Caller& who, const Caller& of, const std::string& week, const std::string& etag) {
    v1::ApproveTimeSheetRequest request;
    request.set_week(week);
    request.set_account_id(of.account.text());
    request.set_etag(etag.empty() ? sheet(who, week, &of).etag() : etag);
    return house.call<v1::TimeSheet>(who, "ApproveTimeSheet", request);
}

Result<v1::TimeSheet> SheetStory::decide(const Caller& who, const std::string& action, const Caller& of, const std::string& week,
                                         const std::string& reason) {
    if (action == "reject") {
        v1::RejectTimeSheetRequest request;
        request.set_week(week);
        request.set_account_id(of.account.text());
        request.set_reason(reason);
        return house.call<v1::TimeSheet>(who, "RejectTimeSheet", request);
    }
    v1::ReopenTimeSheetRequest request;
    request.set_week(week);
    request.set_account_id(of.account.text());
    request.set_reason(reason);
    return house.call<v1::TimeSheet>(who, "ReopenTimeSheet", request);
}

v1::ListTimeEntriesResponse SheetStory::list(const Caller& who, const std::string& filter) {
    v1::ListTimeEntriesRequest request;
    request.set_filter(filter);
    return house.must<v1::ListTimeEntriesResponse>(who, "ListTimeEntries", request);
}

void SheetStory::settings(const v1::UpdateTimeSettingsRequest& request) {
    house.must<v1::TimeSettings>(house.owner(), "UpdateTimeSettings", request);
}

}  // namespace steward::timesheets
