#include "server/app/disk_ladder.h"

#include <fmt/format.h>

namespace steward::app {

namespace {
constexpr double enter_at[] = {0, 90, 95, 98};
constexpr double relief = 2;
}  // namespace

DiskStep next_step(DiskStep before, const DiskUse& use) {
    const double used = use.used_percent();
    int step = 0;
    while (step < 3 && used >= enter_at[step + 1]) ++step;
    int held = static_cast<int>(before);
    while (held > step && used < enter_at[held] - relief) --held;
    return static_cast<DiskStep>(std::max(step, held));
}

bool wants_ballast(DiskStep step) { return step == DiskStep::Free; }

std::string_view level_of(DiskStep step) {
    switch (step) {
        case DiskStep::Free:
            return "info";
        case DiskStep::NoMetrics:
        case DiskStep::OnlyEvents:
            return "warning";
        case DiskStep::ReadOnly:
            break;
    }
    return "error";
}

std::string sentence_of(DiskStep step, const DiskUse& use) {
    const std::string full = fmt::format("The disk of the state folder is {:.0f} % full", use.used_percent());
    switch (step) {
        case DiskStep::Free:
            return full + ".";
        case DiskStep::NoMetrics:
            return full + ": reports are refused, agents keep them until there is space.";
        case DiskStep::OnlyEvents:
            return full + ": only events are taken from agents.";
        case DiskStep::ReadOnly:
            break;
    }
    return full + ": nothing is changed until there is space. Free some, the server goes on by itself.";
}

}  // namespace steward::app
