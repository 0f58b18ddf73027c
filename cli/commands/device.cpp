// steward device list [FILTER] | show NAME|ID [--client NAME] | retire NAME|ID [--client NAME] --reason TEXT
#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

int run_device(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        const std::string verb = arguments.words.empty() ? "list" : arguments.words[0];
        if (verb == "list") {
            STEWARD_TRY(auto items, client.list("/api/v1/devices?filter=" + encode(filter_of(arguments)), "devices"));
            show(arguments, items,
                 {{"Health", "health"},
                  {"Name", "name"},
                  {"Client", "client_name"},
                  {"Kind", "device_class"},
                  {"Last seen", "last_seen_at_unix_ms", true},
                  {"Reason", "health_reason"}});
            return {};
        }
        if ((verb != "show" && verb != "retire") || arguments.words.size() != 2)
            return wrong_usage("device list [FILTER] | show NAME|ID [--client NAME] | retire NAME|ID [--client NAME] --reason TEXT");
        STEWARD_TRY(auto devices, client.list("/api/v1/devices", "devices"));
        STEWARD_TRY(auto device, one_device(devices, arguments.words[1], arguments.option("client")));
        const std::string path = "/api/v1/devices/" + text_of(device, "device_id");
        if (verb == "retire") {
            STEWARD_TRY(auto reason, arguments.needed("reason"));
            STEWARD_TRY(auto retired, client.call("POST", path + "/retire", {{"reason", reason}}));
            if (arguments.has("json")) print_json(retired);
            else
                std::printf("%s of %s is retired. Its agent is refused from now on.\n", text_of(device, "name").c_str(),
                            text_of(device, "client_name").c_str());
            return {};
        }
        STEWARD_TRY(auto checks, client.list(path + "/checks", "checks"));
        if (arguments.has("json")) {
            print_json({{"device", device}, {"checks", checks}});
            return {};
        }
        std::printf("%s (%s): %s, %s\n\n", text_of(device, "name").c_str(), text_of(device, "client_name").c_str(),
                    text_of(device, "health").c_str(), text_of(device, "health_reason").c_str());
        print_table(checks,
                    {{"Check", "check"},
                     {"Name", "name"},
                     {"Item", "item"},
                     {"State", "state"},
                     {"Value", "value"},
                     {"Unit", "unit"},
                     {"Observed", "observed_at_unix_ms", true}},
                    now_ms());
        return {};
    });
}

}  // namespace steward::cli
