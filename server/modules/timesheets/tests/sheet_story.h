// A client with a ticket, two technicians and their manager; the verbs of a week of work.
#pragma once

#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/timesheets/v1/timesheets.pb.h"
#include "tests/house/story.h"

namespace steward::timesheets {

class SheetStory : public testing_house::Story {
protected:
    SheetStory();

    void at(const std::string& moment);  // "2026-11-23 09:00" in UTC
    std::string ticket(const std::string& title, ClientId of = {});
    v1::TimeEntry book(const Caller& who, const std::string& ticket, int minutes, const std::string& day = "");
    Result<v1::TimeEntry> try_book(const Caller& who, const std::string& ticket, const v1::Worked& worked);
    v1::TimeEntry book_from(const Caller& who, const std::string& ticket, const std::string& day, const std::string& from,
                            const std::string& until);
    Result<v1::TimeEntry> edit(const Caller& who, const std::string& entry, int minutes);
    Result<v1::Timer> start(const Caller& who, const std::string& ticket);
    v1::Timer timer(const Caller& who);
    Result<v1::TimeEntry> stop(const Caller& who, const v1::StopTimerRequest& request = {});
    v1::TimeSheet sheet(const Caller& who, const std::string& week, const Caller* of = nullptr);
    Result<v1::TimeSheet> submit(const Caller& who, const std::string& week);
    Result<v1::TimeSheet> approve(const Caller& who, const Caller& of, const std::string& week, const std::string& etag = "");
    Result<v1::TimeSheet> decide(const Caller& who, const std::string& action, const Caller& of, const std::string& week,
                                 const std::string& reason);
    v1::ListTimeEntriesResponse list(const Caller& who, const std::string& filter = "");
    void settings(const v1::UpdateTimeSettingsRequest& request);

    ClientId lindqvist, harbour;
    Caller theo, tina, sven;  // technicians of Lindqvist & Rowe, and the service manager

private:
    Caller person(const std::string& name, const std::string& role, std::set<ClientId> clients);
};

}  // namespace steward::timesheets
