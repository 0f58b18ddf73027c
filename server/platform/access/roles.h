// The roles of domain/model.md section 3 and what they add up to; schema/access/roles.textproto.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace steward::access {

struct Role {
    std::string code;
    std::string name;
    std::string side;  // "provider", "client", "either" (counts as provider where one must be chosen)
    std::set<std::string> permissions;
};

/// All roles, in the order of the file. The embedded text is a part of the program: it parses.
const std::vector<Role>& all_roles();
const Role* find_role(std::string_view code);  // nullptr when there is none

std::set<std::string> permissions_of(const std::set<std::string>& roles);
bool is_client_side(const std::set<std::string>& roles);

/// Permissions that an API token never carries, whoever made it: what a person must do in person.
bool may_be_in_a_token(std::string_view permission);

/// What may stand together on one account: known codes, at least one; provider and client roles
/// never together (a provider role can never sign as CDM); a client's person has exactly one client;
/// an owner has all. Failure: Invalid with the field it speaks of.
Status roles_fit(const std::set<std::string>& roles, bool all_clients, size_t clients);

/// All roles and permissions as a table of text, for review (schema/golden/roles.txt).
std::string roles_as_table();

}  // namespace steward::access
