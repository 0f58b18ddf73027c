// Whose word counts about who really asks, when a reverse proxy stands in front.
//
// X-Forwarded-For and X-Forwarded-Proto can be written by anybody. They are believed of a peer on
// loopback, where the proxy of this machine is, and of the addresses that the operator named.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace steward::http {

/// `peer` is the address that the connection came from, `named` are the proxies on other machines, in
/// the same spelling (that of inet_ntop).
bool is_believed_proxy(std::string_view peer, std::span<const std::string> named);

/// The last address in X-Forwarded-For, which the proxy itself saw: what stands before it could be
/// anybody's invention. Empty when it is no address.
std::string last_forwarded(std::string_view header);

/// "127.0.0.1" of " 127.0.0.1", "2001:db8::1" of "2001:DB8:0::1"; empty when `text` is no IP address.
std::string spelled_address(std::string text);

}  // namespace steward::http
