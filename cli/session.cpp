#include "cli/session.h"

#include <algorithm>

namespace steward::cli {

namespace {
std::string folded(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}
}  // namespace

Result<boost::json::value> find_by(const boost::json::array& items, const std::string& field, const std::string& value,
                                   const std::string& noun) {
    for (const auto& item : items) {
        if (folded(text_of(item, field)) == folded(value)) return item;
    }
    return fail(ErrorKind::NotFound, "cli.no_such", "There is no " + noun + " '" + value + "'.");
}

Result<boost::json::value> one_device(const boost::json::array& devices, const std::string& word, const std::string& client) {
    boost::json::array found;
    for (const auto& device : devices) {
        const bool is_meant = text_of(device, "device_id") == word || folded(text_of(device, "name")) == folded(word);
        if (is_meant && (client.empty() || folded(text_of(device, "client_name")) == folded(client))) found.push_back(device);
    }
    if (found.empty()) {
        return fail(ErrorKind::NotFound, "cli.no_such",
                    "There is no device '" + word + "'" + (client.empty() ? "" : " of a client '" + client + "'") + ".");
    }
    if (found.size() == 1) return found[0];
    std::string which;
    for (const auto& device : found) which += "\n  " + text_of(device, "device_id") + "  of " + text_of(device, "client_name");
    return fail(ErrorKind::Conflict, "cli.ambiguous",
                std::to_string(found.size()) + " devices have the name '" + word +
                    "'. Give the id in place of the name, or --client NAME:" + which);
}

std::string filter_of(const Arguments& arguments) {
    std::string filter;
    for (size_t i = 1; i < arguments.words.size(); ++i) filter += (i > 1 ? " " : "") + arguments.words[i];
    return filter;
}

Status no_more_words(const Arguments& arguments, size_t most, const std::string& usage) {
    return arguments.words.size() > most ? Status(wrong_usage(usage)) : Status();
}

Result<std::string> client_id_by_name(const Client& client, const std::string& name) {
    STEWARD_TRY(auto clients, client.list("/api/v1/clients", "clients"));
    STEWARD_TRY(auto found, find_by(clients, "name", name, "client"));
    return text_of(found, "client_id");
}

std::unexpected<Error> wrong_usage(const std::string& usage) { return fail(ErrorKind::Invalid, "cli.usage", "usage: steward " + usage); }

}  // namespace steward::cli
