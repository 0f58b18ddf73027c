// steward version: of this program, and of the server when one answers.
#include <cstdio>

#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

int run_version(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        const auto diagnosis = client.call("GET", "/api/v1/installation/diagnosis");
        const std::string server = diagnosis ? text_of(*diagnosis, "version") : "";
        if (arguments.has("json")) print_json({{"version", STEWARD_VERSION}, {"server_version", server}});
        else if (server.empty()) std::printf("steward %s\n", STEWARD_VERSION);
        else std::printf("steward %s, server %s\n", STEWARD_VERSION, server.c_str());
        return {};
    });
}

}  // namespace steward::cli
