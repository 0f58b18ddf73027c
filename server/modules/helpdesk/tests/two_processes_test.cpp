// Two server processes on one database whose leases both ran out in the middle of a run: each does
// the same background work at the same time, and it is done once all the same.
#include <thread>

#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::alerting {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::helpdesk {
namespace {

class TwoProcesses : public testing_house::Story {
protected:
    TwoProcesses()
        : Story({"journal", "access", "directory", "alerting", "helpdesk"}, {directory::make_module, alerting::make_module, make_module}) {}
};
STEWARD_ON_EVERY_DATABASE(TwoProcesses);

TEST_P(TwoProcesses, that_both_believe_to_hold_the_lease_do_nothing_twice) {
    const auto harbour = house.client("Harbour");
    const auto files = house.device(harbour, "files-1");
    constexpr int conditions = 60;
    for (int i = 0; i < conditions; ++i) {
        facts::v1::ConditionRaised fact;
        fact.set_client_id(harbour.text());
        fact.set_device_id(files.text());
        fact.set_fingerprint("print-" + std::to_string(i));
        fact.set_check("S01");
        fact.set_item("/" + std::to_string(i));
        fact.set_severity("critical");
        fact.set_priority(i % 2 == 0 ? "P2" : "P3");
        fact.set_title("Volume " + std::to_string(i));
        house.append(harbour, fact.fingerprint(), fact);
    }
    testing_house::House other(house.database, {directory::make_module, alerting::make_module, make_module});
    {
        const auto work = [](testing_house::House& one) {
            for (int round = 0; round < 4; ++round) one.reconcile();
        };
        std::jthread first([&] { work(house); }), second([&] { work(other); });
    }
    EXPECT_EQ(house.facts<facts::v1::AlertOpened>().size(), size_t{conditions});
    EXPECT_EQ(house.facts<facts::v1::IncidentOpened>().size(), size_t{conditions} / 2);
    EXPECT_EQ(house.facts<facts::v1::TicketCreated>().size(), size_t{conditions});
    EXPECT_EQ(house.must<v1::ListTicketsResponse>(house.owner(), "ListTickets", v1::ListTicketsRequest{}).total(), conditions);
}

}  // namespace
}  // namespace steward::helpdesk
