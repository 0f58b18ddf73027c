// A month of one client, counted from the rows of the real rooms.
#include "server/modules/figures/lines.h"
#include "server/platform/access/roles.h"
#include "steward/figures/v1/figures.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::alerting {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::figures {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
using namespace std::chrono_literals;

class Month : public testing_house::Story {
protected:
    Month()
        : Story({"journal", "access", "directory", "alerting", "service_levels", "helpdesk", "proactivity"},
                {directory::make_module, alerting::make_module, service_levels::make_module, helpdesk::make_module, make_module}) {
        house.clock.set_wall(parse_rfc3339("2026-11-17T10:00:00Z").value_or(Instant{}));
        lindqvist = house.client("Lindqvist & Rowe");
        other = house.client("Harbour");
        house.device(lindqvist, "files-1");
        theo = house.technician({lindqvist});
        theo.name = "Theo Technician";
        carla = house.client_person(lindqvist);
        carla.roles = {"CRO"};
        for (Caller* one : {&theo, &carla}) one->permissions = access::find_role(one == &theo ? "TEC" : "CRO")->permissions;
    }

    std::string call_in(ClientId client, const std::string& title) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(client.text());
        request.set_title(title);
        request.set_source("phone");
        return house.must<helpdesk::v1::Ticket>(house.owner(), "CreateTicket", request).ticket_id();
    }
    void answer(const std::string& ticket) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(ticket);
        request.set_text("I am looking at it.");
        house.must<helpdesk::v1::TicketMessage>(theo, "AddMessage", request);
    }
    void move(const std::string& ticket, const std::string& state) {
        helpdesk::v1::MoveTicketRequest request;
        request.set_ticket_id(ticket);
        request.set_state(state);
        if (state == "resolved") {
            request.set_resolution_code("fixed");
            request.set_resolution_text("Put right.");
        }
        if (state == "in_progress") request.set_reason("It is back.");
        house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", request);
    }
    v1::DeskFigure figure(const Caller& caller, const std::string& code, const std::string& by = "") {
        v1::GetDeskFiguresRequest request;
        request.set_client_id(lindqvist.text());
        request.set_group_by(by);
        request.set_months(2);
        const auto answer = house.must<v1::DeskFigures>(caller, "GetDeskFigures", request);
        EXPECT_EQ(answer.month(), "2026-11");
        for (const auto& one : answer.figures())
            if (one.code() == code) return one;
        ADD_FAILURE() << code << " is missing";
        return {};
    }
    v1::ListFigureRecordsResponse records(const Caller& caller, const std::string& code) {
        v1::ListFigureRecordsRequest request;
        request.set_code(code);
        request.set_client_id(lindqvist.text());
        return house.must<v1::ListFigureRecordsResponse>(caller, "ListFigureRecords", request);
    }

    ClientId lindqvist, other;
    Caller theo, carla;
};
STEWARD_ON_EVERY_DATABASE(Month);

TEST_P(Month, counts_what_was_promised_kept_and_brought_back) {
    const auto first = call_in(lindqvist, "The printer prints nothing");
    house.pass(10min, 1h);
    answer(first);
    for (const auto* state : {"triaged", "in_progress", "resolved"}) move(first, state);
    const auto second = call_in(lindqvist, "The screen stays dark");
    call_in(other, "Nobody of Lindqvist has to see this");
    house.pass(30min, 1h);

    const auto responses = figure(theo, "K05.first_response");
    EXPECT_EQ(responses.total().numerator(), 1);
    EXPECT_FALSE(responses.total().enough()) << "one promise is too few for a percentage";
    EXPECT_EQ(figure(theo, "K06").total().numerator(), 1);

    const auto waits = figure(theo, "K03.tickets");
    EXPECT_EQ(waits.total().sample(), 2);
    EXPECT_EQ(waits.total().open(), 1) << "the second waits and counts at its age";
    EXPECT_DOUBLE_EQ(records(theo, "K03.tickets").records(0).seconds(), 1800);

    move(first, "in_progress");
    const auto back = figure(theo, "K07.reopened");
    EXPECT_EQ(back.total().numerator(), 1);
    ASSERT_EQ(back.trend_size(), 2);
    EXPECT_EQ(back.trend(0).month(), "2026-10");
    EXPECT_FALSE(back.trend(0).value().has_data());
    EXPECT_EQ(records(theo, "K07.reopened").records(0).reference().substr(0, 4), "TIC-");

    const auto noise = figure(theo, "K09");
    EXPECT_EQ(noise.total().numerator(), 2);
    EXPECT_GT(noise.total().denominator(), 0);
}

TEST_P(Month, tells_a_client_the_same_without_technicians) {
    const auto ticket = call_in(lindqvist, "The printer prints nothing");
    answer(ticket);
    EXPECT_EQ(figure(carla, "K03.tickets").total().sample(), figure(theo, "K03.tickets").total().sample());
    const auto noise = records(carla, "K09");
    for (const auto& record : noise.records()) EXPECT_EQ(record.technician(), "");
    v1::GetDeskFiguresRequest request;
    request.set_group_by("technician");
    const auto refused = house.call<v1::DeskFigures>(carla, "GetDeskFigures", request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "request.invalid");
}

TEST_P(Month, refuses_what_it_does_not_know) {
    v1::ListFigureRecordsRequest request;
    request.set_code("K99");
    EXPECT_EQ(house.call<v1::ListFigureRecordsResponse>(theo, "ListFigureRecords", request).error().code, "figures.figure_not_found");
    v1::GetDeskFiguresRequest months;
    months.set_months(7);
    EXPECT_FALSE(house.call<v1::DeskFigures>(theo, "GetDeskFigures", months));
}

}  // namespace
}  // namespace steward::figures
