// steward url: where the console is, and how to get in while nobody has.
#include <fstream>

#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

int run_url(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        std::string address, fingerprint;
        std::ifstream told(client.state() + "/console.url");  // by the server's last start
        std::getline(told, address);
        std::getline(told, fingerprint);
        STEWARD_TRY(auto accounts, client.list("/api/v1/accounts", "accounts"));
        std::string link;
        for (const auto& account : accounts) {
            // The owner's alone: others who were invited have links of their own.
            const bool is_owner = text_of(account, "roles").find("\"OWN\"") != std::string::npos;
            if (!is_owner || text_of(account, "status") != "invited") continue;
            STEWARD_TRY(auto answer,
                        client.call("POST", "/api/v1/accounts/" + text_of(account, "account_id") + "/link", boost::json::object{}));
            link = text_of(answer, "sign_in_link");
            break;
        }
        if (arguments.has("json")) {
            print_json({{"console", address}, {"sign_in_link", link}, {"certificate_sha256", fingerprint}});
            return {};
        }
        std::printf("  Console:       %s\n", address.c_str());
        if (!fingerprint.empty())
            std::printf("  Certificate:   SHA-256 %s\n                 (made by this server; your browser asks once, compare it there)\n",
                        fingerprint.c_str());
        if (!link.empty())
            std::printf("  Sign-in link:  %s\n                 (once, within 30 minutes; `steward user link EMAIL` makes another)\n",
                        link.c_str());
        return {};
    });
}

}  // namespace steward::cli
