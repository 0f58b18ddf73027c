// steward demo add | remove: on the stopped state folder, as setup and restore.
#include "server/demo/demo.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/stopped_state.h"

namespace steward::cli {

namespace {
Status add_or_remove(const std::vector<std::string>& words) {
    STEWARD_TRY(const auto arguments, read_arguments(words, flags()));
    const std::string verb = arguments.words.size() == 1 ? arguments.words[0] : "";
    if (verb != "add" && verb != "remove") return wrong_usage("demo add | remove");
    STEWARD_TRY(const auto state, StoppedState::open(arguments.option("state", "/var/lib/steward")));
    SystemClock clock;
    STEWARD_TRY(const auto database, state->open_database(arguments, clock.now()));
    STEWARD_TRY(const auto series, series::open_embedded(state->file("series"), clock));
    const bool quiet = arguments.has("json");
    const auto progress = [quiet](const std::string& line) {
        if (!quiet) std::fprintf(stderr, "  %s\n", line.c_str());
    };
    const demo::Home home{*database, *series, state->path()};
    STEWARD_TRY(const auto numbers, verb == "add" ? demo::add(home, clock.now(), progress) : demo::remove(home));
    state->give_to_owner();
    if (arguments.has("json"))
        print_json(
            {{"clients", numbers.clients}, {"devices", numbers.devices}, {"tickets", numbers.tickets}, {"samples", numbers.samples}});
    else
        std::printf("%s: %d clients, %d devices, %d tickets.\n", verb == "add" ? "The demonstration is there" : "Removed", numbers.clients,
                    numbers.devices, numbers.tickets);
    return {};
}
}  // namespace

int run_demo(const std::vector<std::string>& words) {
    const Status status = add_or_remove(words);
    return status ? 0 : report(status.error());
}

}  // namespace steward::cli
