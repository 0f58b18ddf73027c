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

Result<std::string> client_id_by_name(const Client& client, const std::string& name) {
    STEWARD_TRY(auto clients, client.list("/api/v1/clients", "clients"));
    STEWARD_TRY(auto found, find_by(clients, "name", name, "client"));
    return text_of(found, "client_id");
}

std::unexpected<Error> wrong_usage(const std::string& usage) { return fail(ErrorKind::Invalid, "cli.usage", "usage: steward " + usage); }

}  // namespace steward::cli
