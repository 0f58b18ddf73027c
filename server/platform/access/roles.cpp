#include "server/platform/access/roles.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>

#include "steward/access/v1/access.pb.h"

namespace steward::access {

extern const std::string_view embedded_roles;

const std::vector<Role>& all_roles() {
    static const auto roles = [] {
        v1::ListRolesResponse file;
        if (!google::protobuf::TextFormat::ParseFromString(std::string(embedded_roles), &file)) std::abort();
        std::vector<Role> list;
        for (const auto& role : file.roles()) {
            list.push_back({role.code(), role.name(), role.side(), {role.permissions().begin(), role.permissions().end()}});
        }
        return list;
    }();
    return roles;
}

const Role* find_role(std::string_view code) {
    const auto& roles = all_roles();
    const auto at = std::find_if(roles.begin(), roles.end(), [&](const Role& role) { return role.code == code; });
    return at == roles.end() ? nullptr : &*at;
}

std::set<std::string> permissions_of(const std::set<std::string>& roles) {
    std::set<std::string> permissions;
    for (const auto& code : roles) {
        if (const Role* role = find_role(code)) permissions.insert(role->permissions.begin(), role->permissions.end());
    }
    return permissions;
}

bool is_client_side(const std::set<std::string>& roles) {
    return std::any_of(roles.begin(), roles.end(), [](const auto& code) {
        const Role* role = find_role(code);
        return role && role->side == "client";
    });
}

bool may_be_in_a_token(std::string_view permission) {
    // A courier's token reads drafts; people ask for work and approve it themselves.
    if (permission == "job.read") return true;
    return !permission.starts_with("job.") && !permission.starts_with("roster.") && !permission.starts_with("vault.");
}

Status roles_fit(const std::set<std::string>& roles, bool all_clients, size_t clients) {
    if (roles.empty()) return bad_field("/roles", "Choose at least one role.");
    bool client_side = false, provider_side = false;
    for (const auto& code : roles) {
        const Role* role = find_role(code);
        if (!role) return bad_field("/roles", "There is no role '" + code + "'. GET /api/v1/roles lists them.");
        (role->side == "client" ? client_side : provider_side) = true;
    }
    if (client_side && provider_side) {
        return bad_field("/roles",
                         "One account cannot hold provider and client roles: nobody may approve for the client what they proposed.");
    }
    if (client_side && (all_clients || clients != 1)) {
        return bad_field("/client_ids", "A client's person belongs to exactly one client. Name that one.");
    }
    if (roles.contains("OWN") && !all_clients)
        return bad_field("/all_clients", "An owner sees all clients. Set all_clients, or choose another role.");
    return {};
}

std::string roles_as_table() {
    std::set<std::string> permissions;
    for (const auto& role : all_roles()) permissions.insert(role.permissions.begin(), role.permissions.end());
    size_t width = 0;
    for (const auto& permission : permissions) width = std::max(width, permission.size());
    std::string table(width, ' ');
    for (const auto& role : all_roles()) table += "  " + role.code;
    table += "\n";
    for (const auto& permission : permissions) {
        table += permission + std::string(width - permission.size(), ' ');
        for (const auto& role : all_roles()) table += role.permissions.contains(permission) ? "   x " : "   . ";
        while (table.ends_with(' ')) table.pop_back();
        table += "\n";
    }
    table += "\n";
    for (const auto& role : all_roles()) table += role.code + "  " + role.name + " (" + role.side + ")\n";
    return table;
}

}  // namespace steward::access
