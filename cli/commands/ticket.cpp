// steward ticket list [FILTER] | show REFERENCE | create ... | reply REFERENCE TEXT
#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

namespace {
Status list_tickets(const Client& client, const Arguments& arguments) {
    STEWARD_TRY(auto items, client.list("/api/v1/tickets?filter=" + encode(filter_of(arguments)), "tickets"));
    show(arguments, items,
         {{"Reference", "reference"},
          {"Priority", "priority"},
          {"State", "state"},
          {"Client", "client_name"},
          {"Title", "title"},
          {"Assignee", "assignee_name"},
          {"Created", "created_at_unix_ms", true}});
    return {};
}

Result<std::string> ticket_path(const Client& client, const std::string& reference) {
    STEWARD_TRY(auto items, client.list("/api/v1/tickets?filter=" + encode(reference), "tickets"));
    STEWARD_TRY(auto ticket, find_by(items, "reference", reference, "ticket"));
    return "/api/v1/tickets/" + text_of(ticket, "ticket_id");
}

Status show_ticket(const Client& client, const Arguments& arguments) {
    STEWARD_TRY(auto path, ticket_path(client, arguments.words[1]));
    STEWARD_TRY(auto ticket, client.call("GET", path));
    STEWARD_TRY(auto messages, client.list(path + "/messages", "messages"));
    if (arguments.has("json")) {
        print_json({{"ticket", ticket}, {"messages", messages}});
        return {};
    }
    std::printf("%s  %s  %s\n%s\n\n", text_of(ticket, "reference").c_str(), text_of(ticket, "priority").c_str(),
                text_of(ticket, "state").c_str(), text_of(ticket, "title").c_str());
    for (const auto& message : messages) {
        std::printf("-- %s, %s ago%s\n%s\n\n", text_of(message, "author_name").c_str(),
                    age(std::stoll(text_of(message, "at_unix_ms")), now_ms()).c_str(),
                    text_of(message, "internal") == "true" ? " (internal)" : "", text_of(message, "text").c_str());
    }
    return {};
}

Status create_ticket(const Client& client, const Arguments& arguments) {
    STEWARD_TRY(auto name, arguments.needed("client"));
    STEWARD_TRY(auto title, arguments.needed("title"));
    STEWARD_TRY(auto id, client_id_by_name(client, name));
    const boost::json::value request = {{"title", title},
                                        {"description", arguments.option("description")},
                                        {"kind", arguments.option("kind", "incident")},
                                        {"source", arguments.option("source", "phone")},
                                        {"impact", arguments.option("impact", "limited")},
                                        {"urgency", arguments.option("urgency", "medium")}};
    STEWARD_TRY(auto ticket, client.call("POST", "/api/v1/clients/" + id + "/tickets", request));
    if (arguments.has("json")) print_json(ticket);
    else std::printf("%s %s\n", text_of(ticket, "reference").c_str(), title.c_str());
    return {};
}

Status reply(const Client& client, const Arguments& arguments) {
    STEWARD_TRY(auto path, ticket_path(client, arguments.words[1]));
    STEWARD_TRY(auto message,
                client.call("POST", path + "/messages", {{"text", arguments.words[2]}, {"internal", arguments.has("internal")}}));
    if (arguments.has("json")) print_json(message);
    else std::puts(arguments.has("internal") ? "Noted, for us only." : "Sent.");
    return {};
}
}  // namespace

int run_ticket(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        const std::string verb = arguments.words.empty() ? "list" : arguments.words[0];
        if (verb == "list") return list_tickets(client, arguments);
        if (verb == "create" && arguments.words.size() == 1) return create_ticket(client, arguments);
        if (verb == "show" && arguments.words.size() == 2) return show_ticket(client, arguments);
        if (verb == "reply" && arguments.words.size() == 3) return reply(client, arguments);
        return wrong_usage("ticket list [FILTER] | show REFERENCE | create --client NAME --title TEXT | reply REFERENCE TEXT [--internal]");
    });
}

}  // namespace steward::cli
