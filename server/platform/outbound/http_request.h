// One HTTP request to somebody else: bounded in time and size, never redirected, into a private network only when allowed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace steward::outbound {

inline constexpr size_t most_answer_bytes = 64u << 10;

struct HttpRequest {
    std::string method = "POST";
    std::string url, body;             // without a body for GET
    std::vector<std::string> headers;  // "Name: value"
    bool allow_private = false;
};

struct HttpAnswer {
    long status = 0;      // 0: there was no answer
    std::string body;     // its first bytes
    std::string failure;  // why there was none, one sentence; never holds a header or the body
    bool is_good() const { return status >= 200 && status < 300; }
};

/// Blocks for up to 20 seconds.
HttpAnswer ask(const HttpRequest& request);

/// A value within an address or a form (RFC 3986).
std::string percent_encoded(std::string_view text);

/// Whether an address (IPv4 or IPv6 in network order, 4 or 16 bytes) belongs to a network that the
/// public cannot reach: loopback, private, link-local, shared, multicast, unspecified (RFC 6890).
bool is_private_address(ByteView address);

}  // namespace steward::outbound
