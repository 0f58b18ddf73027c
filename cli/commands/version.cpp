// steward version: of this program, and of the server when one answers; a server that was named must.
#include <cstdio>

#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

int run_version(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        STEWARD_CHECK(no_more_words(arguments, 0, "version"));
        const auto diagnosis = client.call("GET", "/api/v1/installation/diagnosis");
        // Where a server was named, somebody asks for that one; without, this program's own version is an answer.
        if (!diagnosis && !arguments.option("server").empty()) return std::unexpected(diagnosis.error());
        const std::string server = diagnosis ? text_of(*diagnosis, "version") : "";
        if (arguments.has("json")) print_json({{"version", STEWARD_VERSION}, {"server_version", server}});
        else if (server.empty()) std::printf("steward %s\n", STEWARD_VERSION);
        else std::printf("steward %s, server %s\n", STEWARD_VERSION, server.c_str());
        return {};
    });
}

}  // namespace steward::cli
