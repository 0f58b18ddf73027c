// What a visit to a provider is bound to, made from its state and the secret that only the browser has.
#pragma once

#include <string>
#include <string_view>

namespace steward::access {

std::string visit_nonce(std::string_view state, std::string_view flow_secret);
std::string visit_verifier(std::string_view state, std::string_view flow_secret);  // RFC 7636: 43 characters

}  // namespace steward::access
