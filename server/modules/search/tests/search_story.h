// A desk with two clients whose words are indexed, and the one verb: to search.
#pragma once

#include "steward/correspondence/v1/correspondence.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/search/v1/search.pb.h"
#include "tests/house/story.h"

namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::knowledge {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::search {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

class SearchStory : public testing_house::Story {
protected:
    SearchStory()
        : Story({"journal", "access", "directory", "service_levels", "helpdesk", "knowledge", "correspondence", "search"},
                {directory::make_module, service_levels::make_module, helpdesk::make_module, knowledge::make_module, make_module}),
          owner(house.owner()) {
        owner.permissions.insert("mail.read");
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        files = house.device(harbour, "files-1");
        carla = house.client_person(harbour);
        carla.roles = {"CDM"};
    }

    helpdesk::v1::Ticket ticket(const std::string& title, ClientId client, const std::string& description = "") {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(client.text());
        request.set_title(title);
        request.set_description(description);
        request.set_source("phone");
        return house.must<helpdesk::v1::Ticket>(owner, "CreateTicket", request);
    }
    void say(const std::string& ticket, const std::string& text, bool internal = false) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(ticket);
        request.set_text(text);
        request.set_internal(internal);
        house.must<helpdesk::v1::TicketMessage>(owner, "AddMessage", request);
    }
    void move(const std::string& ticket, const std::string& state) {
        helpdesk::v1::MoveTicketRequest request;
        request.set_ticket_id(ticket);
        request.set_state(state);
        request.set_category_id(testing_house::usual_category);
        request.set_reason("Because it is a story.");
        house.must<helpdesk::v1::Ticket>(owner, "MoveTicket", request);
    }
    v1::SearchResponse search(const Caller& caller, const std::string& filter, int page_size = 0, const std::string& token = "") {
        v1::SearchRequest request;
        request.set_filter(filter);
        request.set_page_size(page_size);
        request.set_page_token(token);
        return house.must<v1::SearchResponse>(caller, "Search", request);
    }
    static std::vector<std::string> titles(const v1::SearchResponse& answer) {
        std::vector<std::string> names;
        for (const auto& hit : answer.hits()) names.push_back(hit.ticket_id().empty() ? hit.title() : hit.ticket_title());
        return names;
    }
    static int counted(const v1::SearchResponse& answer) {
        int all = 0;
        for (const auto& line : answer.counts()) all += line.count();
        return all;
    }

    Caller owner, carla;
    ClientId harbour, mill;
    DeviceId files;
};

}  // namespace steward::search
