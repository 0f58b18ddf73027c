// steward user list | create NAME EMAIL --roles CODES [--clients all|NAMES] | link EMAIL
#include <algorithm>

#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

namespace {
std::vector<std::string> comma_separated(const std::string& text) {
    std::vector<std::string> parts;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find(',', begin), text.size());
        if (end > begin) parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

// By their names: a code is for the command that gives one.
boost::json::array with_role_names(boost::json::array accounts, const boost::json::array& roles) {
    for (auto& account : accounts) {
        auto* codes = account.is_object() ? account.as_object().if_contains("roles") : nullptr;
        if (!codes || !codes->is_array()) continue;
        std::string names;
        for (const auto& code : codes->as_array()) {
            const auto known = std::ranges::find_if(roles, [&](const auto& role) { return role.is_object() && role.at("code") == code; });
            names += (names.empty() ? "" : ", ") + (known == roles.end() ? std::string(code.as_string()) : text_of(*known, "name"));
        }
        *codes = names;
    }
    return accounts;
}

void print_link(const Arguments& arguments, const boost::json::value& answer, const std::string& who) {
    if (arguments.has("json")) print_json(answer);
    else std::printf("Sign-in link for %s, valid for 30 minutes and once:\n\n  %s\n", who.c_str(), text_of(answer, "sign_in_link").c_str());
}

Status create_user(const Client& client, const Arguments& arguments) {
    STEWARD_TRY(auto roles, arguments.needed("roles"));
    boost::json::object request = {{"name", arguments.words[1]}, {"email", arguments.words[2]}};
    boost::json::array codes, clients;
    for (const auto& code : comma_separated(roles)) codes.emplace_back(code);
    const std::string scope = arguments.option("clients");
    if (scope != "all") {
        for (const auto& name : comma_separated(scope)) {
            STEWARD_TRY(auto id, client_id_by_name(client, name));
            clients.emplace_back(id);
        }
    }
    request["roles"] = codes;
    request["all_clients"] = scope == "all";
    request["client_ids"] = clients;
    STEWARD_TRY(auto answer, client.call("POST", "/api/v1/accounts", request));
    print_link(arguments, answer, arguments.words[2]);
    if (clients.empty() && scope != "all" && !arguments.has("json"))
        std::puts(
            "\nThis person sees no client yet. Give some under Settings, People, or next time with --clients all or --clients NAMES.");
    return {};
}
}  // namespace

int run_user(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        const std::string verb = arguments.words.empty() ? "list" : arguments.words[0];
        if (verb == "create" && arguments.words.size() == 3) return create_user(client, arguments);
        STEWARD_TRY(auto accounts, client.list("/api/v1/accounts", "accounts"));
        if (verb == "list" && arguments.words.size() <= 1) {
            const auto roles = client.call("GET", "/api/v1/roles");
            const bool for_people = !arguments.has("json") && roles && roles->is_object() && roles->as_object().contains("roles");
            if (for_people) accounts = with_role_names(std::move(accounts), roles->at("roles").as_array());
            show(arguments, accounts,
                 {{"Name", "name"},
                  {"E-mail", "email"},
                  {"Status", "status"},
                  {"Roles", "roles"},
                  {"Last sign-in", "last_sign_in_at_unix_ms", true}});
            return {};
        }
        if (verb != "link" || arguments.words.size() != 2)
            return wrong_usage("user list | create NAME EMAIL --roles CODES [--clients all|NAMES] | link EMAIL");
        STEWARD_TRY(auto account, find_by(accounts, "email", arguments.words[1], "account"));
        STEWARD_TRY(auto answer,
                    client.call("POST", "/api/v1/accounts/" + text_of(account, "account_id") + "/link", boost::json::object{}));
        print_link(arguments, answer, arguments.words[1]);
        return {};
    });
}

}  // namespace steward::cli
