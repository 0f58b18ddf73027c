// steward client list | create NAME [--zone ZONE]
#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

int run_client(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        const std::string verb = arguments.words.empty() ? "list" : arguments.words[0];
        if (verb == "list") {
            STEWARD_TRY(auto items, client.list("/api/v1/clients?filter=" + encode(filter_of(arguments)), "clients"));
            show(arguments, items,
                 {{"Name", "name"},
                  {"Status", "status"},
                  {"Devices", "device_count"},
                  {"Open alerts", "open_alert_count"},
                  {"Id", "client_id"}});
            return {};
        }
        if (verb != "create" || arguments.words.size() != 2) return wrong_usage("client list | create NAME [--zone ZONE]");
        STEWARD_TRY(auto made,
                    client.call("POST", "/api/v1/clients", {{"name", arguments.words[1]}, {"zone", arguments.option("zone", "UTC")}}));
        if (arguments.has("json")) print_json(made);
        else std::printf("Client %s is there (%s).\n", arguments.words[1].c_str(), text_of(made, "client_id").c_str());
        return {};
    });
}

}  // namespace steward::cli
