// steward setup: the only way to the first owner. Acts on the stopped state folder, as whoever may.
#include <fstream>

#include "base/random.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/stopped_state.h"
#include "server/platform/setup/setup.h"

namespace steward::cli {

namespace {
// Where the console will answer: said here, told by the last start, or the default.
std::string console_address(const Arguments& arguments, const StoppedState& state) {
    std::string address = arguments.option("public-url");
    if (address.empty()) std::getline(std::ifstream(state.file("console.url")), address);
    return address.empty() ? "http://127.0.0.1:8080" : address;
}

void print_link(const Arguments& arguments, const StoppedState& state, const access::IssuedLink& link, const std::string& whose) {
    const std::string url = console_address(arguments, state) + "/link#" + link.token;
    if (arguments.has("json"))
        return print_json(
            {{"state", state.path()}, {"owner", whose}, {"sign_in_link", url}, {"expires_at_unix_ms", link.expires_at.unix_ms}});
    std::printf("Sign-in link for %s, once and within 30 minutes:\n\n  %s\n\nIt works when the server runs: steward-server --state %s\n",
                whose.c_str(), url.c_str(), state.path().c_str());
}

Status make_link(const Arguments& arguments, const StoppedState& state) {
    if (arguments.words.size() != 2) return wrong_usage("setup link EMAIL [--reset-second-factor]");
    SystemRng rng;
    const Instant now = SystemClock().now();
    STEWARD_TRY(auto database, state.open_database(arguments, now));
    STEWARD_TRY(const auto link, setup::create_link(*database, arguments.words[1], arguments.has("reset-second-factor"), now, rng));
    state.give_to_owner();
    print_link(arguments, state, link, arguments.words[1]);
    return {};
}

Status first_run(const Arguments& arguments, const StoppedState& state) {
    if (!arguments.words.empty()) return wrong_usage("setup --provider NAME --owner-name NAME --owner-email ADDRESS | setup link EMAIL");
    STEWARD_TRY(const std::string provider, arguments.needed("provider"));
    STEWARD_TRY(const std::string name, arguments.needed("owner-name"));
    STEWARD_TRY(const std::string email, arguments.needed("owner-email"));
    const setup::Insistence insistence{.i_know = arguments.has("i-know")};
    SystemRng rng;
    const Instant now = SystemClock().now();
    STEWARD_TRY(auto database, state.open_database(arguments, now));
    STEWARD_TRY(const auto installation, setup::create_installation(*database, state.file("master.key"), provider, insistence, now, rng));
    STEWARD_TRY(const auto link, setup::create_first_owner(*database, {name, email}, insistence, now, rng));
    state.give_to_owner();
    if (!arguments.has("json"))
        std::printf("%s is set up in %s. Keep a copy of %s apart from the database's backups.\n\n", installation.provider_name.c_str(),
                    state.path().c_str(), state.file("master.key").c_str());
    print_link(arguments, state, link, email);
    return {};
}

Status set_up(const std::vector<std::string>& words) {
    STEWARD_TRY(const auto arguments, read_arguments(words, flags()));
    STEWARD_TRY(const auto state, StoppedState::open(arguments.option("state", "/var/lib/steward")));
    return !arguments.words.empty() && arguments.words[0] == "link" ? make_link(arguments, *state) : first_run(arguments, *state);
}
}  // namespace

int run_setup(const std::vector<std::string>& words) {
    const Status status = set_up(words);
    return status ? 0 : report(status.error());
}

}  // namespace steward::cli
