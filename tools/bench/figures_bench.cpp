// What a page of figures costs at 200,000 tickets: a year of trend over all clients, with months that are still counted and with
// closed ones; one client's page; the records of one figure; closing two years. In the server's methods, without the network.
//
//   figures_bench [--tickets N] [sqlite|postgres]
#include <cstdio>

#include "steward/figures/v1/figures.pb.h"
#include "tools/bench/desk_setup.h"

namespace steward {
namespace service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace figures {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
}  // namespace steward

namespace {
using namespace steward;

// Those that the desk has, and those that figures read beside them.
constexpr std::string_view rooms[] = {"journal",    "ledger",         "access",         "directory", "monitoring",
                                      "alerting",   "service_levels", "helpdesk",       "knowledge", "proactivity",
                                      "timesheets", "approvals",      "correspondence", "search",    "figures"};

void pages(bench::FilledDesk& desk, const std::string& when) {
    figures::v1::GetDeskFiguresRequest year;
    year.set_months(12);
    int sample = 0;
    const auto show = [&](const std::string& what, int times) {
        const auto costs = desk.meter.measure(times, [&](int) {
            sample = desk.house->must<figures::v1::DeskFigures>(desk.owner, "GetDeskFigures", year).figures(7).total().sample();
        });
        bench::print(what + ", " + when + " (" + std::to_string(sample) + " promises to resolve)", costs);
    };
    show("all clients, this month and twelve months of trend", 3);
    year.set_month("2026-09");
    show("all clients, September and twelve months of trend", 3);
    year.set_client_id(desk.clients[7].text());
    show("one client, September and twelve months of trend", 10);
    figures::v1::ListFigureRecordsRequest records;
    records.set_code("K05.resolve");
    records.set_month("2026-09");
    int total = 0;
    const auto costs = desk.meter.measure(3, [&](int) {
        total = desk.house->must<figures::v1::ListFigureRecordsResponse>(desk.owner, "ListFigureRecords", records).total();
    });
    bench::print("the records of a figure of September, " + when + " (" + std::to_string(total) + ")", costs);
}

Status measure_figures(bench::FilledDesk& desk, const bench::DeskSize&) {
    desk.house.reset();
    if (desk.fresh) STEWARD_CHECK(desk.fresh->migrate(rooms));
    desk.house = std::make_unique<testing_house::House>(
        desk.database(),
        std::initializer_list<testing_house::ModuleMaker>{directory::make_module, service_levels::make_module, figures::make_module});
    pages(desk, "nothing closed");
    double processor = desk.meter.processor_seconds();
    int runs = 0;
    // Until a run finds nothing to close: every run takes some hundred months of clients.
    for (; runs < 12; ++runs) {
        desk.house->clock.advance(std::chrono::minutes(10));
        desk.house->reconcile();
    }
    processor = desk.meter.processor_seconds() - processor;
    std::printf("  closing two years of %zu clients: %.1f s of processor time in %d runs\n", desk.clients.size(), processor, runs);
    pages(desk, "closed");
    return {};
}
}  // namespace

int main(int count, char** words) { return steward::bench::on_filled_desks(count, words, measure_figures); }
