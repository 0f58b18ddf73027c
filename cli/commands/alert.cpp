// steward alert list [FILTER] | acknowledge ID [--note TEXT]
#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

int run_alert(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        const std::string verb = arguments.words.empty() ? "list" : arguments.words[0];
        if (verb == "list") {
            STEWARD_TRY(auto items, client.list("/api/v1/alerts?filter=" + encode(filter_of(arguments)), "alerts"));
            show(arguments, items,
                 {{"Priority", "priority"},
                  {"State", "state"},
                  {"Client", "client_name"},
                  {"Title", "title"},
                  {"Opened", "opened_at_unix_ms", true},
                  {"Ticket", "ticket_reference"},
                  {"Id", "alert_id"}});
            return {};
        }
        if (verb != "acknowledge" || arguments.words.size() != 2) return wrong_usage("alert list [FILTER] | acknowledge ID [--note TEXT]");
        STEWARD_TRY(auto alert, client.call("POST", "/api/v1/alerts/" + encode(arguments.words[1]) + "/acknowledge",
                                            {{"note", arguments.option("note")}}));
        if (arguments.has("json")) print_json(alert);
        else std::printf("Taken: %s\n", text_of(alert, "title").c_str());
        return {};
    });
}

}  // namespace steward::cli
